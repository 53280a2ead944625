"""netCDF files as they are found: codes of missing values, groups, filters, cell methods; and damaged classic headers."""

import csv
import itertools
import os
import pathlib
import resource
import struct
import unittest

import netCDF4
import numpy as np

from program import HEADER, SLOWDOWN, ProgramTest

OTHERS = {"vpd": ("Pa", 1000.0), "co2": ("ppm", 400.0), "patm": ("Pa", 101325.0), "fapar": ("1", 0.8),
          "ppfd": ("umol m-2 s-1", 800.0)}
NAN = float("nan")

# A file with the variable tc(x) compressed with zstd, written by netCDF4-python: netCDF-C writes none without the plugin.
ZSTD = pathlib.Path(__file__).parent / "files" / "zstd.nc"


class FoundTest(ProgramTest):
    def others(self, f):
        for name, (unit, value) in OTHERS.items():
            v = f.createVariable(name, "f8", ())
            v.units = unit
            v[...] = value

    def make(self, dtype, stored, attributes, name="t", kind="NETCDF4", strings=()):
        """A file with a temperature, stored as given, and the rest of the forcing."""
        attributes = {"units": "degC", **attributes}
        with netCDF4.Dataset(self.here / "in.nc", "w", format=kind) as f:
            f.createDimension("x", len(stored))
            v = f.createVariable(name, dtype, ("x",), fill_value=attributes.pop("_FillValue", None))
            v.set_auto_maskandscale(False)
            for key, value in attributes.items():
                (v.setncattr_string if key in strings else v.setncattr)(key, value)
            v[:] = np.array(stored, dtype)
            self.others(f)

    def gpp(self, file="in.nc", *args):
        self.pmodel(file, "-o", "out.nc", "--outputs", "gpp", *args)
        with netCDF4.Dataset(self.here / "out.nc") as f:
            return np.ma.filled(f["gpp"][...].astype(float), NAN)

    def gpp_of(self, temperatures):
        rows = [f"{float(t)!r},1000,400,101325,0.8,800\n" if t == t else ",1000,400,101325,0.8,800\n" for t in temperatures]
        self.write("want.csv", HEADER + "".join(rows))
        self.pmodel("want.csv", "-o", "want_out.csv")
        return np.array([float(x) for x in self.read("want_out.csv")["gpp"]])

    def check(self, temperatures, *args):
        """in.nc has these temperatures, NaN where they are missing."""
        got = self.gpp("in.nc", "--rename", "tc=t", *args)
        np.testing.assert_allclose(got, self.gpp_of([float(t) for t in temperatures]), rtol=1e-12)

    def refused(self, *args):
        return self.pmodel_fails("in.nc", "-o", "out.nc", "--rename", "tc=t", *args)


