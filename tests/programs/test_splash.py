"""sylva-splash: its figures, sites and grids, states that are handed on, and what users get wrong."""

import csv
import datetime
import math
import subprocess
import unittest

import netCDF4
import numpy as np
import xarray as xr

from program import DATA, REFERENCE, ProgramTest

SITE = ["--set", "latitude=51.4,elevation=80"]
DAYS = "date,tc,precipitation,sunshine_fraction\n"


def weather(days, sites=(), seed=1):
    """Made-up weather: sunshine fraction, degree C, mm a day, each (days, *sites)."""
    rng = np.random.default_rng(seed)
    season = np.sin(2 * np.pi * (np.arange(days) - 100) / 365.25).reshape((days,) + (1,) * len(sites))
    tc = 12 + 9 * season + rng.normal(0, 2, (days, *sites))
    rain = np.where(rng.random((days, *sites)) < 0.3, rng.gamma(1, 8, (days, *sites)), 0)
    return rng.random((days, *sites)), tc, rain


class SplashTest(ProgramTest):
    def splash(self, *args, **kwargs):
        return self.run_well("sylva-splash", *args, **kwargs)

    def splash_fails(self, *args, **kwargs):
        return self.run_badly("sylva-splash", *args, **kwargs)

    def table(self, name, first, **columns):
        """A CSV file of days."""
        n = len(next(iter(columns.values())))
        start = datetime.date.fromisoformat(first)
        lines = ["date," + ",".join(columns).replace("__", " ")]
        for i in range(n):
            values = ["" if math.isnan(c[i]) else repr(float(c[i])) for c in columns.values()]
            lines.append(",".join([(start + datetime.timedelta(days=i)).isoformat(), *values]))
        return self.write(name, "\n".join(lines) + "\n")

    def grid(self, name, sf, tc, rain, lat, elevation, first="2001-01-01", dims=("time", "lat", "lon"), units=None, **kwargs):
        """A netCDF file of days; the weather is (time, lat, lon), and is written with its dimensions as `dims`."""
        order = [("time", "lat", "lon").index(d) for d in dims]
        with netCDF4.Dataset(self.here / name, "w") as f:
            for d, size in zip(("time", "lat", "lon"), tc.shape):
                f.createDimension(d, size)
            time = f.createVariable("time", "f8", ("time",))
            time.units, time.calendar = f"days since {first}", "standard"
            time[:] = np.arange(tc.shape[0])
            for d, unit, values in ("lat", "degrees_north", lat), ("lon", "degrees_east", np.arange(tc.shape[2]) * 1.5):
                v = f.createVariable(d, "f8", (d,))
                v.units = unit
                v[:] = values
            v = f.createVariable("elevation", "f8", ("lat", "lon"))
            v.units = "m"
            v[:] = elevation
            for key, unit, values in ("sunshine_fraction", "1", sf), ("tc", "degC", tc), ("precipitation", "mm day-1", rain):
                v = f.createVariable(key, "f8", dims, fill_value=1e20, **kwargs)
                v.units = (units or {}).get(key, unit)
                v[:] = np.ma.masked_invalid(values.transpose(order))
        return name

    def opened(self, name):
        dataset = xr.open_dataset(self.here / name)
        self.addCleanup(dataset.close)
        return dataset

    def column(self, name, output):
        return np.array([float(x) for x in self.read(name)[output]])


