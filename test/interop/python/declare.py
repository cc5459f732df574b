"""Declares the only construct of each file, and prints what it declared, a JSON document a line."""

import importlib.util
import json
import sys

import aws_cdk
from constructs import Construct

for path in sys.argv[1:]:
    spec = importlib.util.spec_from_file_location("exported", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    aws_cdk.declared.clear()
    aws_cdk.declared["managed"] = []
    for value in list(vars(module).values()):
        if isinstance(value, type) and issubclass(value, Construct) and value is not Construct:
            value(None, "Made")
    print(json.dumps(aws_cdk.declared))