class Codes(FoundTest):
    def test_in_the_type_of_the_data(self):
        f4, f8 = np.float32, np.float64
        for code in -999.99, 1e20, -3.4e38, 0.1:
            for kind in "NETCDF4", "NETCDF3_CLASSIC":
                with self.subTest(code=code, kind=kind):
                    self.make("f4", [20, code, 30], {"missing_value": f8(code)}, kind=kind)
                    self.check([20, NAN, 30])
        self.make("f4", [20, -999.99, 1e20, 30], {"missing_value": np.array([-999.99, 1e20])})
        self.check([20, NAN, NAN, 30])
        self.make("f8", [20, f8(f4(-999.99)), 30], {"missing_value": f4(-999.99)})
        self.check([20, NAN, 30])
        self.make("f4", [20, -999.99, 30], {})
        self.check([20, NAN, 30], "--missing", "-999.99")
        self.make("i4", [20, -9999, 30, -7], {"missing_value": f8(-9999)})
        self.check([20, NAN, 30, NAN], "--missing", "-7")

    def test_codes_that_the_type_cannot_hold(self):
        self.make("u1", [20, 241, 30], {"missing_value": np.int32(-9999), "scale_factor": 0.1})  # 241 is -9999 modulo 256
        self.check([2, 24.1, 3])
        self.make("i2", [20, 7, 30], {"missing_value": np.int32(65543)})  # 7 modulo 65536
        self.check([20, 7, 30])
        self.make("i4", [20, 7, 30], {"missing_value": 7.5})
        self.check([20, 7, 30])
        self.make("f4", [20, 7, 30], {"missing_value": 1e300})
        self.check([20, 7, 30])

    def test_beyond_two_to_the_53(self):
        big = 2**53
        for dtype, code in ("i8", big + 1), ("u8", 2**64 - 1):
            with self.subTest(dtype=dtype):
                scale = 20 / code
                self.make(dtype, [code - 1 if dtype == "i8" else code - 2, code, code + 1 if dtype == "i8" else code - 3],
                          {"missing_value": np.dtype(dtype).type(code), "scale_factor": scale})
                self.check([20, NAN, 20])
        self.make("i8", [big, big + 1], {"_FillValue": np.int64(big), "scale_factor": 20 / big})
        self.check([NAN, 20])
        self.make("i8", [big, big + 1], {"missing_value": str(big + 1), "scale_factor": 20 / big})
        self.check([20, NAN])

    def test_default_fill_value(self):
        for dtype in "i2", "i4", "i8", "u2", "u4", "u8", "f4", "f8":
            with self.subTest(dtype=dtype):
                fill = netCDF4.default_fillvals[dtype]
                self.make(dtype, [20, fill], {})
                self.check([20, NAN])
                self.make(dtype, [20, fill, 19], {"_FillValue": 19, "scale_factor": 1e-12 if dtype in ("i8", "u8") else 1.0,
                                                  "add_offset": 0.0})
                self.assertEqual(np.isnan(self.gpp("in.nc", "--rename", "tc=t")).tolist()[2], True)
        for dtype, fill in ("i1", -127), ("u1", 255):  # bytes have none
            self.make(dtype, [20, fill], {"scale_factor": 0.1})
            self.check([2, fill * 0.1])

    def test_packed(self):
        packed = {"scale_factor": 0.01, "add_offset": 10.0}
        self.make("i2", [1000, -32767, -999], {**packed, "missing_value": np.int16(-32767), "_FillValue": -999})
        self.check([20, NAN, NAN])
        # of the type of the values, which CF does not allow: a stored number, or a value
        self.make("i2", [1000, -9999, 2000], {**packed, "missing_value": -9999.0})
        self.check([20, NAN, 30])
        self.make("i2", [1000, -3000, 2000], {**packed, "missing_value": -20.0})
        self.check([20, NAN, 30])
        self.make("i2", [1000, -3000, -20], {**packed, "missing_value": np.int16(-20)})
        self.check([20, -20, NAN])
        self.make("i2", [1000, -3000, -20], packed)
        self.check([20, NAN, NAN], "--missing", "-20")
        # a scale that is rounded to float
        self.make("i2", [1000, -3000, 2000], {"scale_factor": np.float32(0.01), "add_offset": np.float32(10)})
        got = np.isnan(self.gpp("in.nc", "--rename", "tc=t", "--missing", "-20"))
        self.assertEqual(got.tolist(), [False, True, False])

    def test_nan(self):
        for missing in NAN, "NaN", "nan", "NaNf":
            self.make("f4", [20, NAN, 30], {"missing_value": missing})
            self.check([20, NAN, 30])
        self.make("f4", [20, NAN, 30], {"_FillValue": NAN})
        self.check([20, NAN, 30])

    def test_valid_range(self):
        limits = {"valid_min": 0.1, "valid_max": 30.1}
        self.make("f4", [0.1, 30.1, 0.09, 30.2], limits)  # float(0.1) > 0.1, float(30.1) > 30.1
        self.check([np.float32(0.1), np.float32(30.1), NAN, NAN])
        self.make("i2", [1, 30, 0, 31], limits)
        self.check([1, 30, NAN, NAN])
        self.make("i2", [1, 30], {"valid_range": np.array([-1e10, 1e10])})
        self.check([1, 30])
        self.make("u1", [1, 200], {"valid_min": np.int32(-5), "valid_max": np.int32(300), "scale_factor": 0.1})
        self.check([0.1, 20])
        self.make("u1", [1, 30], {"valid_max": np.int32(-1)})
        self.check([NAN, NAN])
        packed = {"scale_factor": 0.1, "add_offset": 5.0}
        self.make("i2", [100, 160, 90], {**packed, "valid_range": np.array([100, 150], "i2")})
        self.check([15, NAN, NAN])
        self.make("i2", [100, 160, 90], {**packed, "valid_range": np.array([14.5, 20.5])})
        self.check([15, NAN, NAN])
        self.make("i2", [100, 160, 90], {**packed, "valid_max": np.int32(150)})  # an integer: of the stored numbers
        self.check([15, NAN, 14])
        for bad, said in ({"valid_range": 5.0}, "has 1 values"), ({"valid_min": NAN}, "is NaN"), (
                {"valid_min": 1.0, "valid_range": np.array([1.0, 2.0])}, "beside valid_range"):
            self.make("f4", [20], bad)
            self.assertIn(said, self.refused())

    def test_unsigned(self):
        for yes in "true", "True", np.int32(1):
            self.make("i1", [20, -56, -1, -2], {"_Unsigned": yes, "scale_factor": 0.1, "_FillValue": -1})
            self.check([2, 20, NAN, 25.4])
        self.make("i1", [20, -56, -6, 5], {"_Unsigned": "true", "scale_factor": 0.1, "valid_range": np.array([10, -6], "i1")})
        self.check([2, 20, 25, NAN])
        self.make("i2", [200, -25536, -32767], {"_Unsigned": "true", "scale_factor": 0.0005})
        self.check([0.1, 20, NAN])  # the default fill value is read so, too
        self.make("i1", [20, -56], {"_Unsigned": "true", "scale_factor": 0.1, "missing_value": np.int16(200)})
        self.check([2, NAN])
        self.make("i1", [20, -20], {"_Unsigned": "false"})
        self.check([20, -20])
        self.make("u1", [20, 236], {"_Unsigned": "false"})
        self.check([20, -20])
        self.make("i1", [20], {"_Unsigned": "perhaps"})
        self.assertIn("'_Unsigned' of variable 't' is 'perhaps'", self.refused())

    def test_numbers_as_text(self):
        for code in "-99.9f", "-99.9", "-99.9d", " -99.9F ":
            for strings in (), ("missing_value",):
                with self.subTest(code=code, strings=strings):
                    self.make("f4", [20, -99.9, 30], {"missing_value": code}, strings=strings)
                    self.check([20, NAN, 30])
        self.make("f4", [20, -99, 1e20, 5], {"missing_value": "-99, 1e20"})
        self.check([20, NAN, NAN, 5])
        self.make("f4", [20, -99, 1e20, 5], {"missing_value": ["-99", "1e20f"]}, strings=("missing_value",))
        self.check([20, NAN, NAN, 5])
        self.make("i2", [1000, -99, 3000], {"missing_value": "-99s", "scale_factor": "0.01", "add_offset": "1.f"})
        self.check([11, NAN, 31])
        self.make("f4", [20, -1, 50], {"valid_min": "0.0f", "valid_max": "30b"})
        self.check([20, NAN, NAN])
        for attribute, value in ("missing_value", "none"), ("missing_value", ""), ("scale_factor", "1/100"), (
                "valid_range", "0 to 5"), ("missing_value", "12x"):
            with self.subTest(attribute=attribute, value=value):
                self.make("f4", [20], {attribute: value})
                said = self.refused()
                self.assertIn(f"'{attribute}' of variable 't' is '{value}', which is not a number", said)
                self.assertIn(f"ncatted -a {attribute},t,d,,", said)
                self.assertIn("--missing", said)
                self.assertLess(len(said), 330)

    def test_packing_that_cannot_be(self):
        for attributes, said in ({"scale_factor": 0.0}, "other than 0"), ({"add_offset": NAN}, "allowed are finite"), (
                {"scale_factor": np.array([1.0, 2.0])}, "has 2 values; allowed is one"):
            self.make("i2", [20], attributes)
            self.assertIn(said, self.refused())