class Figures(SplashTest):
    def reference(self):
        with open(REFERENCE / "splash_site.csv", newline="", encoding="ascii") as stream:
            rows = list(csv.DictReader(stream))
        return {key: np.array([float(r[key]) for r in rows]) for key in rows[0] if key != "date"}, rows[0]["date"]

    def test_pyrealm(self):
        want, first = self.reference()
        self.table("in.csv", first, sunshine_fraction=want["sf"], tc=want["tc"], precipitation=want["pn"])
        before = datetime.date.fromisoformat(first) - datetime.timedelta(days=1)
        with netCDF4.Dataset(self.here / "start.nc", "w") as f:
            f.createVariable("soil_moisture", "f8", ())[...] = want["wn_start"][0]
            f.soil_moisture_at_end_of = before.isoformat()
        self.splash("in.csv", "-o", "out.csv", *SITE, "--state-in", "start.nc", "--outputs",
                    "aet,pet,condensation,soil_moisture,runoff,ppfd")
        for ours, theirs in {"aet": "aet_d", "pet": "pet_d", "condensation": "cond", "soil_moisture": "wn",
                             "runoff": "runoff", "ppfd": "daily_ppfd"}.items():
            np.testing.assert_allclose(self.column("out.csv", ours), want[theirs], rtol=1e-9, atol=1e-9, err_msg=ours)

    def test_spin_up_comes_to_pyrealms_soil(self):
        want, first = self.reference()
        self.table("in.csv", first, sunshine_fraction=want["sf"], tc=want["tc"], precipitation=want["pn"])
        said = self.splash("in.csv", "-o", "out.csv", *SITE)
        self.assertIn("1 site: 1 in equilibrium", said)
        self.assertLess(abs(self.column("out.csv", "soil_moisture")[0] - want["wn"][0]), 1)
        said = self.splash("in.csv", "-o", "dry.csv", *SITE, "--spin-up", "none")
        self.assertLess(self.column("dry.csv", "soil_moisture")[0], 30)
        self.assertIn("1 not after 1 passes; worst by", self.splash("in.csv", "-o", "one.csv", *SITE, "--most-passes", "1"))

    def test_csv_and_netcdf_agree(self):
        sf, tc, rain = weather(400, (2, 3))
        lat, elevation = np.array([51.4, -20.0]), np.arange(6).reshape(2, 3) * 100.0
        for dims in ("time", "lat", "lon"), ("lat", "time", "lon"), ("lat", "lon", "time"):
            self.grid("in.nc", sf, tc, rain, lat, elevation, dims=dims)
            self.splash("in.nc", "-o", "out.nc")
            out = self.opened("out.nc")
            self.assertEqual(out["aet"].dims, dims)
            self.assertEqual(out["aet"].attrs["units"], "mm day-1")
            np.testing.assert_array_equal(out["lat"], lat)
            for y, x in (0, 0), (1, 2):
                self.table("in.csv", "2001-01-01", sunshine_fraction=sf[:, y, x], tc=tc[:, y, x], precipitation=rain[:, y, x])
                self.splash("in.csv", "-o", "out.csv", "--set", f"latitude={lat[y]},elevation={elevation[y, x]}", "--backend", "serial")
                for name in "aet", "pet", "soil_moisture", "runoff":
                    got = out[name].transpose("time", "lat", "lon")[:, y, x]
                    np.testing.assert_allclose(got, self.column("out.csv", name), rtol=1e-11, atol=1e-11)
            out.close()

    def test_ncdump_reads_it(self):
        self.grid("in.nc", *weather(365, (1, 2)), [10.0], 5)
        self.splash("in.nc", "-o", "out.nc", "--totals", "month", "--precision", "float")
        done = subprocess.run(["ncdump", "-h", self.here / "out.nc"], capture_output=True, text=True, check=True)
        for part in "time = 12 ;", "float aet(time, lat, lon)", 'aet:units = "mm"', 'time:bounds = "time_bounds"', "sylva":
            self.assertIn(part, done.stdout)

    def test_totals_are_sums_of_days(self):
        sf, tc, rain = weather(500, (2, 2))
        for dims in ("time", "lat", "lon"), ("lat", "time", "lon"):
            self.grid("in.nc", sf, tc, rain, [40.0, 45.0], 100, first="2001-01-10", dims=dims)
            self.splash("in.nc", "-o", "days.nc", "--outputs", "aet,pet,runoff")
            self.splash("in.nc", "-o", "months.nc", "--totals", "month", "--outputs",
                        "aet,pet,runoff,precipitation,days,aet_over_pet,climatic_deficit,aridity_index,cramer_prentice_alpha")
            days, months = self.opened("days.nc"), self.opened("months.nc")
            by_month = days.resample(time="MS").sum()
            self.assertEqual(months.sizes["time"], 17)
            self.assertEqual(str(months["time"].values[0])[:10], "2001-01-10")
            self.assertEqual(list(months["days"][{"lat": 0, "lon": 0}].values[:2]), [22, 28])
            for name in "aet", "pet", "runoff":
                self.assertEqual(months[name].dims, dims)
                np.testing.assert_allclose(months[name].transpose("time", "lat", "lon"), by_month[name].transpose("time", "lat", "lon"), rtol=1e-11, atol=1e-11)
            np.testing.assert_allclose(months["aet_over_pet"], months["aet"] / months["pet"], rtol=1e-12)
            np.testing.assert_allclose(months["cramer_prentice_alpha"], 1.26 * months["aet"] / months["pet"], rtol=1e-12)
            np.testing.assert_allclose(months["aridity_index"], months["pet"] / months["precipitation"], rtol=1e-12)
            np.testing.assert_allclose(months["climatic_deficit"], months["pet"] - months["aet"], rtol=1e-12)
            days.close()
            months.close()
        self.splash("in.nc", "-o", "years.csv", "--totals", "year")
        years = self.read("years.csv")
        self.assertEqual(list(years)[:3], ["time", "lat [degrees_north]", "lon [degrees_east]"])
        self.assertEqual(sorted(set(years["time"])), ["2001-01-10", "2002-01-01"])

    def test_backends_and_precision(self):
        self.grid("in.nc", *weather(400, (3, 5)), [40.0, 45.0, 60.0], 100)
        self.splash("in.nc", "-o", "want.nc", "--backend", "serial")
        want = self.opened("want.nc")
        for args, tolerance in ((["--backend", b], 1e-9) for b in self.backends("sylva-splash") if b in ("simd", "openmp")):
            self.splash("in.nc", "-o", "got.nc", *args)
            got = self.opened("got.nc")
            for name in want.data_vars:
                np.testing.assert_allclose(got[name], want[name], rtol=tolerance, atol=tolerance)
            got.close()
        self.splash("in.nc", "-o", "got.nc", "--precision", "float")
        got = self.opened("got.nc")
        self.assertEqual(got["aet"].dtype, np.float32)
        np.testing.assert_allclose(got["pet"], want["pet"], rtol=1e-3, atol=1e-3)

    def test_seattle(self):
        said = self.splash(DATA / "seattle_daily.csv", "-o", "out.csv", "--set", "latitude=47.45,elevation=130", "--totals", "month",
                           "--outputs", "aet,pet,precipitation,runoff,condensation,days")
        for part in "Hargreaves and Samani", "k_rs 0.16", "mean of tmin and tmax", "1,461":
            self.assertIn(part, said)
        sums = {name: self.column("out.csv", name) for name in ("aet", "pet", "precipitation", "runoff", "condensation")}
        rain = sum(float(x) for x in self.read("out.csv")["precipitation"])
        self.assertAlmostEqual(rain, 4426.0, places=6)  # of the file
        self.assertLess(sums["runoff"].reshape(4, 12)[:, 5:8].sum(), 0.01 * sums["runoff"].sum())
        # water neither comes from nowhere nor goes there: what is left is what the soil gained or lost
        left = sums["precipitation"] + sums["condensation"] - sums["aet"] - sums["runoff"]
        self.assertLess(abs(left.sum()), 150)


