#!/usr/bin/env python3
"""Writes the C++ table of one service from botocore's model of it (service-2.json, Apache-2.0).

usage: make_model.py SERVICE [--models DIRECTORY] [--output FILE]

  SERVICE        a directory of the models: sts
  --models       default: Debian's python3-botocore
  --output       default: ../SERVICE_model.cc beside this script; `-`: the standard output

SERVICE.json beside this script, where there is one, adds operations and shapes that the model has
not yet, says the order of elements on the wire where it is not the model's, and which operations
need no signature where the model does not tell.

A maintainer runs it by hand (./dev models); the build never does. A test holds its output against
the committed file.
"""
import argparse
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
DEBIAN = pathlib.Path("/usr/lib/python3/dist-packages/botocore/data")

KINDS = {
    "string": "string", "character": "string", "integer": "integer", "long": "integer",
    "float": "floating", "double": "floating", "boolean": "boolean", "timestamp": "timestamp",
    "blob": "blob", "structure": "structure", "list": "list", "map": "map",
}
PROTOCOLS = {
    "query": "query", "ec2": "ec2", "json": "json", "rest-json": "rest_json",
    "rest-xml": "rest_xml",
}
PLACES = {
    None: "body", "header": "header", "headers": "headers", "uri": "uri",
    "querystring": "query", "statusCode": "status",
}


class ModelError(Exception):
    pass


def load(models, service):
    versions = sorted((models / service).glob("*/service-2.json"))
    if not versions:
        raise ModelError(f"there is no {models / service}/*/service-2.json: install python3-botocore")
    model = json.loads(versions[-1].read_text(encoding="utf-8"))
    additions = {}
    path = HERE / f"{service}.json"
    if path.exists():
        additions = json.loads(path.read_text(encoding="utf-8"))
    for part in ("operations", "shapes"):
        for name, value in additions.get(part, {}).items():
            # What the model has come to know itself is the model's.
            model[part].setdefault(name, value)
    for name in additions.get("unsigned", []):
        model["operations"][name]["authtype"] = "none"
    return model, versions[-1].relative_to(models.parent), additions.get("order", {})


class Table:
    """Shapes that operations and errors reach, each with a number."""

    def __init__(self, model, order):
        self.model = model
        self.order = order
        self.numbers = {}
        self.rows = []
        self.members = []

    def shape(self, name):
        if name in self.numbers:
            return self.numbers[name]
        number = len(self.rows)
        self.numbers[name] = number
        self.rows.append(None)
        self.rows[number] = self.row(name, self.model["shapes"][name])
        return number

    def names_in_order(self, name, shape):
        names = list(shape.get("members", {}))
        wanted = self.order.get(name)
        if wanted is None:
            return names
        if sorted(wanted) != sorted(names):
            raise ModelError(f"the order of {name} does not name its members: {names}")
        return wanted

    def row(self, name, shape):
        kind = KINDS.get(shape["type"])
        if kind is None:
            raise ModelError(f"{name} is of the unknown type {shape['type']}")
        fields = {"name": text(name), "kind": f"K::{kind}"}
        if kind == "structure":
            members = [self.member(shape, one) for one in self.names_in_order(name, shape)]
            fields["first_member"] = str(len(self.members))
            fields["member_count"] = str(len(members))
            self.members += members
            if "payload" in shape:
                fields["payload"] = text(shape["payload"])
        if kind == "list":
            fields["element"] = str(self.shape(shape["member"]["shape"]))
            fields["element_name"] = text(shape["member"].get("locationName", "member"))
        if kind == "map":
            fields["element"] = str(self.shape(shape["value"]["shape"]))
            fields["element_name"] = text(shape["value"].get("locationName", "value"))
            fields["key"] = str(self.shape(shape["key"]["shape"]))
            fields["key_name"] = text(shape["key"].get("locationName", "key"))
        if shape.get("flattened"):
            fields["flattened"] = "true"
        if "timestampFormat" in shape:
            fields["timestamp_format"] = text(shape["timestampFormat"])
        for bound in ("min", "max"):
            if bound in shape:
                fields[bound] = str(shape[bound])
        if "pattern" in shape:
            fields["pattern"] = text(shape["pattern"])
        return "{" + ", ".join(f".{key} = {value}" for key, value in fields.items()) + "}"

    def member(self, owner, name):
        member = owner["members"][name]
        fields = {
            "name": text(name),
            "on_wire": text(member.get("locationName", name)),
            "shape": str(self.shape(member["shape"])),
        }
        if name in owner.get("required", []):
            fields["required"] = "true"
        place = PLACES[member.get("location")]
        if place != "body":
            fields["place"] = f"P::{place}"
        return "{" + ", ".join(f".{key} = {value}" for key, value in fields.items()) + "}"


