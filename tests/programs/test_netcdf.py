"""netCDF in and out of sylva-pmodel: units, packing, dimensions, coordinates, and what ncdump and xarray make of it."""

import csv
import re
import subprocess
import unittest

import netCDF4
import numpy as np
import xarray as xr

from program import HEADER, REFERENCE, ROW, ProgramTest

FORCING = {"tc": ("degC", 20.0), "vpd": ("Pa", 1000.0), "co2": ("ppm", 400.0), "patm": ("Pa", 101325.0),
           "fapar": ("1", 0.8), "ppfd": ("umol m-2 s-1", 800.0)}


class NetcdfTest(ProgramTest):
    def make(self, name, shapes, sizes, values=None, units=None, **kwargs):
        """A file with the forcing on the dimensions given for each variable; values may be replaced by a function."""
        rng = np.random.default_rng(1)
        with netCDF4.Dataset(self.here / name, "w", **kwargs) as f:
            for dim, size in sizes.items():
                f.createDimension(dim, size)
            for variable, (unit, value) in FORCING.items():
                dims = shapes.get(variable, ())
                v = f.createVariable(variable, "f8", dims)
                unit = (units or {}).get(variable, unit)
                if unit is not None:
                    v.units = unit
                shape = tuple(sizes[d] for d in dims)
                v[...] = (values or {}).get(variable, value * (1 + 0.1 * rng.random(shape)))
        return name

    def gpp_of(self, **columns):
        """The same by way of CSV."""
        names = list(columns)
        rows = np.broadcast_arrays(*columns.values())
        with open(self.here / "check.csv", "w", newline="", encoding="ascii") as stream:
            writer = csv.writer(stream)
            writer.writerow(names)
            writer.writerows(zip(*[[repr(float(x)) for x in r.ravel()] for r in rows]))
        self.pmodel("check.csv", "-o", "checked.csv")
        return np.array([float(x) for x in self.read("checked.csv")["gpp"]]).reshape(rows[0].shape)

    def open(self, name, **kwargs):
        dataset = xr.open_dataset(self.here / name, **kwargs)
        self.addCleanup(dataset.close)
        return dataset

    def ncdump(self, name):
        done = subprocess.run(["ncdump", self.here / name], capture_output=True, text=True, check=True)
        return done.stdout


