#!/usr/bin/env python3
"""Feeds the example programs broken files and command lines, and checks their exit status, messages and files.

    fuzz_programs.py --bin FOLDER --runs N [--seconds S] [--programs pmodel,forest] [--seed N] [--jobs N] [--keep FOLDER]
                     [--memory-mb 1024] [--timeout 20]

Expected: exit status 0 or 2; after 2 one line on standard error that names the program, no new file, old files whole;
after 0 a readable output; no signal, no hang, no file left over. FOLDER has the programs. The same seed and number of runs
give the same runs, in any number of jobs; after S seconds the rest is left out. Prints totals, and each violation with what
repeats it (--keep: its files in a folder each); exit status 1 if there was any. Needs Python 3.9 and nothing else.
"""
import argparse
import collections
import concurrent.futures
import csv
import hashlib
import json
import os
import random
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

SLOWDOWN = float(os.environ.get("SYLVA_SLOWDOWN", 1))  # programs with sanitizers may take so many times as long
SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "programs"))

from classic_netcdf import GRID, classic_netcdf, climate_grid, climate_variables  # noqa: E402

PROGRAMS = ["pmodel", "splash", "forest", "site-forcing", "compare-sites", "make-grid"]
NUMBERS = ["0", "-0", "-1", "1", "2", "nan", "NaN", "inf", "-inf", "1e308", "-1e308", "1e309", "5e-324", "1e-400", "1e400",
           "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616", "2147483648",
           "4294967296", "0x10", "1e", "1e+", ".", "-", "+", "+-1", "--1", "1.2.3", "1,5", "1_000", "٣", "½", "1" * 400,
           "0." + "0" * 400 + "1", "1e99999999999999999999", "NA", "", " ", '""', "null", "true", "1d5", "1f", "-25.0000001",
           "999999999", "1000000", "1e16", "-9999", "1.7976931348623157e308", "2.2250738585072011e-308"]
WORDS = ["", "\0", "\n", "\r", "\r\n", "\t", ",", ";", '"', '""', '"""', "'", "\ufeff", "é", "日本", "\u202e", "😀", "\x1b[31m", "%s%n",
         "../../x", "[", "]", "[[", "]]", "{", "}", "=", "#", "\\", "\\u0000", "\x7f", "\x80", "A" * 300]
TIMES = ["0000-01-01", "9999-12-31", "2001-02-29", "2000-02-29", "2001-13-01", "2001-1-1", "20010101", "2001-01-01T24:00",
         "2001-01-01T25:00", "20010230", "200101010030", "2001/01/01", "2001-001", "1582-10-10", "2001-02-30", "-001-01-01",
         "10000-01-01", "2001-01-01T00:00:00+01:00", "2001-01-01 00:00:60", "yesterday"]
UNITS = ["K", "degC", "%", "1", "hPa", "kPa", "kg", "", " ", "m2 s-1", "degF", "[", "mol m-2 d-1", "mm s-1", "MJ m-2 d-1", "10^6 J m-2",
         "(0 - 1)", "°C", "umol/(m2 s)", "W m-2 (", "1e308 Pa", "Pa^999999999", "m" * 5000, "K @ 273.15", "lg(re 1 mW)", "0 Pa", "-Pa",
         "days since 2001-01-01", "µmol m⁻² s⁻¹", "Pa\n", "%s%n", "\ufffd"]
CALENDARS = ["standard", "gregorian", "proleptic_gregorian", "julian", "noleap", "365_day", "all_leap", "366_day", "360_day", "none", "",
             "lunar", "NOLEAP", "x" * 1000]
TIME_UNITS = ["days since 2001-01-01", "days since 1-1-1", "hours since 1900-01-01 00:00:0.0", "seconds since 1970-01-01", "days since 0-0-0",
              "months since 2000-01-01", "years since 2000-01-01", "days since 2001-02-30", "days since 1582-10-10", "days since -4713-01-01",
              "days since 2001-01-01 999999999:0:0", "days since 99999999999-01-01", "fortnights since 2001-01-01", "days", "since", "",
              "day as %Y%m%d.%f", "days since 2001-01-01T00:00:00+99:99", "1e300 days since 2001-01-01", "days since " + "9" * 1000]


# Seeds

