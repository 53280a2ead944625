"""Measures trees and canopies beside pyrealm and writes the tables into README.md, between the markers of their section.

    forest.py BENCH_FOREST PYTHON README [--quick]

Every run is a process of its own: time is that which passed, on one processor unless said otherwise, and memory the most
that the process had, less what it had before the run for inputs and outputs. Competitors alternate; the best of the
rounds counts. PYTHON has pyrealm.
"""

import pathlib
import sys
import tempfile

from measured import (
    BACKENDS,
    THREADED,
    Best,
    facts_of,
    output_of,
    processors,
    significant,
    spaced,
    table,
    write_between,
)

BEGIN, END = "<!-- benchmarks/forest writes from here -->", "<!-- to here, forest -->"
PEER = pathlib.Path(__file__).resolve().parent / "peers" / "forest_python.py"
WHAT = {
    "canopy": "Canopy: layers, light and GPP of stems, from heights and crown areas",
    "growth": "Growth: geometry and where the carbon goes, from diameters and GPP",
    "year": "A year: new diameters from diameters, by geometry, canopy and growth",
}
ALL = "all"  # growth with everything stored that pyrealm stores
WITH_LAYERS = ("canopy", "year")
USUAL, EXACT = 1e-3, 1e-10  # tolerances of pyrealm's layer heights: its default, and one like sylva's [m]
TYPES = 4
# cells, cohorts in each, rounds
FULL = [(1, 100, 3), (1, 1000, 3), (1, 10_000, 3), (1000, 50, 3), (100_000, 50, 2)]
QUICK = [(1, 100, 1), (1, 1000, 1), (1, 10_000, 1), (1000, 50, 1)]
MOST_CELLS = 500  # that pyrealm is given: it goes through them one by one
# What figures may differ from pyrealm's, or nothing is timed: heights of layers in m, all else relative
SAME, SAME_IN_FLOAT = 1e-10, 1e-3
FEW_KILOBYTES = 1000  # of arrays: a share of less says nothing


def agreement(bench, python):
    """The largest difference of any figure from pyrealm's, in double and in float."""
    largest = {}
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "figures"
        for who in BACKENDS:
            in_float = who.endswith("_float")
            for what in (*WHAT, ALL):
                for types in (TYPES, 1):
                    stand = (what, 20, 50, types)
                    output_of([bench, who, *stand, file], 1)
                    errors = facts_of([python, PEER, "compare", file, *stand])
                    name = max(errors, key=errors.get)
                    if not errors[name] <= (SAME_IN_FLOAT if in_float else SAME):
                        sys.exit(f"{who}, {what}: {name} differs by {errors[name]:.1e}: nothing is timed")
                    largest[in_float] = max(largest.get(in_float, 0), errors[name])
    return largest[False], largest[True]


class Measurements:
    def __init__(self, bench, python):
        self.bench, self.python, self.best = bench, python, Best()
        self.many = len(processors())

    def sylva(self, who, what, size, types=TYPES, threads=1):
        run = facts_of([self.bench, who, what, *size, types], threads)
        self.best.take((who, what, size, types, threads), run)

    def pyrealm(self, what, size, types=TYPES, tolerance=USUAL):
        cells, cohorts = size
        run = facts_of([self.python, PEER, "run", what, min(cells, MOST_CELLS), cohorts, types, tolerance])
        run["seconds"] *= cells / min(cells, MOST_CELLS)
        who = "pyrealm" if tolerance == USUAL else "pyrealm_exact"
        self.best.take((who, what, size, types, 1), run)

    def round(self, size):
        for what in WHAT:
            for who in BACKENDS:
                self.sylva(who, what, size)
                if who in THREADED and self.many > 1:
                    self.sylva(who, what, size, threads=self.many)
            self.pyrealm(what, size)
            if what in WITH_LAYERS:
                self.pyrealm(what, size, tolerance=EXACT)
            self.sylva("span_simd", what, size, types=1)
            self.pyrealm(what, size, types=1)
        self.sylva("span_simd", ALL, size)

    def rate(self, who, what, size, types=TYPES, threads=1):
        """Million cohorts a second."""
        return size[0] * size[1] / self.best.seconds(who, what, size, types, threads) / 1e6

    def nanoseconds(self, what, size):
        return 1e3 / self.rate("span_simd", what, size)


def named(size):
    cells, cohorts = size
    return f"{spaced(cells)} cell{'s' * (cells > 1)}, {spaced(cohorts)} cohorts" + " each" * (cells > 1)


def beside_pyrealm(m, what, sizes):
    """Times as fast, and million cohorts a second."""

    def cell(who, size, doing):
        rate = m.rate(who, doing, size)
        return f"{significant(rate / m.rate('pyrealm', what, size))} ({significant(rate)})"

    rows = [[label, *(cell(who, s, what) for s in sizes)] for who, label in BACKENDS.items()]
    if what == "growth":
        rows.insert(1, ["the same, all 22 arrays stored that pyrealm has", *(cell("span_simd", s, ALL) for s in sizes)])
    rows.append(["pyrealm", *(cell("pyrealm", s, what) for s in sizes)])
    if what in WITH_LAYERS:
        rows.append([f"pyrealm with heights to {EXACT:g} m", *(cell("pyrealm_exact", s, what) for s in sizes)])
    return table(["", *map(named, sizes)], rows)


