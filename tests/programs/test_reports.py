"""Files as in reports of users of other programs: missing values, times and units. Files that cannot be understood are refused."""

import csv
import datetime
import math
import unittest

import netCDF4
import numpy as np

from program import ProgramTest

# pyrealm 2.0.0: 20 degree C, 1000 Pa, 400 ppm, 101325 Pa, fAPAR 0.8 and 800 umol m-2 s-1; and the hour in June below
GPP = 249.19141482397674
HOUR = "time,tc,vpd,co2,patm,fapar,ppfd\n2004-06-01T12:00,22.1,%s,380,%s,0.8,1450\n"
GPP_OF_THE_HOUR = 419.2405528432814
FORCING = {"tc": ("degC", 20.0), "vpd": ("Pa", 1000.0), "co2": ("ppm", 400.0), "patm": ("Pa", 101325.0), "fapar": ("1", 0.8),
           "ppfd": ("umol m-2 s-1", 800.0)}
SITE = ["--set", "latitude=47,elevation=300"]


class ReportsTest(ProgramTest):
    def sites(self, name, kind="f4", change=None, **attributes):
        """A netCDF file of three sites; `change` is {variable: values}, `attributes` are those of the variables changed."""
        with netCDF4.Dataset(self.here / name, "w") as f:
            f.createDimension("site", 3)
            for variable, (units, value) in FORCING.items():
                v = f.createVariable(variable, kind, ("site",))
                v.set_auto_maskandscale(False)
                v.units = units
                if variable in (change or {}):
                    v.setncatts(attributes)
                    v[:] = change[variable]
                else:
                    v[:] = value

    def rows(self, name):
        with open(self.here / name, newline="", encoding="utf-8") as stream:
            return list(csv.DictReader(stream))

    def gpp(self, name):
        return [float(r["gpp"]) for r in self.rows(name)]

    def days(self, name, times, units, days=None, bounds=None, calendar="standard", weather=None):
        """Days of one site: rain on every third, so that each month has its own sum."""
        n = len(times)
        weather = weather or {"tc": ("degC", 5 + np.arange(n) % 20), "precipitation": ("mm day-1", np.where(np.arange(n) % 3, 0, np.arange(n) % 11)),
                              "sunshine_fraction": ("1", np.arange(n) % 10 / 10)}
        with netCDF4.Dataset(self.here / name, "w") as f:
            f.createDimension("time", n)
            v = f.createVariable("time", "f8", ("time",))
            v.units, v.calendar = units, calendar
            v[:] = times
            if bounds is not None:
                v.bounds = "time_bounds"
                f.createDimension("bnds", 2)
                f.createVariable("time_bounds", "f8", ("time", "bnds"))[:] = bounds
            for variable, (unit, values, *notes) in weather.items():
                v = f.createVariable(variable, "f8", ("time",))
                v.units = unit
                for cell_methods in notes:
                    v.cell_methods = cell_methods
                v[:] = values

    def splash(self, name, output, *args):
        return self.run_well("sylva-splash", name, "-o", output, *SITE, "--spin-up", "none", *args)


class Missing(ReportsTest):
    def test_missing_value_is_compared_in_the_type_of_the_data(self):
        """Data are float, missing_value is a double: -999.99 is not double(float(-999.99))."""
        for code in -999.99, 1e20, -9999.9:
            self.sites("in.nc", change={"ppfd": [code, 800, 800], "fapar": [0.8, 0.8, code]}, missing_value=np.float64(code))
            said = self.pmodel("in.nc", "-o", "out.csv")
            self.assertIn("3, of which 2 with missing inputs", said)
            got = self.gpp("out.csv")
            self.assertEqual([math.isnan(x) for x in got], [True, False, True])
            self.assert_close(got[1], GPP, 1e-6)

    def test_missing_rain_of_float_data(self):
        n = 40
        self.days("in.nc", np.arange(n), "days since 2001-01-01")
        with netCDF4.Dataset(self.here / "in.nc", "a") as f:
            f.renameVariable("precipitation", "other")
            v = f.createVariable("precipitation", "f4", ("time",))
            v.units, v.missing_value = "mm day-1", np.float64(1e20)
            rain = np.ones(n, "f4")
            rain[12] = 1e20
            v[:] = rain
        self.splash("in.nc", "out.csv", "--hold-gaps")
        self.assertEqual([i for i, r in enumerate(self.rows("out.csv")) if math.isnan(float(r["soil_moisture"]))], [12])

    def test_missing_value_that_is_text(self):
        for text, code in ("-99.9f", np.float32(-99.9)), ("-99.9", np.float32(-99.9)), ("NaN", np.float32("nan")):
            with self.subTest(text=text):
                self.sites("in.nc", change={"ppfd": [800, code, 800]}, missing_value=text)
                self.pmodel("in.nc", "-o", "out.csv")
                self.assertEqual([math.isnan(x) for x in self.gpp("out.csv")], [False, True, False])


