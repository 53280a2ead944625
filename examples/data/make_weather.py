#!/usr/bin/env python3
"""Make the two weather files of this folder from the wheel of pvlib.

    make_weather.py [pvlib-VERSION-py3-none-any.whl]

Without an argument pip fetches the wheel into a temporary folder. Python's standard library is enough: the wheel is
only unzipped, pvlib is not imported. README.md beside this file says what the columns mean.
"""

import csv
import io
import pathlib
import subprocess
import sys
import tempfile
import zipfile

PVLIB_VERSION = "0.16.1"
NOMINAL_YEAR = 2001  # any year of 365 days would do
SITES = {
    "greensboro_north_carolina.csv": "pvlib/data/723170TYA.CSV",
    "sand_point_alaska.csv": "pvlib/data/703165TY.csv",
}
COLUMNS = {  # ours: theirs
    "ghi [W m-2]": "GHI (W/m^2)",
    "tc [degC]": "Dry-bulb (C)",
    "rh [%]": "RHum (%)",
    "patm [hPa]": "Pressure (mbar)",
}
MISSING = -9900.0


def weather(text):
    """The rows of a TMY3 file: first line the station, second the names, then 8760 hours."""
    rows = list(csv.reader(io.StringIO(text)))
    station, names, hours = rows[0], rows[1], rows[2:]
    where = [names.index(theirs) for theirs in COLUMNS.values()]
    out, years = [], {}
    for hour in hours:
        month, day, year = hour[0].split("/")
        years[month] = year
        # 01:00 names the hour that ends at one o'clock, 24:00 the last one of the day. We write its start.
        start = int(hour[1][:2]) - 1
        values = [float(hour[i]) for i in where]
        cells = ["" if v <= MISSING else f"{v:g}" for v in values]
        out.append([f"{NOMINAL_YEAR}-{month}-{day}T{start:02d}:00"] + cells)
    assert len(out) == 8760 and all(a[0] < b[0] for a, b in zip(out, out[1:]))
    return station, years, out


def main():
    here = pathlib.Path(__file__).resolve().parent
    with tempfile.TemporaryDirectory() as scratch:
        if len(sys.argv) > 1:
            wheel = sys.argv[1]
        else:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
            subprocess.run([*pip, "--dest", scratch, f"pvlib=={PVLIB_VERSION}"], check=True)
            wheel = next(pathlib.Path(scratch).glob("*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            for name, member in SITES.items():
                station, years, rows = weather(archive.read(member).decode("ascii"))
                lines = [",".join(["time", *COLUMNS])] + [",".join(row) for row in rows]
                (here / name).write_text("\n".join(lines) + "\n", encoding="ascii")
                print(name, station, " ".join(f"{m}:{y}" for m, y in sorted(years.items())))


if __name__ == "__main__":
    main()