class Structure(FoundTest):
    def grouped(self):
        with netCDF4.Dataset(self.here / "in.nc", "w") as f:
            f.createDimension("time", 2)
            time = f.createVariable("time", "i4", ("time",))
            time.units = "days since 2001-01-01"
            time[:] = [3, 4]
            self.others(f)
            g = f.createGroup("met").createGroup("air")
            g.createDimension("lat", 3)
            lat = g.createVariable("lat", "f8", ("lat",))
            lat.setncatts({"units": "degrees_north", "bounds": "lat_bnds"})
            lat[:] = [10, 20, 30]
            f["met"].createDimension("nv", 2)
            g.createVariable("lat_bnds", "f8", ("lat", "nv"))[:] = [[5, 15], [15, 25], [25, 35]]
            f["met"].createVariable("crs", "i4", ()).grid_mapping_name = "latitude_longitude"
            g.createVariable("name", "f8", ("lat",))[:] = [1, 2, 3]
            tc = g.createVariable("t2m", "f4", ("time", "lat"))
            tc.setncatts({"units": "K", "coordinates": "/met/air/name", "grid_mapping": "crs"})
            tc[:] = 273.15 + np.arange(6).reshape(2, 3)
            f["met"].createVariable("tc", "f4", ()).units = "K"

    def test_groups(self):
        self.grouped()
        for path in "/met/air/t2m", "met/air/t2m":
            np.testing.assert_allclose(self.gpp("in.nc", "--rename", f"tc={path}"),
                                       self.gpp_of(np.float32(273.15 + np.arange(6)).astype(float) - 273.15).reshape(2, 3),
                                       rtol=1e-12)
            with netCDF4.Dataset(self.here / "out.nc") as f:
                self.assertEqual(list(f.groups), [])
                self.assertEqual(f["gpp"].dimensions, ("time", "lat"))
                self.assertEqual(set(f.variables), {"time", "lat", "lat_bnds", "name", "crs", "gpp"})
                self.assertEqual(f["lat"][:].tolist(), [10, 20, 30])
                self.assertEqual(f["lat_bnds"][:].tolist(), [[5, 15], [15, 25], [25, 35]])
                self.assertEqual(f["name"][:].tolist(), [1, 2, 3])
                self.assertEqual((f["gpp"].coordinates, f["gpp"].grid_mapping), ("name", "crs"))
        self.pmodel("in.nc", "-o", "out.csv", "--rename", "tc=/met/air/t2m")
        out = self.read("out.csv")
        self.assertEqual([time[:10] for time in out["time"]], ["2001-01-04"] * 3 + ["2001-01-05"] * 3)
        self.assertEqual([float(x) for x in out["lat [degrees_north]"]], [10, 20, 30, 10, 20, 30])
        said = self.pmodel_fails("in.nc", "-o", "out.nc")
        self.assertIn("there is no variable 'tc'", said)
        self.assertIn("(but there is /met/tc)", said)
        self.assertRegex(said, r"there are: /met/tc, time, .*\(\d+ more\)\. --rename tc=THEIRS takes one of them")

    def test_namesakes_in_groups(self):
        with netCDF4.Dataset(self.here / "in.nc", "w") as f:
            self.others(f)
            for group, name in ("a", "tc"), ("b", "extra"):
                g = f.createGroup(group)
                g.createDimension("x", 2)
                g.createVariable("x", "f8", ("x",))[:] = [1, 2]
                v = g.createVariable(name, "f8", ("x",))
                v.units = "degC" if name == "tc" else "1"
                v[:] = [20, 30] if name == "tc" else [0.5, 0.6]
        said = self.pmodel_fails("in.nc", "-o", "out.nc", "--rename", "tc=/a/tc,fapar=/b/extra")
        self.assertIn("has a dimension 'x' in more than one group", said)
        self.assertEqual(self.gpp("in.nc", "--rename", "tc=/a/tc").shape, (2,))

    def test_types_that_are_no_numbers(self):
        with netCDF4.Dataset(self.here / "in.nc", "w") as f:
            self.others(f)
            f.createDimension("x", 1)
            kinds = f.createEnumType(np.uint8, "kind_t", {"warm": 1})
            f.createVariable("enumerated", kinds, ("x",), fill_value=None)[:] = np.array([1], "u1")
            f.createVariable("compound", f.createCompoundType(np.dtype([("a", "f8")]), "pair_t"), ("x",))
            f.createVariable("ragged", f.createVLType("f8", "list_t"), ("x",))
            f.createVariable("letters", "S1", ("x",))
            f.createVariable("words", str, ("x",))
        for name, said in {"enumerated": "'kind_t' (an enumeration)", "compound": "'pair_t' (a compound)",
                           "ragged": "'list_t' (of variable length)", "letters": "holds text", "words": "holds text"}.items():
            with self.subTest(name=name):
                fails = self.pmodel_fails("in.nc", "-o", "out.nc", "--rename", f"tc={name}")
                self.assertIn(f"'{name}'", fails)
                self.assertIn(said, fails)

    def test_dimension_twice(self):
        with netCDF4.Dataset(self.here / "in.nc", "w") as f:
            self.others(f)
            f.createDimension("t", 2)
            f.createVariable("tc", "f8", ("t", "t")).units = "degC"
        self.assertIn("has the dimension 't' twice", self.pmodel_fails("in.nc", "-o", "out.nc"))

    def test_coordinate_that_is_not_understood(self):
        with netCDF4.Dataset(self.here / "in.nc", "w") as f:
            self.others(f)
            f.createDimension("lat", 2)
            f.createVariable("tc", "f8", ("lat",)).units = "degC"
            f["tc"][:] = 20
            lat = f.createVariable("lat", "f8", ("lat",))
            lat.set_auto_maskandscale(False)
            lat.setncattr("missing_value", "none")
            lat[:] = [10, 20]
        for output in "out.nc", "out.csv":
            self.assertIn("'missing_value' of variable 'lat' is 'none'", self.pmodel_fails("in.nc", "-o", output))

    def two_dims(self, a, b, x, y, units=("degrees_north", "degrees_north")):
        with netCDF4.Dataset(self.here / "in.nc", "w") as f:
            self.others(f)
            for name, values, unit in (a, x, units[0]), (b, y, units[1]):
                f.createDimension(name, len(values))
                v = f.createVariable(name, "f8", (name,))
                v.units = unit
                v[:] = values
            f.createVariable("tc", "f8", (a,)).units = "degC"
            f["tc"][:] = 20
            f.createVariable("light", "f8", (b,)).units = "umol m-2 s-1"
            f["light"][:] = 800
        return self.pmodel("in.nc", "-o", "out.nc", "--rename", "ppfd=light")

    def test_units_with_a_comma_in_the_header_of_a_table(self):
        self.two_dims("x", "y", [1, 2], [3, 4], units=('km, "east"', "m\nnorth"))
        self.pmodel("in.nc", "-o", "out.csv", "--rename", "ppfd=light")
        with open(self.here / "out.csv", newline="") as f:
            rows = list(csv.reader(f))
        self.assertCountEqual(rows[0][:2], ['x [km, "east"]', "y [m\nnorth]"])
        self.assertEqual({len(row) for row in rows}, {5})

    def test_odd_grids_are_noted(self):
        said = self.two_dims("lat", "latitude", [1, 2], [1, 2])
        self.assertRegex(said, "dimensions lat(itude)? and lat(itude)? have the same coordinates")
        self.assertIn("ncrename -d", said)
        self.assertNotIn("same coordinates", self.two_dims("lat", "latitude", [1, 2], [1, 3]))
        self.assertNotIn("same coordinates", self.two_dims("lat", "latitude", [1], [1]))
        said = self.two_dims("time", "year", [1, 2], [2001, 2002], ("days since 2001-01-01", "1"))
        self.assertIn("dimensions time and year are both times", said)
        days = "days since 2001-01-01"
        said = self.two_dims("time", "time_fapar", [1, 2], [1, 2, 3], (days, days))
        self.assertRegex(said, r"\n  warning   dimensions \w+ and \w+ are both times, and the grid has each of \w+ with each of")
        self.assertNotIn("both times", self.two_dims("time", "latitude", [1, 2], [1, 2, 3], (days, "degrees_north")))
        self.two_dims("time", "latitude", [1, 2], [1, 2, 3], (days, "degrees_north"))
        self.assertIn("in netCDF the times are", self.pmodel_fails("in.nc", "-o", "new.nc", "--rename", "ppfd=light,time=latitude"))


