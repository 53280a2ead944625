"""Measures what it takes to compile files that use sylva.

    compile_time.py COMPILE_COMMANDS README

The flags are those of the benchmark. Writes two tables into README, between its markers: of programs, and of every
header by itself beside the budget of its layer.
"""

import datetime
import fnmatch
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

from measured import write_between

BEGIN, END = "<!-- benchmarks/compile_time writes from here -->", "<!-- to here: compile time -->"
TIMES = 5
LIFT = """
using namespace sylva;
void f(const {array}& tc, const {array}& vpd, pmodel::productivity<{array}>& y) {{
  transform({policy}{{}}, pmodel::pmodel_kernel<double>{{}}, y, tc, vpd, 400, 101325, 0.9, 800);
}}
"""
BY_NAME = """
using namespace sylva;
void f(const pmodel_model<double>& model, const pmodel_model<double>::inputs<>& x, pmodel_model<double>::outputs<>& y) {
  (void)model.run_checked(simd{}, x, y);
}
"""
# Processor seconds that a header of a layer may take when it is all that is included; the first that matches
BUDGETS = [
    ("backends/*kokkos_xsimd*", 3.5),
    ("backends/*kokkos*", 1.9),
    ("backends/*xtensor*", 3.5),
    ("backends/*xsimd*", 2.4),
    ("backends/*", 1.2),
    ("core/*", 0.2),
    ("environment/*", 0.2),
    ("pmodel/*", 0.2),
    ("*", 1.2),
]
HEADER_TIMES = 2
ONE_VALUE = "double f(double tc) { return sylva::water_density_fisher<>{}(tc, 101325.0); }\n"


def cases():
    """Label, headers, code that is compiled with them."""
    kokkos = "Kokkos::View<double*, Kokkos::HostSpace>"
    host = "Kokkos::DefaultHostExecutionSpace"
    return [
        ("`<vector>` and `<string>`", ["vector", "string"], "", ""),
        ("`sylva/sylva.hpp`", ["sylva/sylva.hpp", "vector"], ONE_VALUE, LIFT.format(array="std::vector<double>", policy="serial")),
        ("`sylva/backends/xsimd.hpp`", ["sylva/sylva.hpp", "sylva/backends/xsimd.hpp", "vector"], ONE_VALUE,
         LIFT.format(array="std::vector<double>", policy="simd")),
        ("`sylva/backends/xtensor.hpp`", ["sylva/sylva.hpp", "sylva/backends/xtensor.hpp"], ONE_VALUE,
         LIFT.format(array="xt::xtensor<double, 1>", policy="simd")),
        ("`sylva/backends/kokkos.hpp`", ["sylva/sylva.hpp", "sylva/backends/kokkos.hpp"], ONE_VALUE,
         LIFT.format(array=kokkos, policy=host)),
        ("`sylva/backends/kokkos_xsimd.hpp`", ["sylva/sylva.hpp", "sylva/backends/kokkos_xsimd.hpp"], ONE_VALUE,
         LIFT.format(array=kokkos, policy=f"simd_threads<{host}>")),
        ("`sylva/backends/xsimd.hpp`, methods by name", ["sylva/sylva.hpp", "sylva/backends/xsimd.hpp"], ONE_VALUE, BY_NAME),
    ]  # fmt: skip


def flags(commands):
    """The compiler of the benchmark and its flags, without those that name its files."""
    entry = next(e for e in json.loads(pathlib.Path(commands).read_text()) if e["file"].endswith("benchmarks/pmodel.cpp"))
    words = shlex.split(entry["command"])
    words = [w for w in words if not w.endswith("ccache")]
    kept, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word in ("-o", "-c"):
            skip = True
        elif word != "-Werror" and not word.startswith("-W"):
            kept.append(word)
    return kept, entry["directory"]


def cost(command, folder, times=TIMES):
    """Processor seconds and peak megabytes of a command: the least of some times."""
    seconds, memory = [], []
    for _ in range(times):
        child = subprocess.Popen(command, cwd=folder)
        _, status, used = os.wait4(child.pid, 0)
        if status != 0:
            sys.exit(f"{shlex.join(command)} failed")
        seconds.append(used.ru_utime + used.ru_stime)
        memory.append(used.ru_maxrss / 1024)
    return min(seconds), min(memory)


def measured(compiler, folder):
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        source = pathlib.Path(temporary) / "file.cpp"
        for label, headers, small, model in cases():
            row = [label]
            for code in (small, model):
                if code or not model:
                    source.write_text("".join(f"#include <{h}>\n" for h in headers) + code)
                    seconds, memory = cost([*compiler, "-c", str(source), "-o", "/dev/null"], folder)
                    row.append(f"{seconds:.1f} s, {memory:.0f} MB")
                    if not model:
                        row.append("")
                        break
            rows.append(row)
            print(" ".join(row), file=sys.stderr, flush=True)
    return rows


def headers(compiler, folder):
    """Every header by itself: a row a layer, with its dearest header, and those above the budget."""
    include = pathlib.Path(__file__).resolve().parent.parent / "include" / "sylva"
    by_budget = {pattern: [] for pattern, _ in BUDGETS}
    with tempfile.TemporaryDirectory() as temporary:
        source = pathlib.Path(temporary) / "file.cpp"
        for header in sorted(include.rglob("*.hpp")):
            name = header.relative_to(include).as_posix()
            source.write_text(f"#include <sylva/{name}>\n")
            seconds, memory = cost([*compiler, "-c", str(source), "-o", "/dev/null"], folder, HEADER_TIMES)
            pattern = next(p for p, _ in BUDGETS if fnmatch.fnmatch(name, p))
            by_budget[pattern].append((seconds, memory, name))
            print(f"{seconds:.2f} s {memory:.0f} MB {name}", file=sys.stderr, flush=True)
    rows = []
    for pattern, budget in BUDGETS:
        found = sorted(by_budget[pattern], reverse=True)
        if not found:
            continue
        seconds, memory, name = found[0]
        above = [f"`{n}` {s:.1f} s" for s, _, n in found if s > budget]
        label = "the others: arrays, models, `sylva.hpp`" if pattern == "*" else f"`{pattern}`"
        rows.append([label, str(len(found)), f"{budget} s", f"{seconds:.2f} s, {memory:.0f} MB: `{name}`", ", ".join(above)])
    return rows


def main():
    commands, readme = sys.argv[1:]
    compiler, folder = flags(commands)
    version = subprocess.run([compiler[0], "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    shown = [w for w in compiler if w.startswith(("-O", "-m", "-std", "-f"))]
    rows = measured(compiler, folder)
    alone = headers(compiler, folder)
    lines = [
        f"Measured on {datetime.date.today()} by `benchmarks/compile_time`: processor seconds and peak memory, the least "
        f"of {TIMES} times. {version}, `{' '.join(shown)}`.",
        "",
        "| headers | included, one formula used | the standard P-model lifted, all outputs |",
        "|---|--:|--:|",
        *("| " + " | ".join(row) + " |" for row in rows),
        "",
        f"Every header by itself, the least of {HEADER_TIMES} times, beside the budget of its layer:",
        "",
        "| headers | number | budget | the dearest | above the budget |",
        "|---|--:|--:|---|---|",
        *("| " + " | ".join(row) + " |" for row in alone),
    ]
    write_between(readme, BEGIN, END, "\n".join(lines))


if __name__ == "__main__":
    main()