class Values(NetcdfTest):
    def test_one_dimension(self):
        self.make("in.nc", {v: ("site",) for v in FORCING}, {"site": 7})
        said = self.pmodel("in.nc", "-o", "out.nc", "--outputs", "gpp,lue,iwue")
        self.assertIn("7, of which 0 with missing", said)
        data, out = self.open("in.nc"), self.open("out.nc")
        np.testing.assert_allclose(out.gpp.values, self.gpp_of(**{v: data[v].values for v in FORCING}), rtol=1e-15)
        self.assertEqual(out.gpp.units, "ug m-2 s-1")
        self.assertEqual(out.gpp.standard_name, "gross_primary_productivity_of_biomass_expressed_as_carbon")
        self.assertEqual(out.lue.units, "g mol-1")
        self.assertTrue(out.attrs["Conventions"].startswith("CF-"))
        self.assertIn("sylva-pmodel in.nc -o out.nc", out.attrs["history"])
        dump = self.ncdump("out.nc")
        gpp = re.search(r"\n gpp = ([^;]*);", dump).group(1)
        np.testing.assert_allclose([float(x) for x in gpp.split(",")], out.gpp.values, rtol=1e-14)

    def test_same_input_same_file(self):
        self.make("in.nc", {v: ("site",) for v in FORCING}, {"site": 3})
        self.pmodel("in.nc", "-o", "out.nc")
        first = (self.here / "out.nc").read_bytes()
        self.pmodel("in.nc", "-o", "out.nc")
        self.assertEqual(first, (self.here / "out.nc").read_bytes())

    def test_all_classic_formats(self):
        for i, kind in enumerate(["NETCDF3_CLASSIC", "NETCDF3_64BIT_OFFSET", "NETCDF3_64BIT_DATA", "NETCDF4_CLASSIC"]):
            self.make(f"{i}.nc", {v: ("site",) for v in FORCING}, {"site": 3}, format=kind)
            self.pmodel(f"{i}.nc", "-o", "out.nc")
            self.assertFalse(np.isnan(self.open("out.nc").gpp.values).any())

    def test_scalars_only(self):
        self.make("in.nc", {}, {})
        self.pmodel("in.nc", "-o", "out.nc")
        self.assertEqual(self.open("out.nc").gpp.shape, ())
        self.pmodel("in.nc", "-o", "out.csv")
        self.assertEqual(len(self.read("out.csv")["gpp"]), 1)

    def test_broadcast_by_name(self):
        sizes = {"time": 4, "y": 3, "x": 5, "level": 2}
        shapes = {"tc": ("time", "y", "x"), "vpd": ("x", "time", "y"), "patm": ("y", "x"), "fapar": ("x", "y"),
                  "ppfd": ("time",), "co2": ()}
        self.make("in.nc", shapes, sizes)
        self.pmodel("in.nc", "-o", "out.nc")
        data, out = self.open("in.nc"), self.open("out.nc")
        self.assertEqual(out.gpp.dims, ("time", "y", "x"))
        full = xr.broadcast(*[data[v] for v in FORCING])
        want = self.gpp_of(**{v: a.transpose("time", "y", "x").values for v, a in zip(FORCING, full)})
        np.testing.assert_allclose(out.gpp.values, want, rtol=1e-15)

    def test_union_of_dimensions(self):
        self.make("in.nc", {"tc": ("y", "x"), "co2": ("year",)}, {"year": 3, "y": 2, "x": 2})
        self.pmodel("in.nc", "-o", "out.nc")
        self.assertEqual(self.open("out.nc").gpp.dims, ("year", "y", "x"))

    def test_reference_grid(self):
        want = xr.open_dataset(REFERENCE / "pmodel_grid.nc")
        self.addCleanup(want.close)
        for method in "prentice14", "c4":
            names = [v[len(method) + 1 :] for v in want.data_vars if v.startswith(method + "_")]
            self.assertGreater(len(names), 5)
            self.pmodel(REFERENCE / "pmodel_grid.nc", "-o", f"{method}.nc", "--optimal-chi", method, "--outputs",
                        ",".join(names))
            out = self.open(f"{method}.nc")
            for name in names:
                expected = want[f"{method}_{name}"]
                self.assertEqual(out[name].dims, expected.dims)
                np.testing.assert_allclose(out[name].values, expected.values, rtol=1e-12, err_msg=f"{method} {name}")

    def test_precision(self):
        self.make("in.nc", {"tc": ("x",)}, {"x": 10})
        self.pmodel("in.nc", "-o", "out.nc", "--precision", "float")
        self.pmodel("in.nc", "-o", "double.nc")
        single, double = self.open("out.nc").gpp, self.open("double.nc").gpp
        self.assertEqual((single.dtype, double.dtype), (np.float32, np.float64))
        np.testing.assert_allclose(single.values, double.values, rtol=1e-4)


