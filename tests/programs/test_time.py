"""Days and times of users' files: calendars, units, bounds and stamps, dates in tables. Figures are of pyrealm and cftime."""

import csv
import re
import subprocess
import sys
import unittest

import cftime
import netCDF4
import numpy as np
import xarray as xr

from program import REFERENCE, ProgramTest

sys.path.insert(0, str(REFERENCE))
from make_splash_calendars import CALENDARS, DAYS, dates_of, weather  # noqa: E402

SITE = ["--set", "latitude=47,elevation=300"]
DRY = ["--spin-up", "none"]
WEATHER = "tc,precipitation,sunshine_fraction"


class TimeTest(ProgramTest):
    def splash(self, *args):
        return self.run_well("sylva-splash", *args)

    def splash_fails(self, *args):
        said = self.run_badly("sylva-splash", *args)
        self.assertLessEqual(len(said.encode()), 300 + len("sylva-splash: ") + 1, said)
        return said

    def days_line(self, said):
        """The lines of the summary on days and times, joined."""
        lines = said.splitlines()
        times = [line.split(None, 1)[1] for line in lines if line.startswith("  times ")]
        at = next(i for i, line in enumerate(lines) if line.startswith("  days "))
        rest = [line.strip() for line in lines[at + 1:] if line.startswith(" " * 12) or line.startswith("          ")]
        return " | ".join([lines[at].strip(), *times, *rest])

    def netcdf(self, name, values, units="days since 2003-01-01", calendar=None, bounds=None, weather=None, kind="f8", **attributes):
        """One site; `weather` is (sunshine fraction, tc, precipitation) of each day."""
        values = np.asarray(values)
        with netCDF4.Dataset(self.here / name, "w") as f:
            f.createDimension("time", len(values))
            time = f.createVariable("time", kind, ("time",), fill_value=False)
            time.units = units
            if calendar is not None:
                time.calendar = calendar
            time.setncatts(attributes)
            time[:] = values
            if bounds is not None:
                f.createDimension("nv", 2)
                time.bounds = "time_bnds"
                f.createVariable("time_bnds", "f8", ("time", "nv"))[:] = bounds
            sf, tc, rain = weather if weather is not None else (np.full(len(values), x) for x in (0.5, 10.0, 1.0))
            for key, unit, x in ("sunshine_fraction", "1", sf), ("tc", "degC", tc), ("precipitation", "mm day-1", rain):
                v = f.createVariable(key, "f8", ("time",))
                v.units = unit
                v[:] = x
        return name

    def table(self, name, header, dates):
        """`dates` are the fields of time of each row."""
        self.write(name, f"{header},{WEATHER}\n" + "".join(f"{d},10,1,0.5\n" for d in dates))
        return name

    def times(self, name, *args):
        """The days that a run is of, as its output says them."""
        self.splash(name, "-o", "out.csv", *SITE, *DRY, *args)
        return [t[:10] for t in self.read("out.csv")["time"]]

    def table_days(self, header, dates, *args):
        """First and last day that a table is of, and the description, from the summary."""
        said = self.splash(self.table("in.csv", header, dates), "-o", "out.csv", *SITE, *DRY, *args)
        line = self.days_line(said)
        return line.split()[1], line.split()[3].rstrip(","), line.split(" | ")[1]

    def table_fails(self, header, dates, *args):
        return self.splash_fails(self.table("in.csv", header, dates), "-o", "out.csv", *SITE, *DRY, *args)


def series():
    sf, tc, pn = np.array([weather(i) for i in range(DAYS)]).T
    return sf, tc, pn


def figures(calendar):
    with open(REFERENCE / "splash_calendars.csv", newline="", encoding="ascii") as stream:
        rows = [row for row in csv.DictReader(stream) if row["calendar"] == calendar]
    return [int(row["day"]) for row in rows], rows


