"""Units that are declared, not declared, given by --units, and implausible."""

import csv
import math
import os
import unittest

import netCDF4
import numpy as np
from program import DATA, HEADER, ROW, ProgramTest

STATIONS = ["greensboro_north_carolina.csv", "sand_point_alaska.csv"]
NO_SPIN_UP = ["--spin-up", "none"]
SITE = ["--set", "latitude=36,elevation=270"]  # Greensboro


def table(columns):
    """CSV of columns of numbers."""
    names = list(columns)
    return ",".join(names) + "\n" + "".join(",".join(map(str, row)) + "\n" for row in zip(*columns.values()))


def days(count):
    """Dates from 2001-01-01 on."""
    lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return [f"2001-{m + 1:02}-{d + 1:02}" for m in range(12) for d in range(lengths[m])][:count]


def hours(count):
    return [f"{day}T{hour:02}:00" for day in days((count + 23) // 24) for hour in range(24)][:count]


def saturation(tc):
    """Of water vapour [Pa], Sonntag 1990."""
    return 611.2 * math.exp(17.62 * tc / (243.12 + tc))


def top_of_atmosphere(latitude, day):
    """Mean over a day of the radiation [W m-2], for a round orbit (FAO 56, eq. 21)."""
    phi, delta = math.radians(latitude), math.radians(-23.44) * math.cos(2 * math.pi * (day + 10) / 365)
    angle = math.acos(max(-1, min(1, -math.tan(phi) * math.tan(delta))))
    return 1361 / math.pi * (angle * math.sin(phi) * math.sin(delta) + math.cos(phi) * math.cos(delta) * math.sin(angle))


class UnitsTest(ProgramTest):
    def weather(self, name):
        """Hours of a station: ghi [W m-2], tc [degC], rh as a share, patm [Pa]."""
        with open(DATA / name, newline="", encoding="ascii") as stream:
            rows = list(csv.reader(stream))[1:]
        return {"time": [row[0] for row in rows], "ghi": [float(row[1]) for row in rows], "tc": [float(row[2]) for row in rows],
                "rh": [float(row[3]) / 100 for row in rows], "patm": [float(row[4]) * 100 for row in rows]}

    def forcing(self, name):
        """The inputs of the P-model at a station, in sylva's units."""
        w = self.weather(name)
        return {"time": w["time"], "tc": w["tc"], "vpd": [saturation(t) * (1 - rh) for t, rh in zip(w["tc"], w["rh"])],
                "co2": [400] * len(w["tc"]), "patm": w["patm"], "fapar": [0.8] * len(w["tc"]), "ppfd": [2.04 * g for g in w["ghi"]]}

    def days_of_greensboro(self):
        """Daily means for SPLASH."""
        w = self.weather(STATIONS[0])
        def mean(name):
            return [sum(w[name][i:i + 24]) / 24 for i in range(0, 8760, 24)]
        rain = [[0, 0, 12.5, 0, 3.1, 0, 0.4][i % 7] for i in range(365)]
        return {"time": days(365), "tc": mean("tc"), "precipitation": rain, "radiation": mean("ghi")}

    def assert_same(self, columns, want, got="out.csv", tolerance=1e-9):
        want, got = self.read(want), self.read(got)
        for name in columns:
            self.assertEqual(len(want[name]), len(got[name]))
            for a, b in zip(want[name], got[name]):
                self.assert_close(b, a, tolerance, name)


class Given(UnitsTest):
    def test_the_option_wins(self):
        # P-model of pyrealm 2.0.0 with 1250 Pa
        row = "22.1,12.5,380,98500,0.8,1450\n"
        for header, content, units, origins in [
                (HEADER, row, "vpd=hPa", ["vpd: hPa [--units]", "patm: Pa [assumed, none declared]"]),
                (HEADER.replace("vpd", "vpd [Pa]"), row, "vpd=hPa", ["vpd: hPa [--units; the file says Pa]"]),
                (HEADER.replace("vpd", "vpd [hPa]"), row, "vpd=hPa", ["vpd: hPa [--units]"]),
                (HEADER, "22.1,1.25,380,98.5,80,125.28\n", "vpd=kPa,patm=KPa, fapar = percent ,ppfd=mol m-2 d-1",
                 ["vpd: kPa [--units]", "patm: KPa [--units]", "fapar: percent [--units]", "ppfd: mol m-2 d-1 [--units]"])]:
            self.write("in.csv", header + content)
            said = self.pmodel("in.csv", "-o", "out.csv", "--outputs", "gpp,chi", "--units", units)
            for origin in origins:
                self.assertIn(origin + "\n", said)
            self.assertLess(abs(float(self.read("out.csv")["gpp"][0]) - 419.24), 0.005)
            self.assertLess(abs(float(self.read("out.csv")["chi"][0]) - 0.698), 0.0005)

    def test_wrong_options(self):
        self.write("in.csv", HEADER + ROW)
        for args, parts in {
                ("--units", "vpd=cheese"): ["--units: the unit 'cheese' of 'vpd'", "hPa, kPa"],
                ("--units", "vpd=degC"): ["'degC'", "vpd"],
                ("--units", "wind=m s-1"): ["--units: 'wind' is not an input of this run", "tc, "],
                ("--units", "vpd"): ["--units: 'vpd' is not of the form"],
                ("--units", "vpd=hPa,vpd=kPa"): ["'vpd' is given twice"],
                ("--set", "tc=20", "--units", "tc=K"): ["--units: 'tc' is given by --set, which takes degC"]}.items():
            told = self.pmodel_fails("in.csv", "-o", "out.csv", *args)
            for part in parts:
                self.assertIn(part, told)

    def test_remedies(self):
        for unit, parts in {"cheese": ["'cheese'", "allowed are Pa, hPa", "--units vpd=UNIT"], "mpa": ["'mpa'"],
                            "hPa*10": ["'hPa*10'"]}.items():
            self.write("in.csv", HEADER.replace("vpd", f"vpd [{unit}]") + ROW)
            told = self.pmodel_fails("in.csv", "-o", "out.csv")
            for part in parts:
                self.assertIn(part, told)
        weather = self.days_of_greensboro()
        for name, unit, part in [("precipitation", "mm month-1", "by the calendar"), ("precipitation", "mm a-1", "by the calendar")]:
            self.write("in.csv", table({f"{k} [{unit}]" if k == name else k: v for k, v in weather.items()}))
            self.assertIn(part, self.run_badly("sylva-splash", "in.csv", "-o", "out.csv", *SITE))
        self.write("in.csv", table(weather | {"elevation [m**2 s**-2]": [2700] * 365}))
        self.assertIn("divided by 9.80665", self.run_badly("sylva-splash", "in.csv", "-o", "out.csv", "--set", "latitude=36"))

    def test_hostile_units(self):
        for unit in "(" * 190, "m" * 100000, "Pa" + "^9" * 90, "since 1-1-1", "\x01\x02", "Pa)", "%n%s":
            self.write("in.csv", HEADER.replace("vpd", f"vpd [{unit}]") + ROW)
            told = self.pmodel_fails("in.csv", "-o", "out.csv")
            self.assertIn("not understood for vpd", told)
            self.assertTrue(told[:-1].isprintable())

    def test_database_of_units(self):
        self.write("in.csv", HEADER.replace("vpd", "vpd [hPa]") + ROW)
        told = self.pmodel_fails("in.csv", "-o", "out.csv", env=dict(os.environ, UDUNITS2_XML_PATH=str(self.here / "none.xml")))
        self.assertIn("none.xml", told)
        self.assertIn("UDUNITS2_XML_PATH", told)

    def test_tenths_of_degrees(self):
        self.write("in.csv", HEADER.replace("tc", "tc [tenths of degC]") + ROW.replace("20", "200", 1))
        self.write("plain.csv", HEADER + ROW)
        self.pmodel("in.csv", "-o", "out.csv")
        self.pmodel("plain.csv", "-o", "want.csv")
        self.assert_same(["gpp"], "want.csv", tolerance=1e-12)

    def test_kinds_with_the_same_numbers(self):
        weather = self.days_of_greensboro()
        self.write("in.csv", table(weather))
        self.run_well("sylva-splash", "in.csv", "-o", "want.csv", *SITE)
        for name, unit, factor in [("precipitation", "kg m-2 s-1", 1 / 86400), ("precipitation", "m of water equivalent", 1e-3),
                                   ("precipitation", "tenths of mm", 10), ("precipitation", "inches", 1 / 25.4),
                                   ("radiation", "10^6 J m-2", 0.0864), ("radiation", "cal cm-2 day-1", 86400 / 41868),
                                   ("radiation", "kWh m-2 d-1", 0.024)]:
            self.write("in.csv", table({f"{k} [{unit}]" if k == name else k: [x * factor for x in v] if k == name else v
                                        for k, v in weather.items()}))
            self.assertIn(f"{name}: {unit} [file]\n", self.run_well("sylva-splash", "in.csv", "-o", "out.csv", *SITE))
            self.assert_same(["aet", "soil_moisture"], "want.csv")

    def test_cover_and_heights(self):
        weather = self.days_of_greensboro()
        del weather["radiation"]
        cover = [(i * 7) % 9 for i in range(365)]
        self.write("in.csv", table(weather | {"sunshine_fraction": [1 - c / 8 for c in cover]}))
        self.run_well("sylva-splash", "in.csv", "-o", "want.csv", *SITE)
        self.write("in.csv", table(weather | {"cloud_cover [oktas]": cover, "elevation [gpm]": [270] * 365}))
        self.run_well("sylva-splash", "in.csv", "-o", "out.csv", "--set", "latitude=36")
        self.assert_same(["aet", "soil_moisture"], "want.csv")

    def test_forest(self):
        where = DATA / "forest_flora.toml", DATA / "forest_stand.csv"
        with open(DATA / "forest_stand.csv", encoding="ascii") as stream:
            cells = sorted({line.split(",")[0] for line in stream.readlines()[1:]})
        def run(header, value, *args):
            self.write("gpp.csv", header + "".join(f"{c},{value}\n" for c in cells))
            return self.run_well("sylva-forest", *where, "-o", "out.csv", "--years", "3", "--gpp", "gpp.csv", *args)
        run("cell_id,gpp\n", 2.5)
        want = (self.here / "out.csv").read_bytes()
        for header, value, args, origin in [
                ("cell_id,gpp [g C m-2 yr-1]\n", 2500, [], "g C m-2 yr-1 [file]"),
                ("cell_id,gpp\n", 2500, ["--units", "gpp=g m-2 yr-1"], "g m-2 yr-1 [--units]"),
                ("cell_id,gpp [kg C m-2 yr-1]\n", 2500, ["--units", "gpp=gC m-2 a-1"], "gC m-2 a-1 [--units; the file says kg C m-2 yr-1]")]:
            self.assertIn(origin, run(header, value, *args))
            self.assertEqual((self.here / "out.csv").read_bytes(), want)
        told = self.run_badly("sylva-forest", *where, "-o", "out.csv", "--gpp", self.write("g.csv", "cell_id,gpp\n1,1200\n"))
        self.assertIn("allowed is 0 to 100, or nothing; it is read as kg C m-2 yr-1 [assumed, none declared], --units gpp=UNIT", told)
        for args, part in [(["--gpp", "gpp.csv", "--units", "gpp=cheese"], "'cheese'"), (["--gpp", "gpp.csv", "--units", "dbh=cm"], "'dbh'"),
                           (["--gpp", "2", "--units", "gpp=g m-2 yr-1"], "one number")]:
            self.assertIn(part, self.run_badly("sylva-forest", *where, "-o", "out.csv", *args))

    def test_light_of_radiation(self):
        # 2.04 umol J-1; 500 W m-2 are 1020 umol m-2 s-1
        self.write("want.csv", HEADER + "20,1000,400,101325,0.8,1020\n")
        self.pmodel("want.csv", "-o", "want_gpp.csv")
        for name in "SW_IN_F", "rsds", "SWdown", "Rg":
            header, row = HEADER.replace("ppfd", name), "20,1000,400,101325,0.8,500\n"
            self.write("in.csv", header + row)
            told = self.pmodel_fails("in.csv", "-o", "out.csv", "--rename", f"ppfd={name}")
            self.assertIn(f"'{name}' has the name of a radiation", told)
            self.assertIn("--units 'ppfd=2.04 umol m-2 s-1'", told)
            self.pmodel("in.csv", "-o", "out.csv", "--rename", f"ppfd={name}", "--accept-units")
            (self.here / "out.csv").unlink()
        for unit, value, remedy in [("W m-2", 500, "2.04 umol m-2 s-1"), ("J m-2 h-1", 1.8e6, "2.04 umol m-2 h-1"), ("J m-2", 1.8e6, "2.04 umol m-2 h-1"),
                                    ("J m**-2 day-1", 4.32e7, "2.04 umol m-2 d-1"), ("MJ m-2 d-1", 43.2, "2.04 mol m-2 d-1")]:
            self.write("in.csv", HEADER.replace("ppfd", f"rsds [{unit}]") + f"20,1000,400,101325,0.8,{value}\n")
            told = self.pmodel_fails("in.csv", "-o", "out.csv", "--rename", "ppfd=rsds")
            self.assertIn(f"--units 'ppfd={remedy}'", told)
            self.pmodel("in.csv", "-o", "out.csv", "--rename", "ppfd=rsds", "--units", f"ppfd={remedy}")
            self.assert_same(["gpp"], "want_gpp.csv")
            (self.here / "out.csv").unlink()

    def test_geopotential(self):
        weather = self.days_of_greensboro()
        self.write("want.csv", table(weather | {"elevation": [270] * 365}))
        self.write("in.csv", table(weather | {"z [m2 s-2]": [270 * 9.80665] * 365}))
        self.run_well("sylva-splash", "want.csv", "-o", "want_out.csv", "--set", "latitude=36")
        told = self.run_badly("sylva-splash", "in.csv", "-o", "out.csv", "--set", "latitude=36")
        self.assertIn("'z' is a geopotential [m2 s-2]: --rename elevation=z --units 'elevation=0.1019716 m'", told)
        self.run_well("sylva-splash", "in.csv", "-o", "out.csv", "--set", "latitude=36", "--rename", "elevation=z", "--units", "elevation=0.1019716 m")
        self.assert_same(["pet"], "want_out.csv", tolerance=1e-7)

    def test_compare_sites(self):
        # 1 g C m-2 d-1 over the year
        self.write("a.csv", table({"time": hours(8760), "gpp": [1] * 8760}))
        self.write("b.csv", table({"time": hours(8760), "gpp [g C m-2 d-1]": [1] * 8760}))
        for args in ("a.csv", "--units", "gpp=g m-2 d-1"), ("b.csv",), ("a.csv", "--units", "gpp=gC m-2 d-1"):
            said = self.run_well("sylva-compare-sites", *args)
            self.assertIn("2001:    365 g C m-2 in the year", said)
            self.assertIn("g m-2 d-1 [--units]" if "g m-2 d-1" in args[-1] else "gpp: g", said)


class Misleading(UnitsTest):
    """Units that UDUNITS converts into figures that are plausible and wrong."""

    def refused(self, program, name, unit, reason, values, *args):
        self.write("in.csv", table({f"{name} [{unit}]" if key == name else key: x for key, x in values.items()}))
        said = self.run_badly(program, "in.csv", "-o", "out.csv", *args)
        self.assertIn(f"'{name}' has the unit '{unit}'", said)
        self.assertIn(reason, said)
        self.assertLess(len(said), 300)

    def test_ratios_of_times_are_no_shares(self):
        # 8 hours of a day of 12 are two thirds, not a third
        for unit in "h/d", "h d-1", "min d-1", "hours per day":
            self.refused("sylva-splash", "sunshine_fraction", unit, "divided by the length of the day",
                         {"time": days(2), "tc": [20, 20], "precipitation": [0, 1], "sunshine_fraction": [8, 8]}, *SITE, *NO_SPIN_UP)
        self.refused("sylva-pmodel", "fapar", "h d-1", "divided by the length of the day", self.row())

    def row(self):
        return {"tc": [20], "vpd": [1000], "co2": [400], "patm": [101325], "fapar": [0.8], "ppfd": [800], "theta": [0.3]}

    def test_ratios_of_masses(self):
        for unit in "kg kg-1", "g/kg", "g/g", "mg kg-1", "ug/g":
            self.refused("sylva-pmodel", "co2", unit, "28.96/44.01", self.row())
            self.refused("sylva-pmodel", "theta", unit, "bulk density", self.row(), "--optimal-chi", "lavergne20_c3")
        for unit in "kg kg-1", "g/kg":
            self.refused("sylva-site-forcing", "rh", unit, "specific humidity",
                         {"time": hours(2), "ghi": [100, 100], "tc": [20, 20], "rh": [0.01, 0.01]})
        self.write("in.csv", table(self.row() | {"co2": [6.08e-4]}))
        self.assertIn("28.96/44.01", self.pmodel_fails("in.csv", "-o", "out.csv", "--units", "co2=kg kg-1"))

    def test_angles(self):
        site = {"time": days(2), "tc": [20, 20], "precipitation": [0, 1], "sunshine_fraction": [0.5, 0.5], "latitude": [35, 35]}
        args = "--set", "elevation=100", *NO_SPIN_UP
        for unit in "degreeS", "degrees_south", "degreeE", "degree_east", "degrees_east", "degrees_W":
            self.refused("sylva-splash", "latitude", unit, "in degrees north, and negative in the south", site, *args)
        for unit in "-", "1", "none", "m m-1":
            self.refused("sylva-splash", "latitude", unit, "--units latitude=degree says it", site, *args)
        for name in "fapar", "theta", "co2":
            self.refused("sylva-pmodel", name, "degrees", "an angle", self.row(), "--optimal-chi", "lavergne20_c3")
        self.write("in.csv", table(site | {"latitude": [35, 35]}))
        self.run_well("sylva-splash", "in.csv", "-o", "want.csv", *args)
        for unit, latitude in ("degrees_north", 35), ("Degrees_North", 35), ("degreeN", 35), ("radian", math.radians(35)), ("rad", math.radians(35)):
            self.write("in.csv", table({f"latitude [{unit}]" if key == "latitude" else key: x
                                        for key, x in (site | {"latitude": [latitude] * 2}).items()}))
            self.run_well("sylva-splash", "in.csv", "-o", "out.csv", *args)
            self.assert_same(["aet", "pet"], "want.csv")

    def test_months_and_years(self):
        for unit in "mm/Month", "mm MONTH-1", "mm/Year", "mm Julian_year-1", "mm lunar_month-1":
            self.refused("sylva-splash", "precipitation", unit, "by the calendar",
                         {"time": days(2), "tc": [20, 20], "precipitation": [90, 90], "sunshine_fraction": [0.5, 0.5]}, *SITE,
                         *NO_SPIN_UP)

    def test_pressures_that_look_like_two_units(self):
        for patm, reason in ((759, "looks like hPa, not Pa [assumed, none declared] (no place has so little; or mmHg, if 760"),
                             (14.7, "looks like kPa, not Pa [assumed, none declared] (no place has so little; or psi, if 14.7")):
            self.write("in.csv", table({name: x * 30 for name, x in (self.row() | {"patm": [patm]}).items()}))
            self.assertIn(reason, self.pmodel_fails("in.csv", "-o", "out.csv"))


class Plausible(UnitsTest):
    """Data that must be accepted without a warning: real, or possible."""

    def passes(self, columns, program="sylva-pmodel", *args):
        self.write("in.csv", table(columns))
        said = self.run_well(program, "in.csv", "-o", "out.csv", *args)
        self.assertNotIn("warning", said)

    def test_stations(self):
        for station in STATIONS:
            self.passes(self.forcing(station))
            self.passes(self.weather(station), "sylva-site-forcing")
        self.passes(self.days_of_greensboro(), "sylva-splash", *SITE)
        with open(DATA / "seattle_daily.csv", newline="", encoding="ascii") as stream:
            content = stream.read()
        self.write("in.csv", content.replace(" [mm]", "").replace(" [degC]", ""))
        said = self.run_well("sylva-splash", "in.csv", "-o", "out.csv", "--set", "latitude=47.4,elevation=130")
        self.assertNotIn("warning", said)
        self.assertIn("tmax: degC [assumed, none declared]", said)

    def test_extremes(self):
        n = 480
        bright = [max(0, 1800 * math.sin(math.pi * (i % 24 - 6) / 12)) for i in range(n)]
        base = {"time": hours(n), "tc": [20] * n, "vpd": [900 + i for i in range(n)], "co2": [400] * n, "patm": [101325] * n,
                "fapar": [0.8] * n, "ppfd": bright}
        for name, change in {
                "polar winter": {"tc": [-40 + i % 5 for i in range(n)], "vpd": [i % 4 for i in range(n)], "ppfd": [0] * n},
                "desert": {"tc": [45] * n, "vpd": [7000] * n, "fapar": [0.004] * n},
                "fog": {"tc": [12] * n, "vpd": [0] * n, "ppfd": [x / 8 for x in bright]},
                "light fog with a hygrometer that stops at 99.5 %": {"tc": [12] * n, "vpd": [7] * n, "ppfd": [x / 8 for x in bright]},
                "fog for days, then sun": {"vpd": [0] * 300 + [1200] * 180},
                "high mountain": {"tc": [-10 + i % 12 for i in range(n)], "patm": [50000] * n, "vpd": [60 + i % 50 for i in range(n)]},
                "ice age": {"co2": [180] * n}, "chamber": {"co2": [2000] * n},
                "under a dark canopy": {"ppfd": [x / 50 for x in bright]}}.items():
            with self.subTest(name):
                self.passes(base | change)

    def test_climates_of_splash(self):
        n = 365
        weather = self.days_of_greensboro()
        north = ["--set", "latitude=78,elevation=10"]
        summer = [max(0, 300 * math.sin(math.pi * (i - 100) / 150)) if 100 < i < 250 else 0 for i in range(n)]
        for name, change, args in [
                ("polar year", {"tc": [-15 + 20 * (100 < i < 250) for i in range(n)], "radiation": summer}, north),
                ("dry desert", {"precipitation": [3.5 if i == 200 else 0 for i in range(n)]}, SITE),
                ("monsoon", {"precipitation": [80 if 150 < i < 270 else 0 for i in range(n)]}, SITE),
                ("drizzle on a desert coast", {"precipitation": [0.25 if i % 4 == 0 else 0 for i in range(n)]}, SITE),
                # a third of what is on top of the atmosphere in the mean, and few clear days
                ("Faroe Islands", {"radiation": [0.35 * [0.3, 0.5, 0.8, 1.1, 1.3, 2.0][i % 6] * top_of_atmosphere(62, i) for i in range(n)]},
                 ["--set", "latitude=62,elevation=50"]),
                ("darker than the Faroe Islands", {"radiation": [(0.5 if i % 20 == 0 else 0.13) * top_of_atmosphere(62, i) for i in range(n)]},
                 ["--set", "latitude=62,elevation=50"]),
                ("dark month", {"radiation": [x / 3 for x in weather["radiation"]]}, SITE)]:
            with self.subTest(name):
                self.passes(weather | change, "sylva-splash", *args)


class Implausible(UnitsTest):
    """The weather of stations in other units, which the file does not declare."""

    def refused_and_mended(self, columns, name, unit, change, program, outputs, *args, of_file=""):
        self.write("in.csv", table(columns))
        self.run_well(program, "in.csv", "-o", "want.csv", *args)
        other = {(f"{k}{of_file}" if k == name else k): [change(x) for x in v] if k == name else v for k, v in columns.items()}
        self.write("in.csv", table(other))
        told = self.run_badly(program, "in.csv", "-o", "out.csv", *args)
        self.assertLessEqual(len(told.encode()), 300)
        self.assertIn(f"{name} looks like {'percent' if unit == '%' else unit}, not ", told)
        quote = "'" if " " in unit else ""
        self.assertIn(f"--units {quote}{name}={unit}{quote}; --accept-units", told)
        self.assertIn("[file]" if of_file else "[assumed, none declared]", told)
        said = self.run_well(program, "in.csv", "-o", "out.csv", *args, "--units", f"{name}={unit}")
        self.assertIn(f"{name}: {unit} [--units", said)
        self.assertNotIn("warning", said)
        self.assert_same(outputs, "want.csv")
        accepted = self.run_well(program, "in.csv", "-o", "out.csv", *args, "--accept-units")
        self.assertIn(f"warning   {name} looks like", accepted)
        self.assertIn("accepted by --accept-units", accepted)
        (self.here / "out.csv").unlink()

    def test_pmodel(self):
        for station in STATIONS:
            forcing = self.forcing(station)
            for name, unit, change in [
                    ("vpd", "hPa", lambda x: x / 100), ("vpd", "kPa", lambda x: x / 1000), ("tc", "K", lambda x: x + 273.15),
                    ("co2", "mol mol-1", lambda x: x * 1e-6), ("co2", "ppb", lambda x: x * 1000), ("patm", "kPa", lambda x: x / 1000),
                    ("patm", "hPa", lambda x: x / 100), ("patm", "bar", lambda x: x / 1e5), ("fapar", "%", lambda x: x * 100)]:
                with self.subTest(station=station, name=name, unit=unit):
                    self.refused_and_mended(forcing, name, unit, change, "sylva-pmodel", ["gpp"])

    def test_declared_wrong(self):
        forcing = self.forcing(STATIONS[0])
        self.refused_and_mended(forcing, "vpd", "kPa", lambda x: x / 1000, "sylva-pmodel", ["gpp"], of_file=" [Pa]")
        for name, unit, part in [("vpd", "hPa", "vpd does not look like hPa [file] (more than saturated air has at tc)"),
                                 ("tc", "K", "tc does not look like K [file] (no air is that cold)"),
                                 ("patm", "hPa", "patm does not look like hPa [file] (no place has so much)")]:
            self.write("in.csv", table({f"{k} [{unit}]" if k == name else k: v for k, v in forcing.items()}))
            told = self.pmodel_fails("in.csv", "-o", "out.csv")
            self.assertIn(part, told)
            self.assertIn("--accept-units if the values are right", told)

    def test_degrees_fahrenheit(self):
        self.refused_and_mended(self.forcing(STATIONS[0]), "tc", "degF", lambda x: x * 1.8 + 32, "sylva-pmodel", ["gpp"])

    def test_daily_light(self):
        # mol m-2 d-1 are seen over a year, and where the latitude is known in any season but the night
        forcing = {k: v[12::24] for k, v in self.forcing(STATIONS[0]).items()}
        ghi = self.weather(STATIONS[0])["ghi"]
        forcing["ppfd"] = [2.04 * sum(ghi[i:i + 24]) / 24 for i in range(0, 8760, 24)]
        self.refused_and_mended(forcing, "ppfd", "mol m-2 d-1", lambda x: x * 0.0864, "sylva-pmodel", ["gpp"])
        part = {k: v[40:90] for k, v in forcing.items()}
        self.refused_and_mended(part | {"lat": [36] * 50}, "ppfd", "mol m-2 d-1", lambda x: x * 0.0864, "sylva-pmodel", ["gpp"])

    def grid(self, name, months, scale):
        """A globe with PPFD of about half of that on top of the atmosphere, on each 15th of a month, times `scale`."""
        lat = np.arange(-85, 90, 10.0)
        with netCDF4.Dataset(self.here / name, "w") as f:
            for dim, values, units in [("time", 15 + 30.4 * np.arange(months), "days since 2001-01-01"), ("lat", lat, "degrees_north"),
                                       ("lon", np.arange(0, 360, 60.0), "degrees_east")]:
                f.createDimension(dim, len(values))
                f.createVariable(dim, "f8", (dim,))[:] = values
                f[dim].units = units
            declination = np.radians(-23.4) * np.cos(2 * np.pi * (np.arange(months) + 0.8) / 12)
            phi, delta = np.meshgrid(np.radians(lat), declination)
            angle = np.arccos(np.clip(-np.tan(phi) * np.tan(delta), -1, 1))
            top = 1361 / np.pi * (angle * np.sin(phi) * np.sin(delta) + np.cos(phi) * np.cos(delta) * np.sin(angle))
            f.createVariable("ppfd", "f8", ("time", "lat", "lon"))[:] = (0.5 * 2.04 * scale * np.maximum(top, 0))[:, :, None]
            for variable, value in {"tc": 15, "vpd": 800, "co2": 400, "patm": 101325, "fapar": 0.7}.items():
                f.createVariable(variable, "f8", ())[:] = value

    def test_light_of_a_grid(self):
        for months in 1, 6:
            self.grid("in.nc", months, 1)
            self.assertNotIn("warning", self.pmodel("in.nc", "-o", "out.nc"))
            (self.here / "out.nc").unlink()
            self.grid("in.nc", months, 0.0864)
            self.assertIn("--units 'ppfd=mol m-2 d-1'", self.pmodel_fails("in.nc", "-o", "out.nc"))

    def test_partial_pressure(self):
        self.write("in.csv", table(self.forcing(STATIONS[0]) | {"co2": [40] * 8760}))
        self.assertIn("co2 does not look like ppm [assumed, none declared] (air has 180 ppm and more; a partial pressure",
                      self.pmodel_fails("in.csv", "-o", "out.csv"))

    def test_splash(self):
        weather = self.days_of_greensboro()
        for name, unit, change in [
                ("radiation", "MJ m-2 d-1", lambda x: x * 0.0864), ("radiation", "kJ m-2 d-1", lambda x: x * 86.4),
                ("radiation", "J m-2 d-1", lambda x: x * 86400), ("radiation", "langley d-1", lambda x: x * 86400 / 41840),
                ("radiation", "kWh m-2 d-1", lambda x: x * 0.024), ("tc", "K", lambda x: x + 273.15),
                ("precipitation", "kg m-2 s-1", lambda x: x / 86400), ("precipitation", "m d-1", lambda x: x / 1000)]:
            with self.subTest(name=name, unit=unit):
                self.refused_and_mended(weather, name, unit, change, "sylva-splash", ["aet", "soil_moisture"], *SITE)
        self.refused_and_mended(weather | {"water_capacity": [150] * 365}, "water_capacity", "m", lambda x: x / 1000,
                                "sylva-splash", ["aet"], *SITE)
        self.refused_and_mended(weather | {"sunshine_fraction": [0.1 + (i % 9) / 10 for i in range(365)]}, "sunshine_fraction", "%",
                                lambda x: x * 100, "sylva-splash", ["aet"], *SITE)
        cloudy = weather | {"cloud_cover": [(i % 9) / 8 for i in range(365)]}
        del cloudy["radiation"]
        self.refused_and_mended(cloudy, "cloud_cover", "okta", lambda x: x * 8, "sylva-splash", ["aet"], *SITE)
        self.refused_and_mended(cloudy, "cloud_cover", "%", lambda x: x * 100, "sylva-splash", ["aet"], *SITE)
        self.write("in.csv", table(weather | {"elevation": [15000] * 365}))
        self.assertIn("9.80665", self.run_badly("sylva-splash", "in.csv", "-o", "out.csv", "--set", "latitude=36"))

    def test_sunshine_in_hours(self):
        weather = self.days_of_greensboro()
        del weather["radiation"]
        self.write("in.csv", table(weather | {"sunshine_fraction": [[5.4, 0, 11.2, 0.7][i % 4] for i in range(365)]}))
        told = self.run_badly("sylva-splash", "in.csv", "-o", "out.csv", *SITE)
        self.assertIn("sunshine_fraction does not look like 1", told)
        self.assertIn("hours are to be divided by the length of the day", told)
        self.assertNotIn("--units", told)

    def test_shares_that_are_declared_in_percent(self):
        for value in 0.85, 0.01:
            forcing = self.forcing(STATIONS[0])
            self.write("want.csv", table(forcing | {"fapar": [value] * 8760}))
            self.pmodel("want.csv", "-o", "want_gpp.csv")
            del forcing["fapar"]
            # 249 to 255 are codes of MODIS, times 0.01
            self.write("in.csv", table(forcing | {"fapar [Percent]": [value if i % 10 else round(2.49 + 0.01 * (i % 6), 2) for i in range(8760)]}))
            told = self.pmodel_fails("in.csv", "-o", "out.csv")
            self.assertIn("fapar looks like 1, not Percent [file] (none is above 1 %): --units fapar=1; --accept-units", told)
            said = self.pmodel("in.csv", "-o", "out.csv", "--units", "fapar=1")
            self.assertNotIn("warning", said)
            want, got = self.read("want_gpp.csv")["gpp"], self.read("out.csv")["gpp"]
            for i in range(8760):
                self.assert_close(got[i], want[i] if i % 10 else math.nan, 1e-9)
            (self.here / "out.csv").unlink()
        weather = self.days_of_greensboro()
        del weather["radiation"]
        for name in "cloud_cover", "sunshine_fraction":
            self.write("in.csv", table(weather | {f"{name} [%]": [(i % 9) / 8 for i in range(365)]}))
            self.assertIn(f"--units {name}=1;", self.run_badly("sylva-splash", "in.csv", "-o", "out.csv", *SITE))
        self.write("in.csv", table({"time": hours(24), "ghi": [800] * 24, "tc": [21.9] * 24, "rh [%]": [0.53] * 24}))
        self.assertIn("--units rh=1;", self.run_badly("sylva-site-forcing", "in.csv", "-o", "out.csv"))
        for name, method in ("soilm", ["--soil-stress", "stocker"]), ("theta", ["--optimal-chi", "lavergne20_c3"]):
            self.write("in.csv", table(self.forcing(STATIONS[0]) | {f"{name} [%]": [0.3] * 8760}))
            self.assertIn(f"--units {name}=1;", self.pmodel_fails("in.csv", "-o", "out.csv", *method))

    def test_codes_of_modis(self):
        for scale in 0.01, 1:
            fapar = [0.85 if i % 2 else round(scale * (249 + i % 6), 2) for i in range(8760)]
            self.write("in.csv", table(self.forcing(STATIONS[0]) | {"fapar": fapar}))
            told = self.pmodel_fails("in.csv", "-o", "out.csv")
            self.assertIn("249 to 255 times 0.01 or 1: --missing names them", told)
            self.assertNotIn("--units", told)
            codes = ",".join(f"{scale * code:g}" for code in range(249, 256))
            # 249 to 255 are also values of ppfd
            self.assertRegex(self.pmodel("in.csv", "-o", "out.csv", "--missing", codes), r"\(fapar(\)| in 4,380)")
            (self.here / "out.csv").unlink()
        self.write("in.csv", table(self.forcing(STATIONS[0]) | {"fapar": [85 if i % 2 else 254 for i in range(8760)]}))
        self.assertIn("--units fapar=%", self.pmodel_fails("in.csv", "-o", "out.csv"))

    def test_light_in_moles_a_second(self):
        self.refused_and_mended(self.forcing(STATIONS[0]), "ppfd", "mol m-2 s-1", lambda x: x * 1e-6, "sylva-pmodel", ["gpp"])

    def test_means_of_sums(self):
        weather = self.days_of_greensboro()
        for unit, seconds in ("J m-2 h-1", 3600), ("J m-2 (3 h)-1", 10800), ("J m-2 (6 h)-1", 21600):
            with self.subTest(unit):
                self.refused_and_mended(weather, "radiation", unit, lambda x, s=seconds: x * s, "sylva-splash", ["aet"], *SITE, of_file=" [J m-2]")
        self.write("in.csv", table(weather | {"radiation": [x / 4.5 for x in weather["radiation"]]}))
        self.assertIn("radiation does not look like W m-2 [assumed, none declared] (no day of the year is clear); --accept-units",
                      self.run_badly("sylva-splash", "in.csv", "-o", "out.csv", *SITE))
        # rain: there may be such a climate, so it is said and no more
        rain = weather.pop("precipitation")
        self.write("in.csv", table(weather | {"precipitation [m]": [x / 24000 for x in rain]}))
        said = self.run_well("sylva-splash", "in.csv", "-o", "out.csv", *SITE)
        self.assertIn("warning   precipitation looks like m h-1, not m [file] (no day of the year has 2 mm, as in the mean of hourly sums); "
                      "if so: --units 'precipitation=m h-1'", said)
        self.write("in.csv", table(weather | {"precipitation": [x / 24 for x in rain]}))
        said = self.run_well("sylva-splash", "in.csv", "-o", "out.csv", *SITE)
        self.assertIn("warning   precipitation does not look like mm day-1 [assumed, none declared] (no day of the year has 2 mm", said)

    def test_site_forcing(self):
        for station in STATIONS:
            weather = self.weather(station)
            for name, unit, change in [("rh", "%", lambda x: x * 100), ("ghi", "MJ m-2 h-1", lambda x: x * 0.0036),
                                       ("tc", "K", lambda x: x + 273.15)]:
                self.refused_and_mended(weather, name, unit, change, "sylva-site-forcing", ["vpd [Pa]", "ppfd [umol m-2 s-1]"])

    def test_few_values_are_a_warning(self):
        # 19 values of rh in percent are impossible as shares: missing, and a warning; 20 are an error
        for n, enough in (19, False), (20, True):
            self.write("in.csv", table({"time": hours(n), "ghi": [0] * n, "tc": [10] * n, "rh": [53] * n}))
            if enough:
                self.assertIn("rh looks like percent", self.run_badly("sylva-site-forcing", "in.csv", "-o", "out.csv"))
            else:
                said = self.run_well("sylva-site-forcing", "in.csv", "-o", "out.csv")
                self.assertIn("warning   rh looks like percent", said)
                self.assertEqual(set(self.read("out.csv")["vpd [Pa]"]), {"nan"})
                (self.here / "out.csv").unlink()
        for n in 1, 19, 20:
            for name, unit, value in ("vpd", "hPa", 12.5), ("tc", "K", 295.2), ("patm", "kPa", 98.5), ("co2", "mol mol-1", 4e-4):
                forcing = {"tc": [22.1], "vpd": [1250], "co2": [400], "patm": [98500], "fapar": [0.8], "ppfd": [1450]}
                self.write("in.csv", table({k: v * n for k, v in (forcing | {name: [value]}).items()}))
                if n == 20:
                    self.assertIn(f"{name} looks like {unit}", self.pmodel_fails("in.csv", "-o", "out.csv"))
                else:
                    said = self.pmodel("in.csv", "-o", "out.csv")
                    self.assertRegex(said, f"warning   {name} looks like {unit}, not .*; if so: --units '{name}={unit}'")
                    (self.here / "out.csv").unlink()

    def test_later_boxes_are_a_warning(self):
        # the first box is in degC, the two after it are not: its outputs are on their way
        with netCDF4.Dataset(self.here / "in.nc", "w") as f:
            f.createDimension("time", 3)
            f.createDimension("cell", 2**18)
            f.createVariable("tc", "f4", ("time", "cell"))[:] = np.array([20.0, -253, -253])[:, None]
            for variable, value in {"ppfd": 100, "vpd": 800, "co2": 400, "patm": 101325, "fapar": 0.7}.items():
                f.createVariable(variable, "f8", ())[:] = value
        said = self.pmodel("in.nc", "-o", "out.nc")
        self.assertIn("warning   tc does not look like degC [assumed, none declared] (no air is that cold)\n", said)

    def test_all_at_once(self):
        f = self.forcing(STATIONS[0])
        self.write("in.csv", table(f | {"tc": [t + 273.15 for t in f["tc"]], "patm": [p / 1000 for p in f["patm"]], "co2": [4e-4] * 8760,
                                        "fapar": [80] * 8760, "vpd": [v / 1000 for v in f["vpd"]]}))
        told = self.pmodel_fails("in.csv", "-o", "out.csv")
        self.assertIn("tc looks like K, not degC [assumed, none declared] (no air is that hot), and 3 other inputs: "
                      "--units 'tc=K,co2=mol mol-1,patm=kPa,fapar=%'", told)
        self.assertLessEqual(len(told.encode()), 300)
        # the saturation pressure is known once tc is
        told = self.pmodel_fails("in.csv", "-o", "out.csv", "--units", "tc=K,co2=mol mol-1,patm=kPa,fapar=%")
        self.assertIn("vpd looks like kPa", told)

    def test_constants(self):
        self.write("in.csv", HEADER + ROW)
        said = self.pmodel("in.csv", "-o", "out.csv", "--set", "patm=101.3")
        self.assertIn("warning   patm looks like kPa, not Pa [--set] (no place has so little; or psi, if 14.7 is sea level); --set takes Pa\n", said)
        self.assertNotIn("--units", said)
        # the first cell is an ocean
        self.write("in.csv", HEADER + ROW.replace("20", "", 1) + ROW * 30)
        for value, unit in ("0.6", "kPa"), ("6", "hPa"):
            said = self.pmodel("in.csv", "-o", "out.csv", "--set", f"vpd={value}")
            self.assertRegex(said, rf"warning   vpd looks like {unit}, not Pa \[--set\] .*; --set takes Pa\n")
            # a mean over days
            said = self.pmodel("in.csv", "-o", "out.csv", "--set", f"vpd={value},ppfd=300")
            self.assertRegex(said, rf"warning   vpd looks like {unit}, not Pa \[--set\] .*; --set takes Pa\n")
        self.assertNotIn("warning", self.pmodel("in.csv", "-o", "out.csv", "--set", "vpd=600"))
        self.assertNotIn("warning", self.pmodel("in.csv", "-o", "out.csv", "--set", "vpd=1,ppfd=0"))


class SiteForcing(UnitsTest):
    def test_humidity_in_percent(self):
        # vpd by the Magnus formula and GPP by pyrealm 2.0.0
        self.write("in.csv", table({"time": hours(24), "ghi": [800] * 24, "tc": [21.9] * 24, "rh": [53.3] * 24}))
        self.assertIn("rh looks like percent, not 1", self.run_badly("sylva-site-forcing", "in.csv", "-o", "f.csv"))
        self.run_well("sylva-site-forcing", "in.csv", "-o", "f.csv", "--units", "rh=%")
        self.assertLess(abs(float(self.read("f.csv")["vpd [Pa]"][0]) - saturation(21.9) * 0.467), 1e-6)
        self.pmodel("f.csv", "-o", "g.csv", "--set", "patm=101325")
        self.assertLess(abs(float(self.read("g.csv")["gpp"][0]) - 490.53), 0.01)

    def test_ranges(self):
        self.write("in.csv", "time,ghi,tc,rh [%]\n2001-01-01T00:00,-3,10,104\n2001-01-01T01:00,100,10,105\n2001-01-01T02:00,100,10,106\n"
                             "2001-01-01T03:00,100,10,-1\n2001-01-01T04:00,5000,10,50\n2001-01-01T05:00,100,-300,50\n2001-01-01T06:00,100,,50\n")
        said = self.run_well("sylva-site-forcing", "in.csv", "-o", "out.csv")
        out = self.read("out.csv")
        self.assertEqual(out["vpd [Pa]"][:4], ["0", "0", "nan", "nan"])
        self.assertEqual(out["vpd [Pa]"][5:], ["nan", "nan"])
        self.assertEqual(out["ppfd [umol m-2 s-1]"][4], "nan")
        for line in ("cells     7, of which 1 with missing inputs (tc)", "rh: 2 above 1", "rh: 2 impossible, taken as missing (possible are 0 to 1.05)",
                     "ghi: 1 impossible", "tc: 1 impossible", "humidity  2 of rh are above 1 and taken as 1", "rh: % [file]"):
            self.assertIn(line, said)


if __name__ == "__main__":
    unittest.main()