class Units(NetcdfTest):
    def gpp_with(self, name, unit, value):
        self.make("in.nc", {v: ("x",) for v in FORCING}, {"x": 1}, units={name: unit},
                  values={v: [value if v == name else plain] for v, (_, plain) in FORCING.items()})
        self.pmodel("in.nc", "-o", "out.nc")
        with xr.open_dataset(self.here / "out.nc") as out:
            return float(out.gpp[0])

    def test_conversions(self):
        want = self.gpp_with("tc", "degC", 20)
        for name, unit, value in [
            ("tc", "K", 293.15), ("tc", "kelvin", 293.15), ("tc", "Kelvin", 293.15), ("tc", "celsius", 20),
            ("tc", "°C", 20), ("tc", "degF", 68), ("tc", "degrees_Celsius", 20), ("tc", "degree_C", 20),
            ("vpd", "hPa", 10), ("vpd", "kPa", 1), ("vpd", "mbar", 10), ("vpd", "millibar", 10), ("vpd", "bar", 0.01),
            ("patm", "hPa", 1013.25), ("patm", "kPa", 101.325), ("patm", "atm", 1), ("patm", "mb", 1013.25),
            ("co2", "1e-6", 400), ("co2", "umol mol-1", 400), ("co2", "µmol mol-1", 400), ("co2", "mol mol-1", 4e-4),
            ("co2", "ppmv", 400), ("co2", "1", 4e-4), ("co2", "umol/mol", 400), ("co2", "ppb", 4e5),
            ("fapar", "%", 80), ("fapar", "percent", 80), ("fapar", "-", 0.8), ("fapar", None, 0.8),
            ("ppfd", "µmol m-2 s-1", 800), ("ppfd", "μmol m-2 s-1", 800), ("ppfd", "umol/m2/s", 800),
            ("ppfd", "umol m^-2 s^-1", 800), ("ppfd", "umol m**-2 s**-1", 800), ("ppfd", "mol m-2 s-1", 8e-4),
            ("ppfd", "mol m-2 d-1", 69.12), ("ppfd", "mol m-2 day-1", 69.12), ("ppfd", "mmol m-2 s-1", 0.8),
            ("ppfd", "micromol m-2 s-1", 800), ("ppfd", "µmol m⁻² s⁻¹", 800), ("ppfd", "uE m-2 s-1", 800),
            ("ppfd", "umol s-1 m-2", 800), ("ppfd", "mol m-2 h-1", 2.88), ("ppfd", "umol·m-2·s-1", 800),
        ]:
            with self.subTest(name=name, unit=unit):
                self.assert_close(self.gpp_with(name, unit, value), want, 1e-12, unit)

    def test_not_understood(self):
        for name, unit in [("tc", "Pa"), ("tc", "furlong"), ("vpd", "degC"), ("vpd", "mm"), ("co2", "Pa"),
                           ("patm", "m"), ("fapar", "W"), ("ppfd", "W m-2"), ("ppfd", "umol m-2"), ("ppfd", "m-2 s-1"),
                           ("tc", "K m-1"), ("tc", "K degC"), ("vpd", "Pa /"), ("vpd", "/"), ("vpd", "-3"),
                           ("vpd", "kkPa"), ("tc", "days since 2000-01-01")]:
            with self.subTest(name=name, unit=unit):
                self.make("in.nc", {"tc": ("x",)}, {"x": 1}, units={name: unit})
                said = self.pmodel_fails("in.nc", "-o", "out.nc")
                self.assertIn(f"'{name}' has the unit '{unit}'", said)
                self.assertIn("allowed are " + FORCING[name][0], said)

    def test_no_unit_is_said(self):
        self.make("in.nc", {"tc": ("x",)}, {"x": 1}, units={"vpd": None})
        self.assertIn("vpd: Pa [assumed, none declared]\n", self.pmodel("in.nc", "-o", "out.nc"))


