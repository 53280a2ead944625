"""sylva-forest: its figures, many cells and few, runs that go on, and what users get wrong."""

import collections
import csv
import itertools
import json
import math
import random
import resource
import signal
import subprocess
import time
import tomllib
import unittest

import netCDF4
import numpy as np
import xarray as xr

from program import BIN, DATA, REFERENCE, SLOWDOWN, ProgramTest

FLORA, STAND = DATA / "forest_flora.toml", DATA / "forest_stand.csv"
COLUMNS = "cell_id,cell_area,cohort_pft_names,cohort_dbh_values,cohort_n_individuals\n"
STATES = ["cohorts", "stems", "basal_area", "mean_dbh", "top_height", "lai", "layers", "ground_light", "stock"]
FLUXES = ["gpp", "gpp_topslice", "respiration", "turnover", "mortality", "recruitment"]
ALONE = ["--mortality", "constant", "--set", "rate=0,seed_rain=0,least_individuals=0"]  # trees that grow, and no more


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


class ForestTest(ProgramTest):
    def forest(self, *args, **kwargs):
        return self.run_well("sylva-forest", *args, **kwargs)

    def forest_fails(self, *args, **kwargs):
        return self.run_badly("sylva-forest", *args, **kwargs)

    def table(self, name):
        """A CSV output as (rows, cells) arrays by column."""
        columns = self.read(name)
        cells = len(set(columns["cell_id"]))
        return {key: np.array([float(x) for x in values]).reshape(-1, cells) for key, values in columns.items()}

    def opened(self, name):
        dataset = xr.open_dataset(self.here / name)
        self.addCleanup(dataset.close)
        return dataset

    def cells(self, name, count, seed=1):
        """A file of that many cells with other trees in each; their cohorts by cell."""
        rng = random.Random(seed)
        types = ["pioneer", "shade_tolerant", "conifer", "understorey"]
        stands = {}
        for cell in range(count):
            stands[cell] = [f"{cell},{1000 * (1 + cell % 3)},{rng.choice(types)},{rng.uniform(0.01, 0.6)},{rng.uniform(1, 90)}\n"
                            for _ in range(rng.randrange(1, 9))]
        self.write(name, COLUMNS + "".join("".join(rows) for rows in stands.values()))
        return stands

    def pyrealms_types(self):
        with open(REFERENCE / "demography_pfts.csv", newline="", encoding="ascii") as stream:
            rows = list(csv.DictReader(stream))
        names = [c for c in rows[0] if c not in ("q_m", "z_max_prop")]
        self.write("types.csv", "\n".join(",".join(r) for r in [names] + [[p[c] for c in names] for p in rows]) + "\n")
        return "types.csv"


class Figures(ForestTest):
    def test_a_year_of_trees_is_pyrealms(self):
        # one tree alone in each cell, whose canopy is its crown
        trees = rows_of(REFERENCE / "demography_allocation.csv")
        area = 1e8
        self.write("stand.csv", COLUMNS + "".join(f"{i},{area},{t['pft']},{t['dbh']},1\n" for i, t in enumerate(trees)))
        self.write("gpp.csv", "cell_id,gpp\n" + "".join(f"{i},{t['potential_gpp']}\n" for i, t in enumerate(trees)))
        self.forest(self.pyrealms_types(), "stand.csv", "-o", "out.csv", "--years", 1, "--gpp", "gpp.csv", *ALONE)
        out = self.table("out.csv")
        want = {key: np.array([float(t[key]) for t in trees]) for key in trees[0] if key != "pft"}
        grown = want["delta_stem_mass"] + want["delta_foliage_mass"]
        shed = sum(want[p + "_turnover"] for p in ("foliage", "fine_root", "reproductive_tissue"))
        gpp, left = want["whole_crown_gpp"], want["topslice_whole_crown_gpp"]
        for name, got, expected, tolerance in [
                ("gpp", out["gpp"][1] * area, gpp, 1e-10),
                ("topslice", out["gpp_topslice"][1] * area, gpp - left, 1e-10),
                ("respiration", out["respiration"][1] * area, left - want["npp"], 1e-10),
                ("turnover", out["turnover"][1] * area, shed, 1e-10),
                ("growth", (out["stock"][1] - out["stock"][0]) * area, grown, 1e-9),
                ("height", out["top_height"][0], want["stem_height"], 1e-12)]:
            np.testing.assert_allclose(got, expected, rtol=tolerance, atol=1e-13, err_msg=name)

    def test_canopies_are_pyrealms(self):
        by_gap = collections.defaultdict(lambda: collections.defaultdict(list))
        for r in rows_of(REFERENCE / "demography_canopy_stands.csv"):
            by_gap[r["gap_fraction"]][r["case"]].append(r)
        types = self.pyrealms_types()
        self.assertEqual(len(by_gap), 4)
        for gap, cases in by_gap.items():
            self.write("stand.csv", COLUMNS + "".join(f"{c},{r['cell_area']},{r['pft']},{r['dbh']},{r['n_individuals']}\n"
                                                      for c, rows in cases.items() for r in rows))
            self.forest(types, "stand.csv", "-o", "out.csv", "--years", 0, "--set", f"gap_fraction={gap}")
            out = self.table("out.csv")
            first = [rows[0] for rows in cases.values()]
            self.assertEqual(list(out["layers"][0]), [float(r["layers"]) for r in first])
            for ours, theirs in ("lai", "lai"), ("ground_light", "transmission_to_ground"):
                np.testing.assert_allclose(out[ours][0], [float(r[theirs]) for r in first], rtol=1e-9, atol=1e-12,
                                           err_msg=f"{ours}, gaps {gap}")

    def test_what_foresters_measure(self):
        self.write("stand.csv", COLUMNS + "4,2500,conifer,0.4,20\n4,2500,conifer,0.2,10\n4,2500,understorey,0.05,100\n")
        self.forest(FLORA, "stand.csv", "-o", "out.csv", "--years", 0)
        out = {key: values[0, 0] for key, values in self.table("out.csv").items()}
        basal = [math.pi / 4 * d * d for d in (0.4, 0.2, 0.05)]
        self.assert_close(out["stems"], 130 * 4, 1e-14)
        self.assert_close(out["basal_area"], 4 * (20 * basal[0] + 10 * basal[1] + 100 * basal[2]), 1e-14)
        self.assert_close(out["mean_dbh"], math.sqrt(out["basal_area"] / out["stems"] * 4 / math.pi), 1e-14)

        def height(dbh):
            return 38 * (1 - math.exp(-120 * dbh / 38))

        self.assert_close(out["top_height"], (20 * height(0.4) + 5 * height(0.2)) / 25, 1e-14)  # 25 are 100 ha-1

    def test_top_height_does_not_depend_on_the_order_of_rows(self):
        heights = {"pioneer": 26 * (1 - math.exp(-2)), "conifer": 38 * (1 - math.exp(-24 / 19))}  # of a diameter of 0.4 m
        thick = 38 * (1 - math.exp(-30 / 19))  # a conifer of 0.5 m
        for n, thicker, want in [((80, 80), 0, sum(heights.values()) / 2),
                                 ((30, 90), 0, (heights["pioneer"] + 3 * heights["conifer"]) / 4),
                                 ((30, 10), 0, (3 * heights["pioneer"] + heights["conifer"]) / 4),  # 40 stems in all
                                 ((33, 99), 70, (70 * thick + 30 * (heights["pioneer"] + 3 * heights["conifer"]) / 4) / 100)]:
            rows = [f"1,10000,{name},0.4,{k}\n" for name, k in zip(heights, n)] + [f"1,10000,conifer,0.5,{thicker}\n"]
            if sum(n) >= 100:  # else they would count
                rows.append("1,10000,conifer,0.1,0.3\n")
            got = set()
            for order in itertools.permutations(rows):
                self.write("stand.csv", COLUMNS + "".join(order))
                self.forest(FLORA, "stand.csv", "-o", "out.csv", "--years", 0)
                got.add(self.read("out.csv")["top_height"][0])
            self.assertEqual(len(got), 1, got)
            self.assert_close(got.pop(), want, 1e-14)
        # sums of three that depend on their order, by a digit, unless it is always the same
        heights["shade_tolerant"] = 34 * (1 - math.exp(-21 / 17))
        rows = [f"1,10000,{name},0.4,{n}\n" for name, n in zip(heights, (33.3, 70.1, 1 / 3))]
        got = set()
        for order in itertools.permutations(rows):
            self.write("stand.csv", COLUMNS + "".join(order))
            self.forest(FLORA, "stand.csv", "-o", "out.csv", "--years", 0)
            got.add(self.read("out.csv")["top_height"][0])
        self.assertEqual(len(got), 1, got)
        weights = dict(zip(heights, (33.3, 70.1, 1 / 3)))
        self.assert_close(got.pop(), sum(weights[k] * heights[k] for k in heights) / sum(weights.values()), 1e-14)