class Times(ReportsTest):
    N = 731

    def check_days(self, output, first):
        stamps = [r["time"] for r in self.rows(output)]
        want = [(datetime.date.fromisoformat(first) + datetime.timedelta(i)).isoformat() for i in range(len(stamps))]
        self.assertEqual([s[:10] for s in stamps], want)

    def same_water(self, a, b):
        for x, y in zip(self.rows(a), self.rows(b), strict=True):
            self.assertEqual([x[k] for k in ("aet", "pet", "soil_moisture", "runoff")], [y[k] for k in ("aet", "pet", "soil_moisture", "runoff")])

    def test_days_since_year_1_count_in_the_julian_calendar(self):
        """cftime: 1988-01-01 is 725738 days after 0001-01-01 of the standard calendar, 725736 of the proleptic Gregorian."""
        self.days("modern.nc", np.arange(self.N), "days since 1988-01-01")
        self.splash("modern.nc", "modern.csv")
        self.check_days("modern.csv", "1988-01-01")
        for calendar, first in ("standard", 725738), ("gregorian", 725738), ("proleptic_gregorian", 725736):
            with self.subTest(calendar=calendar):
                self.days("old.nc", first + np.arange(self.N), "days since 1-1-1 00:00:0.0", calendar=calendar)
                said = self.splash("old.nc", "old.csv")
                self.assertIn("1988-01-01 to 1989-12-31", said)
                self.check_days("old.csv", "1988-01-01")
                self.same_water("old.csv", "modern.csv")

    def test_calendars_of_models(self):
        """A year has as many days as its calendar says: pyrealm's figures are in test_your_data."""
        for calendar, days, last in ("noleap", 730, "2004-12-31"), ("360_day", 720, "2004-12-30"), ("julian", 731, "2004-12-31"):
            with self.subTest(calendar=calendar):
                self.days("in.nc", np.arange(days), "days since 2003-01-01", calendar=calendar)
                said = self.splash("in.nc", "out.csv")
                self.assertIn(f"2003-01-01 to {last}", said)
                self.assertIn(calendar, said)
                self.splash("in.nc", "months.csv", "--totals", "month", "--outputs", "days,precipitation")
                months = [float(r["days"]) for r in self.rows("months.csv")]
                february = {"noleap": 28, "360_day": 30, "julian": 29}[calendar]
                self.assertEqual((len(months), sum(months), months[13]), (24, days, february))

    def test_values_stamped_at_the_end_of_their_bounds(self):
        n = np.arange(self.N)
        self.days("start.nc", n, "days since 2003-01-01")
        self.splash("start.nc", "start.csv")
        self.splash("start.nc", "start_months.csv", "--totals", "month", "--outputs", "days,precipitation")
        for stamp in 0, 0.5, 1:
            with self.subTest(stamp=stamp):
                self.days("in.nc", n + stamp, "days since 2003-01-01", bounds=np.stack([n, n + 1], axis=1))
                self.assertIn("2003-01-01 to 2004-12-31", self.splash("in.nc", "out.csv"))
                self.same_water("out.csv", "start.csv")
                self.splash("in.nc", "months.csv", "--totals", "month", "--outputs", "days,precipitation")
                for x, y in zip(self.rows("months.csv"), self.rows("start_months.csv"), strict=True):
                    self.assertEqual((x["days"], x["precipitation"]), (y["days"], y["precipitation"]))
        # without bounds an option says it
        self.days("in.nc", n + 1, "days since 2003-01-01")
        self.assertIn("2003-01-01 to 2004-12-31", self.splash("in.nc", "out.csv", "--stamp", "end"))
        self.same_water("out.csv", "start.csv")

    def table(self, stamp, change=None):
        first = datetime.date(2004, 1, 1)
        stamps = [stamp(first + datetime.timedelta(i)) for i in range(90)]
        stamps = [(change or {}).get(i, s) for i, s in enumerate(stamps)]
        self.write("in.csv", "date,tc,precipitation,sunshine_fraction\n" + "".join(f"{s},8,2,0.5\n" for s in stamps))

    def test_dates_of_other_forms(self):
        for stamp in (lambda d: d.isoformat(), lambda d: d.strftime("%Y%m%d"), lambda d: d.isoformat() + " 00:00:00+00:00",
                      lambda d: d.isoformat() + "T00:00:00Z"):
            with self.subTest(stamp(datetime.date(2004, 1, 2))):
                self.table(stamp)
                self.assertIn("2004-01-01 to 2004-03-30, 90", self.splash("in.csv", "out.csv"))

    def test_the_line_that_is_no_date_is_named(self):
        for bad in "2004-02-3O", "2004-02-30", "yesterday", "200402", "31/01/2004", "":
            with self.subTest(bad=bad):
                self.table(lambda d: d.isoformat(), {60: bad})
                said = self.run_badly("sylva-splash", "in.csv", "-o", "out.csv", *SITE)
                self.assertRegex(said, r"in\.csv:62|line 62\b")
                self.assertIn(bad, said)