class Calendars(TimeTest):
    def check(self, calendar, out):
        """A table of outputs against pyrealm's."""
        at, want = figures(calendar)
        for name in "aet", "pet", "soil_moisture", "runoff", "ppfd":
            got = np.array([float(x) for x in out[name]])[at]
            np.testing.assert_allclose(got, [float(row[name]) for row in want], rtol=1e-9, atol=1e-9, err_msg=f"{calendar} {name}")

    def test_netcdf(self):
        for calendar in CALENDARS:
            kind = "standard" if calendar == "daymet" else calendar
            dates = [d[0] for d in dates_of(calendar)]
            days = [cftime.date2num(cftime.datetime(*map(int, d.split("-")), calendar=kind), "days since 1980-01-01", calendar=kind) for d in dates]
            self.netcdf("in.nc", days, "days since 1980-01-01", kind, weather=series())
            said = self.splash("in.nc", "-o", "out.csv", *SITE, "--outputs", "aet,pet,soil_moisture,runoff,ppfd")
            self.assertIn(f"calendar {kind} [file], stamped at the start [assumed]", said)
            self.assertEqual("31 December is missing in leap years" in said, calendar == "daymet")
            out = self.read("out.csv")
            self.assertEqual([t[:10] for t in out["time"]], dates)
            self.check(calendar, out)
            # a netCDF output keeps the axis
            self.splash("in.nc", "-o", "out.nc", *SITE)
            with netCDF4.Dataset(self.here / "out.nc") as f:
                self.assertEqual((f["time"].calendar, f["time"].units), (kind, "days since 1980-01-01"))
                np.testing.assert_array_equal(f["time"][:], days)

    def test_csv(self):
        sf, tc, pn = series()
        for calendar in CALENDARS:
            rows = [f"{d[0]},{tc[i]},{pn[i]},{sf[i]}" for i, d in enumerate(dates_of(calendar))]
            self.write("in.csv", f"date,{WEATHER}\n" + "\n".join(rows) + "\n")
            options = [] if calendar == "daymet" else ["--calendar", calendar]
            said = self.splash("in.csv", "-o", "out.csv", *SITE, *options, "--outputs", "aet,pet,soil_moisture,runoff,ppfd")
            self.assertIn("proleptic_gregorian [assumed]" if calendar == "daymet" else f"calendar {calendar} [--calendar]", said)
            self.check(calendar, self.read("out.csv"))
            self.splash("in.csv", "-o", "out.nc", *SITE, *options)
            with netCDF4.Dataset(self.here / "out.nc") as f:
                kind = "proleptic_gregorian" if calendar == "daymet" else calendar
                self.assertEqual(f["time"].calendar, kind)
                read = cftime.num2date(f["time"][:], f["time"].units, kind)
                self.assertEqual([d.strftime("%Y-%m-%d") for d in read], [d[0] for d in dates_of(calendar)])

    def test_totals(self):
        for calendar in CALENDARS:
            kind = "standard" if calendar == "daymet" else calendar
            dates = [d[0] for d in dates_of(calendar)]
            days = [cftime.date2num(cftime.datetime(*map(int, d.split("-")), calendar=kind), "days since 1970-01-01", calendar=kind) for d in dates]
            self.netcdf("in.nc", days, "days since 1970-01-01", kind, weather=series())
            self.splash("in.nc", "-o", "days.csv", *SITE)
            daily = [float(x) for x in self.read("days.csv")["aet"]]
            for totals, letters in ("month", 7), ("year", 4):
                self.splash("in.nc", "-o", "out.nc", *SITE, "--totals", totals, "--outputs", "aet,days")
                periods = {}
                for date, aet in zip(dates, daily):
                    periods.setdefault(date[:letters], []).append(aet)
                with netCDF4.Dataset(self.here / "out.nc") as f:
                    self.assertEqual(f["time"].calendar, kind)
                    begins = [d.strftime("%Y-%m-%d") for d in cftime.num2date(f["time"][:], f["time"].units, kind)]
                    self.assertEqual(begins, [min(d for d in dates if d.startswith(p)) for p in periods])
                    np.testing.assert_array_equal(f["days"][:].ravel(), [len(p) for p in periods.values()])
                    np.testing.assert_allclose(f["aet"][:].ravel(), [sum(p) for p in periods.values()], rtol=1e-12)
                    np.testing.assert_array_equal(f["time_bounds"][:-1, 1], f["time_bounds"][1:, 0])
                    self.assertEqual(f["time_bounds"][-1, 1], days[-1] + 1)
                self.splash("in.nc", "-o", "out.csv", *SITE, "--totals", totals)
                self.assertEqual(self.read("out.csv")["time"], begins)

    def test_states_are_handed_on(self):
        for calendar, cut in ("noleap", 107), ("360_day", 106), ("daymet", 412):
            kind = "standard" if calendar == "daymet" else calendar
            dates = [d[0] for d in dates_of(calendar)]
            days = [cftime.date2num(cftime.datetime(*map(int, d.split("-")), calendar=kind), "days since 1970-01-01", calendar=kind) for d in dates]
            x = series()
            for name, part in ("all.nc", slice(None)), ("a.nc", slice(cut)), ("b.nc", slice(cut, None)):
                self.netcdf(name, days[part], "days since 1970-01-01", kind, weather=[v[part] for v in x])
            self.splash("all.nc", "-o", "all.csv", *SITE, *DRY)
            self.splash("a.nc", "-o", "a.csv", *SITE, *DRY, "--state-out", "state.nc")
            with netCDF4.Dataset(self.here / "state.nc") as f:
                self.assertEqual(f.soil_moisture_at_end_of, dates[cut - 1])
            said = self.splash("b.nc", "-o", "b.csv", *SITE, "--state-in", "state.nc")
            self.assertEqual("30 December, as Daymet" in said, calendar == "daymet")
            self.assertEqual(self.read("a.csv")["soil_moisture"] + self.read("b.csv")["soil_moisture"], self.read("all.csv")["soil_moisture"])

    def test_option_wins_over_the_file(self):
        for calendar in "noleap", "360_day", "all_leap", "julian", "standard", "proleptic_gregorian":
            for declared in None, "standard", "noleap", "of_mars":
                self.netcdf("in.nc", range(150, 155), "days since 1999-12-01", declared)
                want = [d.strftime("%Y-%m-%d") for d in cftime.num2date(range(150, 155), "days since 1999-12-01", calendar)]
                self.assertEqual(self.times("in.nc", "--calendar", calendar), want)

    def test_what_a_file_says_of_its_calendar(self):
        for calendar, said in {None: "standard [assumed]", "": "standard [assumed]", "gregorian": "standard [file]", "NoLeap": "noleap [file]",
                               "365_day": "noleap [file]", "366_day": "all_leap [file]"}.items():
            self.netcdf("in.nc", range(3), calendar=calendar)
            self.assertIn(f"calendar {said}", self.splash("in.nc", "-o", "out.csv", *SITE, *DRY))
        self.netcdf("in.nc", range(3), calendar="tai")
        said = self.splash_fails("in.nc", "-o", "out.csv", *SITE, *DRY)
        for part in "in.nc", "'tai'", "noleap", "360_day", "--calendar":
            self.assertIn(part, said)

    def test_daymet_is_the_only_gap(self):
        days = [d[0] for d in dates_of("daymet")]
        cut = days.index("2004-12-30")
        for gap, said in {days.index("2004-12-29"): "2004-12-28 is followed by 2004-12-30", days.index("2003-12-31"): "2003-12-30 is followed by 2004-01-01",
                          days.index("2005-01-01"): "2004-12-30 is followed by 2005-01-02"}.items():
            self.assertIn(said, self.table_fails("date", days[:gap] + days[gap + 1:]))
        # one leap year has its 31 December
        long = [d.isoformat() for d in xr.date_range("2000-06-01", "2005-06-01").date if d.isoformat() != "2004-12-31"]
        self.assertIn("2004-12-30 is followed by 2005-01-01", self.table_fails("date", long))
        # a leap year in a file of its own, as Daymet comes
        year = [d.isoformat() for d in xr.date_range("2004-01-01", "2004-12-30").date]
        said = self.splash(self.table("in.csv", "date", year), "-o", "out.csv", *SITE)
        self.assertIn("31 December is missing", said)
        self.assertNotIn("31 December is missing", self.splash(self.table("in.csv", "date", days[:cut - 3]), "-o", "out.csv", *SITE))

    def test_leap_days(self):
        days = [d.isoformat() for d in xr.date_range("2004-02-20", "2004-03-10").date if (d.month, d.day) != (2, 29)]
        said = self.table_fails("date", days)
        for part in "2004-02-28 is followed by 2004-03-01", "line 11", "--calendar noleap":
            self.assertIn(part, said)
        self.assertEqual(self.table_days("date", days, "--calendar", "noleap")[:2], ("2004-02-20", "2004-03-10"))
        said = self.table_fails("date", [*days[:9], "2004-02-29", *days[9:]], "--calendar", "noleap")
        for part in "in.csv:11", "2004-02-29", "noleap":
            self.assertIn(part, said)
        self.assertIn("'2004-02-31' does not exist in the calendar 360_day", self.table_fails("date", ["2004-02-31"], "--calendar", "360_day"))
        self.assertIn("'lunar' is unknown", self.table_fails("date", days, "--calendar", "lunar"))


