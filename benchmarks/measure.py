"""Runs sylva's benchmark and its peers in alternation and keeps every time that was measured.

    measure.py BENCH_PMODEL BENCH_LIFTING VENV RESULTS [--quick]

Every program gets its turn in every round, in a random order, so that what else the machine does hits all of them
alike. A benchmark on one thread is pinned to one processor, and its time is that which the processor gave it: what other
programs take of it is not counted. RESULTS is a JSON file that table.py turns into text.
"""

import collections
import datetime
import json
import os
import pathlib
import platform
import random
import sys
import tempfile

from measured import output_of, processors

HERE = pathlib.Path(__file__).resolve().parent
PEER = HERE / "peers" / "pmodel_python.py"
# elements, rounds, calls a round, each timed by itself: in some of them nobody else was on the processor
FULL = [(100_000, 3, 30), (1_000_000, 3, 6), (10_000_000, 1, 3)]
QUICK = [(100_000, 2, 20), (1_000_000, 2, 5)]

# Those that allocate have a process of their own, as what others left in the heap decides how they do.
ALLOCATING = ".*_map"
IN_PLACE = "c_.*|span_simd|span_staged_simd|span_serial|by_name.*|xtensor|kokkos.*"
HUGE_PAGES = "glibc.malloc.hugetlb=1"


def busy():
    """Seconds that the processors were busy with anything, and stolen by the machine's host, since it started."""
    user, nice, system, _, _, irq, softirq, steal = map(int, open("/proc/stat").readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


class Measurements:
    def __init__(self, bench, venv):
        self.bench, self.python, self.venv = bench, venv / "bin" / "python", venv
        self.seconds = collections.defaultdict(list)
        self.context = {}

    def sylva_and_c(self, n, repeat, threads, only, suffix="", **environment):
        text = output_of(
            [
                self.bench,
                f"--benchmark_filter=^({only})/(double|float)/{n}/",
                f"--benchmark_repetitions={repeat}",
                "--benchmark_min_time=1x",
                "--benchmark_enable_random_interleaving=true",
                "--benchmark_format=json",
            ],
            threads,
            **environment,
        )
        report = json.loads(text)
        self.context = report["context"]
        for run in report["benchmarks"]:
            if run["run_type"] == "iteration":
                name, kind, _ = run["run_name"].split("/", 2)
                time = run["cpu_time" if threads == 1 else "real_time"] * 1e-3
                self.seconds[name + suffix, kind, n, threads].append(time)

    def in_python(self, n, repeat, threads, names, svml, suffix):
        # SVML's library lies in the virtual environment
        environment = {"LD_LIBRARY_PATH": str(self.venv / "lib")} if svml else {"NUMBA_DISABLE_INTEL_SVML": "1"}
        command = [self.python, PEER, "time", "--elements", n, "--repeat", repeat]
        for line in output_of(command + names, threads, **environment).splitlines():
            run = json.loads(line)
            name, kind = run["name"].split("/")
            if kind != {"float64": "double", "float32": "float"}[run["type"]]:
                sys.exit(f"{run['name']} returned {run['type']}")
            if name.startswith("numba"):
                name = name.replace("numba", "numba" + suffix)
            self.seconds[name, kind, n, threads].append(run["cpu_seconds" if threads == 1 else "seconds"])

    def round(self, n, repeat):
        both = [f"{who}/{kind}" for who in ("numba", "numba_map") for kind in ("double", "float")]
        pyrealm = ["pyrealm/double", "pyrealm_blocks/double"]  # it has no float: see the README
        few = 1 if n > 1_000_000 else min(repeat, 5)
        everywhere = len(processors())
        tasks = [
            lambda: self.sylva_and_c(n, repeat, 1, IN_PLACE),
            lambda: self.sylva_and_c(n, repeat, 1, ALLOCATING),
            lambda: self.sylva_and_c(n, repeat, 1, ALLOCATING, "_huge", GLIBC_TUNABLES=HUGE_PAGES),
            lambda: self.in_python(n, few, 1, pyrealm, True, ""),
            lambda: self.in_python(n, repeat, 1, both, True, "_svml"),
            lambda: self.in_python(n, repeat, 1, both[:2], False, ""),
        ]
        if everywhere > 1:
            tasks += [
                lambda: self.sylva_and_c(n, repeat, everywhere, "kokkos.*"),
                lambda: self.in_python(n, repeat, everywhere, both[:2], True, "_svml"),
            ]
        random.shuffle(tasks)
        for task in tasks:
            task()

    def lifting(self, bench, rounds, repeat):
        """What transform and loops by hand take on one thread: the times of KERNEL/WHO/TYPE by elements."""
        seconds = collections.defaultdict(list)
        for _ in range(rounds):
            text = output_of(
                [
                    bench,
                    f"--benchmark_repetitions={repeat}",
                    "--benchmark_enable_random_interleaving=true",
                    "--benchmark_format=json",
                ],
                1,
            )
            for run in json.loads(text)["benchmarks"]:
                if run["run_type"] == "iteration":
                    kernel, who, kind, n, *_ = run["run_name"].split("/")
                    unit = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3}[run["time_unit"]]
                    seconds[kernel, who, kind, int(n)].append(run["cpu_time"] * unit)
        return [[*key, values] for key, values in sorted(seconds.items())]

    def errors(self):
        with tempfile.TemporaryDirectory() as folder:
            prefix = pathlib.Path(folder) / "pmodel"
            output_of([self.bench, f"--dump={prefix}"], 1)
            library = str(self.venv / "lib")
            return json.loads(output_of([self.python, PEER, "compare", prefix], 1, LD_LIBRARY_PATH=library))


