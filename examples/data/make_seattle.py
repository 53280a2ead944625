#!/usr/bin/env python3
"""Make seattle_daily.csv from the wheel of vega_datasets.

    make_seattle.py [vega_datasets-VERSION-py3-none-any.whl]

Without an argument pip fetches the wheel into a temporary folder. Python's standard library is enough: the wheel is
only unzipped, vega_datasets is not imported. README.md beside this file says what the columns mean.
"""

import csv
import datetime
import io
import pathlib
import subprocess
import sys
import tempfile
import zipfile

VEGA_VERSION = "0.9.0"
MEMBER = "vega_datasets/_data/seattle-weather.csv"
COLUMNS = {  # ours: theirs
    "precipitation [mm]": "precipitation",
    "tmax [degC]": "temp_max",
    "tmin [degC]": "temp_min",
}


def weather(text):
    """Our rows: the dates as ISO 8601 has them, without a gap, and the numbers as they stand."""
    rows, last = [], None
    for row in csv.DictReader(io.StringIO(text)):
        date = datetime.datetime.strptime(row["date"], "%Y/%m/%d").date()
        assert last is None or date == last + datetime.timedelta(days=1)
        last = date
        values = [row[theirs] for theirs in COLUMNS.values()]
        assert all(value == str(float(value)) for value in values)
        rows.append([date.isoformat(), *values])
    return rows


def main():
    here = pathlib.Path(__file__).resolve().parent
    with tempfile.TemporaryDirectory() as scratch:
        if len(sys.argv) > 1:
            wheel = sys.argv[1]
        else:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
            subprocess.run([*pip, "--dest", scratch, f"vega_datasets=={VEGA_VERSION}"], check=True)
            wheel = next(pathlib.Path(scratch).glob("*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            rows = weather(archive.read(MEMBER).decode("ascii"))
    lines = [",".join(["date", *COLUMNS])] + [",".join(row) for row in rows]
    (here / "seattle_daily.csv").write_text("\n".join(lines) + "\n", encoding="ascii")
    print("seattle_daily.csv", rows[0][0], "to", rows[-1][0])


if __name__ == "__main__":
    main()
