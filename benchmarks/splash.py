"""Measures SPLASH beside pyrealm and writes the tables into README.md, between the markers of its section.

    splash.py BENCH_SPLASH PYTHON README [--quick]

Every run is a process of its own: time is that which passed, on one processor unless said otherwise, and memory the most
that the process had, less what it had before the run for inputs and outputs. Competitors alternate; the best of the
rounds counts. PYTHON has pyrealm.
"""

import pathlib
import sys

from measured import BACKENDS, THREADED, Best, facts_of, processors, significant, spaced, table, write_between

BEGIN, END = "<!-- benchmarks/splash writes from here -->", "<!-- to here, splash -->"
PEER = pathlib.Path(__file__).resolve().parent / "peers" / "splash_python.py"
NAMES = BACKENDS | {"pyrealm": "pyrealm"}
YEARS = 20
FULL = [1, 100, 1000, 10_000]
ROUNDS = {1: 3, 100: 3, 1000: 2, 10_000: 1}


def main():
    bench, python, readme = sys.argv[1:4]
    quick = "--quick" in sys.argv
    sizes = FULL[:-1] if quick else FULL
    mine, theirs = facts_of([bench, "check", 50], 1), facts_of([python, PEER, "check", 50], 1)
    for name in mine:
        if abs(mine[name] / theirs[name] - 1) > 1e-9:
            sys.exit(f"the sums of {name} differ, {mine[name]} and {theirs[name]}: nothing is timed")
    parts = facts_of([bench, "parts"], 1)
    best = Best()
    many = len(processors())
    for sites in sizes:
        for _ in range(ROUNDS[sites]):
            for who in NAMES:
                command = [python, PEER, "run"] if who == "pyrealm" else [bench, who]
                repeat = [] if who == "pyrealm" else [3 if sites < 10_000 else 1]
                best.take((who, sites, 1), facts_of([*command, sites, YEARS, *repeat], 1))
                if who in THREADED and many > 1:
                    best.take((who, sites, many), facts_of([*command, sites, YEARS, *repeat], many))
        print(f"{sites} sites are measured", file=sys.stderr)
    # linear in years: the same sites, a tenth of the years
    for years in (2, YEARS):
        best.take(("years", years, 1), facts_of([bench, "span_simd", 1000, years, 3], 1))

    def rate(who, sites, threads=1):
        return sites * YEARS * 365 / best.seconds(who, sites, threads) / 1e6

    def memory(who, sites):
        return best[who, sites, 1]["memory_kb"] / best[who, sites, 1]["arrays_kb"]

    head = ["", *(f"{spaced(s)} site" + "s" * (s > 1) for s in sizes)]
    ratios = [[NAMES[w], *(significant(rate(w, s) / rate("pyrealm", s)) for s in sizes)] for w in NAMES]
    rates = [[NAMES[w], *(significant(rate(w, s)) for s in sizes)] for w in NAMES]
    threads = [
        [f"{NAMES[w]}, {many} threads", *(significant(rate(w, s, many) / rate(w, s)) for s in sizes)]
        for w in THREADED
        if many > 1
    ]
    extra = [[NAMES[w], *(f"{100 * memory(w, s):.1f} %" for s in sizes)] for w in NAMES]
    big = sizes[-1]
    fastest = best["span_simd", big, 1]
    per_day = 1e3 / rate("span_simd", big)
    run_alone = (fastest["seconds"] - fastest["spin_up"]) / (big * YEARS * 365) * 1e9
    floor = parts["slope"] + parts["density"] + parts["specific_heat"] + 3 * parts["hour_angle"] + 4 * parts["division"]
    memory_floor = 48 / parts["gigabytes"]
    y = {k: best.seconds("years", k, 1) for k in (2, YEARS)}
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
    else:
        write_between(readme, BEGIN, END, text)


if __name__ == "__main__":
    main()