def make_seeds(bin_folder, folder):
    """Valid files, as {name: bytes}, and the commands that take them: {program: [(files, words)]}."""
    def run(*words):
        subprocess.run([str(bin_folder / words[0]), *map(str, words[1:])], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    data = SOURCE / "examples" / "data"
    lines = (data / "greensboro_north_carolina.csv").read_text().splitlines(True)
    (folder / "weather.csv").write_text("".join([lines[0]] + lines[12:60]))
    run("sylva-site-forcing", "weather.csv", "-o", "site.csv")
    run("sylva-pmodel", "site.csv", "-o", "gpp.csv")
    run("sylva-pmodel", "site.csv", "-o", "gpp.nc")
    run("sylva-pmodel", "site.csv", "-o", "column.nc", "--prefix", "my_")
    run("sylva-make-grid", "grid.nc", "--lon", "6", "--lat", "4", "--months", "2")
    lines = (data / "seattle_daily.csv").read_text().splitlines(True)
    (folder / "days.csv").write_text("".join(lines[:368]))
    (folder / "few_days.csv").write_text("".join(lines[:12]))
    (folder / "tower.csv").write_text("# Site: US-Xyz\nTIMESTAMP_START,TIMESTAMP_END,TA,VPD_PI,PA,CO2,PPFD_IN\n" + "".join(
        f"2004060112{m:02},2004060112{m + 5:02},{20 + m / 10},{12 + m / 5},98.5,{-9999 if m == 10 else 380},1400\n" for m in range(0, 55, 5)))
    tower = ["--rename", "tc=TA,vpd=VPD_PI,patm=PA,co2=CO2,ppfd=PPFD_IN", "--units", "vpd=hPa,patm=kPa", "--set", "fapar=0.8",
             "--missing", "-9999"]
    place = ["--set", "latitude=47,elevation=10"]
    run("sylva-splash", "few_days.csv", "-o", "days.nc", "--spin-up", "none", *place, "--state-out", "state.nc")
    (folder / "next_days.csv").write_text("".join([lines[0]] + lines[12:20]))
    for name in ("forest_flora.toml", "forest_stand.csv"):
        shutil.copy(data / name, folder / name)
    few = "".join((data / "forest_stand.csv").read_text().splitlines(True)[:6])
    (folder / "stand.csv").write_text(few)
    for ending in ("csv", "toml", "json"):
        run("sylva-forest", "forest_flora.toml", "stand.csv", "-o", "x.csv", "--years", "1", "--state-out", f"trees.{ending}")
    (folder / "x.csv").unlink()
    (folder / "flora.toml").write_bytes((folder / "forest_flora.toml").read_bytes())
    types = []
    for line in (folder / "forest_flora.toml").read_text().splitlines():
        found = re.match(r'(\w+) *= *("[^"]*"|[-+.\w]+)', line)
        if line.startswith("[["):
            types.append({})
        elif found:
            types[-1][found[1]] = json.loads(found[2])
    (folder / "flora.json").write_text(json.dumps({"pft": types}, indent=1))
    traits = list(dict.fromkeys(k for t in types for k in t))
    (folder / "flora.csv").write_text(",".join(traits) + "\n" +
                                      "".join(",".join(str(t.get(k, "")) for k in traits) + "\n" for t in types))
    (folder / "gpp_years.csv").write_text("cell_id,year,gpp [g C m-2 yr-1]\n1,2001,2500\n1,2002,2400\n1,2003,\n2,2001,1000\n")
    for version, name in ((1, "grid3.nc"), (2, "grid64.nc")):
        (folder / name).write_bytes(climate_grid(version))
    files = {p.name: p.read_bytes() for p in sorted(folder.iterdir())}
    commands = {
        "pmodel": [([f], [f, *more, "-o", out]) for f in ("site.csv", "grid.nc", "grid3.nc", "grid64.nc", "column.nc")
                   for out in ("out.csv", "out.nc") for more in ([], ["--backend", "serial", "--outputs", "gpp,vcmax25,chi"])] +
                  [(["tower.csv"], ["tower.csv", "-o", out, *tower]) for out in ("out.csv", "out.nc")],
        "splash": [(["days.csv"], ["days.csv", *place, "-o", "out.csv", "--state-out", "end.nc"]),
                   (["days.csv"], ["days.csv", *place, "-o", "out.nc", "--totals", "month"]),
                   (["few_days.csv"], ["few_days.csv", *place, "-o", "out.csv", "--spin-up", "none", "--hold-gaps"]),
                   (["grid3.nc"], ["grid3.nc", "-o", "out.nc", "--spin-up", "none", "--state-out", "end.nc"]),
                   (["grid64.nc"], ["grid64.nc", "-o", "out.csv", "--spin-up", "none", "--totals", "year"]),
                   (["days.nc"], ["days.nc", *place, "-o", "out.nc", "--spin-up", "none", "--prefix", "p_"]),
                   (["state.nc", "next_days.csv"], ["next_days.csv", *place, "-o", "out.csv", "--state-in", "state.nc"])],
        "forest": [([f, c, "gpp_years.csv"], [f, c, "-o", out, "--years", "3", *more])
                   for f in ("flora.toml", "flora.json", "flora.csv") for c in ("trees.toml", "trees.json", "trees.csv")
                   for out, more in (("out.csv", ["--gpp", "gpp_years.csv"]), ("out.nc", ["--state-out", "end." + c.split(".")[1]]))],
        "site-forcing": [(["weather.csv"], ["weather.csv", "-o", out]) for out in ("out.csv", "out.nc")],
        "compare-sites": [(["gpp.csv"], ["gpp.csv"]), (["gpp.nc"], ["A=gpp.nc"]), (["gpp.csv", "gpp.nc"], ["A=gpp.csv", "gpp.nc"])],
        "make-grid": [([], ["out.nc", "--lon", "6", "--lat", "4", "--months", "2"])],
    }
    return files, commands


# Mutations

def number_spans(data):
    return [m.span() for m in re.finditer(rb"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?", data)]


def bytes_flipped(r, data, other):
    data = bytearray(data)
    for _ in range(r.choice([1, 1, 2, 4, 16, 64])):
        if data:
            data[r.randrange(len(data))] = r.choice([r.randrange(256), 0, 255, 0x7f, 0x80])
    return bytes(data)


def head_flipped(r, data, other):
    data = bytearray(data)
    for _ in range(r.choice([1, 2, 4])):
        if data:
            data[r.randrange(min(len(data), 1200))] = r.randrange(256)
    return bytes(data)


def bit_flipped(r, data, other):
    data = bytearray(data)
    if data:
        data[r.randrange(len(data))] ^= 1 << r.randrange(8)
    return bytes(data)


def cut(r, data, other):
    return data[:r.randrange(len(data) + 1)]


def block_removed(r, data, other):
    a, b = sorted((r.randrange(len(data) + 1), r.randrange(len(data) + 1)))
    return data[:a] + data[min(b, a + r.choice([1, 4, 64, 10**6])):]


def block_repeated(r, data, other):
    a, b = sorted((r.randrange(len(data) + 1), r.randrange(len(data) + 1)))
    return data[:b] + data[a:b] * r.choice([1, 2, 50]) + data[b:]


def spliced(r, data, other):
    return data[:r.randrange(len(data) + 1)] + other[r.randrange(len(other) + 1):]


def word_inserted(r, data, other):
    at = r.randrange(len(data) + 1)
    return data[:at] + r.choice(WORDS).encode("utf-8", "surrogatepass") + data[at:]


def number_changed(r, data, other):
    spans = number_spans(data)
    for _ in range(r.choice([1, 1, 1, 3])):
        if spans:
            a, b = r.choice(spans)
            data = data[:a] + r.choice(NUMBERS).encode() + data[b:]
            spans = number_spans(data)
    return data


def integer_changed(r, data, other):
    """Aligned binary integers, such as the counts of a netCDF header."""
    data = bytearray(data)
    for _ in range(r.choice([1, 1, 2])):
        if len(data) > 16:
            at = r.randrange(min(len(data), 1600) // 4 - 1) * 4
            value = r.choice([0, 1, 2, 3, 5, 6, 10, 11, 12, 127, 255, 65535, 2**31 - 1, 2**31, 2**32 - 1, 2**24, 2**30, r.randrange(2**32)])
            data[at:at + 4] = struct.pack(r.choice([">I", "<I"]), value)
    return bytes(data)


def on_lines(change):
    def mutate(r, data, other):
        lines = data.split(b"\n")
        return b"\n".join(change(r, lines))
    mutate.__name__ = change.__name__
    return mutate


@on_lines
def line_moved(r, lines):
    lines = list(lines)
    lines.insert(r.randrange(len(lines) + 1), lines.pop(r.randrange(len(lines))))
    return lines


@on_lines
def line_doubled(r, lines):
    at = r.randrange(len(lines))
    return lines[:at] + [lines[at]] * r.choice([2, 2, 3, 1000]) + lines[at + 1:]


@on_lines
def line_dropped(r, lines):
    at = r.randrange(len(lines))
    return lines[:at] + lines[at + r.choice([1, 1, 2, 10]):]


@on_lines
def only_header(r, lines):
    return lines[:1] + ([b""] if r.random() < 0.5 else [])


@on_lines
def column_doubled(r, lines):
    k = r.randrange(max(1, lines[0].count(b",") + 1))
    return [b",".join((f := l.split(b","))[:k + 1] + f[k:]) if l else l for l in lines]


@on_lines
def column_dropped(r, lines):
    k = r.randrange(max(1, lines[0].count(b",") + 1))
    return [b",".join((f := l.split(b","))[:k] + f[k + 1:]) if l else l for l in lines]


@on_lines
def columns_shuffled(r, lines):
    order = list(range(lines[0].count(b",") + 1))
    r.shuffle(order)
    return [b",".join(f[k] for k in order) if len(f := l.split(b",")) == len(order) else l for l in lines]


@on_lines
def field_changed(r, lines):
    at = r.randrange(len(lines))
    fields = lines[at].split(b",")
    fields[r.randrange(len(fields))] = r.choice(NUMBERS + WORDS + TIMES).encode("utf-8", "surrogatepass")
    return lines[:at] + [b",".join(fields)] + lines[at + 1:]


@on_lines
def unit_changed(r, lines):
    def unit(_):
        return b"[" + r.choice(UNITS).encode(r.choice(["utf-8", "latin-1"]), "replace") + b"]"

    return [re.sub(rb"\[[^]]*\]", unit, lines[0])] + lines[1:]


@on_lines
def many_columns(r, lines):
    n = r.choice([300, 3000])
    return [lines[0] + b"".join(b",x%d" % i for i in range(n))] + [l + b",1" * n if l else l for l in lines[1:4]]


@on_lines
def long_field(r, lines):
    at = r.randrange(len(lines))
    more = r.choice([b"x", b"9", b" ", b'"', b",", b"\xc3\xa9", b"-"]) * r.choice([5000, 10**6])
    return lines[:at] + [lines[at] + more] + lines[at + 1:]


@on_lines
def many_lines(r, lines):
    return lines[:2] + lines[1:] * 500


def line_ends(r, data, other):
    end = r.choice([b"\r\n", b"\r", b"\n\r", b"\n\n", b"\x0b", b"\xe2\x80\xa8", b" \n", b"\t\n"])
    return data.replace(b"\n", end)


def file_frame(r, data, other):
    return r.choice([lambda: b"\xef\xbb\xbf" + data, lambda: data.rstrip(b"\n"), lambda: b"\n\n" + data, lambda: data + b"\n\n\n",
                     lambda: b"\xff\xfe" + data.decode("latin1").encode("utf-16-le"), lambda: b"", lambda: b"\n", lambda: b"\0",
                     lambda: data + b"\0", lambda: data + b"\x1a", lambda: b"# Site: US-Xyz\n# Version: 1-5\n" + data,
                     lambda: b"sep=,\r\n" + data, lambda: b"sep=;\n" + data, lambda: data.replace(b"\n", b"\r"),
                     lambda: data.decode("latin1").encode("utf-16"), lambda: b"\xfe\xff" + data.decode("latin1").encode("utf-16-be")[:-1],
                     lambda: data.decode("latin1").encode("utf-32"), lambda: data.replace(b"[", b"[\xb0", 1),
                     lambda: data.replace(b"\n", b"\n#"), lambda: other,
                     lambda: data.replace(b",", b";"), lambda: data.replace(b",", b"\t"), lambda: data.replace(b".", b","),
                     lambda: data.upper(), lambda: b"\x1f\x8b\x08\x00" + data])()


def nested(r, data, other):
    n = r.choice([100, 300, 5000, 200000])
    deep = r.choice([lambda: b"[" * n + b"]" * n, lambda: b'{"a":' * n + b"1" + b"}" * n, lambda: b"[" * n, lambda: b"{" * n,
                     lambda: b"a=" + b"[" * n + b"]" * n, lambda: b"a=" + b"{a=" * n + b"1" + b"}" * n,
                     lambda: b"a" + b".a" * n + b"=1", lambda: b"[" + b"a." * n + b"a]\n", lambda: b'{"pft":' + b"[" * n + b"]" * n + b"}"])()
    at = r.choice([0, len(data), r.randrange(len(data) + 1)])
    return r.choice([deep, data[:at] + b"\n" + deep + b"\n" + data[at:]])


def key_changed(r, data, other):
    """Names of fields in TOML and JSON."""
    keys = [m.span() for m in re.finditer(rb"[A-Za-z_]{2,}", data)]
    if keys:
        a, b = r.choice(keys)
        c, d = r.choice(keys)
        data = data[:a] + r.choice([data[c:d], b"", b"x", b"\xff", b"dbh_value", b"name", b"cohorts"]) + data[b:]
    return data


STORED = [0, -1, 1, 0.05, 255, -9999, -32768, 1e20, -999.99, float("nan"), float("inf"), 9.96921e36]
STEPS = [[0, 0], [1, 0], [0, 2], [float("nan"), 1], [1e300, 2], [0.5, 1.5], [719163, 719164], [-1e9, 1], [0, 1e9]]
CELL_METHODS = ["time: mean", "time: sum", "area: mean time: mean", "time: maximum (interval: 1 hour)", "time", ": ", "time: " * 500]
LIMITS = {"b": 127, "h": 32767, "i": 2**31 - 1}


def storable(code, values):
    """Numbers as a type can hold them."""
    if code in LIMITS:
        return [int(max(-LIMITS[code], min(LIMITS[code], x))) if x == x else 0 for x in values]
    return [max(-3e38, min(3e38, x)) if code == "f" and abs(x) != float("inf") else x for x in values]


def netcdf_described(r, data, other):
    """A grid with other attributes, types and names: what files of other programs have, right and wrong."""
    variables = {name: [code, list(of), list(values), dict(notes)] for name, code, of, values, notes in climate_variables()}
    dims, time, new_names = dict(GRID), variables["time"], {}
    for _ in range(r.choice([1, 1, 2, 4])):
        name = r.choice(list(variables))
        code, _, _, notes = variables[name]
        kind = r.choice(["time units", "calendar", "times", "bounds", "cell_methods", "_Unsigned", "units", "number", "coordinates", "name"])
        if kind == "time units":
            time[3]["units"] = r.choice(TIME_UNITS)
        elif kind == "calendar":
            time[3]["calendar"] = r.choice(CALENDARS)
        elif kind == "times":
            time[2] = r.choice(STEPS)
        elif kind == "bounds":
            time[3]["bounds"] = r.choice(["time_bnds", "nothing", "time", "tc", ""])
            width, of = r.choice([1, 2, 2, 2, 3]), r.choice("df")
            values = [r.choice(STORED) if r.random() < 0.1 else float(i) for i in range(2 * width)]
            dims["bnds"], variables["time_bnds"] = width, [of, ["time", "bnds"], storable(of, values), {}]
        elif kind == "cell_methods":
            notes["cell_methods"] = r.choice(CELL_METHODS)
        elif kind == "_Unsigned":
            notes["_Unsigned"] = r.choice(["true", "false", "True", "", ("i", [1])])
        elif kind == "units":
            notes["units"] = r.choice(UNITS + [("f", [1]), ("h", [1, 2])])
        elif kind == "number":
            of = r.choice([code, code, "d", "f", "b", "c"])
            key = r.choice(["_FillValue", "missing_value", "valid_min", "valid_max", "valid_range", "scale_factor", "add_offset"])
            values = storable(of, r.choices(STORED, k=r.choice([1, 1, 1, 2, 0]))) if of != "c" else []
            notes[key] = r.choice(["-99.9f", "NaN", "", "1"]) if of == "c" else (of, values)
        elif kind == "coordinates":
            notes["coordinates"] = r.choice(["lat lon", "height", "nothing", "tc", " ", "x " * 1000])
        else:
            new_names[name] = r.choice(["orog", "latitude", "time", "x", "a b", "é", "/", "x" * 300])
    rows = [(new_names.get(name, name), *rest) for name, rest in variables.items()]
    return classic_netcdf(dims, rows, {"Conventions": "CF-1.8"}, 2, r.choice([1, 2]))


ANY = [bytes_flipped, bit_flipped, cut, block_removed, block_repeated, spliced, word_inserted, file_frame]
BINARY = ANY + [head_flipped] * 3 + [integer_changed] * 3
GRIDS = BINARY + [netcdf_described] * 12
TEXT = ANY + [number_changed] * 4 + [line_moved, line_doubled, line_dropped, line_ends, long_field, only_header]
TABLE = TEXT + [column_doubled, column_dropped, columns_shuffled, field_changed, field_changed, field_changed, unit_changed,
                many_columns, many_lines]
TREE = TEXT + [nested, key_changed, key_changed]


def mutate(r, name, data, other):
    kinds = GRIDS if name in ("grid3.nc", "grid64.nc") else BINARY if name.endswith(".nc") else TABLE if name.endswith(".csv") else TREE
    done = []
    for _ in range(r.choice([1, 1, 1, 2, 3])):
        if len(data) > 300_000:  # some grow it a thousandfold
            break
        kind = r.choice(kinds)
        data = kind(r, data, other[:300_000])[:8_000_000]
        done.append(kind.__name__)
    return data, done


FILES = "rename units accept-units missing calendar stamp"
COMMON = FILES + " outputs prefix set backend threads precision"
OPTIONS = {program: ["--" + name for name in names.split()] for program, names in {
    "pmodel": COMMON + " optimal-chi jmax kphio reference-kphio arrhenius soil-stress",
    "splash": COMMON + " totals sunshine k-rs constants hold-gaps pyrealm-compatible spin-up most-passes tolerance state-in state-out",
    "forest": "years gpp every start-year mortality set state-out backend threads plot-cell nonsense",
    "site-forcing": FILES + " fapar co2 nonsense", "compare-sites": FILES + " title nonsense", "make-grid": "lon lat months co2"}.items()}
FLAGS = ["--accept-units", "--hold-gaps", "--pyrealm-compatible", "--nonsense"]


def option_values(r, program, words):
    """Another value of an option, or another option."""
    words = list(words)
    values = [w for w in NUMBERS + WORDS + TIMES + UNITS + CALENDARS if "\0" not in w]
    names = list(OPTIONS[program])
    some = ["gpp", "gpp,gpp", "gpp,,lue", ",", "tc=1e400", "fapar=nan", "latitude=91", "latitude=-90", "seed_rain=-1", "gap_fraction=1",
            "serial", "openmp", "simd", "float", "none", "tc=tc", "a=b=c", "=", "a=", "elevation=1e9", "water_capacity=0",
            "water_capacity=-1", "recruit_dbh=1e9", "layer_tolerance=1e-300", "layer_tolerance=1e300", "least_individuals=1e300",
            "background=1e300", "seed_rain=1e300", "vpd=hPa,patm=kPa", "vpd=", "tc=K", "tc=kg",
            "ppfd=2.04 umol m-2 s-1", "precipitation=mm s-1", "nothing=K", "start",
            "middle", "end",
            "-9999,-999", "nan,inf", "tc=vpd,vpd=tc", "constant", "c4", "month", "year", "soil_moisture,aet"]
    for _ in range(r.choice([1, 1, 2])):
        options = [i for i, w in enumerate(words) if w.startswith("--") and i + 1 < len(words)]
        if options and r.random() < 0.3:
            words[r.choice(options) + 1] = r.choice(values + some)
        else:
            option = r.choice(names)
            words += [option] if option in FLAGS else [option, r.choice(values + some)]
    # sizes that are allowed and take long are no mistake of the program
    for i, w in enumerate(words[:-1]):
        if w in ("--lon", "--lat", "--months", "--years") and re.fullmatch(r"\+?[\d_']+|0x\d+|\d+e\d+", words[i + 1]) \
                and words[i + 1] not in ("0", "1", "2", "3", "4", "6") and len(words[i + 1]) < 9:
            words[i + 1] = "7"
    return words


# The runs

OLD = b"an older file\n"
MESSAGE = 304  # bytes of a message at most, and of each problem where there are several


def look(program, command, folder, before, rc, out, err, seconds):
    """The violations of a run: a list of (kind, detail)."""
    found = []
    if rc is None:
        return [("hang", f"no end after {seconds:.0f} s")]
    if rc < 0:
        found.append(("signal", signal.Signals(-rc).name))
    elif rc not in (0, 2):
        found.append(("exit status", str(rc)))
    text = err.decode("utf-8", "replace")
    if re.search(r"terminate called|what\(\)|HDF5-DIAG|Assertion|Sanitizer|runtime error:|Traceback|Kokkos::|Segmentation", text):
        found.append(("stack trace", text[:300]))
    if rc == 2:
        if not text.strip():
            found.append(("empty message", ""))
        elif text.count("\n") != 1 or not text.endswith("\n"):
            found.append(("not one line", text[:300]))
        elif not text.startswith(f"sylva-{program}: ") or len(text.split(": ", 1)[1].strip()) < 10:
            found.append(("bare message", text[:300]))
        typed = "".join(command).encode("utf-8", "surrogateescape")
        if any((b < 0x20 or b == 0x7f) and b != 10 and b not in typed for b in err):  # they could steer a terminal
            found.append(("control characters in the message", repr(err[:300])))
        if len(err) > MESSAGE * (12 if " problems " in text else 1):
            found.append(("long message", f"{len(err)} bytes: {text[:200]}"))
        if "not enough memory" in text:
            found.append(("memory", text[:200]))
    if rc == 0 and err:
        found.append(("something on standard error after success", text[:300]))
    after = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    for name in after.keys() - before.keys():
        if rc != 0 or ".part-" in name:
            found.append(("file left behind", name))
    for name, data in before.items():
        if name not in after:
            found.append(("file gone", name))
        elif after[name] != data and (rc != 0 or data != OLD):
            found.append(("older file changed", name))
    if rc == 0 and program != "compare-sites":
        output = "out.nc" if program == "make-grid" else command[command.index("-o") + 1]
        data = after.get(output, OLD)
        if data == OLD:
            found.append(("no output after success", output))
        elif output.endswith(".nc"):
            if not data.startswith(b"\x89HDF"):
                found.append(("no netCDF in the output", output))
        else:
            try:
                csv.field_size_limit(10**9)
                plain = b"\r" not in data and b'"' not in data
                rows = list(csv.reader(data.decode("utf-8", "surrogateescape").split("\n"))) if plain else []
                widths = collections.Counter(len(row) for row in rows if row and not row[0].startswith("#"))
                if len(widths) > 1:
                    found.append(("rows of different widths", str(widths)[:200]))
                infinite = {rows[0][i] for row in rows[1:] if len(row) == len(rows[0]) for i, x in enumerate(row) if x.strip("-") == "inf"}
                infinite -= {name for name in infinite if re.match("(time|lat|lon)", name)}  # coordinates are kept as they are
                told = re.search(rb"\n  undefined (.*)", out)
                infinite -= set(re.findall(r"\w+", told[1].decode())) if told else set()
                if infinite and not any(re.search(rb"inf", before[f], re.I) for f in before):
                    found.append(("infinity in the output", ", ".join(sorted(infinite))))
            except (csv.Error, UnicodeError) as error:
                found.append(("output is no table", str(error)))
    if rc == 0 and program == "compare-sites" and not out.strip():
        found.append(("no output after success", "stdout"))
    return found


class Fuzzer:
    def __init__(self, options):
        self.options = options
        self.bin = Path(options.bin).resolve()
        self.work = Path(tempfile.mkdtemp(prefix="sylva-fuzz-"))
        (self.work / "seeds").mkdir()
        self.files, self.commands = make_seeds(self.bin, self.work / "seeds")
        self.lock = threading.Lock()
        self.violations = {}
        self.counts = collections.defaultdict(collections.Counter)

    def one(self, program, number):
        r = random.Random(f"{self.options.seed}/{program}/{number}")
        needed, words = r.choice(self.commands[program])
        files = {name: self.files[name] for name in needed}
        kinds = []
        if files and r.random() < 0.92:
            for name in r.sample(needed, r.choice([1, 1, 1, len(needed)])):
                others = [d for n, d in self.files.items() if n.rsplit(".")[-1] == name.rsplit(".")[-1]]
                files[name], done = mutate(r, name, files[name], r.choice(others))
                kinds += done
        if not kinds or r.random() < 0.08:
            words = option_values(r, program, words)
            kinds.append("option")
        folder = Path(tempfile.mkdtemp(dir=self.work))
        for name, data in files.items():
            (folder / name).write_bytes(data)
        before = dict(files)
        if r.random() < 0.5:
            for name in ("out.csv", "out.nc", "end.nc"):
                (folder / name).write_bytes(OLD)
                before[name] = OLD
        rc, out, err, seconds = self.execute([str(self.bin / f"sylva-{program}"), *words], folder)
        found = look(program, words, folder, before, rc, out, err, seconds)
        with self.lock:
            count = self.counts[program]
            count["runs"] += 1
            count["status " + str(rc)] += 1
            count["slowest ms"] = max(count["slowest ms"], int(seconds * 1000))
            for kind in kinds:
                self.counts["kinds"][kind] += 1
            for kind, detail in found:
                count["VIOLATION " + kind] += 1
                sort = re.sub(r"\d+", "#", kind + (" " + detail[:60] if kind in ("signal", "exit status", "file left behind") else ""))
                cases = self.violations.setdefault((program, sort), [])
                cases.append((number, kinds, words, detail, err.decode("utf-8", "replace")[:300]))
                if self.options.keep and len(cases) <= 2:
                    digest = hashlib.sha1(repr((program, kind, number)).encode()).hexdigest()[:6]
                    to = Path(self.options.keep) / f"{program}-{re.sub(r'[^a-z]+', '-', kind.lower())}-{digest}"
                    to.mkdir(parents=True, exist_ok=True)
                    for name, data in files.items():
                        (to / name).write_bytes(data)
                    (to / "case.json").write_text(json.dumps({"command": [f"sylva-{program}", *words], "status": rc, "kind": kind,
                                                              "detail": detail, "mutations": kinds, "stderr": err.decode("utf-8", "replace")[:2000],
                                                              "old outputs": "out.csv" in before}, indent=1))
        shutil.rmtree(folder, ignore_errors=True)

    def execute(self, words, folder):
        begin = time.monotonic()
        with open(folder.with_suffix(".out"), "w+b") as out, open(folder.with_suffix(".err"), "w+b") as err:
            try:
                process = subprocess.Popen(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
            except (OSError, ValueError) as error:  # a word that no command line can have
                return 2, b"", f"{Path(words[0]).name}: cannot be called: {error}\n".encode(), 0
            try:
                rc = process.wait(self.options.timeout)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                rc = None
            out.seek(0), err.seek(0)
            result = rc, out.read(1 << 20), err.read(1 << 20), time.monotonic() - begin
        folder.with_suffix(".out").unlink()
        folder.with_suffix(".err").unlink()
        return result

    def run(self):
        programs = [p for p in PROGRAMS if p in self.options.programs.split(",")]
        jobs = [(p, i) for i in range(-(-self.options.runs // len(programs))) for p in programs][:self.options.runs]
        end = time.monotonic() + self.options.seconds
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            list(pool.map(lambda job: self.one(*job) if time.monotonic() < end else None, jobs))

    def report(self):
        for program in PROGRAMS:
            if program in self.counts:
                print(f"{program:14s}" + ", ".join(f"{k} {v}" for k, v in sorted(self.counts[program].items())))
        print("mutations     " + ", ".join(f"{k} {v}" for k, v in self.counts["kinds"].most_common()))
        for (program, kind), cases in sorted(self.violations.items(), key=lambda item: -len(item[1])):
            number, kinds, words, detail, err = min(cases)
            print(f"\nsylva-{program}: {kind}, {len(cases)} times, first in run {number} (--seed {self.options.seed}): {detail[:200]!r}")
            print(f"  {'+'.join(kinds)}: sylva-{program} {' '.join(map(repr, words))[:400]}\n  {err.strip()[:300]!r}")
        total = sum(self.counts[p]["runs"] for p in PROGRAMS)
        print(f"\n{total} of {self.options.runs} runs, {sum(map(len, self.violations.values()))} violations of {len(self.violations)} sorts")
        return 1 if self.violations else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--runs", type=int, required=True)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--programs", default=",".join(PROGRAMS))
    parser.add_argument("--seed", default="1")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep")
    parser.add_argument("--memory-mb", type=int, default=1024 if SLOWDOWN == 1 else 0,
                        help="address space of a program; 0: no limit, as sanitizers need")
    parser.add_argument("--timeout", type=float, default=20 * SLOWDOWN, help="seconds of one run")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    fuzzer = Fuzzer(options)
    if options.memory_mb:  # inherited by the programs; this one needs little
        resource.setrlimit(resource.RLIMIT_AS, (options.memory_mb << 20, options.memory_mb << 20))
    try:
        fuzzer.run()
    finally:
        shutil.rmtree(fuzzer.work, ignore_errors=True)
    sys.exit(fuzzer.report())


if __name__ == "__main__":
    main()
