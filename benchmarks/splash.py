"""Measures SPLASH beside pyrealm and writes the tables into README.md, between the markers of its section.

    splash.py BENCH_SPLASH PYTHON README [--quick]

Every run is a process of its own: time is that which passed, on one processor unless said otherwise, and memory the most
that the process had, less what it had before the run for inputs and outputs. Competitors alternate; the best of the
rounds counts. PYTHON has pyrealm.
"""

import json
import os
import pathlib
import subprocess
import sys

BEGIN, END = "<!-- benchmarks/splash writes from here -->", "<!-- to here, splash -->"
PEER = pathlib.Path(__file__).resolve().parent / "peers" / "splash_python.py"
NAMES = {
    "span_simd": "sylva: span, `simd`",
    "span_simd_float": "the same in float",
    "span_serial": "sylva: span, `serial`",
    "xtensor": "sylva: xtensor",
    "kokkos": "sylva: Kokkos, an execution space alone",
    "kokkos_simd": "sylva: Kokkos, `simd_threads`",
    "pyrealm": "pyrealm",
}
YEARS = 20
FULL = [1, 100, 1000, 10_000]
ROUNDS = {1: 3, 100: 3, 1000: 2, 10_000: 1}


def output_of(command, threads):
    allowed = sorted(os.sched_getaffinity(0))
    done = subprocess.run(
        [str(c) for c in command],
        env=os.environ | {"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": "1", "OMP_PROC_BIND": "false"},
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, set(allowed[-threads:])),
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: status {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def significant(x):
    return f"{x:.0f}" if x >= 99.5 else f"{x:.1f}" if x >= 9.95 else f"{x:.2f}"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|---|" + "--:|" * (len(head) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def main():
    bench, python, readme = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    quick = "--quick" in sys.argv
    sizes = FULL[:-1] if quick else FULL
    mine, theirs = output_of([bench, "check", 50], 1), output_of([python, PEER, "check", 50], 1)
    for name in mine:
        if abs(mine[name] / theirs[name] - 1) > 1e-9:
            sys.exit(f"the sums of {name} differ, {mine[name]} and {theirs[name]}: nothing is timed")
    parts = output_of([bench, "parts"], 1)
    best = {}

    def take(key, result):
        if key not in best or result["seconds"] < best[key]["seconds"]:
            best[key] = result

    processors = len(os.sched_getaffinity(0))
    for sites in sizes:
        for _ in range(ROUNDS[sites]):
            for who in NAMES:
                command = [python, PEER, "run"] if who == "pyrealm" else [bench, who]
                repeat = [] if who == "pyrealm" else [3 if sites < 10_000 else 1]
                take((who, sites, 1), output_of([*command, sites, YEARS, *repeat], 1))
                if who in ("kokkos", "kokkos_simd") and processors > 1:
                    take((who, sites, processors), output_of([*command, sites, YEARS, *repeat], processors))
        print(f"{sites} sites are measured", file=sys.stderr)
    # linear in years: the same sites, a tenth of the years
    for years in (2, YEARS):
        take(("years", years, 1), output_of([bench, "span_simd", 1000, years, 3], 1))

    def rate(who, sites, threads=1):
        return sites * YEARS * 365 / best[who, sites, threads]["seconds"] / 1e6

    def memory(who, sites):
        b = best[who, sites, 1]
        return (b["peak_kb"] - b["before_kb"]) / b["arrays_kb"]

    head = ["", *(f"{s:,} sites".replace(",", " ").replace("1 sites", "1 site") for s in sizes)]
    ratios = [[NAMES[w], *(significant(rate(w, s) / rate("pyrealm", s)) for s in sizes)] for w in NAMES]
    rates = [[NAMES[w], *(significant(rate(w, s)) for s in sizes)] for w in NAMES]
    threads = [
        [f"{NAMES[w]}, {processors} threads", *(significant(rate(w, s, processors) / rate(w, s)) for s in sizes)]
        for w in ("kokkos", "kokkos_simd")
        if (w, sizes[0], processors) in best and processors > 1
    ]
    extra = [[NAMES[w], *(f"{100 * memory(w, s):.1f} %" for s in sizes)] for w in NAMES]
    big = sizes[-1]
    fastest = best["span_simd", big, 1]
    per_day = 1e3 / rate("span_simd", big)
    run_alone = (fastest["seconds"] - fastest["spin_up"]) / (big * YEARS * 365) * 1e9
    floor = parts["slope"] + parts["density"] + parts["specific_heat"] + 3 * parts["hour_angle"] + 4 * parts["division"]
    memory_floor = 48 / parts["gigabytes"]
    y = {k: best["years", k, 1]["seconds"] for k in (2, YEARS)}
    text = f"""Measured by `benchmarks/splash{" --quick" if quick else ""}` on one thread, {YEARS} years of days, with construction and spin-up; three outputs.

Times as fast as pyrealm:

{table(head, ratios)}

Million site-days a second:

{table(head, rates)}

Times as fast as on one thread:

{table(head, threads)}

The most memory beside inputs and asked outputs, as a share of them:

{table(head, extra)}

How far that is from what the machine allows: at {big:,} sites a site-day takes {per_day:.1f} ns, {run_alone:.1f} ns of it in the run and the
rest in the spin-up, which goes through the first year again and again. Its functions alone, in the first-level cache, take
{floor:.1f} ns: slope of the vapour pressure {parts["slope"]:.2f}, density of water {parts["density"]:.2f}, specific heat {parts["specific_heat"]:.2f}, three hour angles of
{parts["hour_angle"]:.2f}, four divisions of {parts["division"]:.2f}; the rest is some 60 products and sums. Memory allows {memory_floor:.1f} ns: 48 bytes come and go
at {parts["gigabytes"]:.1f} GB/s. So arithmetic is the limit, not memory. Ten times the years take {y[YEARS] / y[2]:.1f} times as long (1 000 sites,
from 2 to {YEARS} years; the spin-up takes the same time for both)."""
    if quick:
        print(text)
        return
    before, _, rest = readme.read_text().partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        sys.exit(f"{readme} lacks the markers {BEGIN} and {END}")
    readme.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")


if __name__ == "__main__":
    main()