class Units(TimeTest):
    def test_steps(self):
        per_day = {"days": 1, "day": 1, "d": 1, "Days": 1, "hours": 24, "hour": 24, "h": 24, "hr": 24, "hrs": 24, "minutes": 1440, "minute": 1440,
                   "min": 1440, "mins": 1440, "seconds": 86400, "second": 86400, "s": 86400, "sec": 86400, "secs": 86400,
                   "milliseconds": 86400e3, "weeks": 1 / 7, "week": 1 / 7}
        for step, n in per_day.items():
            self.netcdf("in.nc", np.arange(500, 504) * n, f"{step} since 1999-10-13")
            self.assertEqual(self.times("in.nc"), ["2001-02-24", "2001-02-25", "2001-02-26", "2001-02-27"], step)

    def test_reference_times(self):
        forms = ["1-1-1 00:00:00", "1-1-1", "0001-01-01 00:00:0.0", "1850-01-01", "1582-10-15", "1582-10-04 12:00", "1900-1-1 0:0:0", "1900-01-01 00:00:00.500",
                 "1900-01-01T06:00:00Z", "1900-01-01 00:00 UTC", "2000-02-29 24:00:00"]
        for form in forms:
            # cftime does not know 24:00 and takes UTC away itself
            theirs = "2000-03-01" if "24:00" in form else form
            for calendar in "standard", "proleptic_gregorian", "julian", "noleap", "all_leap", "360_day":
                if "02-29" in form and calendar in ("noleap", "360_day"):
                    continue
                if "1582-10-15" in form and calendar == "julian":
                    continue
                begin = cftime.date2num(cftime.datetime(1988, 1, 1, 12, calendar=calendar), f"days since {theirs}", calendar)
                self.netcdf("in.nc", begin + np.arange(3), f"days since {form}", calendar)
                self.assertEqual(self.times("in.nc"), ["1988-01-01", "1988-01-02", "1988-01-03"], (form, calendar))
        # NOAA: 1-1-1 in the standard calendar
        self.netcdf("in.nc", 725738 + np.arange(3), "days since 1-1-1 00:00:00", "standard")
        self.assertEqual(self.times("in.nc")[0], "1988-01-01")
        self.netcdf("in.nc", 17417712 + 24 * np.arange(3), "hours since 1-1-1 00:00:00")
        self.assertEqual(self.times("in.nc")[0], "1988-01-01")

    def test_year_zero(self):
        for calendar in "proleptic_gregorian", "noleap", "all_leap", "360_day":
            begin = cftime.date2num(cftime.datetime(1988, 1, 1, calendar=calendar, has_year_zero=True), "days since 0000-01-01", calendar, has_year_zero=True)
            self.netcdf("in.nc", begin + np.arange(3), "days since 0000-01-01", calendar)
            self.assertEqual(self.times("in.nc")[0], "1988-01-01", calendar)
        for calendar in "standard", "julian":
            self.netcdf("in.nc", range(3), "days since 0-1-1", calendar)
            self.assertIn(f"0000-01-01, a date that the calendar {calendar} does not have", self.splash_fails("in.nc", "-o", "out.csv", *SITE, *DRY))

    def test_zones(self):
        for zone, name in {"+01:00": "+01:00", "-0600": "-06:00", "+5:30": "+05:30", "-6": "-06:00", "Z": "UTC", "UTC": "UTC"}.items():
            self.netcdf("in.nc", range(3), f"days since 2000-01-01 00:00:00 {zone}")
            said = self.splash("in.nc", "-o", "out.csv", *SITE, *DRY)
            self.assertIn("2000-01-01 to 2000-01-03", said)
            self.assertIn(f"{name} [file] taken as local time", said)

    def test_encoded_dates(self):
        for units in "day as %Y%m%d.%f", "day as %Y%m%d":
            self.netcdf("in.nc", [20040228.0, 20040229.5, 20040301.25], units)
            self.assertEqual(self.times("in.nc"), ["2004-02-28", "2004-02-29", "2004-03-01"])
        self.netcdf("in.nc", [20040228.0, 20040230.0], "day as %Y%m%d.%f")
        said = self.splash_fails("in.nc", "-o", "out.csv", *SITE, *DRY)
        self.assertIn("value 1 is 2004-02-30, a date that the calendar standard does not have", said)

    def test_refused(self):
        refused = {"months since 2000-01-01": ["month has no fixed length", "days since", "cdo settunits,days", "xarray"],
                   "years since 2000-01-01": ["year has no fixed length"], "common_years since 2000-01-01": ["year has no fixed length"],
                   "fortnights since 2000-01-01": ["fortnights", "not understood"], "days since then": ["not understood"],
                   "days since 2001-01-01 999999999:0:0": ["not understood"], "days since 2001-01-01 0:61": ["not understood"],
                   "days since 99999999999-01-01": ["not understood"], "days since 99999999-01-01": ["99999999-01-01", "does not have"],
                   "days since 2001-02-29": ["2001-02-29", "does not have"], "days since 1582-10-10": ["1582-10-10", "does not have"],
                   "days since 2001-01-01 00:00:00 +99:00": ["not understood"], "days": ["there are no dates"]}
        for units, parts in refused.items():
            self.netcdf("in.nc", range(3), units)
            said = self.splash_fails("in.nc", "-o", "out.csv", *SITE, *DRY)
            for part in parts:
                self.assertIn(part, said, units)

    def test_numbers_that_are_no_times(self):
        for value in 1e300, -1e300, np.inf, 2e8, -2e8, 1e18:
            for units in "days since 2001-01-01", "hours since 32765-12-31", "weeks since -32765-01-01":
                if abs(value) < 1e9 and units.startswith("hours"):
                    continue
                self.netcdf("in.nc", [0, value, 2], units, "noleap")
                said = self.splash_fails("in.nc", "-o", "out.csv", *SITE, *DRY)
                self.assertIn("value 1 is ", said)
                self.assertIn("outside the years -32766 to 32766", said)
        self.netcdf("in.nc", [0, np.nan, 2])
        self.assertIn("value 1 is missing", self.splash_fails("in.nc", "-o", "out.csv", *SITE, *DRY))
        self.netcdf("in.nc", [0, -999, 2], missing_value=-999.0)
        self.assertIn("value 1 is missing", self.splash_fails("in.nc", "-o", "out.csv", *SITE, *DRY))
        self.netcdf("in.nc", [0, 1], "days since 32765-12-30", "noleap")
        self.assertEqual(self.times("in.nc"), ["32765-12-3"] * 2)

    def test_without_dates_pmodel_runs(self):
        with netCDF4.Dataset(self.here / "in.nc", "w") as f:
            f.createDimension("time", 2)
            time = f.createVariable("time", "f8", ("time",))
            time.units = "months since 1980-01-01"
            time[:] = [3, 4]
            for name, x in {"tc": 20, "vpd": 1000, "co2": 400, "patm": 101325, "fapar": 0.8, "ppfd": 800}.items():
                f.createVariable(name, "f8", ("time",))[:] = x
        self.pmodel("in.nc", "-o", "out.csv")
        self.assertEqual(self.read("out.csv")["time [months since 1980-01-01]"], ["3", "4"])
        self.assertIn("has no fixed length", self.pmodel_fails("in.nc", "-o", "x.csv", "--plot", "x.png"))


