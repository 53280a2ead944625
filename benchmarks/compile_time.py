"""Measures what it takes to compile files that use sylva.

    compile_time.py COMPILE_COMMANDS README

The flags are those of the benchmark. Writes a table into README, between its markers.
"""

import datetime
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

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


def cost(command, folder):
    """Processor seconds and peak megabytes of a command: the least of some times."""
    seconds, memory = [], []
    for _ in range(TIMES):
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


def main():
    commands, readme = sys.argv[1:]
    compiler, folder = flags(commands)
    version = subprocess.run([compiler[0], "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    shown = [w for w in compiler if w.startswith(("-O", "-m", "-std", "-f"))]
    rows = measured(compiler, folder)
    lines = [
        f"Measured on {datetime.date.today()} by `benchmarks/compile_time`: processor seconds and peak memory, the least "
        f"of {TIMES} times. {version}, `{' '.join(shown)}`.",
        "",
        "| headers | included, one formula used | the standard P-model lifted, all outputs |",
        "|---|--:|--:|",
        *("| " + " | ".join(row) + " |" for row in rows),
    ]
    path = pathlib.Path(readme)
    before, _, rest = path.read_text().partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        sys.exit(f"{readme} lacks the markers {BEGIN} and {END}")
    path.write_text(before + BEGIN + "\n" + "\n".join(lines) + "\n" + END + after)


if __name__ == "__main__":
    main()