class Missing(NetcdfTest):
    def test_packed_and_missing(self):
        self.make("in.nc", {v: ("x",) for v in FORCING}, {"x": 8})
        with netCDF4.Dataset(self.here / "in.nc", "a") as f:
            tc = f.createVariable("t", "i2", ("x",), fill_value=-32767)
            tc.set_auto_maskandscale(False)
            tc.setncatts({"scale_factor": 0.01, "add_offset": 273.15, "units": "K", "missing_value": np.int16(-9),
                          "valid_range": np.array([-6000, 6000], "i2")})
            tc[:] = [2000, -32767, -9, 6001, -6001, 1000, 0, -500]
        said = self.pmodel("in.nc", "-o", "out.nc", "--rename", "tc=t")
        self.assertIn("8, of which 4 with missing inputs (tc)", said)
        out, data = self.open("out.nc"), self.open("in.nc", mask_and_scale=False)
        self.assertEqual(np.isnan(out.gpp.values).tolist(), [False] + [True] * 4 + [False] * 3)
        good = [0, 5, 6, 7]
        other = {v: data[v].values[good] for v in FORCING if v != "tc"}
        want = self.gpp_of(tc=data.t.values[good] * 0.01, **other)
        np.testing.assert_allclose(out.gpp.values[good], want, rtol=1e-12)
        raw = self.open("out.nc", mask_and_scale=False).gpp
        self.assertEqual(raw.values[1], netCDF4.default_fillvals["f8"])
        self.assertEqual(raw.attrs["_FillValue"], netCDF4.default_fillvals["f8"])
        self.assertIn("_,", re.search(r"\n gpp = ([^;]*);", self.ncdump("out.nc")).group(1))

    def test_kinds_of_missing(self):
        with netCDF4.Dataset(self.here / "in.nc", "w") as f:
            f.createDimension("x", 6)
            for name, (unit, value) in FORCING.items():
                v = f.createVariable(name, "f4", ("x",), fill_value=1e20 if name == "vpd" else None)
                v.set_auto_maskandscale(False)
                v.units = unit
                v[:] = value
            f["tc"][1] = netCDF4.default_fillvals["f4"]
            f["vpd"][2] = 1e20
            f["co2"][3] = np.nan
            f["ppfd"].valid_min, f["ppfd"].valid_max = np.float32(0), np.float32(3000)
            f["ppfd"][4] = -1
            f["fapar"][5] = -9999
        self.pmodel("in.nc", "-o", "out.nc", "--missing", "-9999")
        self.assertEqual(np.isnan(self.open("out.nc").gpp.values).tolist(), [False] + [True] * 5)

    def test_cold_cells_spoil_no_others(self):
        self.make("in.nc", {v: ("x",) for v in FORCING}, {"x": 3}, values={"tc": [20.0, -40.0, 25.0]})
        said = self.pmodel("in.nc", "-o", "out.nc")
        self.assertIn("tc: 1 below -25 degC; worst -40 at x 1", said)
        self.assertEqual(np.isnan(self.open("out.nc").gpp.values).tolist(), [False, True, False])

    def test_out_of_range_is_counted(self):
        self.make("in.nc", {v: ("y", "x") for v in FORCING}, {"y": 2, "x": 3},
                  values={"ppfd": [[1, 2, 3100], [3500, -20, 6]], "fapar": np.full((2, 3), 0.5)})
        said = self.pmodel("in.nc", "-o", "out.nc")
        self.assertIn("ppfd: 2 above 3000 umol m-2 s-1; worst 3500 at y 1, x 0", said)
        self.assertIn("ppfd: 1 impossible, taken as missing (possible are -10 and more umol m-2 s-1); worst -20 at y 1, x 1", said)


