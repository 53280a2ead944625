"""Options are checked like data: numbers that are none or cannot be, too many threads, names that no file can have, and
outputs that are inputs or each other; each is refused before anything is written (program.run_badly sees to that)."""

import os
import resource
import unittest

from program import DATA, HEADER, ROW, SLOWDOWN, ProgramTest

FLORA, STAND = DATA / "forest_flora.toml", DATA / "forest_stand.csv"
NO_NUMBERS = ["nan", "inf", "-inf", "1e400", "", "1,5", "much"]
DAYS = "date,tc,precipitation,sunshine_fraction\n" + "".join(f"2001-01-{d:02},5,1,0.5\n" for d in range(1, 32))
SITE = "latitude=47,elevation=100"


class Numbers(ProgramTest):
    def refused(self, program, args, option, values, allowed):
        for value in values:
            said = self.run_badly(program, *args, f"{option}={value}")
            self.assertIn(option, said, value)
            if value != "":
                self.assertIn(f"'{value}'", said)
                self.assertIn(allowed, said)

    def test_pmodel(self):
        self.write("in.csv", HEADER + ROW)
        self.write("out.csv", "an older result\n")
        self.refused("sylva-pmodel", ["in.csv", "-o", "out.csv"], "--reference-kphio", [*NO_NUMBERS, "0", "-1", "1.0000001"],
                     "above 0 to 1")
        for value in NO_NUMBERS[:4] + ["-9999,nan", "much"]:
            self.assertIn("--missing: ", self.pmodel_fails("in.csv", "-o", "out.csv", f"--missing={value}"))
        self.pmodel("in.csv", "-o", "out.csv", "--missing", "-9999,1e20")
        self.pmodel("in.csv", "-o", "out.csv", "--reference-kphio", "1")
        self.pmodel("in.csv", "-o", "out.csv", "--reference-kphio", "1e-9")

    def test_set(self):
        self.write("in.csv", HEADER + ROW)
        for given, allowed in {"reference_kphio=0": "above 0 to 1", "reference_kphio=2": "0 to 1", "reference_kphio=nan": "not a number",
                               "vpd=-5": "vpd is -5; allowed is 0 or more Pa", "co2=1e7": "0 to 1000000 ppm", "fapar=80": "to 1.001",
                               "tc=-300": "tc is -300; allowed is above -273.15 to 150 degree C", "tc=9999.9": "to 150 degree C", "patm=0": "above 0 Pa",
                               "co2=nan": "not a number", "vpd=inf": "not a number"}.items():
            said = self.pmodel_fails("in.csv", "-o", "out.csv", "--set", given)
            self.assertIn("--set: ", said)
            self.assertIn(allowed, said)
        self.assertIn("not a number", self.pmodel_fails("in.csv", "-o", "out.csv", "--set", "co2=1e400"))
        self.pmodel("in.csv", "-o", "out.csv", "--set", "vpd=0,tc=-273,co2=0")  # odd, but possible
        self.write("days.csv", DAYS)
        for given, allowed in {"water_capacity=0": "above 0 mm", "latitude=91": "-90 to 90 degree", "elevation=-9999": "-1000 to",
                               "cloud_cover=80": "-0.001 to 1.001", "tmin=-274": "above -273.15"}.items():
            said = self.run_badly("sylva-splash", "days.csv", "-o", "out.csv", "--set", given)
            self.assertIn(f"--set: {given.partition('=')[0]} is ", said)
            self.assertIn(allowed, said)

    def test_splash(self):
        self.write("days.csv", DAYS)
        args = ["days.csv", "-o", "out.csv", "--set", SITE, "--spin-up", "none"]
        self.refused("sylva-splash", args, "--k-rs", [*NO_NUMBERS, "0", "-0.1", "16"], "above 0 to 1")
        self.refused("sylva-splash", args, "--tolerance", [*NO_NUMBERS, "-1e-300"], "0 to 1000000")
        self.refused("sylva-splash", args, "--most-passes", [*NO_NUMBERS, "0", "-3", "1.5", "1e9"], "1 to 1000000")

    def test_forest(self):
        args = [FLORA, STAND, "-o", "out.csv"]
        self.refused("sylva-forest", args, "--years", [*NO_NUMBERS, "-1", "0.5", "1000001", "99999999999999999999"], "0 to 1000000")
        self.refused("sylva-forest", args, "--every", [*NO_NUMBERS, "0", "-1", "0.5"], "1 to 1000000")
        self.refused("sylva-forest", args, "--start-year", [*NO_NUMBERS, "-1", "0.5"], "0 to 1000000")
        for value in [*NO_NUMBERS, "1.5"]:
            self.assertIn("--plot-cell", self.run_badly("sylva-forest", *args, "--plot", "p.png", f"--plot-cell={value}"))
        for value in "nan", "inf", "1e400", "-1":
            self.assertIn("--gpp", self.run_badly("sylva-forest", *args, f"--gpp={value}"))
            self.assertIn("--set", self.run_badly("sylva-forest", *args, f"--set=seed_rain={value}"))

    def test_other_programs(self):
        weather = [DATA / "sand_point_alaska.csv", "-o", "out.csv"]
        self.refused("sylva-site-forcing", weather, "--fapar", [*NO_NUMBERS, "-0.1", "80"], "0 to 1")
        self.refused("sylva-site-forcing", weather, "--co2", [*NO_NUMBERS, "-1", "1e7"], "0 to 1000000")
        for option, allowed in {"--lon": "1 to 86400", "--lat": "1 to 43200", "--months": "1 to 12000"}.items():
            self.refused("sylva-make-grid", ["grid.nc"], option, [*NO_NUMBERS, "0", "-1", "1.5", "1e18"], allowed)
        self.refused("sylva-make-grid", ["grid.nc"], "--co2", [*NO_NUMBERS, "-1"], "0 to 1000000")