class Sunshine(SplashTest):
    def test_units(self):
        sf, tc, rain = weather(370)
        self.table("want.csv", "2001-01-01", sunshine_fraction=sf, tc=tc, precipitation=rain)
        self.splash("want.csv", "-o", "want_out.csv", *SITE)
        want = self.column("want_out.csv", "soil_moisture")
        for column, values in {"precipitation__[mm/day]": rain, "precipitation__[kg m-2 s-1]": rain / 86400, "precipitation__[mm]": rain,
                               "precipitation__[m d-1]": rain / 1000, "precipitation__[m]": rain / 1000}.items():
            with self.subTest(column):
                self.table("in.csv", "2001-01-01", **{"sunshine_fraction__[%]": sf * 100, "tc__[K]": tc + 273.15, column: values})
                self.splash("in.csv", "-o", "out.csv", *SITE)
                np.testing.assert_allclose(self.column("out.csv", "soil_moisture"), want, rtol=1e-9, atol=1e-9)
        self.table("in.csv", "2001-01-01", cloud_cover=1 - sf, tmin=tc - 3, tmax=tc + 3, precipitation=rain)
        said = self.splash("in.csv", "-o", "out.csv", *SITE)
        self.assertIn("sunshine  1 - cloud_cover", said)
        np.testing.assert_allclose(self.column("out.csv", "soil_moisture"), want, rtol=1e-9, atol=1e-9)

    def test_radiation_goes_both_ways(self):
        sf, tc, rain = weather(370)
        for latitude in "51.4", "-80":
            place = ["--set", f"latitude={latitude},elevation=80"]
            self.table("in.csv", "2001-01-01", sunshine_fraction=sf, tc=tc, precipitation=rain)
            self.splash("in.csv", "-o", "want.csv", *place, "--outputs", "soil_moisture,transmissivity,daily_solar_radiation")
            joules = self.column("want.csv", "transmissivity") * self.column("want.csv", "daily_solar_radiation")
            want = self.column("want.csv", "soil_moisture")
            for column, values in {"radiation__[W m-2]": joules / 86400, "radiation__[J m-2 d-1]": joules, "radiation__[J m-2]": joules,
                                   "radiation__[MJ m-2 day-1]": joules / 1e6}.items():
                with self.subTest(latitude + column):
                    self.table("in.csv", "2001-01-01", **{column: values}, tc=tc, precipitation=rain)
                    self.assertIn("sunshine  from radiation", self.splash("in.csv", "-o", "out.csv", *place))
                    np.testing.assert_allclose(self.column("out.csv", "soil_moisture"), want, rtol=1e-8, atol=1e-8)

    def test_choice(self):
        sf, tc, rain = weather(370)
        self.table("in.csv", "2001-01-01", sunshine_fraction=sf, tmin=tc - 4, tmax=tc + 4, precipitation=rain)
        self.assertIn("as it is given", self.splash("in.csv", "-o", "out.csv", *SITE))
        said = self.splash("in.csv", "-o", "range.csv", *SITE, "--sunshine", "temperature_range", "--k-rs", "0.19", "--outputs",
                           "transmissivity")
        self.assertIn("k_rs 0.19", said)
        # Allen et al. (1998), eq. 50, between no sunshine and full sunshine
        high = 1 + 2.67e-5 * 80
        np.testing.assert_allclose(self.column("range.csv", "transmissivity"), min(max(0.19 * math.sqrt(8), 0.25 * high), 0.75 * high), rtol=1e-9)
        said = self.splash_fails("in.csv", "-o", "no.csv", *SITE, "--sunshine", "radiation")
        self.assertIn("'radiation'", said)
        self.assertIn("temperature_range", self.splash_fails("in.csv", "-o", "no.csv", *SITE, "--sunshine", "moonlight"))
        self.table("in.csv", "2001-01-01", tmin=tc + 1, tmax=tc, precipitation=rain)
        self.assertIn("tmax - tmin: 370 below 0 K", self.splash("in.csv", "-o", "out.csv", *SITE))