def text(value):
    if "\\" not in value and '"' not in value:
        return f'"{value}"'
    mark = "~" if ')"' in value else ""
    return f'R"{mark}({value}){mark}"'


def operation_row(table, name, operation):
    fields = {
        "name": text(name),
        "method": text(operation["http"]["method"]),
        "uri": text(operation["http"]["requestUri"]),
    }
    if "input" in operation:
        fields["input"] = str(table.shape(operation["input"]["shape"]))
    if "output" in operation:
        fields["output"] = str(table.shape(operation["output"]["shape"]))
        if "resultWrapper" in operation["output"]:
            fields["result_wrapper"] = text(operation["output"]["resultWrapper"])
    if operation.get("authtype") == "none":
        fields["is_signed"] = "false"
    return "{" + ", ".join(f".{key} = {value}" for key, value in fields.items()) + "}"


def error_rows(model):
    out = {}
    for name, shape in model["shapes"].items():
        if not shape.get("exception"):
            continue
        error = shape.get("error", {})
        out[error.get("code", name)] = error.get("httpStatusCode", 400)
    return [f"{{.code = {text(code)}, .http = {http}}}" for code, http in sorted(out.items())]


def array(kind, name, rows):
    if not rows:
        return f"constexpr std::array<{kind}, 0> {name}{{}};\n"
    lines = "".join(f"    {kind}{row},\n" for row in rows)
    return f"constexpr std::array {name}{{\n{lines}}};\n"


def write(service, model, origin, order):
    metadata = model["metadata"]
    table = Table(model, order)
    operations = [operation_row(table, name, one)
                  for name, one in sorted(model["operations"].items())]
    errors = error_rows(model)
    protocol = PROTOCOLS.get(metadata["protocol"])
    if protocol is None:
        raise ModelError(f"the protocol {metadata['protocol']} is unknown")
    fields = {
        "service": text(service),
        "version": text(metadata["apiVersion"]),
        "protocol": f"ApiModel::Protocol::{protocol}",
        "xml_namespace": text(metadata.get("xmlNamespace", "")),
        "target_prefix": text(metadata.get("targetPrefix", "")),
        "operations": "kOperations",
        "shapes": "kShapes",
        "members": "kMembers",
        "errors": "kErrors",
    }
    body = "".join(f"      .{key} = {value},\n" for key, value in fields.items())
    return f"""\
// The API of {service}: written by tool/make_model.py, do not edit.
// Made from {origin} of botocore, Apache License 2.0 (see NOTICE),
// and from tool/{service}.json where there is one.
// clang-format off
#include "mocks/http/model/{service}_model.h"

#include <array>

namespace rolechain {{
namespace {{

using K = ShapeKind;
using P [[maybe_unused]] = ModelMember::Place;

{array("ModelMember", "kMembers", table.members)}
{array("ModelShape", "kShapes", table.rows)}
{array("ModelOperation", "kOperations", operations)}
{array("ModelError", "kErrors", errors)}
constexpr ApiModel kModel{{
{body}}};

}}  // namespace

const ApiModel& {service}_model() {{ return kModel; }}

}}  // namespace rolechain
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("service")
    parser.add_argument("--models", type=pathlib.Path, default=DEBIAN)
    parser.add_argument("--output", default=None)
    arguments = parser.parse_args()
    try:
        out = write(arguments.service, *load(arguments.models, arguments.service))
    except ModelError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if arguments.output == "-":
        sys.stdout.write(out)
    else:
        default = HERE.parent / f"{arguments.service}_model.cc"
        pathlib.Path(arguments.output or default).write_text(out, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