class Structure(NetcdfTest):
    def test_coordinates_and_attributes(self):
        with netCDF4.Dataset(self.here / "in.nc", "w") as f:
            f.setncatts({"title": "a title", "history": "made before", "Conventions": "CF-1.7"})
            f.createDimension("time", None)
            f.createDimension("y", 2)
            f.createDimension("x", 3)
            f.createDimension("nv", 2)
            f.createDimension("unused", 4)
            time = f.createVariable("time", "i4", ("time",))
            time.setncatts({"units": "days since 1990-01-01", "calendar": "noleap", "bounds": "time_bnds"})
            time[:] = [15, 45]
            f.createVariable("time_bnds", "f8", ("time", "nv"))[:] = [[0, 31], [31, 59]]
            x = f.createVariable("x", "f4", ("x",))
            x.setncatts({"units": "km", "standard_name": "projection_x_coordinate"})
            x[:] = [1, 2, 3]
            for name, unit in ("lat", "degrees_north"), ("lon", "degrees_east"):
                v = f.createVariable(name, "f4", ("y", "x"), fill_value=-1)
                v.units = unit
                v[:] = np.arange(6).reshape(2, 3)
            crs = f.createVariable("crs", "S1", ())
            crs.grid_mapping_name = "lambert_conformal_conic"
            names = f.createVariable("place", str, ("y",))
            names[:] = np.array(["north", "south"], dtype=object)
            f.createVariable("other", "f8", ("unused",))[:] = 0
            for name, (unit, value) in FORCING.items():
                v = f.createVariable(name, "f4", ("time", "y", "x") if name == "tc" else ())
                v.units = unit
                v[...] = value
            f["tc"].setncatts({"coordinates": "lat lon place", "grid_mapping": "crs"})
        self.pmodel("in.nc", "-o", "out.nc")
        with netCDF4.Dataset(self.here / "in.nc") as a, netCDF4.Dataset(self.here / "out.nc") as b:
            self.assertEqual(set(b.variables), {"time", "time_bnds", "x", "lat", "lon", "crs", "place", "gpp", "lue", "iwue"})
            self.assertEqual(list(b.dimensions), ["time", "y", "x", "nv"])
            self.assertTrue(b.dimensions["time"].isunlimited())
            for name in "time", "time_bnds", "x", "lat", "lon", "crs", "place":
                self.assertEqual(a[name].__dict__, b[name].__dict__, name)
                self.assertEqual(a[name].dtype, b[name].dtype, name)
                if name != "crs":
                    np.testing.assert_array_equal(a[name][...], b[name][...])
            self.assertEqual(b["gpp"].coordinates, "lat lon place")
            self.assertEqual(b["gpp"].grid_mapping, "crs")
            self.assertEqual(b["gpp"].filters()["zlib"], True)
            self.assertEqual((b.title, b.Conventions), ("a title", "CF-1.7"))
            self.assertTrue(b.history.startswith("sylva-pmodel in.nc -o out.nc\nmade before"))
            self.assertIn("prentice14", b.source)
        out = self.open("out.nc")
        self.assertEqual(set(out.coords), {"time", "x", "lat", "lon", "place"})

    def test_grid_to_csv(self):
        self.run_well("sylva-make-grid", "grid.nc", "--lon", "6", "--lat", "4", "--months", "2")
        self.pmodel("grid.nc", "-o", "out.csv")
        self.pmodel("grid.nc", "-o", "out.nc")
        table, out = self.read("out.csv"), self.open("out.nc")
        self.assertEqual(list(table), ["time", "lat [degrees_north]", "lon [degrees_east]", "gpp", "lue", "iwue"])
        self.assertEqual(table["time"][0], "2001-01-16T12:00:00")
        np.testing.assert_array_equal([float(x) for x in table["gpp"]], out.gpp.values.ravel())
        np.testing.assert_array_equal([float(x) for x in table["lon [degrees_east]"]], np.tile(out.lon.values, 8))

    def test_csv_to_netcdf(self):
        self.write("in.csv", "time,place," + HEADER.strip() + ",flag\n2001-01-01T00:00,here," + ROW.strip() +
                   ",\n2001-01-01T01:00,\"there, too\"," + ROW.strip() + ",2\n")
        self.pmodel("in.csv", "-o", "out.nc")
        out = self.open("out.nc")
        self.assertEqual(out.gpp.dims, ("time",))
        self.assertEqual(str(out.time.values[1]), "2001-01-01T01:00:00.000000000")
        self.assertEqual(out.place.values.tolist(), ["here", "there, too"])
        np.testing.assert_array_equal(out.flag.values, [np.nan, 2])
        self.pmodel("in.csv", "-o", "out.csv")
        np.testing.assert_array_equal(out.gpp.values, [float(x) for x in self.read("out.csv")["gpp"]])
        # and the netCDF file is a good input, too
        self.pmodel("out.nc", "-o", "again.nc", "--prefix", "new_")
        np.testing.assert_array_equal(self.open("again.nc").new_gpp.values, out.gpp.values)

    def test_csv_without_increasing_time(self):
        self.write("in.csv", "time," + HEADER + "2001-01-02," + ROW + "2001-01-01," + ROW)
        self.pmodel("in.csv", "-o", "out.nc")
        out = self.open("out.nc")
        self.assertEqual(out.gpp.dims, ("row",))
        self.assertEqual(str(out.time.values[0])[:10], "2001-01-02")
        self.assertIn("time", out.gpp.coords)