class States(SplashTest):
    def test_halves_are_the_whole(self):
        sf, tc, rain = weather(800, (2, 3))
        lat = [40.0, -10.0]
        for precision in "double", "float":
            self.grid("all.nc", sf, tc, rain, lat, 100)
            self.grid("one.nc", sf[:400], tc[:400], rain[:400], lat, 100)
            self.grid("two.nc", sf[400:], tc[400:], rain[400:], lat, 100, first="2002-02-05")
            self.splash("all.nc", "-o", "whole.nc", "--precision", precision, "--state-out", "end_whole.nc")
            self.splash("one.nc", "-o", "first.nc", "--precision", precision, "--state-out", "middle.nc")
            said = self.splash("two.nc", "-o", "second.nc", "--precision", precision, "--state-in", "middle.nc", "--state-out", "end.nc")
            self.assertIn("spin-up   none", said)
            whole, first, second = self.opened("whole.nc"), self.opened("first.nc"), self.opened("second.nc")
            for name in whole.data_vars:
                np.testing.assert_array_equal(whole[name], np.concatenate([first[name], second[name]]))
            np.testing.assert_array_equal(self.opened("end.nc")["soil_moisture"], self.opened("end_whole.nc")["soil_moisture"])

    def test_site(self):
        sf, tc, rain = weather(800)
        parts = {"whole": (0, 800, "2001-01-01"), "one": (0, 500, "2001-01-01"), "two": (500, 800, "2002-05-16")}
        for name, (a, b, first) in parts.items():
            self.table(name + ".csv", first, sunshine_fraction=sf[a:b], tc=tc[a:b], precipitation=rain[a:b])
        self.splash("whole.csv", "-o", "w.csv", *SITE)
        self.splash("one.csv", "-o", "1.csv", *SITE, "--state-out", "state.nc")
        self.splash("two.csv", "-o", "2.csv", *SITE, "--state-in", "state.nc")
        self.assertEqual(self.read("w.csv")["soil_moisture"], self.read("1.csv")["soil_moisture"] + self.read("2.csv")["soil_moisture"])
        said = self.splash_fails("one.csv", "-o", "no.csv", *SITE, "--state-in", "state.nc")
        for part in "2002-05-15", "2001-01-01", "2000-12-31":
            self.assertIn(part, said)

    def test_other_sites(self):
        self.grid("a.nc", *weather(365, (2, 3)), [40.0, 50.0], 100)
        self.splash("a.nc", "-o", "out.nc", "--state-out", "state.nc")
        self.grid("b.nc", *weather(365, (2, 2)), [40.0, 50.0], 100, first="2002-01-01")
        said = self.splash_fails("b.nc", "-o", "no.nc", "--state-in", "state.nc")
        self.assertIn("lon 3", said)
        self.assertIn("lon 2", said)
        self.grid("c.nc", *weather(365, (2, 3)), [40.0, 51.0], 100, first="2002-01-01")
        said = self.splash_fails("c.nc", "-o", "no.nc", "--state-in", "state.nc")
        self.assertIn("its lat number 1 is 50, that of 'c.nc' is 51", said)
        self.assertIn("no state of sylva-splash", self.splash_fails("c.nc", "-o", "no.nc", "--state-in", "out.nc"))


