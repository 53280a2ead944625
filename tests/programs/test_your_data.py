"""Data as users have them: files of the shapes of known data sets, the README's commands for them, and pyrealm's figures."""

import csv
import math
import re
import shlex
import unittest

import netCDF4
import numpy as np
import xarray as xr

import your_data
from program import REFERENCE, SOURCE, ProgramTest


def commands():
    """The commands of the README's table "Your data", by data set and program."""
    section = re.search(r"(?ms)^## Your data\n(.*?)^## ", (SOURCE / "README.md").read_text(encoding="utf-8"))[1]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("| ")]
    found = {}
    for data, _, command in rows[1:]:
        for words in map(shlex.split, re.findall(r"`([^`]+)`", command)):
            found[re.split(r"[ ,]", data)[0], re.split(r"[. ]", words[1])[0], words[0]] = words
    return found


def figures(table, data):
    with open(REFERENCE / table, newline="", encoding="ascii") as stream:
        rows = [r for r in csv.DictReader(stream) if r["data"] == data]
    return {name: np.array([float(r[name]) for r in rows]) for name in rows[0] if name != "data"}


def in_netcdf(dataset, name, kind, dims, values, fill=None, **attributes):
    v = dataset.createVariable(name, kind, dims, fill_value=fill)
    v.set_auto_maskandscale(False)
    v.setncatts(attributes)
    v[...] = values


def axis(dataset, name, values, **attributes):
    dataset.createDimension(name, len(values))
    in_netcdf(dataset, name, "f8", (name,), values, **attributes)


