"""Hostile files and command lines: no crash, no incomplete file, no memory out of proportion to the file, and correct figures in the
other cells."""

import csv
import math
import resource
import struct
import time
import tomllib
import unittest

import netCDF4
import numpy as np

from classic_netcdf import classic_netcdf, climate_grid
from program import DATA, HEADER, ROW, SLOWDOWN, ProgramTest

FLORA = DATA / "forest_flora.toml"
COLUMNS = "cell_id,cell_area,cohort_pft_names,cohort_dbh_values,cohort_n_individuals\n"
STATES = ["cohorts", "stems", "basal_area", "lai", "layers", "ground_light", "stock"]


def limited():
    """A program with 1 GiB of address space; sanitizers need more."""
    if SLOWDOWN == 1:
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class BreaksTest(ProgramTest):
    def rows(self, name):
        with open(self.here / name, newline="", encoding="utf-8") as stream:
            return list(csv.DictReader(stream))

    def short(self, message):
        """Of many problems ten and a count, each on a line of 300 bytes at most."""
        self.assertLessEqual(len(message.encode()), 12 * 304 if " problems " in message else 304, message[:400])
        return message

    def quickly(self, seconds, program, *args):
        begin = time.monotonic()
        message = self.run_badly(program, *args, preexec_fn=limited)
        self.assertLess(time.monotonic() - begin, seconds * SLOWDOWN)
        return message


class NetcdfHeaders(BreaksTest):
    def refused(self, data):
        self.write("in.nc", data)
        message = self.short(self.quickly(5, "sylva-pmodel", "in.nc", "-o", "out.csv"))
        self.assertIn("in.nc", message)
        self.assertNotIn("memory", message.lower())

    def test_the_file_is_right_before_it_is_broken(self):
        for version in 1, 2:
            self.write("in.nc", climate_grid(version))
            self.pmodel("in.nc", "-o", "out.csv")
            self.assertEqual(len(self.rows("out.csv")), 24)

    def test_long_name_of_a_dimension(self):
        self.refused(classic_netcdf({"a" * 900: 1}, []))
        self.refused(classic_netcdf({"a" * 70_000: 1}, []))

    def test_type_that_does_not_exist(self):
        for version in 1, 2:
            data = bytearray(climate_grid(version))
            at = data.rfind(struct.pack(">ii", 5, 48))  # type and size of the last variable
            for code in 0, 12, 2**31 - 1:
                data[at:at + 4] = struct.pack(">i", code)
                self.refused(bytes(data))

    def test_counts_beyond_the_file(self):
        """Counts of values, variables, attributes, dimensions and letters that the file is too short for."""
        for version in 1, 2:
            good = climate_grid(version)
            places = {"values": good.find(b"add_offset\0\0") + 16, "variables": good.find(b"\0\0\0\x0b\0\0\0\x0d") + 4,
                      "dimensions": 12, "letters": 16, "attributes": good.find(b"\0\0\0\x0c\0\0\0\x02") + 4,
                      "dimensions of a variable": good.find(b"tc\0\0\0\0\0\x03") + 4}
            for what, at in places.items():
                for count in 0x7F000000, 0x06000000, 0x7FFFFFFF, -1:
                    with self.subTest(what=what, count=count, version=version):
                        self.refused(good[:at] + struct.pack(">i", count) + good[at + 4:])

    def test_truncated(self):
        good = climate_grid()
        for size in 3, 4, 7, 30, 200, 900, 1200:
            with self.subTest(size=size):
                self.refused(good[:size])