class Methods(FoundTest):
    def splash(self, methods, units, *args, name="precipitation", value=1.0):
        with netCDF4.Dataset(self.here / "in.nc", "w") as f:
            f.createDimension("time", 366)
            time = f.createVariable("time", "f8", ("time",))
            time.units = "days since 2001-01-01"
            time[:] = np.arange(366)
            inputs = {"tc": ("degC", 15), "precipitation": ("mm day-1", 2), "radiation": ("W m-2", 200),
                      "latitude": ("degrees_north", 45), "elevation": ("m", 10)}
            inputs[name] = (units, value)
            for key, (unit, number) in inputs.items():
                v = f.createVariable(key, "f8", () if key in ("latitude", "elevation") else ("time",))
                v.units = unit
                v[...] = number
            f[name].cell_methods = methods
        program = self.run_badly if methods in self.bad else self.run_well
        return program("sylva-splash", "in.nc", "-o", "out.nc", "--outputs", "aet", *args)

    def test_mean_of_an_amount(self):
        self.bad = {"time: mean", "time: mean (interval: 1 hour)", "area: sum time: mean", "mean", "valid_time: maximum",
                    "time: lat: mean"}
        for methods in self.bad:
            for name, units in ("precipitation", "m"), ("precipitation", "kg m-2"), ("radiation", "J m**-2"):
                with self.subTest(methods=methods, units=units):
                    said = self.splash(methods, units, name=name, value=0.001)
                    self.assertIn(f"'{name}' [{units}] has cell_methods '{methods}'", said)
                    self.assertIn(f"--units '{name}={units} h-1'", said)
        for methods in ("time: sum", "area: mean time: sum", "lat: lon: mean", "area: mean", "time: sum (comment: mean)",
                        "time: sum within days time: mean over years", ""):
            with self.subTest(methods=methods):
                self.splash(methods, "m", value=0.001)

    def test_mean_of_hourly_amounts(self):
        self.bad = {}
        self.assertIn("P 730.", self.splash("time: mean", "mm h-1", value=2 / 24))  # 365.24 days of 2 mm

    def test_rates(self):
        self.bad = {"time: sum"}
        for name, units in ("precipitation", "kg m-2 s-1"), ("precipitation", "mm s-1"), ("radiation", "W m-2"):
            said = self.splash("time: sum", units, name=name)
            self.assertIn("a sum of rates per second is none", said)
        self.bad = {}
        self.splash("area: mean time: sum", "mm day-1")  # of the day, as Daymet says it
        self.splash("time: mean", "mm day-1")
        self.splash("time: mean", "kg m-2 s-1", value=1e-5)

    def test_others(self):
        self.bad = {"time: sum", "time: standard_deviation", "area: variance"}
        self.assertIn("no sum over time", self.splash("time: sum", "degC", name="tc"))
        for methods in "time: standard_deviation", "area: variance":
            self.assertIn("not their spread", self.splash(methods, "degC", name="tc"))
        for methods in "time: maximum", "area: mean time: minimum":
            self.assertIn(f"\n  warning   tc: 'tc' has cell_methods {methods}, but a mean over time is expected\n", self.splash(methods, "degC", name="tc"))
        self.assertNotIn("cell_methods", self.splash("time: mean", "degC", name="tc"))


