# Values as text: see verifiers/code/typed_value.h. Stands before each driver, in one script.
#
# The encoder takes exact built-in types alone, so that a value is written as what it is. The
# program of a submission runs in the same interpreter and can change all of this; all that it gains
# is to say another value, for what is expected is not here.
import json
import os
import sys

MAX_DEPTH = 64
MAX_ITEMS = 1000000
MAX_LINE = 4 << 20

_quote = json.encoder.encode_basestring_ascii
_float_words = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


class CannotEncode(Exception):
    pass


class _Encoder:
    def __init__(self):
        self.items = 0

    def encode(self, value, depth=0):
        self.items += 1
        if depth > MAX_DEPTH:
            raise CannotEncode("a value nested too deeply")
        if self.items > MAX_ITEMS:
            raise CannotEncode("a value of too many items")
        kind = type(value)
        if value is None:
            return "null"
        if kind is bool:
            return "true" if value else "false"
        if kind is int:
            return str(value)
        if kind is float:
            return self.float(value)
        if kind is str:
            return _quote(value)
        if kind is list:
            return self.sequence(value, depth)
        if kind is tuple:
            return '{"t":' + self.sequence(value, depth) + "}"
        if kind is dict:
            return self.dict(value, depth)
        if kind is set:
            return '{"s":' + self.sequence(value, depth) + "}"
        if kind is frozenset:
            return '{"f":' + self.sequence(value, depth) + "}"
        if kind is bytes:
            return '{"b":"' + value.hex() + '"}'
        if kind is complex:
            return '{"c":[' + self.float(value.real) + "," + self.float(value.imag) + "]}"
        raise CannotEncode("a value of type " + ascii(kind.__name__)[:80])

    @staticmethod
    def float(value):
        text = repr(value)
        return _float_words.get(text, text)

    def sequence(self, items, depth):
        return "[" + ",".join([self.encode(item, depth + 1) for item in items]) + "]"

    def dict(self, items, depth):
        pairs = ["[%s,%s]" % (self.encode(key, depth + 2), self.encode(value, depth + 2))
                 for key, value in items.items()]
        return '{"d":[' + ",".join(pairs) + "]}"


def encode(value):
    return _Encoder().encode(value)


def _typed(value):
    """What `value`, as the json module read it, stands for."""
    if type(value) is list:
        return [_typed(item) for item in value]
    if type(value) is not dict:
        return value
    (tag, items), = value.items()
    if tag == "b":
        return bytes.fromhex(items)
    items = _typed(items)
    if tag == "d":
        return {key: value for key, value in items}
    return {"t": tuple, "s": set, "f": frozenset, "c": lambda parts: complex(*parts)}[tag](items)


def decode(text):
    return _typed(json.loads(text))


def keep_stdout():
    """A descriptor for our result. What the program prints goes to standard error instead."""
    result = os.dup(1)
    os.dup2(2, 1)
    return result


def write_all(fd, text):
    data = text.encode("ascii")
    while data:
        data = data[os.write(fd, data):]


# What answers are usually written against (LeetCode's and LiveCodeBench's own preludes).
PRELUDE = """
import bisect, collections, copy, functools, heapq, itertools, math, operator, random, re, string, sys
from bisect import bisect_left, bisect_right, insort
from collections import Counter, OrderedDict, defaultdict, deque
from functools import cache, cmp_to_key, lru_cache, reduce
from heapq import heapify, heappop, heappush, heappushpop, heapreplace, nlargest, nsmallest
from itertools import accumulate, chain, combinations, groupby, permutations, product
from math import ceil, comb, factorial, floor, gcd, inf, isqrt, sqrt
from typing import *
"""


def load(path, prelude):
    """The namespace of the program at `path`, a module of its own, behind `prelude`."""
    module = type(sys)("solution")
    sys.modules["solution"] = module
    exec(prelude, module.__dict__)
    with open(path, "rb") as file:
        exec(compile(file.read(), path, "exec"), module.__dict__)
    return module.__dict__


def find_function(namespace, name):
    solution = namespace.get("Solution")
    if solution is not None and hasattr(solution, name):
        return getattr(solution(), name)
    return namespace[name]


sys.set_int_max_str_digits(0)