def one_type(m, sizes):
    def cell(what, size):
        mine, theirs = (m.rate(who, what, size, types=1) for who in ("span_simd", "pyrealm"))
        return f"{significant(mine / theirs)} ({significant(mine)})"

    return table(["", *map(named, sizes)], [[WHAT[w].split(":")[0], *(cell(w, s) for s in sizes)] for w in WHAT])


def threads(m, sizes):
    rows = [
        [
            f"{WHAT[what].split(':')[0]}: {BACKENDS[who].removeprefix('sylva: ')}",
            *(significant(m.rate(who, what, s, threads=m.many) / m.rate(who, what, s)) for s in sizes),
        ]
        for what in WHAT
        for who in THREADED
    ]
    return table(["", *map(named, sizes)], rows)


def memory(m, sizes):
    """A share where there is something to share, else kB."""

    def cell(who, what, size):
        of_double = m.best["span_simd", what, size, TYPES, 1]["arrays_kb"]
        arrays = of_double if who == "pyrealm" else m.best[who, what, size, TYPES, 1]["arrays_kb"]
        if who == "pyrealm":
            arrays *= min(size[0], MOST_CELLS) / size[0]
        extra = m.best[who, what, size, TYPES, 1]["memory_kb"]
        return f"{100 * extra / arrays:.1f} %" if arrays > FEW_KILOBYTES else f"{extra:.0f} kB of {arrays:.0f}"

    rows = [
        [f"{WHAT[what].split(':')[0]}: {label.removeprefix('sylva: ')}", *(cell(who, what, s) for s in sizes)]
        for what in WHAT
        for who, label in (BACKENDS | {"pyrealm": "pyrealm"}).items()
    ]
    return table(["", *map(named, sizes)], rows)


def limits(m, bench, size):
    """How far the canopy and growth are from what the machine allows."""
    p = facts_of([bench, "parts", "canopy", 200, size[1], TYPES])
    crown = 2 * p["exp"] + p["log"]
    search, light = p["asked"] * crown, 2 * p["feet"] * crown + p["exp"] + p["log"]
    canopy, growth, year = (m.nanoseconds(what, size) for what in WHAT)
    divisions, bytes_of_growth = 12, 8 + 8 + 4 + 7 * 8
    arithmetic = p["exp"] + divisions * p["division"]
    moved = bytes_of_growth / p["gigabytes"]
    return f"""How far that is from what the machine allows, for {named(size)}: the canopy takes {canopy:.1f} ns a cohort. Its search
for the heights of layers looks {p["asked"]:.1f} times at a crown that narrows where the height may be, and light twice at each of {p["feet"]:.1f} feet
of layers above the ground, each time for two exponentials and a logarithm; two more functions are the same at all heights. In
the first-level cache an exponential takes {p["exp"]:.2f} ns and a logarithm {p["log"]:.2f} ns, so these functions take {search + light:.1f} ns, {search:.1f} ns of
them in the search. Growth takes {growth:.1f} ns: its exponential and {divisions} divisions of {p["division"]:.2f} ns take {arithmetic:.1f} ns, and memory
{moved:.1f} ns for {bytes_of_growth} bytes at {p["gigabytes"]:.1f} GB/s, beside 17 traits that are looked up by type. The year takes {year:.1f} ns."""


def linear(m, sizes):
    def ratio(what, few, many):
        return significant(m.best.seconds("span_simd", what, many, TYPES, 1) / m.best.seconds("span_simd", what, few, TYPES, 1))

    steps = [f"{ratio(what, a, b)} times ({what}, from {spaced(a[0])})" for what in WHAT for a, b in zip(sizes, sizes[1:])]
    return "Ten times the cells take " + ", ".join(steps) + " as long."


def main():
    bench, python, readme = sys.argv[1:4]
    quick = "--quick" in sys.argv
    plan = QUICK if quick else FULL
    print("comparing everybody's figures", file=sys.stderr)
    in_double, in_float = agreement(bench, python)
    m = Measurements(bench, python)
    for cells, cohorts, rounds in plan:
        for _ in range(rounds):
            m.round((cells, cohorts))
        print(f"{named((cells, cohorts))}: measured", file=sys.stderr, flush=True)
    more_cells = [(c, 50) for c in ((1000, 10_000) if quick else (1000, 10_000, 100_000))]
    for _ in range(1 if quick else 3):
        for size in more_cells:
            for what in WHAT:
                m.sylva("span_simd", what, size)
    sizes = [(cells, cohorts) for cells, cohorts, _ in plan]
    parts = [
        f"""Measured by `benchmarks/forest{" --quick" if quick else ""}` on one thread. Before anything is timed, all figures are compared with
pyrealm's, of 20 cells with 50 cohorts: they differ by {in_double:.0e} at most in double, and {in_float:.0e} in float (heights of layers in m,
others relative to the figure, or to a hundredth of the greatest of its kind). Times as fast as pyrealm, and in brackets million
cohorts a second:"""
    ]
    for what, label in WHAT.items():
        parts += [f"### {label}", beside_pyrealm(m, what, sizes)]
    parts += [
        "### All of one type, `span`, `simd`",
        one_type(m, sizes),
    ]
    if m.many > 1:
        parts += [f"### {m.many} threads: times as fast as on one", threads(m, sizes)]
    parts += [
        "### The most memory beside inputs and asked outputs, as a share of them",
        memory(m, sizes),
        "### What the machine allows",
        limits(m, bench, (1000, 50)),
        linear(m, more_cells),
    ]
    text = "\n\n".join(parts)
    if quick:
        print(text)
    else:
        write_between(readme, BEGIN, END, text)


if __name__ == "__main__":
    main()
