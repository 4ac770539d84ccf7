"""What NumPy makes of index texts.

Reads lines of a shape, a tab and a text in JSON; answers each with one line: `no` for what is no index, `range`
for a position out of range, `other` for an index that Culebra does not read (any expression that is more than
signs before an integer, and what is no basic index), or shape, strides and byte offset of the view.
"""

import ast
import json
import re
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")
NAMES = {"np": np, "numpy": np, "newaxis": np.newaxis}


class Key:
    """Gives back what stands between the brackets."""

    def __getitem__(self, key):
        return key


def is_read(node):
    """Whether Culebra's grammar has the expression."""
    if isinstance(node, ast.Tuple):
        return all(is_read(item) and not isinstance(item, ast.Tuple) for item in node.elts)
    if isinstance(node, ast.Slice):
        bounds = (node.lower, node.upper, node.step)
        return all(b is None or is_bound(b) for b in bounds)
    return is_bound(node) or isinstance(node, ast.Name) and node.id == "Ellipsis" or is_dots(node)


def is_dots(node):
    return isinstance(node, ast.Constant) and node.value is Ellipsis


def is_bound(node):
    if isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.Not):
        return is_number(node.operand)
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name) and node.value.id in NAMES and node.attr == "newaxis"
    none = isinstance(node, ast.Constant) and node.value is None
    return is_number(node) or none or isinstance(node, ast.Name) and node.id == "newaxis"


def is_number(node):
    if isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.Not):
        return is_number(node.operand)
    return isinstance(node, ast.Constant) and type(node.value) is int


def answer(array, text):
    if text.strip(" \t\r\n\f") == "":
        text = "()"
    try:
        key = eval(compile("key[" + text + "]", "index", "eval"), {"key": Key(), **NAMES})
        node = ast.parse("key[" + text + "]", mode="eval").body.slice
    except (SyntaxError, ValueError, TypeError, NameError, AttributeError):
        return "no"
    apart = re.search(r"\s\.\s*newaxis|\.\s+newaxis", text)
    if text != "()" and not is_read(node) or apart:
        return "other"
    entries = key if isinstance(key, tuple) else (key,)
    # Of integers beyond 64 bits NumPy says in different words that they are out of range.
    entries = tuple(max(-(2**63), min(2**63 - 1, e)) if type(e) is int else e for e in entries)
    if not any(entry is Ellipsis for entry in entries):
        entries += (Ellipsis,)  # or an element would come out, no view
    try:
        view = array[entries]
    except (IndexError, ValueError, TypeError) as e:
        return "range" if "out of bounds" in str(e) else "no"
    start = view.__array_interface__["data"][0] - array.__array_interface__["data"][0]
    return f"{list(view.shape)}\t{list(view.strides)}\t{start}".replace(" ", "").replace("[", "").replace("]", "")


for line in sys.stdin:
    shape, text = line.rstrip("\n").split("\t")
    lengths = [int(n) for n in shape.split(",") if n]
    print(answer(np.zeros(lengths, np.int64), json.loads(text)))