class Times(BreaksTest):
    def test_reference_times_that_no_calendar_has(self):
        for units in ("days since 2001-01-01 999999999:0:0", "days since 99999999999-01-01", "days since 2001-99-01",
                      "days since 2001-02-30", "seconds since 2001-01-01 24:61:00"):
            with self.subTest(units=units):
                with netCDF4.Dataset(self.here / "in.nc", "w") as f:
                    f.createDimension("time", 3)
                    v = f.createVariable("time", "f8", ("time",))
                    v.units = units
                    v[:] = [0, 1, 2]
                    for name, value in ("tc", 10), ("precipitation", 2), ("sunshine_fraction", 0.5):
                        f.createVariable(name, "f8", ("time",))[:] = value
                said = self.run_badly("sylva-splash", "in.nc", "-o", "out.csv", "--set", "latitude=40,elevation=1", "--spin-up", "none")
                self.assertIn("time", self.short(said))


class CommandLines(BreaksTest):
    def setUp(self):
        super().setUp()
        self.write("in.csv", HEADER + ROW)

    def test_more_threads_than_there_are(self):
        if "openmp" not in self.backends():
            self.skipTest("no backend openmp")
        self.pmodel("in.csv", "-o", "want.csv", "--backend", "openmp", "--threads", 1)
        for count in 2, 1000, 4096:
            done = self.start("sylva-pmodel", "in.csv", "-o", "out.csv", "--backend", "openmp", "--threads", count)
            self.assertIn(done.returncode, (0, 2), done.stderr)
            if done.returncode == 2:
                self.assertIn("threads", self.short(done.stderr))
            else:
                self.assertEqual((self.here / "out.csv").read_bytes(), (self.here / "want.csv").read_bytes())

    def test_prefix_that_is_no_name(self):
        for prefix in "a,b", "a\nb", 'a"b', "a\rb", "a\x1b[31m":
            with self.subTest(prefix=prefix):
                self.assertIn("--prefix", self.short(self.pmodel_fails("in.csv", "-o", "out.csv", "--prefix", prefix)))
                self.assertIn("--prefix", self.short(self.pmodel_fails("in.csv", "-o", "out.nc", "--prefix", prefix)))

    def test_reference_quantum_yield_that_cannot_be(self):
        for value in "inf", "-inf", "nan", "1e400", "-1":
            with self.subTest(value=value):
                said = self.pmodel_fails("in.csv", "-o", "out.csv", f"--reference-kphio={value}")
                self.assertIn("reference-kphio", self.short(said))

    def test_infinite_outputs_are_reported(self):
        """Without CO2 chi, which is divided by it, is infinite."""
        self.write("in.csv", HEADER + ROW + ROW.replace("400", "0"))
        said = self.pmodel("in.csv", "-o", "out.csv", "--outputs", "gpp,chi")
        self.assertEqual([r["chi"] for r in self.rows("out.csv")][1], "inf")
        self.assertRegex(said, r"undefined (gpp 1, )?chi 1 ")

    def test_outputs_that_are_inputs(self):
        self.write("days.csv", "date,tc,precipitation,sunshine_fraction\n2001-01-01,10,3,0.4\n2001-01-02,9,0,0.6\n")
        self.write("next.csv", "date,tc,precipitation,sunshine_fraction\n2001-01-03,8,3,0.4\n")
        site = ["--set", "latitude=47,elevation=1"]
        self.run_well("sylva-splash", "days.csv", "-o", "out.csv", "--spin-up", "none", "--state-out", "state.nc", *site)
        (self.here / "other.nc").symlink_to("state.nc")
        for output in "state.nc", "./state.nc", "other.nc":
            with self.subTest(output=output):
                self.short(self.run_badly("sylva-splash", "next.csv", "-o", output, "--state-in", "state.nc", *site))

    def test_two_outputs_of_one_name(self):
        self.write("stand.csv", COLUMNS + "1,10000,conifer,0.3,100\n")
        for state in "x.csv", "./x.csv":
            with self.subTest(state=state):
                said = self.run_badly("sylva-forest", FLORA, "stand.csv", "-o", "x.csv", "--state-out", state, "--years", 1)
                self.assertIn("x.csv", self.short(said))
                self.assertIn("-o" if "-o" in said else "same", said)


