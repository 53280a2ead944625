#!/usr/bin/env python3
"""Writes numpy_answers.txt: what NumPy gives for every expression numpy("...") in the headers here, and the inputs.

A line is NAME|TYPE|SHAPE|VALUES. Every expression is evaluated with float64 and with float32 inputs.
"""
import pathlib
import re
import sys
import warnings

import numpy as np

here = pathlib.Path(__file__).resolve().parent
nan, inf = np.nan, np.inf


def inputs(real):
    rng = np.random.default_rng(20240229)
    special = np.array([[-2.5, -1.0, -0.5, -0.0], [0.0, 0.25, 1.0, 3.5], [7.0, nan, inf, -inf]])
    return {
        "x": special.astype(real),
        "y": np.array([2.0, -0.5, nan, 0.0]).astype(real),
        "c": np.array([[1.5], [-2.0], [0.0]]).astype(real),
        "f": rng.uniform(-3, 3, (2, 3, 5)).round(3).astype(real),
        "e": np.zeros((0, 4), real),
        "a": rng.uniform(-1, 1, (7, 70)).round(3).astype(real),
        "b": rng.uniform(-1, 1, (70, 66)).round(3).astype(real),
        "s": rng.uniform(-1, 1, (3, 2, 4)).round(3).astype(real),
        "t": rng.uniform(-1, 1, (4, 5)).round(3).astype(real),
        "w": rng.uniform(-1, 1, (2, 4, 5)).round(3).astype(real),
        "v": rng.uniform(-1, 1, 4).round(3).astype(real),
        "big": (np.arange(5000) % 97 * 0.1 - 3).round(1).astype(real),
        "i": np.array([[-7, -1, 0, 3], [5, 2, -4, 9], [1, 8, -2, 6]], np.int64),
        "j": np.array([3, -2, 0, -1], np.int64),
        "u8": np.array([200, 1, 0, 255], np.uint8),
        "i8": np.array([-128, 127, -1, 5], np.int8),
        "u16": np.array([65535, 1, 300, 0], np.uint16),
        "u32": np.array([5, 4294967295, 0, 3000000000], np.uint32),
        "i32": np.array([-(2**31), 2**31 - 1, -1, 46341], np.int32),
        "u64": np.array([2**63, 5, 0, 2**62], np.uint64),
        "i64": np.array([2**62, 2**62, -1, -(2**63)], np.int64),
        "m": np.array([[True, False, True, False], [True] * 4, [False] * 4]),
    }


def line(name, value):
    value = np.asarray(value)
    shape = ",".join(map(str, value.shape))
    number = int if value.dtype == bool else str
    values = " ".join(str(number(v)) for v in value.ravel())
    return f"{name}|{value.dtype}|{shape}|{values}"


def main():
    cases = "".join(header.read_text() for header in here.glob("*.hpp"))
    expressions = sorted(set(re.findall(r'numpy\("([^"]+)"\)', cases)))
    lines = []
    for real in (np.float64, np.float32):
        have = inputs(real)
        names = {"np": np, "nan": nan, "inf": inf, "real": real, **have}
        lines += [line(f"{real.__name__} {name}", value) for name, value in have.items()]
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            lines += [line(f"{real.__name__} {text}", eval(text, names)) for text in expressions]
    (here / "numpy_answers.txt").write_text(f"# NumPy {np.__version__}, by make_numpy_answers.py\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
