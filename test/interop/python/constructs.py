class Construct:
    def __init__(self, scope, construct_id):
        pass