class Outputs(ForestTest):
    def test_bundled_example(self):
        begin = time.monotonic()
        said = self.forest(FLORA, STAND, "-o", "out.csv")
        self.assertLess(time.monotonic() - begin, 10 * SLOWDOWN)
        for part in "2 cells", "17 cohorts at first", "2.5 kg C m-2 yr-1 in all cells and years", "a row every 5 years":
            self.assertIn(part, said)
        self.assertIn("pioneer, shade_tolerant, conifer, understorey", said)
        self.assertNotIn("warning", said)
        out = self.table("out.csv")
        self.assertEqual(out["year"].shape, (101, 2))
        self.assertEqual(list(out["year"][:, 0]), list(range(0, 501, 5)))
        self.assertTrue((out["basal_area"][-1] > 20).all())  # still a forest

    def test_bundled_example_is_a_temperate_forest(self):
        said = self.forest(FLORA, STAND, "-o", "out.csv", "--years", 200, "--every", 200)
        self.assertNotIn("warning", said)
        out = self.table("out.csv")
        for name, least, most in ("gpp", 1.2, 2), ("basal_area", 25, 80), ("stock", 8, 40), ("top_height", 15, 45):
            self.assertTrue(((least < out[name][-1]) & (out[name][-1] < most)).all(), f"{name}: {out[name][-1]}")

    def test_carbon_adds_up(self):
        said = self.forest(FLORA, STAND, "-o", "out.csv", "--years", 60, "--every", 7)
        self.assertLess(float(said.split("adds up to ")[1].split()[0]), 1e-12)
        out = self.table("out.csv")
        self.assertEqual(list(out["year"][:, 0]), [*range(0, 60, 7), 60])
        self.assertEqual(list(out["years"][:, 0]), [0] + 8 * [7] + [4])
        flow = out["gpp"] - out["gpp_topslice"] - out["respiration"] - out["turnover"] - out["mortality"] + out["recruitment"]
        np.testing.assert_allclose(np.diff(out["stock"], axis=0), (flow * out["years"])[1:], rtol=0, atol=1e-12)
        self.assertTrue(np.isnan(out["gpp"][0]).all())
        self.assertTrue((out["respiration"][1:] > 0).all() and (out["mortality"][1:] > 0).all())

    def test_csv_and_netcdf_agree(self):
        self.cells("stand.csv", 5)
        for name in "out.csv", "out.nc":
            self.forest(FLORA, "stand.csv", "-o", name, "--years", 40, "--start-year", 100)
        table, grid = self.table("out.csv"), self.opened("out.nc")
        self.assertEqual(dict(grid.sizes), {"time": 41, "cell": 5, "time_ends": 2})
        for name in STATES + ["years"] + FLUXES:
            self.assertEqual(grid[name].dims, ("time", "cell"))
            np.testing.assert_array_equal(grid[name], table[name], err_msg=name)
        np.testing.assert_array_equal(grid["year"], table["year"][:, 0])
        np.testing.assert_array_equal(grid["cell_id"], table["cell_id"][0])
        np.testing.assert_array_equal(grid["cell_area"], [1000, 2000, 3000, 1000, 2000])

    def test_conventions(self):
        self.forest(FLORA, STAND, "-o", "out.nc", "--years", 20, "--every", 10)
        grid = self.opened("out.nc")
        self.assertEqual(grid.attrs["Conventions"], "CF-1.8")
        self.assertIn("sylva-forest", grid.attrs["history"])
        self.assertIn("seed_rain=0.02", grid.attrs["source"])
        self.assertEqual([t.isoformat()[:10] for t in grid.indexes["time"]], ["0001-01-01", "0011-01-01", "0021-01-01"])
        self.assertEqual([t.isoformat()[:10] for t in grid["time_bounds"].values[2]], ["0011-01-01", "0021-01-01"])
        with netCDF4.Dataset(self.here / "out.nc") as raw:
            self.assertEqual((raw["time"].calendar, raw["time"].axis, raw["time"].bounds), ("noleap", "T", "time_bounds"))
            units = {name: raw[name].units for name in STATES + FLUXES}
            self.assertEqual(units["basal_area"], "m2 hectare-1")
            self.assertEqual(units["stock"], "kg m-2")
            self.assertEqual({units[name] for name in FLUXES}, {"kg m-2 year-1"})
            self.assertEqual(raw["lai"].standard_name, "leaf_area_index")
            for name in STATES + FLUXES:
                self.assertTrue(raw[name].long_name)
                self.assertEqual(raw[name].cell_methods, "time: mean" if name in FLUXES else "time: point")
                self.assertEqual((raw[name].coordinates, raw[name].cell_measures), ("year cell_id", "area: cell_area"))
        dumped = subprocess.run(["ncdump", "-v", "cohorts", self.here / "out.nc"], capture_output=True, text=True, check=True).stdout
        self.assertRegex(dumped, r"cohorts =\s+12, 5,")

    def test_the_same_command_gives_the_same_file(self):
        files = []
        for _ in range(2):
            self.forest(FLORA, STAND, "-o", "out.nc", "--years", 5, "--state-out", "end.nc")
            files.append([(self.here / name).read_bytes() for name in ("out.nc", "end.nc")])
        self.assertEqual(files[0], files[1])

    def test_state_as_ragged_arrays(self):
        self.cells("stand.csv", 7)
        self.forest(FLORA, "stand.csv", "-o", "out.csv", "--years", 25, "--state-out", "end.csv")
        self.forest(FLORA, "stand.csv", "-o", "out.csv", "--years", 25, "--state-out", "end.nc")
        state, rows = self.opened("end.nc"), rows_of(self.here / "end.csv")
        self.assertEqual(state["cohort_count"].attrs["sample_dimension"], "cohort")
        self.assertEqual(int(state["cohort_count"].sum()), state.sizes["cohort"])
        names = [state["pft_name"].values[i] for i in state["pft"].values]
        cells = np.repeat(state["cell_id"].values, state["cohort_count"].values)
        got = zip(cells, names, state["dbh"].values, state["n_individuals"].values, state["cohort_id"].values)
        for (cell, name, dbh, n, cohort), row in zip(got, rows, strict=True):
            self.assertEqual((str(cell), name, str(cohort)), (row["cell_id"], row["cohort_pft_names"], row["cohort_id"]))
            self.assertEqual((dbh, n), (float(row["cohort_dbh_values"]), float(row["cohort_n_individuals"])))
        self.assertEqual((state["dbh"].attrs["units"], state.attrs["year"]), ("m", "25"))

    def test_picture(self):
        self.write("few.csv", COLUMNS + "1,10000,conifer,0.4,20\n2,10000,,,\n")
        for args in [(STAND,), (STAND, "--plot-cell", 2, "--years", 30), (STAND, "--years", 0),
                     ("few.csv", "--years", 0, "--plot-cell", 1), ("few.csv", "--years", 0, "--plot-cell", 2)]:
            self.assertIn("plot      p.png", self.forest(FLORA, *args, "-o", "out.csv", "--plot", "p.png"))
            self.assertTrue((self.here / "p.png").read_bytes().startswith(b"\x89PNG"))
            (self.here / "p.png").unlink()


