"""Turns what measure.py measured into tables.

    table.py RESULTS             prints them
    table.py RESULTS README      writes them into README, between its markers
"""

import json
import pathlib
import statistics
import sys
import textwrap

from measured import significant, spaced, table, write_between

BEGIN, END = "<!-- benchmarks/run writes from here -->", "<!-- to here -->"
SYLVA = {
    "span_simd": "sylva: span, `simd`",
    "xtensor": "sylva: xtensor",
    "kokkos_simd": "sylva: Kokkos, `simd_threads`",
    "by_name_simd": "sylva: by name, ranges checked, `simd`",
    "by_name_any_simd": "the same with the kernel of all methods",
    "span_staged_simd": "sylva: span, `staged_simd`",
    "span_simd_map": "sylva: span, `simd`, `map`: outputs allocated",
    "xtensor_map": "sylva: xtensor, `map`: outputs allocated",
    "xtensor_map_huge": "the same with huge pages",
    "span_serial": "sylva: span, `serial`",
    "kokkos": "sylva: Kokkos, an execution space alone",
}
LIFTED = {
    "span_simd": "span, `simd`",
    "xtensor_simd": "xtensor",
    "kokkos_simd": "Kokkos, `simd_threads`",
    "span_serial": "span, `serial`",
    "kokkos_serial": "Kokkos, an execution space alone",
}
KERNELS = {
    "vapour_pressure": "saturation vapour pressure",
    "water_density": "density of water",
    "pmodel": "P-model",
}
PEERS = {
    "c_staged_newton": "C, staged, Newton division",
    "c_staged": "C, staged",
    "c_fused_newton": "C, fused, Newton division",
    "c_fused": "C, fused",
    "numba_svml": "numba with SVML",
    "numba_svml_map": "numba with SVML, outputs allocated",
    "numba": "numba",
    "pyrealm_blocks": "pyrealm in blocks of 10^4",
    "pyrealm": "pyrealm",
}
NAMES = SYLVA | PEERS


class Results:
    def __init__(self, file):
        self.report = json.loads(pathlib.Path(file).read_text())
        self.seconds = {tuple(key): values for *key, values in self.report["seconds"]}
        self.sizes = sorted({n for _, _, n, _ in self.seconds})
        self.columns = [(kind, n) for kind in ("double", "float") for n in self.sizes]
        self.all_threads = max(threads for *_, threads in self.seconds)

    def rate(self, name, kind, n, threads=1, of=min):
        """Million elements a second; None where it was not measured."""
        times = self.seconds.get((name, kind, n, threads))
        return n / of(times) / 1e6 if times else None

    def best_c(self, kind, n):
        rates = [self.rate(name, kind, n) for name in PEERS if name.startswith("c_")]
        return max((r for r in rates if r), default=None)


def filled(text):
    """Paragraphs and list items with lines of equal length."""
    items = [" ".join(item.split()) for item in text.replace("\n- ", "\n\n- ").split("\n\n")]
    wrap = {"width": 120, "break_long_words": False, "break_on_hyphens": False}
    lines = [textwrap.fill(i, subsequent_indent="  " * i.startswith("- "), **wrap) for i in items]
    return "\n".join(("" if line.startswith("- ") and k > 1 else "\n" * (k > 0)) + line for k, line in enumerate(lines))


def heads(r):
    return [f"{kind} 10^{len(str(n)) - 1}" for kind, n in r.columns]


def cells(r, names, cell, threads=1):
    """A row a name, a column a type and size; names that were not measured are left out."""
    rows = []
    for name in names:
        row = []
        for kind, n in r.columns:
            rate = r.rate(name, kind, n, threads)
            value = cell(name, kind, n, rate) if rate else None
            row.append(value or "")
        if any(row):
            rows.append([names[name], *row])
    return rows


def ratio_to(reference):
    def cell(name, kind, n, rate):
        other = reference(kind, n)
        return significant(rate / other) if other else None

    return cell


def each_size(r, name, other, kind, other_kind=None):
    """How many times as fast as another a name is, by size."""
    rates = [(r.rate(name, kind, n), r.rate(other, other_kind or kind, n)) for n in r.sizes]
    return ", ".join(significant(a / b) if a and b else "?" for a, b in rates)


def lifting(r):
    """How many times as fast as a loop by hand, and the time of a call on one element."""
    times = {(kernel, who, n): min(values) for kernel, who, kind, n, values in r.report["lifting"] if kind == "double"}
    sizes = sorted({n for *_, n in times})
    rows = []
    for kernel, label in KERNELS.items():
        for who, array in LIFTED.items():
            hand = "hand_" + who.rpartition("_")[2]
            if (kernel, who, 1) not in times:
                continue
            ratios = [significant(times[kernel, hand, n] / times[kernel, who, n]) for n in sizes if n > 1]
            one = f"{times[kernel, who, 1] * 1e9:.0f} ns ({times[kernel, hand, 1] * 1e9:.0f} ns)"
            rows.append([f"{label}: {array}", one, *ratios])
    return table(["", "1 element (by hand)", *(spaced(n) for n in sizes if n > 1)], rows)


