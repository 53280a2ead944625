"""From the weather files to annual carbon uptake, and the pictures."""

import datetime
import math
import os
import re
import subprocess
import unittest

from program import BIN, DATA, HEADER, ROW, SOURCE, ProgramTest

SITES = ["greensboro_north_carolina.csv", "sand_point_alaska.csv"]


def is_picture(path):
    content = path.read_bytes()
    return content.startswith(b"\x89PNG") and content.rstrip().endswith(b"IEND\xaeB`\x82") and len(content) > 10_000


class Sites(ProgramTest):
    def test_weather_files(self):
        for site in SITES:
            weather = self.read(DATA / site)
            self.assertEqual(list(weather), ["time", "ghi [W m-2]", "tc [degC]", "rh [%]", "patm [hPa]"])
            times = weather["time"]
            self.assertEqual((len(times), times[0], times[-1]), (8760, "2001-01-01T00:00", "2001-12-31T23:00"))
            self.assertEqual(times, sorted(set(times)))
            for column, (low, high) in {"ghi [W m-2]": (0, 1100), "tc [degC]": (-20, 40), "rh [%]": (10, 100),
                                        "patm [hPa]": (960, 1050)}.items():
                values = [float(x) for x in weather[column]]
                self.assertTrue(low <= min(values) and max(values) <= high, (site, column, min(values), max(values)))

    def test_forcing(self):
        self.run_well("sylva-site-forcing", DATA / SITES[0], "-o", "forcing.csv", "--fapar", "0.7", "--co2", "410")
        forcing = self.read("forcing.csv")
        for i in 0, 12, 4000, 8759:
            tc, rh = float(forcing["tc [degC]"][i]), float(forcing["rh [%]"][i]) / 100
            saturated = 611.2 * math.exp(17.62 * tc / (243.12 + tc))
            self.assertLess(abs(float(forcing["vpd [Pa]"][i]) - saturated * (1 - rh)), 1e-9)
            self.assertEqual(float(forcing["ppfd [umol m-2 s-1]"][i]), float(forcing["ghi [W m-2]"][i]) * 2.04)
        self.assertEqual((set(forcing["fapar [1]"]), set(forcing["co2 [1e-6]"])), ({"0.7"}, {"410"}))
        self.assertGreaterEqual(min(float(x) for x in forcing["vpd [Pa]"]), 0)

    def test_wet_air_and_gaps(self):
        self.write("in.csv", "time,ghi,tc,rh [%],patm\n2001-01-01,0,10,103,1000\n2001-01-02,,10,50,1000\n")
        self.run_well("sylva-site-forcing", "in.csv", "-o", "out.csv")
        out = self.read("out.csv")
        self.assertEqual(out["vpd [Pa]"][0], "0")
        self.assertEqual(out["ppfd [umol m-2 s-1]"][1], "nan")

    def test_year(self):
        totals = []
        for site in SITES:
            self.run_well("sylva-site-forcing", DATA / site, "-o", "forcing.csv")
            self.pmodel("forcing.csv", "-o", site, "--plot", "site.png")
            self.assertTrue(is_picture(self.here / "site.png"))
            totals.append(sum(float(x) for x in self.read(site)["gpp"]) * 3600e-6)
        said = self.run_well("sylva-compare-sites", f"Greensboro={SITES[0]}", SITES[1], "--plot", "both.png")
        self.assertTrue(is_picture(self.here / "both.png"))
        for name, total in zip(["Greensboro", "sand_point_alaska"], totals):
            printed = float(re.search(name + r" +2001: +(\d+) g C m-2", said).group(1))
            self.assertLess(abs(printed - total), 0.51)
            months = re.search(r"\n" + name + r"((?: +\d+){12})\n", said).group(1).split()
            self.assertLess(abs(sum(map(float, months)) - total), 7)
        self.assertGreater(totals[0], totals[1])

    def test_netcdf_gives_the_same(self):
        self.run_well("sylva-site-forcing", DATA / SITES[1], "-o", "forcing.nc")
        self.pmodel("forcing.nc", "-o", "gpp.nc", "--plot", "site.png")
        self.assertTrue(is_picture(self.here / "site.png"))
        self.run_well("sylva-site-forcing", DATA / SITES[1], "-o", "forcing.csv")
        self.pmodel("forcing.csv", "-o", "gpp.csv")
        def first_line(name):
            return self.run_well("sylva-compare-sites", "site=" + name).split("\n")[0]
        self.assertEqual(first_line("gpp.nc"), first_line("gpp.csv"))

    def test_partial_year_is_said(self):
        with open(DATA / SITES[0], encoding="ascii") as stream:
            self.write("part.csv", "".join(stream.readlines()[:2001]))
        self.run_well("sylva-site-forcing", "part.csv", "-o", "forcing.csv")
        self.pmodel("forcing.csv", "-o", "gpp.csv", "--plot", "part.png")
        said = self.run_well("sylva-compare-sites", "gpp.csv")
        self.assertIn("g C m-2 in the values alone, which cover 23 % of the year", said)
        total = sum(float(x) for x in self.read("gpp.csv")["gpp"]) * 3600e-6
        self.assertLess(abs(float(re.search(r"2001: +(\d+) g C m-2", said).group(1)) - total), 0.51)
        # January and February are whole, 2000 hours end in March
        months = re.search(r"\ngpp((?: +(?:\d+|-)){12})\n", said).group(1).split()
        self.assertEqual([m == "-" for m in months], [False] * 2 + [True] * 10)
        self.assertIn("-: values cover less than 80 % of the month", said)

    def year(self, *gpp):
        """Half-hours of 2001 with GPP [umol m-2 s-1] in turn."""
        begin = datetime.datetime(2001, 1, 1)
        return "time,GPP_NT\n" + "".join(f"{begin + datetime.timedelta(minutes=30 * i):%Y-%m-%dT%H:%M},{gpp[i % len(gpp)]}\n" for i in range(17520))

    def test_carbon_dioxide(self):
        # 1 umol m-2 s-1 is 12.0107 * 365 * 0.0864 = 378.77 g C m-2 a year
        self.write("year.csv", self.year(0.5, 1.5))
        told = self.run_badly("sylva-compare-sites", "year.csv", "--rename", "gpp=GPP_NT")
        self.assertIn("'GPP_NT' declares no unit", told)
        self.assertIn("--units 'gpp=umol m-2 s-1'", told)
        for unit in "umol m-2 s-1", "umolCO2 m-2 s-1", "µmol CO2 m-2 s-1":
            said = self.run_well("sylva-compare-sites", "year.csv", "--rename", "gpp=GPP_NT", "--units", f"gpp={unit}")
            self.assertIn("2001:    379 g C m-2 in the year\n", said)
            self.assertIn(f"gpp from GPP_NT: {unit} [--units], 12.0107 g of carbon a mol", said)
        self.assertIn("'umol photons m-2 s-1'", self.run_badly("sylva-compare-sites", "year.csv", "--rename", "gpp=GPP_NT", "--units", "gpp=umol photons m-2 s-1"))

    def test_impossible_gpp(self):
        # -9999 that nobody declares: every tenth value is missing, what is left is 1 umol m-2 s-1
        self.write("year.csv", self.year(*[1] * 9, -9999))
        said = self.run_well("sylva-compare-sites", "year.csv", "--rename", "gpp=GPP_NT", "--units", "gpp=umol m-2 s-1")
        self.assertIn("2001:    379 g C m-2 in the year (scaled: values cover 90 % of it)\n", said)
        self.assertIn("gpp: 1,752 impossible, taken as missing (possible are -1000 to 5000 ug m-2 s-1); worst is -9999 in the file", said)
        self.write("none.csv", self.year(-9999))
        said = self.run_well("sylva-compare-sites", "none.csv", "--rename", "gpp=GPP_NT", "--units", "gpp=umol m-2 s-1")
        self.assertNotIn("nan", said.replace("NA, nan", ""))
        self.assertIn("2001:      - in the year, which has no values\n", said)

    def test_season(self):
        # July alone, in two years: rows of other months are not there
        rows = "".join(f"{year}-07-{day:02},1\n" for year in (2001, 2002) for day in range(1, 32))
        self.write("july.csv", "time,gpp [g m-2 d-1]\n" + rows)
        said = self.run_well("sylva-compare-sites", "july.csv")
        self.assertIn("2001:     31 g C m-2 in the values alone, which cover 8.5 % of the year", said)
        # backwards
        self.write("july.csv", "time,gpp [g m-2 d-1]\n" + "".join(reversed(rows.splitlines(keepends=True))))
        self.assertIn("2001:     31 g C m-2 in the values alone", self.run_well("sylva-compare-sites", "july.csv"))
        self.write("one.csv", "time,gpp\n2001-07-01,1\n")
        self.assertIn("two times or more", self.run_badly("sylva-compare-sites", "one.csv"))