class Intervals(TimeTest):
    def reference(self):
        with open(REFERENCE / "splash_site.csv", newline="", encoding="ascii") as stream:
            rows = list(csv.DictReader(stream))
        with netCDF4.Dataset(self.here / "start.nc", "w") as f:
            f.createVariable("soil_moisture", "f8", ())[...] = float(rows[0]["wn_start"])
            f.soil_moisture_at_end_of = "2003-02-28"
        return rows

    def check(self, name, *args):
        """A run from pyrealm's soil against pyrealm's figures; returns what the program said."""
        rows = self.reference()
        said = self.splash(name, "-o", "out.csv", "--set", "latitude=51.4,elevation=80", "--state-in", "start.nc", "--outputs", "aet,soil_moisture,runoff", *args)
        out = self.read("out.csv")
        key = "time" if "time" in out else "TIMESTAMP_END"
        if key == "time":
            self.assertEqual([t[:10] for t in out["time"]], [row["date"] for row in rows])
        for ours, theirs in {"aet": "aet_d", "soil_moisture": "wn", "runoff": "runoff"}.items():
            np.testing.assert_allclose([float(x) for x in out[ours]], [float(row[theirs]) for row in rows], rtol=1e-9, atol=1e-9, err_msg=ours)
        return said

    def test_stamps(self):
        rows = self.reference()
        x = [[float(row[key]) for row in rows] for key in ("sf", "tc", "pn")]
        days = np.arange(len(rows))
        bounds = np.array([days, days + 1]).T
        for shift, stamp in (0, "start"), (0.5, "middle"), (1, "end"):
            self.netcdf("in.nc", days + shift, "days since 2003-03-01", bounds=bounds, weather=x)
            self.assertIn("value of the interval in time_bnds", self.check("in.nc"))
            self.check("in.nc", "--stamp", stamp)
            for other in {"start", "middle", "end"} - {stamp}:
                self.assertIn("--stamp contradicts", self.splash_fails("in.nc", "-o", "x.csv", *SITE, "--stamp", other))
            self.netcdf("in.nc", days + shift, "days since 2003-03-01", weather=x)
            self.assertIn(f"stamped {'in' if stamp == 'middle' else 'at'} the {stamp} [--stamp]", self.check("in.nc", "--stamp", stamp))
        self.netcdf("in.nc", days + 0.5, "days since 2003-03-01", weather=x)
        self.assertIn("stamped within the interval [assumed]", self.check("in.nc"))
        # a year 1 reference time
        begin = cftime.date2num(cftime.datetime(2003, 3, 1), "days since 1-1-1 00:00:00", "standard")
        self.netcdf("in.nc", days + begin, "days since 1-1-1 00:00:00", "standard", weather=x)
        self.check("in.nc")

    def test_stamps_of_tables(self):
        rows = self.reference()
        dates = [cftime.datetime(2003, 3, 1) + np.timedelta64(i, "D").astype(object) for i in range(len(rows) + 1)]
        text = [d.strftime("%Y%m%d0000") for d in dates]
        cells = [f"{row['tc']},{row['pn']},{row['sf']}\n" for row in rows]
        self.write("end.csv", f"TIMESTAMP_END,{WEATHER}\n" + "".join(f"{t},{c}" for t, c in zip(text[1:], cells)))
        self.assertIn("stamped [TIMESTAMP_END]", self.check("end.csv"))
        self.assertIn("--stamp contradicts", self.splash_fails("end.csv", "-o", "x.csv", *SITE, "--stamp", "start"))
        self.write("both.csv", f"TIMESTAMP_START,TIMESTAMP_END,{WEATHER}\n" + "".join(f"{a},{b},{c}" for a, b, c in zip(text, text[1:], cells)))
        self.assertIn("stamped [TIMESTAMP_START]", self.check("both.csv"))
        self.write("time.csv", f"TIMESTAMP,{WEATHER}\n" + "".join(f"{t},{c}" for t, c in zip(text[1:], cells)))
        said = self.splash("time.csv", "-o", "x.csv", *SITE, *DRY, "--stamp", "end")
        self.assertIn("2003-03-01 to", said)
        self.assertIn("stamped at the end [--stamp]", said)
        self.assertIn("2003-03-02 to", self.splash("time.csv", "-o", "x.csv", *SITE, *DRY))
        self.assertIn("'noon' is unknown", self.splash_fails("time.csv", "-o", "x.csv", *SITE, "--stamp", "noon"))

    def test_bounds_that_cannot_be(self):
        for bounds, parts in {((0, 1), (5, 6), (2, 3)): ["value 1", "2003-01-06T00:00:00", "2003-01-02T00:00:00"],
                              ((0, 1), (1, np.nan), (2, 3)): ["value 1 is missing"],
                              ((0, 1), (1, 2), (2, 1e300)): ["value 2", "outside the years"]}.items():
            self.netcdf("in.nc", range(3), bounds=bounds)
            said = self.splash_fails("in.nc", "-o", "x.csv", *SITE, *DRY)
            for part in ["time_bnds", *parts]:
                self.assertIn(part, said)
        self.netcdf("in.nc", range(1, 4), bounds=[(1, 0), (2, 1), (3, 2)])  # from the later to the earlier
        self.assertEqual(self.times("in.nc"), ["2003-01-01", "2003-01-02", "2003-01-03"])

    def test_bounds_that_enclose_no_day(self):
        days = np.arange(4.0)
        for bounds, parts in {tuple(zip(0 * days, days + 1)): ["time 1 (2003-01-0", "of 48 h", "2003-01-01T00:00:00 to 2003-01-03T00:00:00", "deltat"],
                              tuple(zip(days, days + 3)): ["time 0 (2003-01-01", "of 72 h", "2003-01-01T00:00:00 to 2003-01-04T00:00:00"],
                              tuple(zip(days, days + 7)): ["of 168 h"], tuple(zip(days + 0.5, days + 13 / 24)): ["of 1 h"],
                              tuple(zip(days, days + 11 / 24)): ["of 11 h", "ncatted"], tuple(zip(days, days + 25 / 24)): ["of 25 h"],
                              tuple(zip(days + 0.5, days + 35 / 24)): ["of 23 h", "2003-01-01T12:00:00 to 2003-01-02T11:00:00"]}.items():
            for end in False, True:
                self.netcdf("in.nc", [b if end else max(a, i) for i, (a, b) in enumerate(bounds)], bounds=bounds)
                said = self.splash_fails("in.nc", "-o", "x.csv", *SITE, *DRY)
                for part in ["in.nc", "values of one day", *parts]:
                    self.assertIn(part, said)
        # ends at 23:59:59; means that cdo daymean makes of 1-hourly, 6-hourly and 12-hourly steps
        for length in 1 - 1 / 86400, 23 / 24, 18 / 24, 0.5:
            self.netcdf("in.nc", days + length / 2, bounds=[(a, a + length) for a in days])
            self.assertEqual(self.times("in.nc")[0], "2003-01-01")
        for calendar in "noleap", "360_day":  # 28 February or 30 February to 1 March
            self.netcdf("in.nc", days, "days since 2004-02-28", calendar, bounds=[(a, a + 1) for a in days])
            self.assertEqual(self.times("in.nc")[0], "2004-02-28")

    def test_bounds_keep_months_and_years(self):
        for ends, begins in (["2001-02-01", "2001-03-01"], ["2001-01-01", "2001-02-01"]), (["2001-01-31", "2001-02-28"], ["2001-01-01", "2001-02-01"]):
            of = [[cftime.date2num(cftime.datetime(*map(int, d.split("-"))), "days since 2001-01-01") for d in x] for x in (begins, ends)]
            with netCDF4.Dataset(self.here / "gpp.nc", "w") as f:
                f.createDimension("time", 2)
                f.createDimension("nv", 2)
                time = f.createVariable("time", "f8", ("time",))
                time.units, time.bounds = "days since 2001-01-01", "time_bnds"
                time[:] = of[1]
                f.createVariable("time_bnds", "f8", ("time", "nv"))[:] = np.array(of).T
                gpp = f.createVariable("gpp", "f8", ("time",))
                gpp.units = "ug m-2 s-1"
                gpp[:] = [1e6 / 86400, 2e6 / 86400]
            self.assertRegex(self.run_well("sylva-compare-sites", "gpp.nc"), r"gpp +31 +56 ")

    def test_months_and_years_stamped_at_their_ends(self):
        self.write("m.csv", "time,gpp [ug m-2 s-1]\n" + "".join(f"2001-{m:02}-{d},{m * 1e6 / 86400}\n" for m, d in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1)))
        said = self.run_well("sylva-compare-sites", "m.csv", "--stamp", "end")
        self.assertRegex(said, r"m +31 +56 +93 +120 +155 +180 +217 +248 +270 +310 +330 +372")
        self.write("y.csv", "time,gpp [ug m-2 s-1]\n" + "".join(f"{y}-12-31,{(y - 2000) * 1e6 / 86400}\n" for y in (2001, 2002, 2003, 2004)))
        said = self.run_well("sylva-compare-sites", "y.csv", "--stamp", "end")
        for y, total in {2001: 365, 2002: 730, 2003: 1095, 2004: 1464}.items():
            self.assertRegex(said, rf"y +{y}: +{total} g C m-2 in the year")

    def test_two_times(self):
        with netCDF4.Dataset(self.here / "in.nc", "w") as f:
            for name, first, size in ("time", 0, 60), ("time2", 31, 60), ("reference", 0, 1):
                f.createDimension(name, size)
                v = f.createVariable(name, "f8", (name,))
                v.units = "days since 2003-01-01"
                v[:] = first + np.arange(size)
            for name, unit, dims, x in (("tc", "degC", ("time",), 10), ("precipitation", "mm day-1", ("time2",), 1), ("sunshine_fraction", "1", ("time",), 0.5),
                                        ("rain", "mm day-1", ("reference", "time"), 1), ("wet", "mm day-1", ("time",), 1)):
                v = f.createVariable(name, "f8", dims)
                v.units = unit
                v[:] = x
        said = self.splash_fails("in.nc", "-o", "x.csv", *SITE, *DRY)
        for part in "two dimensions of times", "'time'", "'time2'", "one time axis", "cdo merge":
            self.assertIn(part, said)
        self.assertNotIn("ncwa", said)
        self.assertIn("ncwa -a reference", self.splash_fails("in.nc", "-o", "x.csv", *SITE, *DRY, "--rename", "precipitation=rain"))
        self.splash("in.nc", "-o", "x.csv", *SITE, *DRY, "--rename", "precipitation=wet")

    def test_climatology_is_told(self):
        self.netcdf("in.nc", range(3), climatology="climatology_bounds")
        said = self.splash("in.nc", "-o", "x.csv", *SITE, *DRY)
        self.assertIn("a climatology, whose bounds are not used, stamped at the start [assumed]", said)
        self.assertEqual(self.times("in.nc", "--stamp", "end")[0], "2002-12-31")