class Missing(SplashTest):
    def test_sea_stays_missing(self):
        sf, tc, rain = weather(400, (2, 3))
        lat = [40.0, 50.0]
        self.grid("full.nc", sf, tc, rain, lat, 100)
        tc[:, 0, 1] = rain[:, 0, 1] = np.nan
        self.grid("sea.nc", sf, tc, rain, lat, 100)
        for args in [], ["--hold-gaps"], ["--totals", "month"], ["--totals", "month", "--hold-gaps"]:
            self.splash("full.nc", "-o", "full_out.nc", *args)
            said = self.splash("sea.nc", "-o", "sea_out.nc", *args)
            self.assertIn("6 sites: 5 in equilibrium, 1 missing", said)
            full, sea = self.opened("full_out.nc"), self.opened("sea_out.nc")
            land = np.ones((2, 3), bool)
            land[0, 1] = False
            for name in full.data_vars:
                if name == "time_bounds":
                    continue
                np.testing.assert_array_equal(sea[name].values[:, land], full[name].values[:, land])
                self.assertTrue(np.isnan(sea[name].values[:, 0, 1]).all(), name)
            full.close()
            sea.close()

    def test_gap_in_the_values(self):
        sf, tc, rain = weather(400)
        tc[380] = np.nan
        self.table("in.csv", "2001-01-01", sunshine_fraction=sf, tc=tc, precipitation=rain)
        self.assertIn("1 with missing inputs (tc)", self.splash("in.csv", "-o", "out.csv", *SITE))
        missing = np.isnan(self.column("out.csv", "soil_moisture"))
        self.assertEqual(list(np.nonzero(missing)[0]), list(range(380, 400)))
        self.splash("in.csv", "-o", "out.csv", *SITE, "--hold-gaps")
        missing = np.isnan(self.column("out.csv", "soil_moisture"))
        self.assertEqual(list(np.nonzero(missing)[0]), [380])


    def test_what_cannot_be(self):
        sf, tc, rain = weather(400)
        sf[200], tc[250], tc[270], rain[300], rain[310] = 55, -290, 9999.9, -5, 1500
        gaps = sf.copy(), tc.copy(), rain.copy()
        for values, day in zip((gaps[0], gaps[1], gaps[1], gaps[2]), (200, 250, 270, 300)):
            values[day] = np.nan
        self.table("in.csv", "2001-01-01", sunshine_fraction=sf, tc=tc, precipitation=rain)
        self.table("gaps.csv", "2001-01-01", sunshine_fraction=gaps[0], tc=gaps[1], precipitation=gaps[2])
        said = self.splash("in.csv", "-o", "out.csv", *SITE, "--hold-gaps")
        for line in ("sunshine_fraction: 1 impossible, taken as missing (possible are -0.001 to 1.001); worst 55 at line 202",
                     "tc: 2 impossible, taken as missing (possible are above -273.15 to 150 degC); worst 9999.9 at line 272",
                     "precipitation: 1 impossible, taken as missing (possible are -0.001 and more mm day-1); worst -5 at line 302",
                     "precipitation: 1 above 1000 mm day-1; worst 1500 at line 312"):
            self.assertIn(line, said)
        self.assertNotIn("undefined", said)
        self.splash("gaps.csv", "-o", "same.csv", *SITE, "--hold-gaps")
        for name in "aet", "soil_moisture":
            np.testing.assert_array_equal(self.column("out.csv", name), self.column("same.csv", name))
        self.assertEqual(list(np.nonzero(np.isnan(self.column("out.csv", "soil_moisture")))[0]), [200, 250, 270, 300])
        for setting, line in {"latitude=51,elevation=80,water_capacity=-5": "water_capacity is -5; allowed is above 0 mm",
                              "latitude=51,elevation=29000": "elevation is 29000; allowed is -1000 to 9000 m",
                              "latitude=51,elevation=-9999": "elevation is -9999; allowed is -1000 to 9000 m",
                              "latitude=900,elevation=80": "latitude is 900; allowed is -90 to 90 degree"}.items():
            self.assertIn(line, self.run_badly("sylva-splash", "gaps.csv", "-o", "none.csv", "--set", setting))

    def test_radiation_that_cannot_be(self):
        _, tc, rain = weather(400)
        radiation = np.full(400, 150.0)
        radiation[100], radiation[110], radiation[120] = 1.3e7, -1, 500
        self.table("in.csv", "2001-01-01", radiation=radiation, tc=tc, precipitation=rain)
        said = self.splash("in.csv", "-o", "out.csv", *SITE, "--hold-gaps")
        self.assertIn("radiation: 1 above 450 W m-2; worst 500 at line 122", said)
        self.assertIn("radiation: 2 impossible, taken as missing (possible are 0 to 600 W m-2); worst 1.3e+07 at line 102", said)
        self.assertEqual(list(np.nonzero(np.isnan(self.column("out.csv", "aet")))[0]), [100, 110])