class Files(FoundTest):
    def test_missing_filter(self):
        env = {**os.environ, "HDF5_PLUGIN_PATH": str(self.here / "nowhere")}
        said = self.pmodel_fails(ZSTD, "-o", "out.nc", "--set", "vpd=1000,co2=400,patm=101325,fapar=1,ppfd=800", env=env)
        self.assertIn("variable 'tc' is compressed with zstd (HDF5 filter 32015)", said)
        self.assertIn("HDF5_PLUGIN_PATH", said)
        self.assertIn("nccopy -F none", said)
        self.assertNotIn("complete netCDF file", said)

    def test_other_formats(self):
        for begin, said in ((b"GRIB\0\0", "GRIB"), (b"PK\x03\x04zip", "zip archive"), (b"\x1f\x8b\x08", "gunzip"),
                            (b"<!DOCTYPE html>", "HTML"), (b"\x0e\x03\x13\x01", "HDF4"), (b"CDF\x07", "complete netCDF"),
                            (b"\x89HDF\r\n\x1a\n", "complete netCDF"), (b"", "in.nc")):
            with self.subTest(begin=begin):
                self.write("in.nc", begin + b"\0" * 200 if begin else b"")
                self.assertIn(said, self.pmodel_fails("in.nc", "-o", "out.nc"))

    def test_paths(self):
        for path in "http://localhost:1/x.nc", "file:///tmp/x.nc", "dap4://localhost:1/x.nc", "x://y#mode=zarr.nc":
            self.assertIn("is an address", self.pmodel_fails(path, "-o", "out.nc"))
        self.assertIn("No such file", self.pmodel_fails("x.zarr#mode=nczarr,file.nc", "-o", "out.nc"))
        (self.here / "zarr.nc").mkdir()
        self.assertIn("is a directory", self.pmodel_fails("zarr.nc", "-o", "out.nc"))
        os.mkfifo(self.here / "pipe.nc")
        self.assertIn("not a regular file", self.pmodel_fails("pipe.nc", "-o", "out.nc"))

    def test_valid_classic_files(self):
        kinds = "NETCDF3_CLASSIC", "NETCDF3_64BIT_OFFSET", "NETCDF3_64BIT_DATA", "NETCDF4_CLASSIC", "NETCDF4"
        for kind, records, dtype, alone in itertools.product(kinds, (0, 1, 3), ("i1", "i2", "f4", "f8"), (True, False)):
            with self.subTest(kind=kind, records=records, dtype=dtype, alone=alone):
                with netCDF4.Dataset(self.here / "in.nc", "w", format=kind) as f:
                    f.setncatts({"empty": "", "none": np.array([], "f4"), "title": "a \u00fc"})
                    f.createDimension("t", None)
                    f.createDimension("x", 3)
                    f.createDimension("unused \u00fc", 7)
                    self.others(f)
                    tc = f.createVariable("tc", dtype, ("t", "x"))  # alone and short it is not padded
                    tc.units = "degC"
                    if not alone:
                        f.createVariable("flag", "i1", ("t",))
                        f.createVariable("other", "f8", ("t", "x"))
                    tc[:records] = 20 + np.arange(3 * records).reshape(records, 3)
                if records == 0:
                    self.assertIn("'t' has length 0", self.pmodel_fails("in.nc", "-o", "out.nc"))
                    continue
                if kind == kinds[0]:
                    self.check_values(20.0 + np.arange(3 * records).reshape(records, 3))
                else:
                    self.assertFalse(np.isnan(self.gpp()).any())
        with netCDF4.Dataset(self.here / "in.nc", "w", format=kinds[0]):
            pass
        self.assertIn("there is no variable 'tc'", self.pmodel_fails("in.nc", "-o", "out.nc"))

    def check_values(self, want):
        np.testing.assert_allclose(self.gpp(), self.gpp_of(want.ravel().tolist()).reshape(want.shape), rtol=1e-12)