class Sizes(ProgramTest):
    def test_grid_that_is_too_large(self):
        self.assertIn("allowed are 1e+09", self.run_badly("sylva-make-grid", "grid.nc", "--lon", 86400, "--lat", 43200))

    @unittest.skipIf(SLOWDOWN > 1, "sanitizers take more address space than the limit is")
    def test_limited_memory(self):
        said = self.run_badly("sylva-make-grid", "grid.nc", "--lon", 10000, "--lat", 5000,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000,) * 2))
        self.assertRegex(said, r"takes 3\.6 GB of memory, and 2 GB are free: make --lon")  # 24 + 5 * 8 + 2 * 4 bytes a cell


class Threads(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("in.csv", HEADER + ROW)

    def test_too_many(self):
        for n in "513", "1000", "4096", "2147483647":
            said = self.pmodel_fails("in.csv", "-o", "out.csv", "--backend", "serial", "--threads", n)
            self.assertRegex(said, rf"--threads: {n} is not in 0 to \d+")
        self.assertIn("--threads", self.pmodel_fails("in.csv", "-o", "out.csv", "--threads", "99999999999"))

    def test_openmp(self):
        if "openmp" not in self.backends():
            self.skipTest("built without OpenMP")
        self.pmodel("in.csv", "-o", "out.csv", "--threads", "64")  # always allowed
        (self.here / "out.csv").unlink()
        for name in "OMP_NUM_THREADS", "KOKKOS_NUM_THREADS":
            # libgomp says itself what it takes for no number
            for value in ["1000", "1000,2"] if name == "OMP_NUM_THREADS" else ["1000", "0", "-1", "many", "1e9"]:
                said = self.pmodel_fails("in.csv", "-o", "out.csv", "--backend", "openmp", env=dict(os.environ, **{name: value}))
                self.assertIn(f"the environment variable {name} is '{value}'; allowed is 1 to ", said)
            many = dict(os.environ, **{name: "1000"})
            self.pmodel("in.csv", "-o", "out.csv", "--backend", "openmp", "--threads", "2", env=many)
            self.pmodel("in.csv", "-o", "out.csv", "--backend", "serial", env=many)
            self.pmodel("in.csv", "-o", "out.csv", "--backend", "openmp", env=dict(os.environ, **{name: "2"}))
            (self.here / "out.csv").unlink()
            self.write("days.csv", DAYS)
            for program, args in {"sylva-splash": ["days.csv", "--set", SITE], "sylva-forest": [FLORA, STAND]}.items():
                said = self.run_badly(program, *args, "-o", "out.csv", "--backend", "openmp", env=many)
                self.assertIn(name, said)


class Prefixes(ProgramTest):
    def test_refused(self):
        self.write("in.csv", HEADER + ROW)
        self.write("days.csv", DAYS)
        for prefix in ["a,b", 'a"', "a\nb", "a\rb", "a/", "a[", "a]", " a", "a ", "a b", "\t", "-a", ".a", "+", "é", "a=", "a'", "a;", "a\\",
                       "a" * 101]:
            for output in "out.csv", "out.nc":
                said = self.pmodel_fails("in.csv", "-o", output, f"--prefix={prefix}")
                self.assertIn("--prefix: ", said)
                self.assertIn("allowed are", said)
        self.assertIn("--prefix: ", self.run_badly("sylva-pmodel", "in.csv", "-o", "out.csv", b"--prefix=a\xff".decode(errors="surrogateescape"),
                                                   errors="surrogateescape"))
        self.assertIn("--prefix: ", self.run_badly("sylva-splash", "days.csv", "-o", "out.csv", "--set", SITE, "--prefix", "a,b"))

    def test_taken(self):
        self.write("in.csv", HEADER + ROW)
        for prefix in "a_", "A.b-c+", "2001_", "_", "p" * 100:
            self.pmodel("in.csv", "-o", "out.csv", "--outputs", "gpp", f"--prefix={prefix}")
            self.assertIn(prefix + "gpp", self.read("out.csv"))
            self.pmodel("in.csv", "-o", "out.nc", "--outputs", "gpp", f"--prefix={prefix}")


class SameFiles(ProgramTest):
    """Each pair of files of each program, under other names of all kinds."""

    def setUp(self):
        super().setUp()
        self.write("in.csv", HEADER + ROW)
        self.write("days.csv", DAYS)
        (self.here / "folder").mkdir()
        (self.here / "link").symlink_to("folder")

    def others(self, name):
        """Other names of a file, which need not be there."""
        yield name
        yield f"./{name}"
        yield f"folder/../{name}"
        yield self.here / name
        for kind in "soft", "hard":
            other = self.here / "folder" / (kind + name)
            if kind == "soft":
                other.symlink_to(self.here / name)
            elif (self.here / name).exists():
                os.link(self.here / name, other)
            else:
                continue
            yield other
            yield f"link/{kind}{name}"
            other.unlink()

    def refused(self, program, args, option, name, of):
        """`option` may not be another name of the file that `of` is."""
        for other in self.others(name):
            said = self.run_badly(program, *args, *([option, other] if option else [other]))
            self.assertIn(f"{option}: '" if option and option != "-o" else "--output: '", said)
            self.assertIn(f"is the same file as {of}, '", said)

    def test_pmodel(self):
        self.refused("sylva-pmodel", ["in.csv"], "-o", "in.csv", "INPUT")
        self.write("p.png", HEADER + ROW)
        self.refused("sylva-pmodel", ["in.csv", "-o", "new.csv"], "--plot", "in.csv", "INPUT")
        self.refused("sylva-pmodel", ["in.csv", "-o", "new.csv"], "--plot", "new.csv", "--output")

    def test_splash(self):
        args = ["--set", SITE, "--spin-up", "none"]
        self.refused("sylva-splash", ["days.csv", *args], "-o", "days.csv", "INPUT")
        self.run_well("sylva-splash", "days.csv", "-o", "old.nc", *args, "--state-out", "state.nc")
        self.refused("sylva-splash", ["days.csv", *args, "--state-in", "state.nc"], "-o", "state.nc", "--state-in")
        args = ["days.csv", *args]
        self.refused("sylva-splash", [*args, "-o", "out.nc", "--state-in", "state.nc"], "--state-out", "state.nc", "--state-in")
        for name in "old.nc", "new.nc":
            self.refused("sylva-splash", [*args, "-o", name], "--state-out", name, "--output")
            self.refused("sylva-splash", [*args, "-o", "out.nc", "--state-out", name], "--plot", name, "--state-out")

    def test_forest(self):
        self.write("flora.toml", FLORA.read_bytes())
        self.write("stand.csv", STAND.read_bytes())
        self.write("gpp.csv", "cell_id,gpp\n1,2\n2,2\n")
        args = ["flora.toml", "stand.csv", "--years", "1", "--gpp", "gpp.csv"]
        self.refused("sylva-forest", args, "-o", "stand.csv", "COHORTS")
        self.refused("sylva-forest", args, "-o", "gpp.csv", "--gpp")
        self.refused("sylva-forest", [*args, "-o", "new.csv"], "--state-out", "flora.toml", "FLORA")
        self.refused("sylva-forest", [*args, "-o", "new.csv"], "--state-out", "new.csv", "--output")
        self.refused("sylva-forest", [*args, "-o", "new.csv", "--state-out", "end.csv"], "--plot", "end.csv", "--state-out")

    def test_other_programs(self):
        self.write("weather.csv", "time,ghi,tc,rh\n2001-01-01T00:00,1,1,0.5\n")
        self.refused("sylva-site-forcing", ["weather.csv"], "-o", "weather.csv", "INPUT")
        self.write("a.csv", "time,gpp\n2001-01-01T00:00,1\n2001-01-01T01:00,1\n")
        for site in "a.csv", "A=a.csv":
            self.refused("sylva-compare-sites", [site], "--plot", "a.csv", "INPUT")

    def test_upper_and_lower_case(self):
        said = self.run_badly("sylva-forest", FLORA, STAND, "-o", "new.csv", "--state-out", "New.csv")
        self.assertIn("is the same file as --output", said)

    def test_files_that_are_not_the_same(self):
        (self.here / "folder" / "in.csv").write_text("old", encoding="ascii")
        self.pmodel("in.csv", "-o", "folder/in.csv")
        self.write("IN.csv", "old")  # where that is another file than in.csv
        if (self.here / "in.csv").read_text() != "old":
            self.pmodel("in.csv", "-o", "IN.csv")


class ForestSummary(ProgramTest):
    """Three cells with one dying tree, without GPP."""

    def test_all_trees_die(self):
        self.write("stand.csv", "cell_id,cell_area,cohort_pft_names,cohort_dbh_values,cohort_n_individuals\n"
                                + "".join(f"{c},10000,conifer,{d},100\n" for c, d in enumerate([0.2, 0.3, 0.3])) + "3,10000,,,\n")
        said = self.run_well("sylva-forest", FLORA, "stand.csv", "-o", "out.csv", "--years", 60, "--gpp", 0, "--set", "seed_rain=0")
        self.assertRegex(said, r"top height [0-9.]+ m to no trees")
        self.assertRegex(said, r"adds up to \S+e-1\d of the largest stock or flux or better in each cell")
        self.assertNotRegex(said, r"\b(nan|inf)\b")
        self.write("gpp.csv", "cell_id,gpp\n0,\n1,2\n2,0\n3,\n")
        said = self.run_well("sylva-forest", FLORA, "stand.csv", "-o", "out.csv", "--years", 5, "--gpp", "gpp.csv")
        self.assertIn("2 of 4 cells have no GPP and stayed as they were: 0, 3", said)
        self.assertNotRegex(said, r"\b(nan|inf)\b")
        out = self.read("out.csv")
        self.assertEqual({s for s, c in zip(out["stems"], out["cell_id"]) if c == "3"}, {"0"})


if __name__ == "__main__":
    unittest.main()