class Cells(ForestTest):
    def test_thousands_are_as_one(self):
        stands = self.cells("all.csv", 1500)
        self.forest(FLORA, "all.csv", "-o", "all.nc", "--years", 12, "--every", 6)
        together = self.opened("all.nc")
        for cell in 0, 1, 700, 1033, 1499:
            self.write("one.csv", COLUMNS + "".join(stands[cell]))
            self.forest(FLORA, "one.csv", "-o", "one.csv.out.csv", "--years", 12, "--every", 6)
            alone = self.table("one.csv.out.csv")
            for name in STATES + FLUXES:
                np.testing.assert_array_equal(together[name].values[:, cell], alone[name][:, 0], err_msg=f"{name} of cell {cell}")

    def test_backends(self):
        self.cells("stand.csv", 60)
        want = None
        for name in self.backends("sylva-forest"):
            if name not in ("serial", "simd", "openmp"):
                continue
            self.assertIn(f"({name}, ", self.forest(FLORA, "stand.csv", "-o", "out.csv", "--years", 20, "--backend", name))
            got = self.table("out.csv")
            want = want or got
            for key in STATES + FLUXES:
                np.testing.assert_allclose(got[key], want[key], rtol=1e-9, atol=1e-12, err_msg=f"{key} by {name}")
        self.forest(FLORA, "stand.csv", "-o", "out.csv", "--years", 2, "--threads", 2)

    def test_gpp_of_cells(self):
        self.write("gpp.csv", "gpp [g C m-2 yr-1],cell_id\n2500,1\n1200,2\n")
        self.forest(FLORA, STAND, "-o", "both.csv", "--years", 10, "--gpp", "gpp.csv")
        both = self.table("both.csv")
        for cell, gpp in (0, 2.5), (1, 1.2):
            self.forest(FLORA, STAND, "-o", "one.csv", "--years", 10, "--gpp", gpp)
            np.testing.assert_array_equal(both["stock"][:, cell], self.table("one.csv")["stock"][:, cell])

    def test_series_repeats(self):
        self.write("gpp.csv", "cell_id,year,gpp\n" + "".join(f"{c},{y},{g}\n" for y, g in [(2001, 2), (2002, 3), (2003, 1)] for c in (2, 1)))
        said = self.forest(FLORA, STAND, "-o", "out.csv", "--years", 7, "--gpp", "gpp.csv")
        self.assertIn("years 2001 to 2003, which repeat", said)
        got = self.table("out.csv")
        self.assertEqual(list(got["year"][:, 0]), list(range(2000, 2008)))
        state = STAND  # the same, year by year
        for i, gpp in enumerate([2, 3, 1, 2, 3, 1, 2]):
            self.forest(FLORA, state, "-o", "year.csv", "--years", 1, "--gpp", gpp, "--state-out", f"{i}.csv")
            np.testing.assert_array_equal(self.table("year.csv")["stock"][1], got["stock"][i + 1])
            state = f"{i}.csv"
        self.forest(FLORA, STAND, "-o", "later.csv", "--years", 1, "--gpp", "gpp.csv", "--start-year", 1998)  # 1999 is as 2002
        self.forest(FLORA, STAND, "-o", "year.csv", "--years", 1, "--gpp", 3)
        np.testing.assert_array_equal(self.table("later.csv")["stock"], self.table("year.csv")["stock"])

    def test_missing_gpp(self):
        stands = self.cells("stand.csv", 6)
        self.write("gpp.csv", "cell_id,year,gpp\n" + "".join(f"{c},{y},{'' if c == 4 or (c, y) == (1, 2) else 2}\n"
                                                           for c in (0, 1, 3, 4, 5, 77) for y in (1, 2, 3)))
        said = self.forest(FLORA, "stand.csv", "-o", "out.csv", "--years", 3, "--gpp", "gpp.csv", "--state-out", "end.csv")
        self.assertIn("2 of 6 cells have no GPP and stayed as they were: 2, 4", said)
        self.assertIn("1 of 6 cells have years without GPP, in which they stayed as they were: 1", said)
        self.assertIn("1 cell not in COHORTS", said)
        out = self.table("out.csv")
        for cell in 2, 4:
            self.assertTrue((out["stock"][:, cell] == out["stock"][0, cell]).all())
            self.assertTrue(np.isnan(out["gpp"][:, cell]).all())
            trees = [r for r in rows_of(self.here / "end.csv") if int(r["cell_id"]) == cell]
            self.assertEqual([[r["cohort_pft_names"], float(r["cohort_dbh_values"])] for r in trees],
                             [[row.split(",")[2], float(row.split(",")[3])] for row in stands[cell]])
        self.assertEqual(list(out["years"][:, 1]), [0, 1, 0, 1])
        self.assertEqual(out["stock"][1, 1], out["stock"][2, 1])
        self.write("full.csv", "cell_id,gpp\n" + "".join(f"{c},2\n" for c in range(6)))
        self.forest(FLORA, "stand.csv", "-o", "full_out.csv", "--years", 3, "--gpp", "full.csv")
        for cell in 0, 3, 5:
            np.testing.assert_array_equal(out["stock"][:, cell], self.table("full_out.csv")["stock"][:, cell])

    def test_cell_without_trees(self):
        self.write("stand.csv", COLUMNS + "1,100,conifer,0.2,3\n2,100,,,\n")
        self.forest(FLORA, "stand.csv", "-o", "out.nc", "--years", 5)
        out = self.opened("out.nc")
        self.assertEqual(out["cohorts"].values[0, 1], 0)
        self.assertTrue(math.isnan(out["mean_dbh"].values[0, 1]))
        self.assertEqual(out["ground_light"].values[0, 1], 1)
        self.assertEqual(out["cohorts"].values[1, 1], 4)  # a seedling of each type

    def test_no_tree_is_left(self):
        self.write("stand.csv", COLUMNS + "1,100,conifer,0.2,3\n2,100,,,\n")
        for name in "serial", "simd":
            self.forest(FLORA, "stand.csv", "-o", "out.csv", "--years", 20, "--gpp", 0, "--set", "seed_rain=0", "--backend", name,
                        "--state-out", "end.nc", "--plot", "p.png")
            out = self.table("out.csv")
            self.assertEqual(list(out["cohorts"][[0, -1], 0]), [1, 0])
            self.assertEqual((out["stock"][-1, 0], out["ground_light"][-1, 0], out["layers"][-1, 0]), (0, 1, 0))
        self.assertEqual(self.opened("end.nc").sizes["cohort"], 0)
        self.forest(FLORA, "stand.csv", "-o", "out.csv", "--years", 20, "--gpp", 0, "--set", "seed_rain=0", "--state-out", "end.csv")
        self.forest(FLORA, "end.csv", "-o", "out.csv", "--years", 3)  # and trees may come again
        self.assertEqual(list(self.table("out.csv")["cohorts"][:2, 1]), [0, 4])


    def test_empty_cells_without_gpp_stay_empty(self):
        self.write("stand.csv", COLUMNS + "1,10000,,,\n2,10000,conifer,0.3,100\n3,10000,conifer,0.3,100\n")
        self.write("gpp.csv", "cell_id,gpp\n1,\n2,\n3,2.5\n")
        said = self.forest(FLORA, "stand.csv", "-o", "out.csv", "--years", 3, "--gpp", "gpp.csv", "--every", 1)
        self.assertIn("2 of 3 cells have no GPP and stayed as they were: 1, 2", said)
        out = self.table("out.csv")
        for name in "cohorts", "stems", "basal_area", "lai", "layers", "stock", "years":
            self.assertEqual(list(out[name][:, 0]), [0] * 4, name)
        for name in FLUXES + ["mean_dbh", "top_height"]:
            self.assertTrue(np.isnan(out[name][:, 0]).all(), name)
        self.assertEqual(list(out["ground_light"][:, 0]), [1] * 4)
        self.assertEqual(list(out["cohorts"][:, 1]), [1] * 4)
        self.assertEqual(list(out["cohorts"][:, 2]), [1, 5, 9, 13])  # where there is GPP trees come
        self.assertLess(float(said.split("adds up to ")[1].split()[0]), 1e-12)

    def test_summary_without_trees(self):
        oak = [self.write("oak.toml", '[[pft]]\nname = "oak"\n'), "stand.csv", "-o", "out.csv", "--gpp", 0]
        self.write("stand.csv", COLUMNS + "1,10000,oak,0.3,300\n2,10000,oak,0.1,0\n3,10000,oak,0.2,20\n")
        said = self.forest(*oak, "--years", 60, "--set", "seed_rain=0", "--state-out", "empty.csv")
        height = {d: 25.33 * (1 - math.exp(-116 * d / 25.33)) for d in (0.3, 0.2)}
        self.assertIn(f"top height {(height[0.3] + height[0.2]) / 2:.4g} m to no trees", said)  # means of cells that have trees
        self.assertIn("more than half of the trees died within a year in 2 of 3 cells, first in year 1; worst: 99.6 % in cell", said)
        self.assertNotIn("nan", said)
        self.assertEqual(len(rows_of(self.here / "empty.csv")), 3)
        oak[1] = "empty.csv"
        self.assertIn("growth    no trees\n", self.forest(*oak, "--years", 2, "--set", "seed_rain=0"))
        self.assertIn("top height no trees to 1.1", self.forest(*oak, "--years", 1))
        # a cell to which only new trees bring carbon, beside one without GPP
        self.write("gpp.csv", "cell_id,gpp\n1,0\n2,\n3,\n")
        said = self.forest(*oak[:-1], "gpp.csv", "--years", 1)
        self.assertLess(float(said.split("adds up to ")[1].split()[0]), 1e-12)
        for years in 0, 1:
            self.write("gpp.csv", "cell_id,gpp\n1,\n2,\n3,\n")
            said = self.forest(*oak[:-1], "gpp.csv", "--years", years)
            self.assertIn("no value for a cell of COHORTS", said)
            for word in "nan", "inf":
                self.assertNotIn(word, said)

    def test_cells_with_impossible_trees_have_no_results(self):
        self.write("stand.csv", COLUMNS + "7,10000,conifer,0.3,100\n8,10000,conifer,0.3,100\n8,10000,conifer,1e-300,100\n"
                                          "9,10000,conifer,13,0.01\n10,10000,conifer,520,1\n")
        said = self.forest(FLORA, "stand.csv", "-o", "out.csv", "--years", 5, "--every", 1, "--plot", "p.png")
        self.assertIn("range     dbh: 1 outside of the expected 0.001 to 12 m; worst 13 in cell 9\n", said)
        self.assertIn("range     dbh: 2 impossible, outside of 1e-06 to 100 m; worst 520 in cell 10\n", said)
        self.assertIn("2 of 4 cells have impossible values in COHORTS, and no results: 8, 10\n", said)
        self.assertNotIn("warning   dbh", said)  # of most trees it is right
        out = self.table("out.csv")
        for name in STATES + FLUXES:
            self.assertTrue(np.isnan(out[name][:, [1, 3]]).all(), name)
            self.assertFalse(np.isnan(out[name][0 if name in STATES else 1, 0]), name)
        self.assertIn("--state-out: values of cell 8, 10 are impossible",
                      self.forest_fails(FLORA, "stand.csv", "-o", "new.csv", "--state-out", "end.csv"))
        self.write("bad.csv", COLUMNS + "8,10000,conifer,520,1\n")
        self.assertIn("bad.csv: no cell has results: dbh: 1 impossible, outside of 1e-06 to 100 m; worst 520 in cell 8; dbh looks like mm",
                      self.forest_fails(FLORA, "bad.csv", "-o", "new.csv"))
        self.write("one.csv", COLUMNS + "7,10000,conifer,0.3,100\n")
        said = self.forest(FLORA, "one.csv", "-o", "one_out.csv", "--years", 5, "--every", 1)
        self.assertNotIn("range", said)
        np.testing.assert_array_equal(out["stock"][:, 0], self.table("one_out.csv")["stock"][:, 0])

    def test_diameters_in_centimetres(self):
        cm = [12 + 3 * (i % 14) for i in range(21)]  # an inventory
        for scale, unit in (1, "cm"), (10, "mm"):
            rows = [f"1,1e8,conifer,{d * scale},18\n" for d in cm]
            divide = f"dbh looks like {unit}, and is read in m (the median is {sorted(cm)[10] * scale}): divide by {100 * scale}"
            self.write("stand.csv", COLUMNS + "".join(rows[:20]) + f"1,1e8,conifer,{sorted(cm)[10] * scale},18\n")
            self.assertIn(f"stand.csv: {divide}", self.forest_fails(FLORA, "stand.csv", "-o", "out.csv"))
        self.write("stand.csv", COLUMNS + "1,1e8,shade_tolerant,52,18\n1,1e8,shade_tolerant,38,34\n")
        self.assertIn("warning   dbh looks like cm, and is read in m (the median is 52): divide by 100",
                      self.forest(FLORA, "stand.csv", "-o", "out.csv", "--years", 1))
        # a third as thick as sequoias is no error
        self.write("stand.csv", COLUMNS + "".join(f"1,1e8,conifer,{d},1\n" for d in [8.0] * 10 + [0.5] * 20))
        self.assertNotIn("looks like", self.forest(FLORA, "stand.csv", "-o", "out.csv", "--years", 1))

    def test_cells_with_missing_values_have_no_results(self):
        rows = {7: "7,10000,conifer,0.3,100\n", 8: "8,5000,conifer,,100\n8,5000,conifer,0.1,100\n",
                9: "9,10000,pioneer,0.1,300\n", 10: "10,10000,conifer,0.2,NA\n", 11: "11,10000,conifer,-9999,7\n"}
        self.write("stand.csv", COLUMNS + "".join(rows.values()))
        said = self.forest(FLORA, "stand.csv", "-o", "out.csv", "--years", 5, "--every", 1, "--missing", "-9999")
        self.assertIn("3 of 5 cells have trees without a diameter or number in COHORTS, and no results: 8, 10, 11\n", said)
        out = self.table("out.csv")
        for name in STATES + FLUXES:
            self.assertTrue(np.isnan(out[name][:, [1, 3, 4]]).all(), name)
        self.write("known.csv", COLUMNS + rows[7] + rows[9])
        told = self.forest(FLORA, "known.csv", "-o", "known_out.csv", "--years", 5, "--every", 1)
        known = self.table("known_out.csv")
        for name in STATES + FLUXES:
            np.testing.assert_array_equal(out[name][:, [0, 2]], known[name], name)
        for line in "growth", "carbon":  # means over the cells that are known
            self.assertEqual(*(next(x for x in text.split("\n") if x.startswith(f"  {line}")) for text in (said, told)))
        self.assertIn("--state-out: the trees of cell 8, 10, 11 are not all known",
                      self.forest_fails(FLORA, "stand.csv", "-o", "new.csv", "--state-out", "s.csv", "--missing", "-9999"))
        self.assertIn('line 7, column cohort_dbh_values is "-9999": allowed is a number above 0',
                      self.forest_fails(FLORA, "stand.csv", "-o", "new.csv"))
        trees = {"pft_name": "conifer", "dbh_value": None, "n_individuals": 3}
        self.write("stand.json", json.dumps({"communities": [{"cell_id": 1, "cell_area": 100, "cohorts": [trees]},
                                                             {"cell_id": 2, "cell_area": 100, "cohorts": []}]}))
        self.assertIn("1 of 2 cells have trees without a diameter or number in COHORTS, and no results: 1\n",
                      self.forest(FLORA, "stand.json", "-o", "out.nc", "--years", 2))

    def test_cells_with_too_many_crowns_have_no_results(self):
        """Areas in hectares, or absurd sizes, in some cells."""
        rows = {7: "7,10000,conifer,0.3,100\n", 8: "8,1,conifer,0.5,500\n", 9: "9,10000,pioneer,0.1,300\n",
                10: "10,100,conifer,0.2,3\n10,100,conifer,1e200,1\n", 11: "11,10000,conifer,,1\n", 12: "12,500,,,\n"}
        self.write("stand.csv", COLUMNS + "".join(rows.values()))
        said = self.forest(FLORA, "stand.csv", "-o", "out.csv", "--years", 5, "--every", 1)
        self.assertIn("2 of 6 cells have crowns in COHORTS that cover cell_area more than 1000 times (is it in m2?), "
                      "and no results: 8, 10\n", said)
        self.assertIn("1 of 6 cells have trees without a diameter or number in COHORTS, and no results: 11\n", said)
        out = self.table("out.csv")
        self.write("known.csv", COLUMNS + rows[7] + rows[9] + rows[12])
        told = self.forest(FLORA, "known.csv", "-o", "known_out.csv", "--years", 5, "--every", 1)
        known = self.table("known_out.csv")
        for name in STATES + FLUXES:
            self.assertTrue(np.isnan(out[name][:, [1, 3, 4]]).all(), name)
            np.testing.assert_array_equal(out[name][:, [0, 2, 5]], known[name], name)
        for line in "growth", "carbon":  # means over the cells that are known
            self.assertEqual(*(next(x for x in text.split("\n") if x.startswith(f"  {line}")) for text in (said, told)))
        self.write("two.csv", COLUMNS + rows[7] + rows[8])
        self.assertIn("--state-out: the crowns of cell 8 cover its area more than 1000 times",
                      self.forest_fails(FLORA, "two.csv", "-o", "new.csv", "--state-out", "s.csv"))
        # where no cell is left it is a mistake in all of them
        self.write("bad.csv", COLUMNS + rows[8] + rows[10] + rows[11])
        said = self.forest_fails(FLORA, "bad.csv", "-o", "new.csv")
        self.assertIn("the crowns of cell 8 cover its cell_area of 1 m2", said)
        self.assertIn("allowed is 1000, and no other cell has fewer. Is cell_area in m2?", said)

    def test_cells_that_grow_too_many_layers_have_no_results_any_more(self):
        """10000 layers are allowed. In an empty cell new trees make one for each time that they cover it."""
        def crown_area(t, dbh):  # of the T model (Li et al. 2014)
            return math.pi * t["ca_ratio"] / (4 * t["a_hd"]) * dbh * t["h_max"] * (1 - math.exp(-t["a_hd"] * dbh / t["h_max"]))

        types = tomllib.loads(FLORA.read_text(encoding="utf-8"))["pft"]
        cover = sum(crown_area(t, 0.1) for t in types)  # of a seed of each type on 1 m2
        rain = {layers: f"recruit_dbh=0.1,seed_rain={(layers - 0.5) / cover}" for layers in (10000, 10001)}
        rows = {7: "7,10000,,,\n", 8: "8,10000,conifer,0.3,100\n", 9: "9,2000,,,\n"}
        self.write("stand.csv", COLUMNS + "".join(rows.values()))
        self.write("gpp.csv", "cell_id,year,gpp\n7,1,2\n7,2,2\n8,1,\n8,2,\n9,1,\n9,2,2\n")
        run = [FLORA, "stand.csv", "-o", "out.csv", "--gpp", "gpp.csv", "--set"]
        said = self.forest(*run, rain[10000], "--years", 1)
        self.assertNotIn("canopy layers", said)
        out = self.table("out.csv")
        self.assertEqual(list(out["layers"][1]), [10000, 1, 0])
        self.assertEqual(list(out["cohorts"][1]), [4, 1, 0])
        told = " of 3 cells have more than 10000 canopy layers (is seed_rain or gap_fraction too high?), and no results any more: "
        for every in 1, 2:  # in a row, and between rows
            said = self.forest(*run, rain[10001], "--years", 2, "--every", every)
            self.assertIn(f"2{told}7 from year 1, 9 from year 2\n", said)
            out = self.table("out.csv")
            for name in STATES + FLUXES:
                self.assertTrue(np.isnan(out[name][1:, 0]).all() and np.isnan(out[name][-1, 2]), name)
                np.testing.assert_array_equal(out[name][:, 1], out[name][0, 1], name)
        for name in ["cohorts", "layers", "stock"]:
            self.assertEqual(list(out[name][0, [0, 2]]), [0, 0])
        # the sums of the summary are those of the other cells
        said = self.forest(*run, rain[10001], "--years", 1)
        self.assertIn(f"1{told}7 from year 1\n", said)
        self.assertIn("GPP 0 + new trees 0 = ", said)

    def test_all_cells_grow_too_many_layers(self):
        self.write("stand.csv", COLUMNS + "7,10000,conifer,0.3,100\n8,10000,conifer,0.3,100\n")
        run = [FLORA, "stand.csv", "-o", "out.csv", "--years", 9, "--set", "seed_rain=1e5,recruit_dbh=0.1"]
        said = self.forest_fails(*run)
        self.assertRegex(said, r"the crowns of cell 7 make [\d.e+]{5,11} canopy layers at the end of year 1 "
                               r"\(too many in 2 cells\); allowed are at most 10,000\. Usually seed_rain, which is "
                               r"1e\+05 m-2 yr-1, or gap_fraction, which is 0, is too high\n")
        self.assertLessEqual(len(said), 301)
        self.write("gpp.csv", "cell_id,gpp\n7,2\n")
        self.assertRegex(self.forest_fails(*run, "--gpp", "gpp.csv", "--state-out", "end.csv"),
                         "--state-out: the crowns of cell 7 make .* at the end of year 1; .* no state to go on from")
        self.forest(*run, "--gpp", "gpp.csv", "--plot", "p.png", "--plot-cell", 7)

    def test_missing_codes_of_gpp(self):
        self.write("stand.csv", COLUMNS + "7,10000,conifer,0.3,100\n8,10000,conifer,0.3,100\n")
        self.write("gpp.csv", "cell_id,gpp\n7,-9999\n8,2\n")
        self.assertIn("gpp is -9999 (line 2)", self.forest_fails(FLORA, "stand.csv", "-o", "out.csv", "--gpp", "gpp.csv"))
        said = self.forest(FLORA, "stand.csv", "-o", "out.csv", "--gpp", "gpp.csv", "--years", 2, "--missing", "-9999")
        self.assertIn("1 of 2 cells have no GPP and stayed as they were: 7\n", said)

    def test_many_deaths_are_told(self):
        self.write("oak.toml", '[[pft]]\nname = "oak"\n')  # with pyrealm's traits
        self.write("stand.csv", COLUMNS + "7,100000,oak,0.02,1\n8,100000,oak,0.3,1\n9,100000,oak,0.6,1\n")
        run = ["oak.toml", "stand.csv", "-o", "out.csv", "--years", 2]
        told = "more than half of the trees died within a year in "
        # pyrealm 2.0.0: at 1.5 all of them shrink, at 3 all grow, by 0.25, 0.16 and 0.11 kg C m-2 of leaves
        said = self.forest(*run, "--gpp", 1.5)
        self.assertIn(told + "3 of 3 cells, first in year 1; worst: 99.6 % in cell 7, year 1", said)
        self.assertIn("they neither grow nor shrink at oak 1.57 to 2.12 kg C m-2 yr-1", said)
        self.assertNotIn("warning", self.forest(*run, "--gpp", 3))
        # at 2.25 the thickest shrinks, in the other two growth per leaf area is 0.117 and 0.0226: 5 % and 89 % die
        self.write("gpp.csv", "cell_id,year,gpp\n" + "".join(f"{c},{y},{2.25 if y == 5 else 3}\n" for c in (7, 8, 9) for y in (3, 4, 5)))
        said = self.forest(*run[:-1], 5, "--gpp", "gpp.csv")
        self.assertIn(told + "2 of 3 cells, first in year 5; worst: 99.6 % in cell 9, year 5", said)
        constant = ["--mortality", "constant", "--gpp", 3, "--set"]
        self.assertNotIn("warning", self.forest(*run, *constant, "rate=0.69"))
        said = self.forest(*run, *constant, "rate=0.7")
        self.assertIn(told + "3 of 3 cells, first in year 1; worst: 50.3 % in cell 7, year 1\n", said)