class Units(ReportsTest):
    def test_values_that_look_like_another_unit(self):
        """FLUXNET's VPD is in hPa, its pressure in kPa, and it says so nowhere."""
        for vpd, patm, units in ("12.5", "98500", "vpd=hPa"), ("1.25", "98.5", "vpd=kPa,patm=kPa"), ("12.5", "98.5", "vpd=hPa,patm=kPa"):
            with self.subTest(vpd=vpd, patm=patm):
                hours = (HOUR % (vpd, patm)).splitlines(True)
                self.write("in.csv", hours[0] + hours[1] * 48)
                said = self.pmodel_fails("in.csv", "-o", "out.csv")
                self.assertIn("--units", said)
                self.assertIn("--accept-units", said)
                self.assertRegex(said, "vpd|patm")
                self.pmodel("in.csv", "-o", "out.csv", "--units", units)
                for gpp in self.gpp("out.csv"):
                    self.assert_close(gpp, GPP_OF_THE_HOUR, 1e-12)
                self.run_well("sylva-pmodel", "in.csv", "-o", "out.csv", "--accept-units")
                # a few values are not enough to refuse a file, but are a warning
                self.write("in.csv", "".join(hours))
                self.assertRegex(self.pmodel("in.csv", "-o", "out.csv"), r"\n  warning +(vpd|patm) looks like")

    def test_spellings_of_a_power_of_ten(self):
        """10^6 is a million or is refused, and never 106. 3.47 MJ m-2 d-1 are 40.2 W m-2."""
        rows = "".join(f"2003-01-{i + 1:02d},2,1,3.47\n" for i in range(31))
        self.write("in.csv", f"date,tc,precipitation,radiation [MJ m-2 d-1]\n{rows}")
        self.splash("in.csv", "want.csv")
        want = [r["pet"] for r in self.rows("want.csv")]
        for unit in "10^6 J m-2 d-1", "10**6 J m-2 d-1", "1e6 J m-2 d-1", "1000000 J m-2 day-1":
            with self.subTest(unit=unit):
                self.write("in.csv", f"date,tc,precipitation,radiation [{unit}]\n{rows}")
                done = self.start("sylva-splash", "in.csv", "-o", "out.csv", *SITE, "--spin-up", "none")
                self.assertIn(done.returncode, (0, 2))
                if unit.startswith("1e6"):
                    self.assertEqual(done.returncode, 0, done.stderr)
                if done.returncode == 2:
                    self.assertIn(unit, done.stderr)
                else:
                    got = [r["pet"] for r in self.rows("out.csv")]
                    np.testing.assert_allclose(np.array(got, float), np.array(want, float), rtol=1e-12)

    def test_spellings_that_are_usual(self):
        """Each with the same amounts as in Pa, ppm, degree C and umol m-2 s-1, converted by hand."""
        for name, value, units in (
                ("tc", 20, ["degC", "degreeC", "degreesC", "degree_Celsius", "Celsius", "deg C", "°C"]), ("tc", 293.15, ["K", "kelvin", "kelvins"]),
                ("vpd", 10, ["hPa", "hectopascal", "hectopascals", "mbar"]), ("vpd", 1000, ["Pascals", "N m-2", "N.m-2"]),
                ("co2", 400, ["ppm", "ppmv", "1e-6", "umol mol-1", "µmol mol-1", "umol/mol"]), ("co2", 0.0004, ["mol mol-1", "1"]),
                ("fapar", 80, ["%", "percent"]), ("fapar", 0.8, ["1", "(0 - 1)", "fraction"]),
                ("ppfd", 800, ["umol m-2.s-1", "umol/(m2 s)", "umol m^-2 s^-1", "µmol m⁻² s⁻¹", "umol m**-2 s**-1"])):
            for unit in units:
                with self.subTest(name=name, unit=unit):
                    values = {**{k: v for k, (_, v) in FORCING.items()}, name: value}
                    self.write("in.csv", ",".join(f"{k} [{unit}]" if k == name else k for k in values) + "\n" + ",".join(map(str, values.values())) + "\n")
                    self.pmodel("in.csv", "-o", "out.csv")
                    self.assert_close(self.gpp("out.csv")[0], GPP, 1e-12)

    def test_mean_of_a_sum_is_refused(self):
        """tp [m] and ssrd [J m-2] of an hour, averaged over a day: a 24th of the sum of the day."""
        n = 60
        weather = {"t2m": ("K", np.full(n, 283.0), "time: mean"), "tp": ("m", np.full(n, 0.0001), "time: mean"),
                   "ssrd": ("J m**-2", np.full(n, 4e5), "time: mean")}
        renamed = ["--rename", "tc=t2m,precipitation=tp,radiation=ssrd"]
        self.days("in.nc", np.arange(n), "days since 2003-01-01", weather=weather)
        said = self.run_badly("sylva-splash", "in.nc", "-o", "out.csv", *SITE, "--spin-up", "none", *renamed)
        self.assertRegex(said, "tp|ssrd")
        self.assertIn("mean", said)
        for name in "tp", "ssrd":
            unit, values, _ = weather[name]
            weather[name] = unit, values * 24, "time: sum"
        self.days("in.nc", np.arange(n), "days since 2003-01-01", weather=weather)
        self.splash("in.nc", "out.csv", "--totals", "year", "--outputs", "precipitation", *renamed)
        self.assert_close(self.rows("out.csv")[0]["precipitation"], 60 * 2.4, 1e-12)

    def test_undeclared_humidity_in_percent(self):
        weather = [(12 + i % 20, 40 + i) for i in range(48)]
        self.write("in.csv", "time,ghi,tc,rh\n" + "".join(
            f"2004-06-{1 + i // 24:02d}T{i % 24:02d}:00,300,{tc},{rh}\n" for i, (tc, rh) in enumerate(weather)))
        said = self.run_badly("sylva-site-forcing", "in.csv", "-o", "out.csv")
        for part in "rh", "percent", "--accept-units":
            self.assertIn(part, said)
        self.run_well("sylva-site-forcing", "in.csv", "-o", "out.csv", "--units", "rh=%")
        for row, (tc, rh) in zip(self.rows("out.csv"), weather, strict=True):
            vpd = next(float(v) for k, v in row.items() if k.startswith("vpd"))
            self.assert_close(vpd, 611.2 * math.exp(17.62 * tc / (243.12 + tc)) * (1 - rh / 100), 1e-9)