def effects(r):
    sizes = ", ".join(f"10^{len(str(n)) - 1}" for n in r.sizes)
    return filled(f"""Each list is for {sizes} elements.

- **Methods by name against types.** With the methods chosen at run time by name, an optional output for every variable
  there is, and the ranges of all inputs checked, speed is {each_size(r, "by_name_simd", "span_simd", "double")} of that
  of types fixed at compile time in double, {each_size(r, "by_name_simd", "span_simd", "float")} in float: this is for the
  methods that come first in their lists, which have a kernel of their own. Any other choice runs the kernel that holds
  all methods: {each_size(r, "by_name_any_simd", "span_simd", "double")} in double,
  {each_size(r, "by_name_any_simd", "span_simd", "float")} in float.
- **float against double.** {each_size(r, "span_simd", "span_simd", "float", "double")} times as fast; the errors below are the price.
- **`map` against `transform`.** Allocating nine outputs at each call leaves, in double,
  {each_size(r, "span_simd_map", "span_simd", "double")} of the speed as `std::vector` and
  {each_size(r, "xtensor_map", "xtensor", "double")} as `xt::xtensor`; in float
  {each_size(r, "span_simd_map", "span_simd", "float")} and {each_size(r, "xtensor_map", "xtensor", "float")}. Large
  arrays come from the system page by page and go back to it, and `std::vector` fills them with zeros first: in a loop
  over time, keep the outputs and call `transform`. With huge pages, which glibc's `malloc` asks for when
  `GLIBC_TUNABLES=glibc.malloc.hugetlb=1` is set, it is {each_size(r, "span_simd_map_huge", "span_simd", "double")} and
  {each_size(r, "xtensor_map_huge", "xtensor", "double")} in double,
  {each_size(r, "span_simd_map_huge", "span_simd", "float")} and
  {each_size(r, "xtensor_map_huge", "xtensor", "float")} in float.""")


def accuracy(r):
    who = {"sylva": "sylva (`simd`)", "c": "C, staged, Newton division", "numba": "numba with SVML"}
    outputs = list(next(iter(r.report["errors"].values())))
    rows = []
    for kind in ("double", "float"):
        for name, label in who.items():
            errors = r.report["errors"].get(f"{name}/{kind}")
            if errors:
                rows.append([f"{label}, {kind}", *(f"{errors[o]:.0e}".replace("e-0", "e-") for o in outputs)])
    return table(["", *outputs], rows)


def text(r):
    p, m, c = r.report, r.report["machine"], r.report["context"]
    v = p["python"]
    medians = lambda name, kind, n, rate: f"{significant(rate)} ({significant(r.rate(name, kind, n, of=statistics.median))})"
    plan = ", ".join(f"{rounds} of 10^{len(str(n)) - 1} elements" for n, rounds, *_ in p["plan"])
    threads = ""
    if r.all_threads > 1:
        many = {k: NAMES[k] for k in ("kokkos_simd", "kokkos", "numba_svml")}
        speedup = lambda name, kind, n, rate: f"{significant(rate)} ({significant(rate / r.rate(name, kind, n))})"
        rows = []
        for name in many:
            row = []
            for kind, n in r.columns:
                rate = r.rate(name, kind, n, r.all_threads)
                row.append(speedup(name, kind, n, rate) if rate else "")
            rows.append([many[name], *row])
        threads = f"""### {r.all_threads} threads

Million elements a second, and in brackets how many times as fast as the same on one thread.

{table(["", *heads(r)], rows)}
"""
    made = filled(f"""Measured on {p["date"]} by `{p["command"]}` in {p["minutes"]} minutes{f", at nice value {p['nice']}" if p["nice"] else ""}: {m["processor"]} ({m["family"]}, {m["widest"]},
{", ".join(m["caches"])}), {m["processors"]} processors{", a virtual machine" if m["virtual"] else ""}, of which other programs
used {p["others"]:.0%} meanwhile. {c["compiler"]} with `{c["flags"].strip()}`; {c["libraries"]}; xsimd's
architecture {c.get("simd", "none")}. Python {v["Python"]}, pyrealm {v["pyrealm"]}, NumPy {v["numpy"]}, numba {v["numba"]}
with llvmlite {v["llvmlite"]} and SVML of intel-cmplr-lib-rt {v["intel-cmplr-lib-rt"]}.
Rounds: {plan}. Rates and ratios are those of the best time.""")
    return f"""{made}

### Times as fast as the best of the four C peers, one thread

{table(["", *heads(r)], cells(r, NAMES, ratio_to(r.best_c)))}

### Times as fast as pyrealm (in double, which is all it has), one thread

{table(["", *heads(r)], cells(r, NAMES, ratio_to(lambda kind, n: r.rate("pyrealm", "double", n))))}

### Million elements a second, one thread: best (median)

{table(["", *heads(r)], cells(r, NAMES, medians))}

{threads}
### What the lifting layer costs

`transform` beside a loop by hand that calls the same kernel with the same type of value, in double on one thread: times
as fast by number of elements; for one element the time of a call. The loops by hand have padded arrays, and know it.

{lifting(r)}

### What things cost

{effects(r)}

### How exact

Largest relative difference from pyrealm in double over 10^5 elements of the same inputs.

{accuracy(r)}"""


def main():
    result = text(Results(sys.argv[1]))
    if len(sys.argv) == 2:
        print(result)
        return
    write_between(sys.argv[2], BEGIN, END, result)


if __name__ == "__main__":
    main()
