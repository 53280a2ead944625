"""The standard P-model as Python users run it: pyrealm, and a hand-written numba loop.

    pmodel_python.py time --elements 1e6 --repeat 3 WHO...     a line of JSON for each measurement
    pmodel_python.py compare PREFIX                            errors of what bench_pmodel --dump=PREFIX wrote

WHO is NAME/TYPE: pyrealm, pyrealm_blocks (of 10^4 elements), numba (outputs reused), numba_map (outputs allocated),
as double or float. pyrealm given float computes some of its steps in double and returns double, no faster: there is no
float form of it to time. Inputs are NumPy arrays that exist; pyrealm's time is that of PModelEnvironment and PModel. Threads
are those of NUMBA_NUM_THREADS; NUMBA_DISABLE_INTEL_SVML=1 turns numba's vector maths off.
"""

import argparse
import json
import random
import time
import warnings

import numpy as np

INPUTS = {
    "tc": (0, 38),
    "patm": (70e3, 102e3),
    "vpd": (10, 3500),
    "co2": (350, 500),
    "fapar": (0, 1),
    "ppfd": (0, 2000),
}
OUTPUTS = ("gpp", "lue", "iwue", "chi", "vcmax", "vcmax25", "jmax", "jmax25", "gs")
TYPES = {"double": np.float64, "float": np.float32}


def weather(n, real):
    """Uniform weather in the ranges that pmodel.cpp draws from."""
    rng = np.random.default_rng(20240601)
    return {name: rng.uniform(*limits, n).astype(real) for name, limits in INPUTS.items()}


def pyrealm(x):
    from pyrealm.pmodel import PModel, PModelEnvironment

    m = PModel(
        PModelEnvironment(**x),
        method_kphio="temperature",
        method_optchi="prentice14",
        method_jmaxlim="wang17",
        method_arrhenius="simple",
    )
    return m.gpp, m.lue, m.iwue, m.optchi.chi, m.vcmax, m.vcmax25, m.jmax, m.jmax25, m.gs


def pyrealm_blocks(x, size=10_000):
    """The same in blocks whose temporaries stay in the caches: the form in which pyrealm is fastest."""
    n = len(x["tc"])
    out = [np.empty(n, x["tc"].dtype) for _ in OUTPUTS]
    for i in range(0, n, size):
        for to, values in zip(out, pyrealm({name: a[i : i + size] for name, a in x.items()})):
            to[i : i + size] = values
    return out


def competitor(who, x):
    """A function without arguments that computes the outputs of x, and says what they are."""
    if who == "pyrealm":
        return lambda: pyrealm(x)
    if who == "pyrealm_blocks":
        return lambda: pyrealm_blocks(x)
    from pmodel_numba import kernel

    n, real = len(x["tc"]), x["tc"].dtype.type
    loop = kernel(real)
    kept = [np.zeros(n, real) for _ in OUTPUTS]

    def run():
        out = kept if who == "numba" else [np.empty(n, real) for _ in OUTPUTS]
        loop(*x.values(), *out)
        return out

    return run


def timed(n, repeat, names):
    data = {}
    functions = {}
    for name in names:
        who, kind = name.split("/")
        if kind not in data:
            data[kind] = weather(n, TYPES[kind])
        functions[name] = competitor(who, data[kind])
        if n <= 1e6 or who.startswith("numba"):
            functions[name]()  # compiles, and brings the memory in
    for _ in range(repeat):
        random.shuffle(names)
        for name in names:
            start, cpu_start = time.perf_counter(), time.process_time()
            out = functions[name]()
            took = {"seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - cpu_start}
            print(json.dumps({"name": name, "elements": n, "type": str(out[0].dtype)} | took), flush=True)
            del out


def largest_error(got, want):
    """The largest relative difference of each output; infinite where one is NaN and the other is not."""
    errors = {}
    for name, a, b in zip(OUTPUTS, got, want):
        a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
        known = ~np.isnan(b)
        same = np.array_equal(known, ~np.isnan(a))
        errors[name] = float(np.max(np.abs(a[known] / b[known] - 1))) if same else float("inf")
    return errors


def compared(prefix):
    """Everybody against pyrealm in double, on the same inputs: those of type float are widened for it."""
    errors = {}
    for kind, real, suffix in (("double", np.float64, "f64"), ("float", np.float32, "f32")):
        x = dict(zip(INPUTS, np.fromfile(f"{prefix}.in.{suffix}", real).reshape(len(INPUTS), -1)))
        want = pyrealm_blocks({name: a.astype(np.float64) for name, a in x.items()})
        for who in ("sylva", "c"):
            try:
                got = np.fromfile(f"{prefix}.{who}.{suffix}", real).reshape(len(OUTPUTS), -1)
            except FileNotFoundError:
                continue
            errors[f"{who}/{kind}"] = largest_error(got, want)
        errors[f"numba/{kind}"] = largest_error(competitor("numba", x)(), want)
    print(json.dumps(errors))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("time")
    command.add_argument("--elements", type=float, required=True)
    command.add_argument("--repeat", type=int, default=3)
    command.add_argument("names", nargs="+")
    command = commands.add_parser("compare")
    command.add_argument("prefix")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    if arguments.command == "time":
        timed(int(arguments.elements), arguments.repeat, arguments.names)
    else:
        compared(arguments.prefix)


if __name__ == "__main__":
    main()