class Tables(ReportsTest):
    def test_encodings_and_line_ends_of_spreadsheets(self):
        """Each is read correctly, or refused with the cause."""
        table = "time,tc [°C],vpd [hPa],co2,patm [hPa],fapar,ppfd [µmol m-2 s-1]\n2004-06-01T12:00,22.1,12.5,380,985,0.8,1450\n"
        for what, data, word in (
                ("UTF-8", table.encode(), None), ("with a mark", b"\xef\xbb\xbf" + table.encode(), None),
                ("CRLF", table.replace("\n", "\r\n").encode(), None), ("Latin-1", table.encode("latin-1"), "UTF-8"),
                ("UTF-16", table.encode("utf-16"), "UTF-16"), ("separator line", b"sep=,\r\n" + table.replace("\n", "\r\n").encode(), "sep="),
                ("CR", table.replace("\n", "\r").encode(), "line end"), ("semicolons", table.replace(",", ";").encode(), "separated by")):
            with self.subTest(what):
                self.write("in.csv", data)
                done = self.start("sylva-pmodel", "in.csv", "-o", "out.csv")
                if word is None or done.returncode == 0:
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    self.assert_close(self.gpp("out.csv")[0], GPP_OF_THE_HOUR, 1e-12)
                else:
                    self.assertIn(word, self.pmodel_fails("in.csv", "-o", "out.csv"))

    def test_lines_of_comments_before_the_header(self):
        self.write("in.csv", "# Site: US-Xyz\n# Version: 1-5\n" + HOUR % ("1250", "98500"))
        self.pmodel("in.csv", "-o", "out.nc")
        with netCDF4.Dataset(self.here / "out.nc") as f:
            self.assert_close(f["gpp"][0], GPP_OF_THE_HOUR, 1e-12)