class Demonstration(ProgramTest):
    def test_demo(self):
        demo = SOURCE / "examples" / "demo.sh"
        done = subprocess.run(["bash", demo, "some where"], cwd=self.here, capture_output=True, text=True, timeout=300,
                              env=dict(os.environ, SYLVA_BIN=str(BIN)), check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        for part in "$ sylva-pmodel", "million cells per second", "g C m-2 in the year", "3,110,400":
            self.assertIn(part, done.stdout)
        for name in "sites.png", "planet.png":
            self.assertTrue(is_picture(self.here / "some where" / name))
            self.assertIn(f"some where/{name}", done.stdout)
        for name in SITES:
            self.assertTrue((self.here / "some where" / name.replace(".csv", "_gpp.nc")).exists())
        again = subprocess.run(["bash", demo], capture_output=True, text=True, check=False)
        self.assertEqual(again.returncode, 2)


class Pictures(ProgramTest):
    def test_map(self):
        self.run_well("sylva-make-grid", "grid.nc", "--lon", "90", "--lat", "45", "--months", "3")
        said = self.pmodel("grid.nc", "-o", "out.nc", "--plot", "map.png")
        self.assertIn("map.png", said)
        self.assertTrue(is_picture(self.here / "map.png"))

    def test_rows_without_time(self):
        self.write("in.csv", HEADER + "".join(ROW.replace("20", str(t), 1) for t in range(30)))
        self.pmodel("in.csv", "-o", "out.csv", "--plot", "rows.png", "--outputs", "chi")
        self.assertTrue(is_picture(self.here / "rows.png"))

    def test_nothing_to_draw(self):
        # The result is complete and stays; only the picture fails.
        self.run_well("sylva-make-grid", "grid.nc", "--lon", "4", "--lat", "4", "--months", "1")
        done = self.start("sylva-pmodel", "grid.nc", "-o", "out.nc", "--set", "tc=-50", "--plot", "map.png")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stderr.count("\n"), 1)
        self.assertTrue((self.here / "out.nc").exists())
        self.assertFalse((self.here / "map.png").exists())

    def test_odd_names(self):
        self.write("it's a_file.csv", HEADER + ROW * 3)
        self.pmodel("it's a_file.csv", "-o", "it's out.csv", "--plot", "it's a picture.png")
        self.assertTrue(is_picture(self.here / "it's a picture.png"))
        # quotes that gnuplot does not read in a quoted text, and shell commands
        self.write("site.csv", "time,gpp\n" + "".join(f"2001-01-01T{h:02},{100 + h}\n" for h in range(24)))
        for i, text in enumerate(["'90s", "a''b", "'", "`touch made`", '"$(touch made)"', "\\"]):
            self.run_well("sylva-compare-sites", f"{text}=site.csv", "--title", text, "--plot", f"p''{i}.png")
            self.assertTrue(is_picture(self.here / f"p''{i}.png"), text)
        self.assertFalse((self.here / "made").exists())


if __name__ == "__main__":
    unittest.main()