class Splash(BreaksTest):
    DAYS = 30

    def table(self, **change):
        lines = ["date,tc,precipitation,radiation"]
        for i in range(self.DAYS):
            cells = {"tc": 10, "precipitation": 2, "radiation": 90}
            if i == 7:
                cells.update(change)
            lines.append("2004-01-%02d,%s,%s,%s" % (i + 1, *cells.values()))
        self.write("in.csv", "\n".join(lines) + "\n")

    def test_undeclared_codes_of_missing_values(self):
        """-9999 as elevation or radiation is no value to calculate with in silence."""
        self.table()
        done = self.start("sylva-splash", "in.csv", "-o", "out.csv", "--spin-up", "none", "--set", "latitude=45,elevation=-9999")
        if done.returncode == 0:
            self.assertNotIn("every value lies where it is expected", done.stdout)
        self.assertIn("elevation", done.stderr if done.returncode else done.stdout[done.stdout.index("  range"):])
        self.table(radiation=-9999)
        done = self.start("sylva-splash", "in.csv", "-o", "out.csv", "--spin-up", "none", "--hold-gaps", "--set", "latitude=45,elevation=9")
        self.assertIn("radiation", done.stderr if done.returncode else done.stdout[done.stdout.index("  range"):])
        if done.returncode == 0:
            self.assertEqual([i for i, r in enumerate(self.rows("out.csv")) if math.isnan(float(r["pet"]))], [7])

    def test_one_cell_without_capacity(self):
        capacity = np.full((4, 5), 150.0)
        for bad in 0.0, -9999.0:
            for values in capacity, np.where(np.arange(20).reshape(4, 5) == 13, bad, capacity):
                with netCDF4.Dataset(self.here / "in.nc", "w") as f:
                    for name, size in ("time", self.DAYS), ("lat", 4), ("lon", 5):
                        f.createDimension(name, size)
                    v = f.createVariable("time", "f8", ("time",))
                    v.units = "days since 2001-01-01"
                    v[:] = np.arange(self.DAYS)
                    v = f.createVariable("lat", "f8", ("lat",))
                    v.units = "degrees_north"
                    v[:] = [10, 20, 30, 40]
                    for name, value in ("tc", 10), ("precipitation", 2), ("sunshine_fraction", 0.5):
                        f.createVariable(name, "f8", ("time", "lat", "lon"))[:] = value
                    f.createVariable("water_capacity", "f8", ("lat", "lon"))[:] = values
                said = self.run_well("sylva-splash", "in.nc", "-o", "out.nc", "--set", "elevation=9", "--spin-up", "none")
                with netCDF4.Dataset(self.here / "out.nc") as f:
                    soil = f["soil_moisture"][:].filled(np.nan)
                if values is capacity:
                    want = soil
            self.assertIn("water_capacity", said[said.index("  range"):])
            np.testing.assert_array_equal(np.isnan(soil), np.broadcast_to(values == bad, soil.shape))
            np.testing.assert_array_equal(soil[:, values != bad], want[:, values != bad])