class Tables(TimeTest):
    def test_forms(self):
        forms = {"2004-{m}-{d}": "", "2004/{m:02}/{d:02}": "", "2004{m:02}{d:02}": "", "2004-{m:02}-{d:02} 00:00:00+00:00": "UTC [file] taken as local time",
                 "2004-{m:02}-{d:02}T12:30:59.123456Z": "UTC [file]", "2004-{m:02}-{d:02} 06:00 +05:30": "+05:30 [file] taken as local time",
                 "2004-{m:02}-{d:02}T00:00:00": "", "2004{m:02}{d:02}1200": "", "2004{m:02}{d:02}120000": "", "\"2004-{m:02}-{d:02} 9:00\"": ""}
        days = [(2, 28), (2, 29), (3, 1)]
        for form, said in forms.items():
            for column in "date", "Time", "TIMESTAMP", "datetime", "date [UTC]":
                first, last, told = self.table_days(column, [form.format(m=m, d=d) for m, d in days])
                self.assertEqual((first, last), ("2004-02-28", "2004-03-01"), form)
                self.assertIn(said, told)
        self.assertEqual(self.table_days("time", ["2004-02-28 24:00", "2004-02-29 24:00"])[:2], ("2004-02-29", "2004-03-01"))
        self.assertEqual(self.table_days("year,month,day", ["2004,2,28", "2004,2,29", "2004,3,1"])[:2], ("2004-02-28", "2004-03-01"))
        for name in "doy", "DOY", "yday":
            self.assertEqual(self.table_days(f"Year,{name}", ["2004,59", "2004,60", "2004,61"])[:2], ("2004-02-28", "2004-03-01"))
        self.assertEqual(self.table_days("year,doy", ["2004,360", "2005,1"], "--calendar", "360_day")[:2], ("2004-12-30", "2005-01-01"))
        self.assertEqual(self.table_days("time,date", ["12:00,2004-02-28", "12:00,2004-02-29"])[:2], ("2004-02-28", "2004-02-29"))
        self.assertEqual(self.table_days("time,date", ["1,2004-02-28", "2,2004-02-29"])[:2], ("2004-02-28", "2004-02-29"))

    def test_refused(self):
        good = ["2004-02-28", "2004-02-29", "2004-03-01"]
        for at, bad, parts in [(1, "2004-02-3O", ["in.csv:3:1", "'date'", "'2004-02-3O' is no date"]), (0, "tomorrow", ["in.csv:2:1", "'tomorrow' is no date"]),
                               (2, "2004-03-32", ["in.csv:4:1", "'2004-03-32' does not exist"]), (0, "2001-02-29", ["in.csv:2", "'2001-02-29' does not exist"]),
                               (0, "01/02/2004", ["'01/02/2004' may mean two dates", "2004-01-31"]), (1, "1.2.2004", ["may mean two dates"]),
                               (1, "", ["in.csv:3", "no date"]), (1, "04-02-29", ["may mean two dates"]), (1, "1078012800", ["looks like seconds since 1970, 2004-02-29"]),
                               (1, "2004-02-29T25:00", ["is no date"]), (1, "2004-02-29 00:00+01:00", ["the zone +01:00", "no zone", "local standard time"]),
                               (1, "2004", ["is a year", "is a day"])]:
            dates = [*good[:at], bad, *good[at + 1:]]
            said = self.table_fails("date", dates)
            for part in parts:
                self.assertIn(part, said, bad)
        said = self.table_fails("time", ["2004-03-27 00:00+01:00", "2004-03-28 00:00+02:00"])
        for part in "in.csv:3", "the zone +02:00", "the zone +01:00":
            self.assertIn(part, said)
        for dates, parts in {("200401", "200402"): ["2004-01-01 is followed by 2004-02-01", "not monthly or annual ones"],
                             ("2004", "2005"): ["2004-01-01 is followed by 2005-01-01", "not monthly or annual ones"],
                             ("20040101", "20040101"): ["2004-01-01 is there twice", "not hourly ones"],
                             ("200401010000", "200401010030"): ["one value a day, but 2004-01-01 has several (line 3", "cdo daymean", "resample('D')"],
                             ("200401012330", "200401020000", "200401020030"): ["one value a day, but 2004-01-02 has several (line 4"]}.items():
            said = self.table_fails("TIMESTAMP", dates)
            for part in parts:
                self.assertIn(part, said)
        self.assertIn("there are no dates", self.table_fails("time", ["1", "2"]))
        self.assertIn("there are no dates", self.table_fails("year", ["2004", "2005"]))
        self.assertIn("366 is not 1 to 365", self.table_fails("year,doy", ["2005,366"]))
        self.assertIn("'1.5' is no whole number", self.table_fails("year,doy", ["2005,1.5"]))
        self.assertIn("'2005-02-29' does not exist", self.table_fails("year,month,day", ["2005,2,29"]))

    def test_a_column_that_an_option_names(self):
        days = ["2004-02-28", "2004-02-29", "2004-03-01"]
        first, last, said = self.table_days("Dato", days, "--rename", "time=Dato")
        self.assertEqual((first, last), ("2004-02-28", "2004-03-01"))
        self.assertIn("from Dato [--rename]", said)
        # it wins over those that have the names of dates
        both = [f"2001-01-01,{d}" for d in days]
        self.assertEqual(self.table_days("date,measured", both, "--rename", "time=measured")[:2], ("2004-02-28", "2004-03-01"))
        ends = [f"{a},{b}" for a, b in zip(days, [*days[1:], "2004-03-02"])]
        first, last, said = self.table_days("TIMESTAMP_START,TIMESTAMP_END", ends, "--rename", "time=TIMESTAMP_END")
        self.assertEqual((first, last), ("2004-02-28", "2004-03-01"))
        self.assertIn("stamped [TIMESTAMP_END]", said)
        self.assertIn("'Tid'", self.table_fails("Dato", days, "--rename", "time=Tid"))
        self.assertIn("'x' is no date", self.table_fails("Dato", ["x", *days], "--rename", "time=Dato"))

    def test_columns_that_look_like_dates(self):
        for dates in ["2004-02-28", "2004-02-29"], ["28.02.2004", "29.02.2004"], ["20040228", "20040229"]:
            said = self.table_fails("Dato", dates)
            self.assertIn("these look like dates: Dato; --rename time=Dato takes them", said)
        self.assertIn("the first column, which has no name, looks like dates", self.table_fails("", ["2004-02-28 00:00:00+00:00"]))
        said = self.table_fails("Dato", ["1", "2"])
        self.assertIn("there are no dates", said)
        self.assertNotIn("look like", said)

    def test_the_command_for_days_first(self):
        """What the message says turns the dates round."""
        for dates in ["28-02-2004", "29-02-2004"], ["28.2.2004", "29.2.2004"], ["28/02/2004", "29/02/2004"]:
            said = self.table_fails("date", dates)
            command = re.search(r"sed -E '[^']*' OLD > NEW", said)[0]
            subprocess.run(command.replace("OLD", "in.csv").replace("NEW", "new.csv"), shell=True, cwd=self.here, check=True)
            said = self.run_well("sylva-splash", "new.csv", "-o", "out.csv", *SITE, *DRY)
            self.assertIn("2004-02-28 to 2004-02-29", said)
            (self.here / "new.csv").unlink()

    def test_clock_in_a_column_of_its_own(self):
        head, row = ",tc,vpd,co2,patm,fapar,ppfd\n", ",20,1000,400,101325,0.8,800\n"
        hours = [cftime.datetime(2004, 6, 1) + np.timedelta64(30 * i, "m").astype(object) for i in range(96)]
        forms = {"date,time": "%Y-%m-%d,%H:%M", "Date,Time": "%Y-%m-%d,%H:%M:%S", "TIME,DATE": "%H:%M,%Y%m%d", "year,month,day,hour,minute": "%Y,%m,%d,%H,%M",
                 "year,doy,hour,minute": "%Y,%j,%H,%M", "date,hour": "%Y-%m-%d,{}", "date,hour,minute": "%Y/%m/%d,%H,%M", "year,doy,Hour": "%Y,%j,{}"}
        for columns, form in forms.items():
            self.write("in.csv", columns + head + "".join(t.strftime(form).format(t.hour + t.minute / 60) + row for t in hours))
            self.pmodel("in.csv", "-o", "out.nc")
            with netCDF4.Dataset(self.here / "out.nc") as f:
                self.assertEqual(f["gpp"].dimensions, ("time",), columns)
                self.assertEqual(list(cftime.num2date(f["time"][:], f["time"].units, f["time"].calendar)), hours, columns)
        self.write("in.csv", "date,time" + head + "2004-06-01,00:00" + row + "2004-06-01,noon" + row)
        said = self.pmodel_fails("in.csv", "-o", "out.csv.nc")
        for part in "in.csv:3:2", "'time'", "'noon' is no clock", "13:30":
            self.assertIn(part, said)
        self.assertIn("2004-06-01 has several", self.table_fails("date,hour", ["2004-06-01,0", "2004-06-01,1"]))

    def test_numbers_that_stand_for_dates(self):
        for column in "time", "date":
            for value, parts in {"45292": ["'45292' looks like a date of Excel, 2024-01-01", "yyyy-mm-dd"],
                                 "1704067200": ["'1704067200' looks like seconds since 1970, 2024-01-01", "pandas.to_datetime"]}.items():
                said = self.table_fails(column, [value])
                for part in ["in.csv:2:1", *parts]:
                    self.assertIn(part, said)

    def test_monthly_tables_for_pmodel(self):
        self.write("in.csv", "TIMESTAMP,tc,vpd,co2,patm,fapar,ppfd\n200401,20,1000,400,101325,0.8,800\n200402,20,1000,400,101325,0.8,800\n")
        self.pmodel("in.csv", "-o", "out.nc")
        with netCDF4.Dataset(self.here / "out.nc") as f:
            self.assertEqual([d.strftime("%Y-%m-%d") for d in cftime.num2date(f["time"][:], f["time"].units, f["time"].calendar)], ["2004-01-01", "2004-02-01"])