class YourData(ProgramTest):
    def run_readme(self, data, file, program, replace=()):
        """Runs the README's command for a data set, and returns what it says and the name of the output."""
        words = commands()[data, file, program]
        for old, new in replace:
            self.assertIn(old, " ".join(words))
            words = [w.replace(old, new) for w in words]
        return self.run_well(*words), words[words.index("-o") + 1]

    def table(self, name):
        """A CSV output without the lines of comments that the input may begin with."""
        lines = [line for line in (self.here / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        rows = list(csv.reader(lines))
        return {column: np.array([row[i] for row in rows[1:]]) for i, column in enumerate(rows[0])}

    def columns(self, name, columns, before=""):
        def cell(x):
            return x if isinstance(x, str) else "-9999" if math.isnan(x) else repr(float(x))

        lines = [",".join(columns), *(",".join(map(cell, row)) for row in zip(*columns.values()))]
        self.write(name, before + "\n".join(lines) + "\n")

    def outputs(self, name, wanted):
        """Outputs as (time, cells); a CSV table has one cell."""
        if name.endswith(".csv"):
            table = self.table(name)
            return {w: table[w].astype(float).reshape(-1, 1) for w in wanted}
        with netCDF4.Dataset(self.here / name) as f:
            values = {w: f[w][...].filled(np.nan) for w in wanted}
            return {w: v.reshape(v.shape[0], -1) for w, v in values.items()}

    def check_splash(self, name, data):
        want = figures("your_data_splash.csv", data)
        day, cell = want.pop("day").astype(int), want.pop("cell").astype(int)
        got = self.outputs(name, want)
        self.assertEqual({g.shape for g in got.values()}, {getattr(your_data, data)().tc.reshape(-1, cell.max() + 1).shape})
        self.assertEqual(list(range(0, len(got["aet"]), your_data.KEPT)), sorted(set(day)))
        for w, values in want.items():
            np.testing.assert_allclose(got[w][day, cell], values, rtol=1e-9, atol=1e-9, err_msg=f"{data}: {w}")

    def check_pmodel(self, name, data, rows=slice(None)):
        want = figures("your_data_pmodel.csv", data)
        row = want.pop("row").astype(int)
        got = self.outputs(name, want)
        for w, values in want.items():
            np.testing.assert_allclose(got[w].ravel()[rows][row], values, rtol=1e-9, err_msg=f"{data}: {w}")


class Towers(YourData):
    def test_fluxnet_daily(self):
        data = your_data.fluxnet_daily()
        stamps = ["%04d%02d%02d" % d for d in data.days.date]
        n = len(stamps)
        self.columns("FLX_DD.csv", {"TIMESTAMP": stamps, "TA_F": data.stored["TA_F"], "TA_F_QC": ["1"] * n,
                                    "SW_IN_POT": ["250.5"] * n, "SW_IN_F": data.stored["SW_IN_F"], "SW_IN_F_QC": ["0.98"] * n,
                                    "VPD_F": ["4.1"] * n, "PA_F": ["98.2"] * n, "P_F": data.stored["P_F"], "P_F_QC": ["-9999"] * n,
                                    "CO2_F_MDS": ["-9999"] * n, "PPFD_IN": ["-9999"] * n})
        said, out = self.run_readme("FLUXNET2015", "FLX_DD", "sylva-splash")
        self.check_splash(out, "fluxnet_daily")
        self.assertIn("2004-01-01 to 2005-12-31", said)
        # evaporation is that of the soil before the rain of the day
        for name, gaps in ("soil_moisture", [40, 500, 501]), ("aet", [501]):
            self.assertEqual(list(np.flatnonzero(np.isnan(self.table(out)[name].astype(float)))), gaps)

    def half_hours(self, data):
        stamps = ["%s%02d%02d" % (day, i // 2 % 24, i % 2 * 30) for i in range(49) for day in ["20040601" if i < 48 else "20040602"]]
        return {"TIMESTAMP_START": stamps[:-1], "TIMESTAMP_END": stamps[1:], **data.stored}

    def test_fluxnet_half_hourly(self):
        data = your_data.fluxnet_half_hourly()
        self.columns("FLX_HH.csv", {**self.half_hours(data), "SW_IN_F": np.full(48, math.nan), "TA_F_QC": ["0"] * 48})
        _, out = self.run_readme("FLUXNET2015", "FLX_HH", "sylva-pmodel")
        self.check_pmodel(out, "fluxnet_half_hourly")
        self.assertEqual(list(self.table(out)["TIMESTAMP_START"][[0, 47]]), ["200406010000", "200406012330"])

    def test_radiation_in_the_place_of_light(self):
        """Where PPFD was not measured: 2.04 umol J-1 of radiation, said as the unit."""
        data = your_data.fluxnet_half_hourly()
        data.stored["SW_IN_F"] = data.stored.pop("PPFD_IN") / 2.04
        self.columns("FLX_HH.csv", self.half_hours(data))
        _, out = self.run_readme("FLUXNET2015", "FLX_HH", "sylva-pmodel", [("ppfd=PPFD_IN", "ppfd=SW_IN_F"), (
            "patm=kPa", "patm=kPa,ppfd=2.04 umol m-2 s-1")])
        self.check_pmodel(out, "fluxnet_half_hourly")

    def test_ameriflux_base(self):
        data = your_data.ameriflux()
        self.columns("AMF_HH.csv", {**self.half_hours(data), "H2O": np.full(48, math.nan)}, "# Site: US-Xyz\n# Version: 1-5\n")
        _, out = self.run_readme("AmeriFlux", "AMF_HH", "sylva-pmodel")
        self.check_pmodel(out, "ameriflux")


class Reanalyses(YourData):
    def era5(self, data, time, time_units, times, **also):
        with netCDF4.Dataset(self.here / "era5.nc", "w") as f:
            axis(f, time, times, units=time_units, calendar=also.pop("calendar"), long_name="time", standard_name="time")
            axis(f, "latitude", your_data.ERA5_LATITUDE, units="degrees_north", long_name="latitude")
            axis(f, "longitude", [10.0, 10.25], units="degrees_east", long_name="longitude")
            in_netcdf(f, "z", "f8", ("latitude", "longitude"), your_data.ERA5_ELEVATION * 9.80665, units="m**2 s**-2",
                      standard_name="geopotential")
            f.Conventions = "CF-1.6"
            for name, units, long_name in (("t2m", "K", "2 metre temperature"), ("tp", "m", "Total precipitation"),
                                           ("ssrd", "J m**-2", "Surface short-wave (solar) radiation downwards"),
                                           ("tcc", "(0 - 1)", "Total cloud cover")):
                if name in data.stored:
                    notes = dict(units=units, long_name=long_name, **also)
                    if "packing" in data.stored:
                        scale, offset = data.stored["packing"][name]
                        notes.update(scale_factor=scale, add_offset=offset, missing_value=np.int16(-32767))
                    kind = data.stored[name].dtype.str[1:]
                    in_netcdf(f, name, kind, (time, "latitude", "longitude"), data.stored[name],
                              -32767 if kind == "i2" else np.nan, **notes)
            if time == "valid_time":
                in_netcdf(f, "number", "i8", (), 0, units="1", standard_name="realization")
                f.createVariable("expver", str, (time,))[:] = np.array(["0001"] * len(times), dtype=object)

    def test_era5_of_the_older_kind(self):
        """Packed shorts and hours since 1900."""
        data = your_data.era5_packed()
        hours = 24 * (your_data.datetime.date(2003, 1, 1) - your_data.datetime.date(1900, 1, 1)).days + 24 * np.arange(len(data.days))
        self.era5(data, "time", "hours since 1900-01-01 00:00:00.0", hours + 12, calendar="gregorian")
        said, out = self.run_readme("ERA5", "era5", "sylva-splash")
        self.check_splash(out, "era5_packed")
        self.assertIn("2003-01-01 to 2004-12-31", said)

    def era5_of_the_newer_kind(self):
        data = your_data.era5_float()
        first = (your_data.datetime.date(2003, 1, 1) - your_data.datetime.date(1970, 1, 1)).days
        self.era5(data, "valid_time", "seconds since 1970-01-01", 86400 * (first + np.arange(len(data.days))),
                  calendar="proleptic_gregorian", coordinates="number valid_time latitude longitude expver")

    def test_era5_of_the_newer_kind(self):
        """valid_time, a scalar number, strings of expver, and NaN for missing."""
        self.era5_of_the_newer_kind()
        _, out = self.run_readme("ERA5", "era5", "sylva-splash")
        self.check_splash(out, "era5_float")
        with netCDF4.Dataset(self.here / out) as f:
            self.assertEqual(set(f["expver"][:]), {"0001"})

    def test_era5_cloud_cover(self):
        self.era5_of_the_newer_kind()
        _, out = self.run_readme("ERA5", "era5", "sylva-splash", [("radiation=ssrd", "cloud_cover=tcc")])
        self.check_splash(out, "era5_clouds")

    def test_daymet(self):
        data = your_data.daymet()
        first = (your_data.datetime.date(2003, 1, 1) - your_data.datetime.date(1950, 1, 1)).days
        day = np.array([(your_data.datetime.date(*d) - your_data.datetime.date(2003, 1, 1)).days for d in data.days.date]) + first
        with netCDF4.Dataset(self.here / "daymet.nc", "w") as f:
            axis(f, "time", day + 0.5, units="days since 1950-01-01 00:00:00", calendar="standard", bounds="time_bnds",
                 standard_name="time")
            axis(f, "y", [4500.0, 3500.0], units="m", standard_name="projection_y_coordinate")
            axis(f, "x", [-500.0, 500.0], units="m", standard_name="projection_x_coordinate")
            f.createDimension("nv", 2)
            in_netcdf(f, "time_bnds", "f8", ("time", "nv"), np.stack([day, day + 1], axis=1))
            in_netcdf(f, "yearday", "i2", ("time",), data.days.ordinal, long_name="day of year (DOY) starting with day 1 on January 1st")
            in_netcdf(f, "lambert_conformal_conic", "i2", (), 0, grid_mapping_name="lambert_conformal_conic",
                      longitude_of_central_meridian=-100.0, latitude_of_projection_origin=42.5)
            in_netcdf(f, "lat", "f8", ("y", "x"), data.latitude, units="degrees_north", standard_name="latitude")
            in_netcdf(f, "lon", "f8", ("y", "x"), [[-105.2, -105.1]] * 2, units="degrees_east", standard_name="longitude")
            for name, units, method in (("tmax", "degrees C", "time: maximum"), ("tmin", "degrees C", "time: minimum"),
                                        ("prcp", "mm/day", "area: mean time: sum"), ("srad", "W/m2", "area: mean time: mean"),
                                        ("dayl", "s", "area: mean"), ("radiation", "W/m2", "area: mean time: mean")):
                kind = data.stored[name].dtype.str[1:]
                in_netcdf(f, name, kind, ("time", "y", "x"), data.stored[name], -9999.0, units=units, cell_methods=method,
                          grid_mapping="lambert_conformal_conic", coordinates="lat lon",
                          **({} if name == "radiation" else {"missing_value": np.float32(-9999)}))
        said, out = self.run_readme("Daymet", "daymet", "sylva-splash")
        self.check_splash(out, "daymet")
        self.assertIn("2003-01-01 to 2005-12-31", said)
        # as it is downloaded, without the radiation that has to be made: not by temperature instead
        with netCDF4.Dataset(self.here / "daymet.nc", "a") as f:
            f.renameVariable("radiation", "other")
        (self.here / out).unlink()
        self.assertIn("'radiation'", self.run_badly(*commands()["Daymet", "daymet", "sylva-splash"]))

    def test_cru(self):
        data = your_data.cru()
        fill = np.float32(9.96921e36)
        with netCDF4.Dataset(self.here / "cru.nc", "w") as f:
            middles = [37635 + x for x in (0, 30, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)]  # 2003-01-16 and so on
            axis(f, "lon", [-0.25, 0.25, 0.75], units="degrees_east", long_name="longitude")
            axis(f, "lat", [51.25, 51.75], units="degrees_north", long_name="latitude")
            axis(f, "time", middles, units="days since 1900-1-1", calendar="gregorian", long_name="time")
            for name, units in ("tmp", "degrees Celsius"), ("vpd", "hPa"), ("fapar", "1"), ("ppfd", "mol m-2 d-1"):
                in_netcdf(f, name, "f4", ("time", "lat", "lon"), data.stored[name], fill, units=units, missing_value=fill)
        _, out = self.run_readme("CRU", "cru", "sylva-pmodel")
        self.check_pmodel(out, "cru")
        message = self.run_badly("sylva-splash", "cru.nc", "-o", "water.nc", "--rename", "tc=tmp,precipitation=ppfd,radiation=fapar",
                                 "--set", "elevation=10")
        self.assertIn("day", message)

    def cmip6(self, calendar):
        data = getattr(your_data, "cmip6_" + calendar)()
        per_year = data.days.in_year[0]
        first = (2003 - 1850) * per_year
        day = first + np.arange(len(data.days))
        with netCDF4.Dataset(self.here / "cmip6.nc", "w") as f:
            f.createDimension("bnds", 2)
            axis(f, "time", day + 0.5, bounds="time_bnds", units="days since 1850-01-01", calendar=calendar, axis="T",
                 long_name="time", standard_name="time")
            axis(f, "lat", data.latitude.ravel(), units="degrees_north", bounds="lat_bnds", standard_name="latitude")
            axis(f, "lon", [1.875], units="degrees_east", standard_name="longitude")
            in_netcdf(f, "time_bnds", "f8", ("time", "bnds"), np.stack([day, day + 1], axis=1))
            in_netcdf(f, "lat_bnds", "f8", ("lat", "bnds"), [[50, 52.5], [-35, -32.5]])
            in_netcdf(f, "height", "f8", (), 2.0, units="m", positive="up", standard_name="height")
            in_netcdf(f, "orog", "f4", ("lat", "lon"), data.elevation, 1e20, units="m", standard_name="surface_altitude",
                      cell_measures="area: areacella", missing_value=np.float32(1e20))
            for name, units, standard_name in (("tas", "K", "air_temperature"), ("pr", "kg m-2 s-1", "precipitation_flux"),
                                               ("rsds", "W m-2", "surface_downwelling_shortwave_flux_in_air")):
                in_netcdf(f, name, "f4", ("time", "lat", "lon"), data.stored[name][:, :, :], 1e20, units=units,
                          standard_name=standard_name, cell_methods="area: time: mean", cell_measures="area: areacella",
                          missing_value=np.float32(1e20), **({"coordinates": "height"} if name == "tas" else {}))
            f.Conventions = "CF-1.7 CMIP-6.2"
        said, out = self.run_readme("CMIP6", "cmip6", "sylva-splash")
        self.check_splash(out, "cmip6_" + calendar)
        self.assertIn(calendar, said)
        with netCDF4.Dataset(self.here / out) as f:
            np.testing.assert_array_equal(f["time"][:], day + 0.5)
            self.assertEqual(f["time"].calendar, calendar)

    def test_cmip6_without_leap_days(self):
        self.cmip6("noleap")

    def test_cmip6_with_months_of_30_days(self):
        self.cmip6("360_day")


class Rsofun(YourData):
    def setUp(self):
        super().setUp()
        data = your_data.rsofun()
        self.days = your_data.rsofun_daily().days
        n = len(self.days)
        stored = data.stored
        self.columns("rsofun.csv", {"date": ["%04d-%02d-%02d" % d for d in self.days.date], "temp": stored["temp"],
                                    "vpd": stored["vpd"], "ppfd": stored["ppfd"], "netrad": ["NA"] * n, "patm": stored["patm"],
                                    "snow": ["0"] * n, "rain": stored["rain"], "tmin": stored["temp"] - 4, "tmax": stored["temp"] + 4,
                                    "vwind": ["2.2"] * n, "fapar": stored["fapar"], "co2": stored["co2"], "ccov": stored["ccov"],
                                    "gpp": ["NA"] * n})

    def test_rsofun_drivers(self):
        # the table has a column gpp, that of the tower
        _, out = self.run_readme("rsofun", "rsofun", "sylva-pmodel")
        table = self.table(out)
        for name in "gpp", "lue", "iwue":
            table[name] = table["sylva_" + name]
        self.outputs = lambda name, wanted: {w: table[w].astype(float) for w in wanted}
        self.check_pmodel(out, "rsofun", slice(0, None, your_data.KEPT))

    def test_rsofun_water(self):
        said, out = self.run_readme("rsofun", "rsofun", "sylva-splash")
        self.check_splash(out, "rsofun_daily")
        self.assertIn("noleap", said)


class OneByOne(YourData):
    """What examples/README.md says of single variables."""

    def in_code(self, start):
        page = (SOURCE / "examples" / "README.md").read_text(encoding="utf-8")
        return re.findall(r"`([^`]+)`", re.search(r"(?ms)^- \*\*" + re.escape(start) + r".*?(?=^- |^$)", page)[0])

    def test_vpd(self):
        define, *lines = [line for line in self.in_code("vpd**") if line.startswith(("es =", "(es"))]
        names = {"np": np, "tc": xr.DataArray([20.0, 10.0]), "hurs": xr.DataArray([70.0, 104.0]), "tdew": xr.DataArray([10.0, 10.5]),
                 "vp": xr.DataArray([1000.0, 1300.0])}
        exec(define, names)
        at_20, at_10 = 2332.5960220978073, 1226.0302055289423  # Pa, saturated, of pyrealm 2.0.0: calc_vp_sat
        self.assertEqual(len(lines), 3)
        for line, want in zip(lines, (0.3 * at_20, at_20 - at_10, at_20 - 1000)):
            np.testing.assert_allclose(eval(line, names), [want, 0], rtol=1e-12)

    def test_modis_fapar(self):
        scaled, percent, missing = [line for line in self.in_code("MODIS fAPAR") if line.startswith("--")]
        for scale, unit in ({"scale_factor": 0.01}, scaled), ({}, percent):
            with netCDF4.Dataset(self.here / "in.nc", "w") as f:
                f.createDimension("time", 2)
                in_netcdf(f, "Fpar_500m", "u1", ("time",), np.array([85, 254], "u1"), 255, units="Percent", **scale)
            self.run_well("sylva-pmodel", "in.nc", "-o", "out.csv", "--rename", "fapar=Fpar_500m", *unit.split(), *missing.split(),
                          "--set", "tc=20,vpd=1000,co2=400,patm=101325,ppfd=800")
            # GPP is proportional to fapar; at 0.8 it is pyrealm's base case
            np.testing.assert_allclose(self.table("out.csv")["gpp"].astype(float), [249.19141482397666 * 0.85 / 0.8, np.nan], rtol=1e-9)


class Readme(unittest.TestCase):
    def test_every_command_is_run_here(self):
        text = (SOURCE / "tests" / "programs" / "test_your_data.py").read_text(encoding="utf-8")
        self.assertGreaterEqual(len(commands()), 9)
        for key in commands():
            self.assertIn('run_readme("%s", "%s", "%s"' % key, text)


if __name__ == "__main__":
    unittest.main()
