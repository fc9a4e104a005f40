"""Lists the fields that the log reader of the original Modyn accepts.

Usage: python3 original-log-fields.py CHECKOUT > original-log-fields.json

Reads the classes of the log and of the configurations in it from a git checkout of
https://github.com/eth-easl/modyn, without running them. For each class the output has its field
names, whether a field is required, the alternatives for its type, and whether the class rejects
other fields ("closed"). A type is a scalar ("int", "float", "str", "bool", "datetime", "duration",
"null", "any") or one of {"list": types}, {"map": types}, {"tuple": [types, ...]},
{"literal": [values]}, {"model": class} and {"alias": name}.
"""

import ast
import json
import subprocess
import sys

ROOT = "PipelineLogs"
SCHEMA = "modyn/config/schema"
OTHER_FILES = [
    "modyn/const/types.py",
    "modyn/supervisor/internal/pipeline_executor/models.py",
    "modyn/supervisor/internal/triggers/utils/models.py",
    "modyn/supervisor/internal/eval/handler.py",
]
SCALARS = {"int": "int", "float": "float", "str": "str", "bool": "bool", "Any": "any", "Path": "str",
           "NonNegativeInt": "int", "PositiveInt": "int", "PositiveFloat": "float",
           "NonNegativeFloat": "float", "StageInfo": "any"}
CONTAINERS = {"dict": [{"map": ["any"]}], "list": [{"list": ["any"]}]}
RECURSIVE = "TriggerConfig"


class Reader:
    def __init__(self, checkout):
        self.checkout = checkout
        self.classes = {}
        self.assignments = {}
        self.needed = {ROOT}
        self.aliases = {}
        self.active = set()
        for path in self.git("ls-tree", "-r", "--name-only", "HEAD", SCHEMA).split() + OTHER_FILES:
            if path.endswith(".py"):
                self.read(ast.parse(self.git("show", "HEAD:" + path)))

    def git(self, *arguments):
        return subprocess.check_output(["git", "-C", self.checkout, *arguments], text=True)

    def read(self, module):
        for node in module.body:
            if isinstance(node, ast.ClassDef):
                self.classes.setdefault(node.name, node)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.assignments.setdefault(node.targets[0].id, node.value)

    def bases(self, name):
        return [base.id for base in self.classes[name].bases if isinstance(base, ast.Name)]

    def ancestors(self, name):
        result = [name]
        for base in self.bases(name):
            if base in self.classes:
                result += [each for each in self.ancestors(base) if each not in result]
        return result

    def all_bases(self, name):
        return {base for ancestor in self.ancestors(name) for base in self.bases(ancestor)}

    def types(self, node):
        if isinstance(node, ast.Constant):
            return ["null"] if node.value is None else self.types(ast.parse(node.value, mode="eval").body)
        if isinstance(node, ast.BinOp):
            return self.types(node.left) + self.types(node.right)
        if isinstance(node, ast.Attribute):
            return [{"datetime": "datetime", "timedelta": "duration"}[node.attr]]
        if isinstance(node, ast.Call) and node.func.id == "ForwardRef":
            return self.types(node.args[0])
        if isinstance(node, ast.Name):
            return self.named(node.id)
        if isinstance(node, ast.Subscript):
            return self.generic(node)
        raise ValueError(ast.dump(node))

    def named(self, name):
        if name in SCALARS:
            return [SCALARS[name]]
        if name in CONTAINERS:
            return CONTAINERS[name]
        if name in self.classes:
            if self.all_bases(name) & {"Enum", "StrEnum"}:
                values = [each.value.value for each in self.classes[name].body if isinstance(each, ast.Assign)]
                return [{"literal": values}]
            self.needed.add(name)
            return [{"model": name}]
        if name == RECURSIVE or name in self.active:
            if name not in self.aliases:
                self.aliases[name] = None
                self.aliases[name] = self.types(self.assignments[name])
            return [{"alias": name}]
        self.active.add(name)
        try:
            return self.types(self.assignments[name])
        finally:
            self.active.discard(name)

    def generic(self, node):
        arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        kind = node.value.id
        if kind in ("list", "set"):
            return [{"list": self.types(arguments[0])}]
        if kind == "dict":
            return [{"map": self.types(arguments[1])}]
        if kind == "tuple":
            return [{"tuple": [self.types(each) for each in arguments]}]
        if kind == "Annotated":
            return self.types(arguments[0])
        if kind == "Literal":
            return [{"literal": [each.value for each in arguments]}]
        if kind == "Union":
            return [each for argument in arguments for each in self.types(argument)]
        if kind == "Callable":
            return ["any"]
        raise ValueError(ast.dump(node))

    def fields(self, name):
        result = {}
        for ancestor in reversed(self.ancestors(name)):
            for node in self.classes[ancestor].body:
                if isinstance(node, ast.AnnAssign) and not node.target.id.startswith("_"):
                    key, required = self.key(node)
                    result.pop(key, None)
                    result[key] = {"type": self.types(node.annotation), "required": required}
        return result

    @staticmethod
    def key(node):
        value = node.value
        if not (isinstance(value, ast.Call) and getattr(value.func, "id", "") == "Field"):
            return node.target.id, value is None
        keywords = {each.arg: each.value for each in value.keywords}
        first = value.args[0] if value.args else None
        without_default = first is None or (isinstance(first, ast.Constant) and first.value is Ellipsis)
        required = without_default and not keywords.keys() & {"default", "default_factory"}
        return (keywords["alias"].value if "alias" in keywords else node.target.id), required

    def models(self):
        self.needed |= {name for name in self.classes if "StageInfo" in self.all_bases(name) and name[0] != "_"}
        models = {}
        while self.needed - models.keys():
            for name in sorted(self.needed - models.keys()):
                closed = "ModynBaseModel" in self.all_bases(name)
                models[name] = {"closed": closed, "fields": self.fields(name)}
        return models


def model_text(name, model):
    fields = ",\n".join(f"      {json.dumps(key)}: {json.dumps(value)}" for key, value in model["fields"].items())
    start = f"    {json.dumps(name)}: {{\"closed\": {json.dumps(model['closed'])}, \"fields\": {{"
    return start + (f"\n{fields}\n    }}}}" if fields else "}}")


def main():
    reader = Reader(sys.argv[1])
    models = reader.models()
    print("{")
    print(f"  \"commit\": {json.dumps(reader.git('rev-parse', 'HEAD').strip())},")
    print(f"  \"aliases\": {json.dumps(reader.aliases)},")
    print("  \"models\": {")
    print(",\n".join(model_text(name, models[name]) for name in sorted(models)))
    print("  }\n}")


main()