class Hints(SplashTest):
    def year(self, **changed):
        sf, tc, rain = weather(366)
        columns = {"sunshine_fraction": sf, "tc": tc, "precipitation": rain, **changed}
        return self.table("in.csv", "2001-01-01", **columns)

    def test_days_without_a_value(self):
        sf, tc, rain = weather(366)
        tc[100] = math.nan
        self.year(tc=tc)
        self.assertIn("no site has a value on all days; --hold-gaps goes on after missing values\n", self.splash("in.csv", "-o", "out.csv", *SITE))
        tc[100] = -9999
        self.year(tc=tc)
        self.assertIn("; if -9999 means a missing value: --missing -9999\n", self.splash("in.csv", "-o", "out.csv", *SITE))
        said = self.splash("in.csv", "-o", "out.csv", *SITE, "--missing", "-9999,-6999", "--hold-gaps")
        self.assertNotIn("impossible", said)
        self.assertIn("a year    P ", said)

    def test_sunshine_that_an_option_names(self):
        sf, tc, rain = weather(366)
        radiation = 100 + 100 * sf
        self.year(SW=radiation)
        plain = self.splash("in.csv", "-o", "plain.csv", *SITE)
        self.assertIn("sunshine  as it is given\n", plain)
        self.table("only.csv", "2001-01-01", tc=tc, precipitation=rain, radiation=radiation)
        self.splash("only.csv", "-o", "only_out.csv", *SITE)
        said = self.splash("in.csv", "-o", "out.csv", *SITE, "--rename", "radiation=SW")
        self.assertIn("; sunshine_fraction is left aside", said)
        np.testing.assert_array_equal(self.column("out.csv", "aet"), self.column("only_out.csv", "aet"))
        self.year(radiation=radiation)
        for option in ["--units", "radiation=W m-2"], ["--sunshine", "radiation"]:
            self.splash("in.csv", "-o", "out.csv", *SITE, *option)
            np.testing.assert_array_equal(self.column("out.csv", "aet"), self.column("only_out.csv", "aet"))
        self.assertIn("as it is given; radiation is left aside", self.splash("in.csv", "-o", "out.csv", *SITE))
        # tmin and tmax that stand for the temperature do not become sunshine
        self.table("in.csv", "2001-01-01", low=tc - 3, high=tc + 3, precipitation=rain, radiation=radiation)
        self.assertIn("sunshine  from radiation", self.splash("in.csv", "-o", "out.csv", *SITE, "--rename", "tmin=low,tmax=high"))