def classic(version, records=0, dims=((b"x", 2),), attributes=(), variables=None, tags=(10, 12, 11), counts=(None,) * 3):
    """A file of a classic format, with the damage of the arguments. variables: (name, dims, attributes, type, begin or None)."""
    wide = ">Q" if version == 5 else ">I"
    count = lambda n: struct.pack(wide, n)
    pad = lambda b: b + b"\0" * (-len(b) % 4)
    name = lambda s: count(len(s)) + pad(s)
    if variables is None:
        variables = [(b"tc", [0], (), 6, None)]

    def entries(k, items):
        n = len(items) if counts[k] is None else counts[k]
        return struct.pack(">I", tags[k] if n or tags[k] not in (10, 11, 12) else 0) + count(n) + b"".join(items)

    def attrs(pairs, k=None):
        items = [name(key) + struct.pack(">I", code) + count(n) + pad(raw) for key, code, n, raw in pairs]
        return entries(1, items) if k is not None else struct.pack(">I", 12 if items else 0) + count(len(items)) + b"".join(items)

    def head(begins):
        all_variables = [name(key) + count(len(on)) + b"".join(map(count, on)) + attrs(notes) + struct.pack(">I", code) +
                         count(16) + struct.pack(">I" if version == 1 else ">Q", begin)
                         for (key, on, notes, code, _), begin in zip(variables, begins)]
        return (b"CDF" + bytes([version]) + count(records) + entries(0, [name(d) + count(n) for d, n in dims]) +
                attrs(attributes, 1) + entries(2, all_variables))

    length = len(head([0] * len(variables)))
    begins = [length + 16 * i if v[4] is None else v[4] for i, v in enumerate(variables)]
    return head(begins) + struct.pack(">2d", 20, 30) * len(variables)