class Restart(ForestTest):
    def test_goes_on(self):
        self.cells("stand.csv", 4, seed=7)
        self.write("gpp.csv", "cell_id,year,gpp\n" + "".join(f"{c},{y},{2 + (c + y) % 3 / 4}\n" for c in range(4) for y in range(1, 8)))
        base = ["--gpp", "gpp.csv", "--every", 1]
        for ending in "csv", "toml", "json":
            end, middle, whole = f"end.{ending}", f"middle.{ending}", f"whole.{ending}"
            self.forest(FLORA, "stand.csv", "-o", "50.csv", "--years", 50, "--state-out", whole, *base)
            said = self.forest(FLORA, "stand.csv", "-o", "30.csv", "--years", 30, "--state-out", middle, *base)
            self.assertIn("go on with --start-year 30", said)
            self.forest(FLORA, middle, "-o", "20.csv", "--years", 20, "--start-year", 30, "--state-out", end, *base)
            self.assertEqual((self.here / end).read_bytes(), (self.here / whole).read_bytes())
            rows = [(self.here / n).read_text().splitlines() for n in ("50.csv", "30.csv", "20.csv")]
            self.assertEqual(rows[0], rows[1] + rows[2][1 + 4:])  # the first row of the second part is the last of the first
        self.assertIn("cohorts", json.loads((self.here / "end.json").read_text())["communities"][0])

    def test_formats_are_the_same(self):
        self.forest(FLORA, STAND, "-o", "a.csv", "--years", 9, "--state-out", "s.csv")
        for first, second in ("s.csv", "s.toml"), ("s.toml", "s.json"), ("s.json", "t.csv"):
            self.forest(FLORA, first, "-o", "a.csv", "--years", 0, "--state-out", second)
        self.assertEqual((self.here / "s.csv").read_bytes(), (self.here / "t.csv").read_bytes())