class Means(TimeTest):
    def test_pictures(self):
        for calendar in "360_day", "noleap", "all_leap":
            self.netcdf("in.nc", np.arange(DAYS), "days since 2003-11-15", calendar, weather=series())
            self.splash("in.nc", "-o", "out.nc", *SITE, "--plot", "water.png")
            with netCDF4.Dataset(self.here / "in.nc", "a") as f:
                for name, x in {"vpd": 1000, "co2": 400, "patm": 101325, "fapar": 0.8, "ppfd": 800}.items():
                    f.createVariable(name, "f8", ("time",))[:] = x
            self.pmodel("in.nc", "-o", "out.nc", "--plot", "gpp.png")
            for png in "water.png", "gpp.png":
                self.assertGreater((self.here / png).stat().st_size, 10000)

    def test_years_and_months_of_a_calendar(self):
        for calendar, length, february in ("360_day", 360, 30), ("noleap", 365, 28), ("standard", 366, 29):
            days = [cftime.datetime(2004, 1, 1, calendar=calendar) + np.timedelta64(i, "D").astype(object) for i in range(length)]
            with netCDF4.Dataset(self.here / "gpp.nc", "w") as f:
                f.createDimension("time", length)
                time = f.createVariable("time", "f8", ("time",))
                time.units, time.calendar = "days since 1950-01-01", calendar
                time[:] = cftime.date2num(days, time.units, calendar)
                gpp = f.createVariable("gpp", "f8", ("time",))
                gpp.units = "ug m-2 s-1"
                gpp[:] = [1e6 / 86400 * (d.month == 2) for d in days]  # 1 g a day in February
            said = self.run_well("sylva-compare-sites", "gpp.nc")
            self.assertRegex(said, rf"gpp +2004: +{february} g C m-2 in the year\n")
            self.assertRegex(said, rf"gpp +0 +{february} +0")


if __name__ == "__main__":
    unittest.main()