class Damage(FoundTest):
    def limits(self):
        if SLOWDOWN == 1:  # sanitizers reserve more
            resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))

    def test_headers(self):
        tc = (b"tc", [0], (), 6, None)
        huge = 0x7FFFFFFF
        cases = [
            ("has 900 bytes; allowed are 256", {"dims": [(b"a" * 900, 2)]}),
            ("the name of an attribute has 257 bytes", {"attributes": [(b"a" * 257, 2, 1, b"a")]}),
            ("the name of a variable has 300 bytes", {"variables": [(b"a" * 300, [0], (), 6, None)]}),
            ("variable 'tc' has the type 12; allowed", {"variables": [(b"tc", [0], (), 12, None)]}),
            ("variable 'tc' has the type 0; allowed", {"variables": [(b"tc", [0], (), 0, None)]}),
            ("attribute 'a' has the type 99; allowed", {"attributes": [(b"a", 99, 1, b"aaaa")]}),
            ("attribute 'a' has 2130706432 values, more than", {"attributes": [(b"a", 6, 2130706432, b"")]}),
            ("variables are declared, more than", {"counts": (None, None, 100663296)}),
            ("dimensions are declared, more than", {"counts": (100663296, None, None)}),
            ("attributes are declared, more than", {"counts": (None, 100663296, None)}),
            ("is on dimension number 3, and the file has 1", {"variables": [(b"tc", [3], (), 6, None)]}),
            ("has 1025 dimensions; allowed are 1024", {"variables": [(b"tc", [0] * 1025, (), 6, None)]}),
            ("has the unlimited dimension in place 2", {"dims": [(b"x", 2), (b"t", 0)], "records": 1,
                                                       "variables": [(b"tc", [0, 1], (), 6, None)]}),
            ("two dimensions are unlimited", {"dims": [(b"x", 0), (b"t", 0)]}),
            ("begin at byte 40, within the header", {"variables": [(b"tc", [0], (), 6, 40)]}),
            ("the file is cut off", {"variables": [(b"tc", [0], (), 6, 4000)]}),
            ("the file is cut off", {"variables": [(b"tc", [0], (), 6, 0xFFFFFFF0)]}),
            ("the file is cut off", {"dims": [(b"x", huge)]}),
            ("the file is cut off", {"dims": [(b"x", 1 << 31), (b"y", 1 << 31), (b"z", 4)],  # 2^64 numbers
                                     "variables": [(b"tc", [0, 1, 2], (), 6, None)]}),
            ("the file is cut off", {"dims": [(b"x", 0)], "records": 3}),
            ("the file is cut off", {"dims": [(b"x", 0)], "records": 0xFFFFFFFE}),
            ("the name of a dimension is ''", {"dims": [(b"", 2)]}),
            ("the name of a dimension is 'x?y'", {"dims": [(b"x\0y", 2)]}),
            ("the name of a dimension is 'x/y'", {"dims": [(b"x/y", 2)]}),
            ("the name of a variable is 't?'", {"variables": [(b"t\xff", [0], (), 6, None)]}),
            ("the name of a variable is 't???'", {"variables": [(b"t\xed\xa0\x80", [0], (), 6, None)]}),
            ("two dimensions have the name 'x'", {"dims": [(b"x", 2), (b"x", 3)]}),
            ("two variables have the name 'tc'", {"variables": [tc, tc]}),
            ("the list of dimensions begins with 7", {"tags": (7, 12, 11)}),
            ("the list of variables begins with 10", {"tags": (10, 12, 10)}),
            ("overlap", {"variables": [(b"tc", [0], (), 6, 200), (b"vpd", [0], (), 6, 208)]}),
        ]
        for version, (said, what) in itertools.product((1, 2, 5), cases):
            with self.subTest(version=version, said=said):
                self.write("in.nc", classic(version, **what) + b"\0" * (120 if said == "overlap" else 0))
                fails = self.pmodel_fails("in.nc", "-o", "out.nc", preexec_fn=self.limits)
                self.assertIn("cannot read 'in.nc': ", fails)
                self.assertIn(said, fails)
        for version in 1, 2, 5:  # never closed
            self.write("in.nc", classic(version, dims=[(b"x", 0)], records=0xFFFFFFFFFFFFFFFF if version == 5 else 0xFFFFFFFF))
            self.assertIn("does not say how many records", self.pmodel_fails("in.nc", "-o", "out.nc"))

    def test_the_undamaged_one(self):
        for version in 1, 2, 5:
            self.write("in.nc", classic(version, attributes=[(b"a", 2, 3, b"abc")]))
            got = self.gpp("in.nc", "--set", "vpd=1000,co2=400,patm=101325,fapar=0.8,ppfd=800")
            np.testing.assert_allclose(got, self.gpp_of([20.0, 30.0]), rtol=1e-12)

    def test_cut_anywhere(self):
        whole = classic(5, attributes=[(b"a", 2, 3, b"abc")])
        for length in range(4, len(whole), 3):
            self.write("in.nc", whole[:length])
            self.assertRegex(self.pmodel_fails("in.nc", "-o", "out.nc"), f"the file is cut off|more than {length} bytes can hold")


if __name__ == "__main__":
    unittest.main()