class Errors(ForestTest):
    def fails(self, *args, flora=FLORA, stand=STAND):
        self.write("out.csv", "an older result\n")
        return self.forest_fails(flora, stand, "-o", "out.csv", *args)

    def test_flora(self):
        text = FLORA.read_text()
        for change, parts in {("h_max = 26.0", "h_max = -26.0"): ["bad.toml", "pft[0].h_max is -26 m", "above 0"],
                              ("sla = 12.0", "slo = 12.0"): ["pft[2].slo", "did you mean sla?"],
                              ('"conifer"', '"pioneer"'): ['"pioneer"', "allowed once"],
                              ("[[pft]]", "[[pft]"): ["bad.toml"]}.items():
            self.write("bad.toml", text.replace(*change, 1))
            said = self.fails(flora="bad.toml")
            for part in parts:
                self.assertIn(part, said)
        self.assertIn("cannot read 'nothing.toml'", self.fails(flora="nothing.toml"))
        self.write("flora.txt", text)
        self.assertIn("allowed are .csv, .toml and .json", self.fails(flora="flora.txt"))
        allowed = ", a missing value: allowed is a number, or nothing for the default of the trait"
        for name, content, told in [("bad.csv", "name,h_max,sla\nconifer,,12\npioneer,20,NA\n", 'line 3, column sla is "NA"'),
                                    ("bad.csv", "name,h_max,sla\nconifer,999,12\n", 'line 2, column h_max is "999"'),
                                    ("bad.toml", text.replace("h_max = 26.0", "h_max = nan"), "pft[0].h_max is nan"),
                                    ("bad.toml", text.replace("h_max = 26.0", "h_max = 999"), "pft[0].h_max is 999")]:
            self.write(name, content)
            self.assertIn(f"{name}: {told}{allowed}", self.fails("--missing", "-9999,999", flora=name))
        self.write("none.csv", "name,h_max\n")
        self.assertIn("no plant functional type", self.fails(flora="none.csv"))

    def test_cohorts(self):
        for row, parts in {"1,100,fir,0.1,2": ["bad.csv", "line 2", '"fir"', "pioneer"],
                           "1,100,conifer,-0.1,2": ["line 2, column cohort_dbh_values", "-0.1", "above 0"],
                           "1,100,conifer,0.1,-1": ["cohort_n_individuals", "0 and more"],
                           "1,0,conifer,0.1,1": ["cell_area", "above 0"],
                           "5,1,conifer,0.5,500": ["crowns of cell 5 cover its cell_area of 1 m2", "allowed is 1000. Is"],
                           "5,1e4,conifer,1e200,1": ["crowns of cell 5"]}.items():
            self.write("bad.csv", COLUMNS + row + "\n")
            said = self.fails(stand="bad.csv")
            for part in parts:
                self.assertIn(part, said)
        self.write("bad.csv", COLUMNS)
        self.assertIn("no cell", self.fails(stand="bad.csv"))

    def test_hostile_texts(self):
        """Nested deeply, or with many names: refused at once, in a short message without control characters."""
        deep = ".".join(["a"] * 50_000)
        names = "name,h_max\n" + "".join(f"t{i},3\n" for i in range(100_000))
        for name, content, told in (
            ("deep.toml", deep + " = 1\n", "line 1: values are nested too deeply: allowed are 64 levels"),
            ("deep.toml", f"a = 1\n[{deep}]\n", "line 2: values are nested too deeply"),
            ("deep.toml", "a = {b = 'x', " * 70 + deep, "line 1: values are nested too deeply"),
            ("deep.toml", 'a = """x""""\nb = {c = """y""""", ' + deep + " = 1}", "line 2: values are nested too deeply"),
            ("deep.toml", "a = " + "[" * 100_000, "line 1: values are nested too deeply"),
            ("deep.json", "[" * 100_000, "nested too deeply: allowed are 100 levels"),
            ("keys.json", '{"' + "x\\u009b" * 200_000 + '": 1}', "is an unknown field: there are pft"),
            ("keys.json", "{" + ", ".join(f'"k{i}": 0' for i in range(100_000)) + "}", "100001 problems"),
            ("columns.csv", "name,h_max" + "," * 20_000 + "\n", '19999 problems   the header has "" twice'),
            ("bad.toml", b"pft = \x9b\x1b[2J" + b"x" * 1000, "bad.toml: line 1, column "),
            ("bad.json", b'{"pft": \x1b[2J' + b"x" * 1000, "bad.json: parse error at line 1"),
        ):
            with self.subTest(name, told=told):
                self.write(name, content)
                begin = time.monotonic()
                said = self.fails(flora=name)
                self.assertLess(time.monotonic() - begin, 2 * SLOWDOWN)
                self.assertIn(told, said)
                self.assertNotRegex(said[:-1], "[\x00-\x1f\x7f-\x9f]")
                self.assertLessEqual(len(said.encode()), 301 if "problems" not in said else 12 * 303)
        self.write("flora.csv", names)
        begin = time.monotonic()
        said = self.fails(flora="flora.csv")
        self.assertLess(time.monotonic() - begin, 4 * SLOWDOWN)
        self.assertIn('column cohort_pft_names is "shade_tolerant": there are t0, t1, t2', said)
        self.assertIn("t9 and 99990 more", said)
        self.assertLessEqual(len(said), 12 * 303)
        types = "".join(f'[[pft]]\nname = "t{i}"\nm = 1.5\n' for i in range(200))
        self.write("flora.toml", types)  # types are not levels
        self.assertIn('"shade_tolerant"', self.fails(flora="flora.toml"))

    def test_numbers_in_messages_are_short(self):
        self.write("stand.csv", COLUMNS + "7,10000,conifer,0.3,100\n")
        said = self.fails("--set", "seed_rain=1e300", stand="stand.csv")
        self.assertLess(max(len(word) for word in said.split()), 100)

    def test_gpp(self):
        for content, parts in {"cell_id,gpp\n1,-2\n": ["bad.csv", "gpp is -2 (line 2)", "0 to 100, or nothing"],
                               "gpp [g m-2 yr-1],cell_id\n2e5,1\n": ["gpp is 2e+05 (line 2)", "0 to 1e+05, or nothing"],
                               "cell_id,gpp\n1,inf\n": ['column gpp is "inf": not a number, allowed are finite numbers'],
                               "cell_id,gpp\n1,much\n": ['bad.csv: line 2, column gpp is "much"'],
                               "cell_id,gpp\n1.5,2\n": ["cell_id is 1.5 (line 2)", "a whole number"],
                               "cell_id,gpp\n1,2\n1,3\n": ["cell 1 is there twice (line 3)", "a column year"],
                               "cell_id,gpp,year\n1,2,5\n1,3,5\n": ["cell 1 in year 5 is there twice"],
                               "cell_id,gpp,year\n1,2,1\n1,3,9000000\n": ["from year 1 to 9000000"],
                               "cell,gpp\n1,2\n": ["no column 'cell_id'", "cell, gpp"],
                               "cell_id,gpp [W m-2]\n1,2\n": ["'W m-2'", "kg C m-2 yr-1"]}.items():
            self.write("bad.csv", content)
            said = self.fails("--gpp", "bad.csv")
            for part in parts:
                self.assertIn(part, said)
        for wrong in "inf", "nan":
            self.assertIn(f"'{wrong}' is no number", self.fails(f"--gpp={wrong}"))
        for wrong in "-1", "2500":
            self.assertIn(f"{wrong} kg C m-2 yr-1 is not in 0 to 100", self.fails(f"--gpp={wrong}"))
        self.assertIn("no number, and no file .csv", self.fails("--gpp", "plenty"))
        self.assertIn("No such file", self.fails("--gpp", "nothing.csv"))

    def test_options(self):
        for args, parts in {("--years", "-1"): ["--years: '-1'", "0 to 1000000"],
                            ("--every", "0"): ["--every: '0' is not allowed", "1 to 1000000"],
                            ("--start-year", "-4"): ["--start-year: '-4'"],
                            ("--set", "seed_rian=1"): ["'seed_rian' is unknown", "seed_rain"],
                            ("--set", "recruit_dbh=0"): ["recruit_dbh is 0 m; allowed is 1e-06 to 10"],
                            ("--set", "gap_fraction=1"): ["gap_fraction is 1; allowed is 0 to less than 1"],
                            ("--set", "seed_rain=-1"): ["seed_rain is -1 m-2 yr-1; allowed is 0 to 1e+05"],
                            ("--set", "seed_rain=100001"): ["seed_rain is 100001 m-2 yr-1; allowed is 0 to 1e+05"],
                            ("--set", "recruit_dbh=10.1"): ["recruit_dbh is 10.1 m; allowed is 1e-06 to 10"],
                            ("--set", "least_individuals=1e7"): ["least_individuals is 1e+07 ha-1; allowed is 0 to 1e+06"],
                            ("--set", "layer_tolerance=0"): ["layer_tolerance is 0 m; allowed is above 0 to 10"],
                            ("--set", "layer_tolerance=11"): ["layer_tolerance is 11 m; allowed is above 0 to 10"],
                            ("--set", "background=1001"): ["background is 1001 yr-1; allowed is 0 to 1000"],
                            ("--set", "without_growth=1001"): ["without_growth is 1001 yr-1; allowed is 0 to 1000"],
                            ("--set", "risk=1e6"): ["risk is 1e+06 m2 yr kg-1; allowed is 0 to 1e+05"],
                            ("--mortality", "constant", "--set", "rate=1001"): ["rate is 1001 yr-1; allowed is 0 to 1000"],
                            ("--set", "rate=0.1"): ["'rate' is unknown with --mortality falster16"],
                            ("--mortality", "none"): ["there are falster16, constant"],
                            ("--backend", "abacus"): ["--backend", "serial, simd, openmp"],
                            ("--backend", "serial", "--threads", "2"): ["openmp"],
                            ("--state-out", "end.xlsx"): [".csv, .toml, .json or .nc"],
                            ("--state-out", "./out.csv"): ["--state-out: './out.csv' is the same file as --output, 'out.csv'"],
                            ("--state-out", "nowhere/end.csv"): ["No such file"],
                            ("--plot", "p.jpg"): [".png"],
                            ("--plot-cell", "1"): ["no --plot"],
                            ("--plot", "p.png", "--plot-cell", "9"): ["has no cell 9; it has 1, 2"]}.items():
            said = self.fails(*args)
            for part in parts:
                self.assertIn(part, said)
        self.assertIn("--help", self.forest_fails())
        self.assertIn(".csv or .nc", self.forest_fails(FLORA, STAND, "-o", "out.txt"))
        self.write("mine.csv", STAND.read_bytes())
        self.assertIn("same file", self.forest_fails(FLORA, "mine.csv", "-o", "mine.csv"))
        self.assertIn("same file", self.fails("--state-out", "mine.csv", stand="mine.csv"))
        told = self.forest("--help")
        for part in "OUTPUTS", "PARAMETERS", "FILES", "EXAMPLES", "seed_rain=0.02", "no new trees; 0 to 1e+05", "the series repeats", "basal_area":
            self.assertIn(part, told)
        self.assertRegex(self.forest("--version"), r"^sylva-forest \d+\.\d+\.\d+\n$")

    def test_disk_is_full(self):
        def small_files():  # stands in for a small disk
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

        self.cells("stand.csv", 300)
        for name in "old.csv", "old.nc":
            self.write(name, "an older result\n")
            said = self.forest_fails(FLORA, "stand.csv", "-o", name, "--years", 10, preexec_fn=small_files)
            self.assertIn(f"cannot write '{name}'", said)
        for name in "end.csv", "end.toml", "end.json", "end.nc":
            self.write(name, "an older state\n")
            self.write("stand1.csv", COLUMNS + "".join(f"1,10000,conifer,{0.1 + k / 1e5},1\n" for k in range(2000)))
            said = self.forest_fails(FLORA, "stand1.csv", "-o", "out.csv", "--years", 1, "--state-out", name, preexec_fn=small_files)
            self.assertIn(f"cannot write '{name}'", said)

    def test_interrupted(self):
        def minded():  # a job in the background would not mind SIGINT
            signal.signal(signal.SIGINT, signal.SIG_DFL)

        self.cells("stand.csv", 400)
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGKILL:
            for name in "old.csv", "end.csv":
                self.write(name, "an older result\n")
            with subprocess.Popen([BIN / "sylva-forest", FLORA, "stand.csv", "-o", "old.csv", "--state-out", "end.csv",
                                   "--years", "100000", "--every", "1"],
                                  cwd=self.here, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                  preexec_fn=minded) as process:
                for _ in range(5000):
                    parts = [p for p in self.here.glob(".old.part-*") if p.stat().st_size > 0]
                    if parts or process.poll() is not None:
                        break
                    time.sleep(0.002)
                process.send_signal(number)
                process.wait(60)
            self.assertEqual(process.returncode, -number)
            for name in "old.csv", "end.csv":
                self.assertEqual((self.here / name).read_text(), "an older result\n")
            if number != signal.SIGKILL:  # nobody can clean up after that
                self.assertEqual(list(self.here.glob(".*part*")), [])


if __name__ == "__main__":
    unittest.main()