class Large(NetcdfTest):
    def test_boxes_give_what_the_whole_gives(self):
        # More cells than are worked on at a time, in several chunkings, so that boxes end everywhere.
        sizes = {"time": 7, "y": 230, "x": 310}
        rng = np.random.default_rng(2)
        tc = 40 * rng.random((7, 230, 310)) - 5
        results = []
        for i, chunks in enumerate([None, (1, 230, 310), (7, 10, 31), (3, 50, 70), (7, 230, 310)]):
            with netCDF4.Dataset(self.here / "in.nc", "w") as f:
                for dim, size in sizes.items():
                    f.createDimension(dim, size)
                v = f.createVariable("tc", "f8", ("time", "y", "x"), chunksizes=chunks, zlib=chunks is not None)
                v[:] = tc
                v = f.createVariable("ppfd", "f8", ("x", "y"))
                v[:] = np.arange(310 * 230).reshape(310, 230) / 100
            self.pmodel("in.nc", "-o", f"{i}.nc", "--set", "vpd=800,co2=400,patm=101325,fapar=1", "--outputs", "gpp")
            results.append(self.open(f"{i}.nc").gpp.values)
        want = self.gpp_of(tc=tc, ppfd=np.broadcast_to(np.arange(310 * 230).reshape(310, 230).T / 100, tc.shape), vpd=800.0,
                           co2=400.0, patm=101325.0, fapar=1.0)
        for result in results:
            np.testing.assert_allclose(result, want, rtol=1e-15)


class NetcdfErrors(NetcdfTest):
    def fails(self, *args):
        self.write("out.nc", "an older result\n")
        return self.pmodel_fails("in.nc", "-o", "out.nc", *args)

    def test_truncated(self):
        for kind in "NETCDF4", "NETCDF3_CLASSIC", "NETCDF3_64BIT_OFFSET", "NETCDF3_64BIT_DATA":
            self.make("whole.nc", {v: ("x",) for v in FORCING}, {"x": 5000}, format=kind)
            content = (self.here / "whole.nc").read_bytes()
            for share in 0, 0.001, 0.01, 0.3, 0.6, 0.9, 0.99:
                with self.subTest(kind=kind, share=share):
                    self.write("in.nc", content[: int(len(content) * share)])
                    said = self.fails()
                    self.assertIn("in.nc", said)

    def test_corrupt(self):
        self.run_well("sylva-make-grid", "whole.nc", "--lon", "60", "--lat", "40", "--months", "2")
        content = bytearray((self.here / "whole.nc").read_bytes())
        middle = len(content) // 2
        content[middle - 2000 : middle + 2000] = b"\x55" * 4000
        self.write("in.nc", bytes(content))
        self.assertIn("in.nc", self.fails())

    def test_not_netcdf(self):
        self.write("in.nc", HEADER + ROW)
        self.assertIn("complete netCDF file", self.fails())

    def test_missing_variable(self):
        self.make("in.nc", {"tc": ("x",)}, {"x": 1})
        with netCDF4.Dataset(self.here / "in.nc", "a") as f:
            f.renameVariable("tc", "t2m")
            f["t2m"].standard_name = "air_temperature"
        said = self.fails()
        for part in "'tc'", "t2m (air_temperature)", "--rename tc=THEIRS":
            self.assertIn(part, said)
        self.assertIn("gpp", self.pmodel("in.nc", "-o", "new.nc", "--rename", "tc=t2m") and self.ncdump("new.nc"))

    def test_text_variable(self):
        self.make("in.nc", {"tc": ("x",)}, {"x": 2})
        with netCDF4.Dataset(self.here / "in.nc", "a") as f:
            f.createVariable("words", str, ("x",))[:] = np.array(["a", "b"], dtype=object)
        self.assertIn("'words'", self.fails("--rename", "tc=words"))

    def test_no_cells(self):
        self.make("in.nc", {"tc": ("time",)}, {"time": 0}, values={"tc": []})
        self.assertIn("'time' has length 0", self.fails())

    def test_name_clash(self):
        self.make("in.nc", {v: ("chi",) for v in FORCING}, {"chi": 2})
        self.assertIn("chi", self.fails("--outputs", "chi"))


if __name__ == "__main__":
    unittest.main()