class Errors(SplashTest):
    def fails(self, content, *args):
        self.write("in.csv", content)
        self.write("out.csv", "an older result\n")
        self.write("state.nc", "an older state\n")
        return self.splash_fails("in.csv", "-o", "out.csv", "--state-out", "state.nc", *SITE,
                                 *([] if "--spin-up" in args else ["--spin-up", "none"]), *args)

    def test_order_of_days(self):
        row = ",10,1,0.5\n"
        for dates, parts in {("2001-01-01", "2001-01-02", "2001-01-04"): ["2001-01-02 is followed by 2001-01-04", "line 4"],
                             ("2001-01-01", "2001-01-01"): ["2001-01-01 is there twice", "line 3"],
                             ("2001-01-02", "2001-01-01"): ["2001-01-02 is followed by an earlier day, 2001-01-01"],
                             ("2001-01-01", "tomorrow"): ["in.csv:3:1", "'tomorrow' is no date"]}.items():
            said = self.fails(DAYS + "".join(d + row for d in dates))
            for part in parts:
                self.assertIn(part, said)
        self.assertIn("no dates", self.fails("tc,precipitation,sunshine_fraction\n10,1,0.5\n"))

    def test_gaps_say_what_to_do(self):
        row = ",10,1,0.5\n"
        said = self.fails(DAYS + "".join(f"2001-01-0{d}" + row for d in (1, 2, 5)))
        self.assertIn("add the days between with empty values, and give --hold-gaps", said)
        self.assertIn("a file has one site", self.fails(DAYS + "".join(f"2001-01-0{d}" + row for d in (1, 2, 1, 2))))

    def test_missing_inputs(self):
        for content, parts in {"date,precipitation,sunshine_fraction\n2001-01-01,1,0.5\n": ["'tc'", "'tmin' and 'tmax'", "--rename"],
                               "date,tc,sunshine_fraction\n2001-01-01,1,0.5\n": ["'precipitation'"],
                               "date,tc,precipitation,tmin\n2001-01-01,1,0.5,1\n": ["'sunshine_fraction'", "'radiation'"]}.items():
            said = self.fails(content)
            for part in parts:
                self.assertIn(part, said)
        self.write("in.csv", DAYS + "2001-01-01,10,1,0.5\n")
        for place in "latitude=1", "elevation=1":
            other = {"latitude=1": "'elevation'", "elevation=1": "'latitude'"}[place]
            self.assertIn(other, self.splash_fails("in.csv", "-o", "new.csv", "--spin-up", "none", "--set", place))

    def test_values_and_options(self):
        content = DAYS + "2001-01-01,10,1,0.5\n2001-01-02,10,1,0.5\n"
        self.assertIn("first year of 365 days, but there are 2", self.fails(content, "--spin-up", "first-year"))
        self.assertIn("there are day, month, year", self.fails(content, "--totals", "week"))
        self.assertIn("'days' is unknown", self.fails(content, "--outputs", "aet,days"))
        self.assertIn("soil_moisture' is unknown among the totals", self.fails(content, "--totals", "month", "--outputs", "soil_moisture"))
        self.assertIn("given twice", self.fails(content, "--outputs", "aet,aet"))
        self.assertIn("known are pyrealm, splash_v1", self.fails(content, "--constants", "v2"))
        self.assertIn("none, first-year", self.fails(content, "--spin-up", "long"))
        self.assertIn("double, float", self.fails(content, "--precision", "half"))
        self.assertIn("--backend", self.fails(content, "--backend", "abacus"))
        self.assertIn("'degC'", self.fails(content.replace("precipitation", "precipitation [degC]")))
        self.write("lat.csv", "date,tc,precipitation,sunshine_fraction,latitude\n2001-01-01,1,1,1,10\n2001-01-02,1,1,1,11\n")
        self.assertIn("latitude changes in time, from 10 to 11",
                      self.splash_fails("lat.csv", "-o", "out.csv", "--spin-up", "none", "--set", "elevation=1"))


if __name__ == "__main__":
    unittest.main()