def machine():
    facts = {}
    for line in open("/proc/cpuinfo"):
        key, _, value = line.partition(":")
        facts.setdefault(key.strip(), value.strip())
    flags = facts.get("flags", "").split()
    caches = []
    for folder in sorted(pathlib.Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        kind = (folder / "type").read_text().strip()
        if kind != "Instruction":
            caches.append(f"L{(folder / 'level').read_text().strip()} {(folder / 'size').read_text().strip()}")
    return {
        "processor": facts.get("model name", platform.machine()),
        "family": f"family {facts.get('cpu family')}, model {facts.get('model')}",
        "widest": "AVX-512" if "avx512f" in flags else "AVX2" if "avx2" in flags else "no AVX2",
        "processors": len(processors()),
        "caches": caches,
        "virtual": "hypervisor" in flags,
    }


def python_versions(python):
    code = """import importlib.metadata as m, platform, json
names = "pyrealm", "numpy", "numba", "llvmlite", "intel-cmplr-lib-rt"
print(json.dumps({"Python": platform.python_version()} | {n: m.version(n) for n in names}))"""
    return json.loads(output_of([python, "-c", code], 1))


def main():
    quick = "--quick" in sys.argv
    bench, lifting, venv, results = (pathlib.Path(a) for a in [a for a in sys.argv[1:] if a != "--quick"])
    m = Measurements(bench, venv)
    plan = QUICK if quick else FULL
    print("comparing everybody's figures", file=sys.stderr)
    errors = m.errors()
    start, busy_before, own_before = datetime.datetime.now(), busy(), sum(os.times()[:4])
    for n, rounds, repeat in plan:
        for i in range(rounds):
            print(f"{n:.0e} elements, round {i + 1} of {rounds}", file=sys.stderr, flush=True)
            m.round(n, repeat)
    print("transform and loops by hand", file=sys.stderr, flush=True)
    lifted = m.lifting(lifting, 1 if quick else 3, 5)
    took = (datetime.datetime.now() - start).total_seconds()
    others = busy() - busy_before - (sum(os.times()[:4]) - own_before)
    report = {
        "date": start.date().isoformat(),
        "command": "benchmarks/run" + (" --quick" if quick else ""),
        "minutes": round(took / 60),
        "nice": os.nice(0),
        "others": max(0.0, others / took / len(processors())),
        "plan": plan,
        "machine": machine(),
        "context": {k: m.context[k] for k in ("compiler", "flags", "libraries", "simd", "kokkos_space") if k in m.context},
        "python": python_versions(m.python),
        "errors": errors,
        "seconds": [[*key, values] for key, values in sorted(m.seconds.items())],
        "lifting": lifted,
    }
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