class Forests(ReportsTest):
    OAK = """[[pft]]
name = "oak"
a_hd = 116.0
ca_ratio = 390.43
h_max = 25.33
lai = 1.8
par_ext = 0.5
m = 2
n = 5
f_g = 0.02
"""

    def test_summary_of_a_stand_that_dies(self):
        self.write("flora.toml", self.OAK)
        self.write("stand.csv", "cell_id,cell_area,cohort_pft_names,cohort_dbh_values,cohort_n_individuals\n"
                                "1,10000,oak,0.3,300\n2,10000,oak,0.1,0\n3,10000,oak,0.2,20\n")
        for seeds in ["--set", "seed_rain=0"], []:
            said = self.run_well("sylva-forest", "flora.toml", "stand.csv", "-o", "out.csv", "--years", 60, "--gpp", 0, "--every", 20, *seeds)
            self.assertNotRegex(said, r"(?<![\w])-?(nan|inf)\b")
        self.assertEqual(len(self.rows("out.csv")), 12)
        self.run_well("sylva-forest", "flora.toml", "stand.csv", "-o", "out.csv", "--years", 60, "--gpp", 0, "--every", 20, "--set", "seed_rain=0")
        self.assertEqual({float(r["stems"]) for r in self.rows("out.csv")[-3:]}, {0})

    def test_canopy_of_giants(self):
        """pyrealm's Canopy of two trees of 14.8 m in diameter among others: leaf area index, and light on the ground."""
        self.write("flora.toml", self.OAK)
        self.write("stand.csv", "cell_id,cell_area,cohort_pft_names,cohort_dbh_values,cohort_n_individuals\n" + "".join(
            f"1,5298.27184704583,oak,{dbh},{n}\n" for dbh, n in (("14.7616889080131", 2), ("0.3", 300), ("0.05", 5000))))
        self.run_well("sylva-forest", "flora.toml", "stand.csv", "-o", "out.csv", "--years", 1)
        first = self.rows("out.csv")[0]
        self.assert_close(first["lai"], 3.3645923587, 1e-10)
        self.assert_close(first["ground_light"], 0.1974860759, 1e-9)


if __name__ == "__main__":
    unittest.main()
