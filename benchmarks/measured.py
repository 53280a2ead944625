"""What the scripts share that measure programs and write tables of it."""

import json
import os
import pathlib
import subprocess
import sys

# Backends, as measured.hpp calls them
BACKENDS = {
    "span_simd": "sylva: span, `simd`",
    "span_simd_float": "the same in float",
    "span_serial": "sylva: span, `serial`",
    "xtensor": "sylva: xtensor",
    "kokkos": "sylva: Kokkos, an execution space alone",
    "kokkos_simd": "sylva: Kokkos, `simd_threads`",
}
THREADED = ("kokkos", "kokkos_simd")


def processors():
    return sorted(os.sched_getaffinity(0))


def output_of(command, threads, **environment):
    """Standard output of a command that may use so many threads, each on a processor of its own."""
    chosen = set(processors()[-threads:])
    environment = os.environ | {
        "OMP_NUM_THREADS": str(threads),
        "OMP_PROC_BIND": "spread" if threads > 1 else "false",
        "OMP_PLACES": "threads",
        "NUMBA_NUM_THREADS": str(threads),
        "OPENBLAS_NUM_THREADS": "1",
    } | environment
    done = subprocess.run(
        [str(c) for c in command],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, chosen),
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: status {done.returncode}")
    return done.stdout


def facts_of(command, threads=1):
    """What a command says in JSON on its last line."""
    return json.loads(output_of(command, threads).splitlines()[-1])


class Best:
    """The fastest run of each key, and the least memory that it took."""

    def __init__(self):
        self.runs = {}

    def take(self, key, run):
        kept = self.runs.setdefault(key, run)
        memory = min(kept["peak_kb"] - kept["before_kb"], run["peak_kb"] - run["before_kb"])
        self.runs[key] = (run if run["seconds"] < kept["seconds"] else kept) | {"memory_kb": memory}

    def __contains__(self, key):
        return key in self.runs

    def __getitem__(self, key):
        return self.runs[key]

    def seconds(self, *key):
        return self.runs[key]["seconds"]


def significant(x):
    return f"{x:.0f}" if x >= 99.5 else f"{x:.1f}" if x >= 9.95 else f"{x:.2f}"


def spaced(n):
    """A whole number with spaces between thousands."""
    return f"{n:,}".replace(",", " ")


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|---|" + "--:|" * (len(head) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def write_between(file, begin, end, text):
    """Puts text between two markers of a file, in the place of what is there."""
    path = pathlib.Path(file)
    before, _, rest = path.read_text().partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        sys.exit(f"{file} lacks the markers {begin} and {end}")
    path.write_text(f"{before}{begin}\n{text}\n{end}{after}")
