"""Prints for each YAML text on standard input (a JSON string per line) what PyYAML makes of it with Truss's loader."""

import datetime
import json
import math
import sys

import yaml


class Pairs(list):
    """A mapping with all of its keys, even those that a dict would keep once."""


class Loader(yaml.SafeLoader):
    """Truss constructs every key before PyYAML does (truss/util/yaml_utils.py), which makes "<<" fail."""

    def construct_mapping(self, node, deep=False):
        keys = set()
        for key_node, _ in node.value:
            keys.add(self.construct_object(key_node, deep=deep))
        return super().construct_mapping(node, deep)

    def pairs_of(self, node):
        data = Pairs()
        yield data
        self.construct_mapping(node)
        data.extend((self.construct_object(key), self.construct_object(value)) for key, value in node.value)

    def keys_of(self, node):
        data = []
        yield data
        self.construct_mapping(node)
        data.extend(self.construct_object(key) for key, _ in node.value)


Loader.add_constructor("tag:yaml.org,2002:map", Loader.pairs_of)
Loader.add_constructor("tag:yaml.org,2002:set", Loader.keys_of)


def rounded(value):
    """As JavaScript writes it with toExponential(9)."""
    try:
        value = float(value)
    except OverflowError:
        value = math.inf if value > 0 else -math.inf
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    digits, exponent = f"{value + 0.0:.9e}".split("e")
    return f"{digits}e{int(exponent):+d}"


def tree(value, around=()):
    if id(value) in around:
        return ["recursive"]
    inside = (*around, id(value))
    if isinstance(value, Pairs):
        return ["map", [[tree(key), tree(item, inside)] for key, item in value]]
    if isinstance(value, (list, tuple)):
        return ["list", [tree(item, inside) for item in value]]
    if value is None:
        return ["null"]
    if isinstance(value, bool):
        return ["boolean", value]
    if isinstance(value, int):
        return ["integer", rounded(value)]
    if isinstance(value, float):
        return ["float", rounded(value)]
    if isinstance(value, datetime.date):
        return ["timestamp"]
    if isinstance(value, bytes):
        return ["bytes", value.hex()]
    return ["string", value]


def judge(text):
    try:
        return tree(yaml.load(text, Loader=Loader))
    except Exception:
        return "refused"


for line in sys.stdin:
    print(json.dumps(judge(json.loads(line))))