class Forests(BreaksTest):
    def test_cell_without_trees_and_without_gpp(self):
        self.write("stand.csv", COLUMNS + "1,10000,,,\n2,10000,conifer,0.3,100\n3,10000,conifer,0.3,100\n")
        self.write("gpp.csv", "cell_id,gpp\n1,\n2,\n3,2\n")
        self.run_well("sylva-forest", FLORA, "stand.csv", "-o", "out.csv", "--gpp", "gpp.csv", "--years", 3, "--every", 1)
        by_cell = {}
        for row in self.rows("out.csv"):
            by_cell.setdefault(row["cell_id"], []).append([row[s] for s in STATES])
        for cell in "1", "2":
            self.assertEqual(by_cell[cell], by_cell[cell][:1] * 4)
        self.assertEqual(by_cell["1"][3][:2], ["0", "0"])
        self.assertNotEqual(by_cell["3"][0], by_cell["3"][1])

    def test_one_tree_of_almost_no_size(self):
        self.write("alone.csv", COLUMNS + "7,10000,conifer,0.3,100\n")
        self.run_well("sylva-forest", FLORA, "alone.csv", "-o", "alone_out.csv", "--years", 5)
        self.write("stand.csv", COLUMNS + "7,10000,conifer,0.3,100\n8,10000,conifer,1e-300,100\n")
        self.run_well("sylva-forest", FLORA, "stand.csv", "-o", "out.csv", "--years", 5)
        self.assertEqual([r for r in self.rows("out.csv") if r["cell_id"] == "7"], self.rows("alone_out.csv"))

    def test_message_has_the_cell_and_few_digits(self):
        self.write("stand.csv", COLUMNS + "7,10000,conifer,0.3,100\n")
        said = self.short(self.run_badly("sylva-forest", FLORA, "stand.csv", "-o", "out.csv", "--set", "seed_rain=1e300"))
        self.assertNotRegex(said, r"\d{25}")
        self.assertRegex(said, r"cell(_id)? 7\b|seed_rain")

    def test_top_height_of_ties_does_not_depend_on_the_order(self):
        rows = ["1,10000,pioneer,0.4,80\n", "1,10000,conifer,0.4,80\n"]
        out = []
        for order in rows, rows[::-1]:
            self.write("stand.csv", COLUMNS + "".join(order))
            self.run_well("sylva-forest", FLORA, "stand.csv", "-o", "out.csv", "--years", 1)
            out.append([float(r["top_height"]) for r in self.rows("out.csv")])
        np.testing.assert_allclose(out[0], out[1], rtol=1e-12)
        # the T model's height, and 160 trees of one diameter from which the 100 thickest take the same share of both types
        types = {t["name"]: t for t in tomllib.loads(FLORA.read_text(encoding="utf-8"))["pft"]}
        heights = [t["h_max"] * (1 - math.exp(-t["a_hd"] * 0.4 / t["h_max"])) for t in (types["pioneer"], types["conifer"])]
        self.assertAlmostEqual(out[0][0], sum(heights) / 2, places=10)


class Tables(BreaksTest):
    STAND = COLUMNS + "1,10000,conifer,0.3,100\n"

    def test_deep_keys_of_toml(self):
        self.write("stand.csv", self.STAND)
        for deep in "a." * 50_000 + "a = 1\n", "a = " + "[" * 50_000, "[" + "a." * 50_000 + "a]\n", "a = " + "{a = " * 50_000:
            self.write("deep.toml", deep)
            self.short(self.quickly(5, "sylva-forest", "deep.toml", "stand.csv", "-o", "out.csv"))

    def test_many_empty_columns(self):
        self.write("stand.csv", self.STAND)
        self.write("flora.csv", "name,h_max" + "," * 50_000 + "\nconifer,20" + "," * 50_000 + "\n")
        self.short(self.quickly(5, "sylva-forest", "flora.csv", "stand.csv", "-o", "out.csv"))
        self.write("stand.csv", self.STAND.replace("\n", "," * 50_000 + "\n"))
        self.short(self.quickly(5, "sylva-forest", FLORA, "stand.csv", "-o", "out.csv"))

    def test_many_types_are_not_listed(self):
        self.write("flora.csv", "name,h_max\n" + "".join(f"t{i},3\n" for i in range(20_000)))
        self.write("stand.csv", self.STAND)
        self.short(self.quickly(10, "sylva-forest", "flora.csv", "stand.csv", "-o", "out.csv"))
        self.write("stand.csv", self.STAND + "1,10000,conifer,0.3,100\n" * 50)
        self.short(self.quickly(10, "sylva-forest", "flora.csv", "stand.csv", "-o", "out.csv"))

    def test_long_names_are_cut(self):
        self.write("stand.csv", self.STAND)
        self.write("flora.json", '{"pft": [{"name": "conifer", "h_max": 20, "%s": 1}]}' % ("x" * 1_000_000))
        self.short(self.quickly(5, "sylva-forest", "flora.json", "stand.csv", "-o", "out.csv"))


if __name__ == "__main__":
    unittest.main()
