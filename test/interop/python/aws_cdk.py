"""Writes down what a construct declares, in the place of the CDK, which Python's index may not have here."""

import sys
import types


class Duration:
    @staticmethod
    def seconds(count):
        return count


class Token:
    @staticmethod
    def is_unresolved(value):
        return value is None


class Stack:
    account = "111122223333"

    @staticmethod
    def of(_construct):
        return Stack


class Tags:
    def __init__(self, role):
        self.role = role

    @staticmethod
    def of(role):
        return Tags(role)

    def add(self, key, value):
        self.role.tags[key] = value


declared = {"managed": []}

iam = types.ModuleType("aws_cdk.aws_iam")


class Role:
    def __init__(self, _scope, _id, **properties):
        self.tags = {}
        self.node = types.SimpleNamespace(default_child=self)
        declared["role"] = {"tags": self.tags, **properties}

    def add_property_override(self, name, value):
        declared["role"][name] = value


class ManagedPolicy:
    def __init__(self, _scope, _id, **properties):
        del properties["roles"]
        declared["managed"].append(properties)

    @staticmethod
    def from_managed_policy_arn(_scope, _id, arn):
        return arn


class PolicyDocument:
    @staticmethod
    def from_json(document):
        return document


iam.Role = Role
iam.ManagedPolicy = ManagedPolicy
iam.PolicyDocument = PolicyDocument
iam.ServicePrincipal = lambda name: name
aws_iam = iam
sys.modules["aws_cdk.aws_iam"] = iam
