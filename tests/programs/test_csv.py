"""CSV in and out of sylva-pmodel, and the summary."""

import math
import unittest

from program import HEADER, ROW, ProgramTest

GPP = 249.19141482397666  # of ROW by pyrealm 2.0.0, the base case of the reference


class Csv(ProgramTest):
    def test_plain(self):
        self.write("in.csv", HEADER + ROW)
        said = self.pmodel("in.csv", "-o", "out.csv", "--outputs", "gpp,lue,iwue,chi")
        out = self.read("out.csv")
        self.assertEqual(list(out), ["tc", "vpd", "co2", "patm", "fapar", "ppfd", "gpp", "lue", "iwue", "chi"])
        self.assert_close(out["gpp"][0], GPP, 1e-12)
        for part in "in.csv -> out.csv", "prentice14", "1, of which 0 with missing", "every value lies", "cells per second":
            self.assertIn(part, said)

    def test_kept_verbatim(self):
        rows = ['2001-01-01T00:00,"a, ""b""",20, 1000 ,4.00e2,101325,0.8,+800', "yesterday,\u00e4 \u00b0,20.0,1e3,400,101325,.8,800.",
                '"two\nlines",,20,"1000",400,101325.000,0.80,800']
        self.write("in.csv", "time,a note," + HEADER + "\n".join(rows) + "\n")
        self.pmodel("in.csv", "-o", "out.csv", "--outputs", "gpp")
        lines = (self.here / "out.csv").read_text("utf-8")
        self.assertTrue(lines.startswith("time,a note," + HEADER.strip() + ",gpp\n"))
        for row in rows:
            self.assertIn("\n" + row + ",", lines)
        self.assertEqual(len(set(self.read("out.csv")["gpp"])), 1)

    def test_spreadsheet_habits(self):
        for name, content in {
            "mark": b"\xef\xbb\xbf" + (HEADER + ROW).encode(), "returns": (HEADER + ROW).replace("\n", "\r\n"),
            "no newline at the end": (HEADER + ROW).strip(), "blank lines": HEADER + "\n" + ROW + "\n\n",
            "blank lines with returns": (HEADER + "\n" + ROW + "\n").replace("\n", "\r\n"),
            "quoted": '"tc","vpd","co2","patm","fapar","ppfd"\n"20","1000","400","101325","0.8","800"\n',
            "spaces": HEADER.replace(",", " , ") + ROW.replace(",", " , "), "an index": "," + HEADER + "1," + ROW,
        }.items():
            with self.subTest(name):
                self.write("in.csv", content)
                self.pmodel("in.csv", "-o", "out.csv")
                out = self.read("out.csv")
                self.assertEqual(len(out["gpp"]), 1)
                self.assert_close(out["gpp"][0], GPP, 1e-12)
                self.assertNotIn(b"\r", (self.here / "out.csv").read_bytes())

    def test_missing(self):
        self.write("in.csv", HEADER + ROW + "".join(ROW.replace("20", word, 1) for word in ["", "NA", "nan", "NaN", "NAN", "-9999"]))
        said = self.pmodel("in.csv", "-o", "out.csv", "--missing", "-9999")
        self.assertIn("7, of which 6 with missing inputs (tc)", said)
        self.assertEqual(self.read("out.csv")["gpp"][1:], ["nan"] * 6)

    def test_units_in_the_header(self):
        self.write("in.csv", "tc [K],vpd[hPa],co2 [umol mol-1],patm [kPa],fapar [%],ppfd [mol m-2 s-1]\n"
                             "293.15,10,400,101.325,80,0.0008\n")
        self.assertIn("tc: K [file]\n            vpd: hPa [file]\n", self.pmodel("in.csv", "-o", "out.csv"))
        self.assert_close(self.read("out.csv")["gpp"][0], GPP, 1e-12)

    def test_rename_and_set(self):
        self.write("in.csv", "t2m,D,patm,ppfd\n20,1000,101325,800\n")
        said = self.pmodel("in.csv", "-o", "out.csv", "--rename", "tc=t2m,vpd=D", "--set", "co2=400", "--set", "fapar=0.8")
        self.assert_close(self.read("out.csv")["gpp"][0], GPP, 1e-12)
        self.assertIn("tc from t2m", said)
        self.pmodel("--rename", "tc=t2m,vpd=D", "--set", "co2=400,fapar=0.8", "--missing", "-9999,-1", "in.csv", "-o", "out.csv")
        self.assertIn("co2 = 400 ppm", said)

    def test_prefix(self):
        self.write("in.csv", HEADER.strip() + ",gpp\n" + ROW.strip() + ",7\n")
        self.pmodel("in.csv", "-o", "out.csv", "--prefix", "sylva_")
        out = self.read("out.csv")
        self.assertEqual(out["gpp"], ["7"])
        self.assert_close(out["sylva_gpp"][0], GPP, 1e-12)

    def test_leaf_outputs_need_no_light(self):
        self.write("in.csv", "tc,vpd,co2,patm\n20,1000,400,101325\n")
        self.pmodel("in.csv", "-o", "out.csv", "--outputs", "lue,iwue,chi,kphio,xi,ci,ca,mj,mc,mjoc,f_v,f_j,gammastar,kmm,"
                    "ns_star,soil_stress")
        self.assertIn("'fapar'", self.pmodel_fails("in.csv", "-o", "new.csv", "--outputs", "lue,vcmax"))

    def test_every_output(self):
        self.write("in.csv", HEADER + ROW)
        listed = self.pmodel("--help").split("OUTPUTS:")[1].split("FILES:")[0].split("\n")
        names = [line.split()[0] for line in listed if line.strip()]
        self.assertEqual(len(names), 26)
        self.pmodel("in.csv", "-o", "out.csv", "--outputs", ",".join(names))
        out = self.read("out.csv")
        for name in names:
            self.assertGreater(float(out[name][0]), 0, name)

    def test_reference_kphio(self):
        self.write("in.csv", HEADER.strip() + ",phi\n" + ROW.strip() + ",0.125\n" + ROW.strip() + ",0.0625\n")
        self.pmodel("in.csv", "-o", "out.csv", "--rename", "reference_kphio=phi")
        self.pmodel("in.csv", "-o", "half.csv", "--reference-kphio", "0.0625")
        varied, half = self.read("out.csv")["gpp"], self.read("half.csv")["gpp"]
        self.assert_close(varied[0], GPP, 1e-12)
        self.assertEqual(varied[1], half[1])
        self.assert_close(float(half[0]) * 2, GPP, 1e-12)
        said = self.pmodel("in.csv", "-o", "set.csv", "--set", "reference_kphio=0.0625")
        self.assertIn("(reference 0.0625)", said)
        self.assertEqual(self.read("set.csv")["gpp"], half)
        said = self.pmodel_fails("in.csv", "-o", "new.csv", "--set", "reference_kphio=0.0625", "--reference-kphio", "0.1")
        self.assertIn("'reference_kphio' is given by --reference-kphio too", said)

    def test_what_cannot_be(self):
        self.write("in.csv", "time," + HEADER + "".join(n + "," + r + "\n" for n, r in {
            "a": ROW.strip(), "b": "20,-1,400,101325,1,800", "c": "20,1000,400,101325,1,-800", "d": "20,1000,400,101325,1.5,800"}.items()))
        said = self.pmodel("in.csv", "-o", "out.csv", "--outputs", "gpp,lue,beta")
        for line in ("vpd: 1 impossible, taken as missing (possible are 0 and more Pa); worst -1 at line 3 (b)",
                     "ppfd: 1 impossible, taken as missing (possible are -10 and more umol m-2 s-1); worst -800 at line 4 (c)",
                     "fapar: 1 impossible, taken as missing (possible are -0.001 to 1.001); worst 1.5 at line 5 (d)"):
            self.assertIn(line, said)
        self.assertNotIn("undefined", said)
        out = self.read("out.csv")
        self.assert_close(out["gpp"][0], GPP, 1e-12)
        self.assertEqual([math.isnan(float(x)) for x in out["gpp"]], [False, True, True, True])
        self.assertEqual([math.isnan(float(x)) for x in out["lue"]], [False, True, False, False])
        self.assertEqual([float(x) for x in out["beta"]], [146] * 4)

    def test_soil_stress(self):
        self.write("in.csv", HEADER.strip() + ",soilm,aridity_index\n" + ROW.strip() + ",0.3,2\n")
        self.pmodel("in.csv", "-o", "plain.csv")
        plain = float(self.read("plain.csv")["gpp"][0])
        # Stocker et al. (2020) with meanalpha 1: 1 - (1 - 0.733) / 0.6^2 * (0.3 - 0.6)^2
        self.pmodel("in.csv", "-o", "stocker.csv", "--soil-stress", "stocker")
        self.assert_close(self.read("stocker.csv")["gpp"][0], plain * (1 - 0.267 / 4), 1e-12)
        self.pmodel("in.csv", "-o", "mengoli.csv", "--soil-stress", "mengoli")
        y, psi = 0.62 * 2**-0.45, 0.34 * 2**-0.6
        self.assert_close(self.read("mengoli.csv")["gpp"][0], plain * (y if 0.3 >= psi else y / psi * 0.3), 1e-12)

    def test_out_of_range(self):
        warm = ROW.replace("20", "-40", 1)
        self.write("in.csv", "time," + HEADER + "a," + ROW + "b," + warm + "c," + ROW.replace("0.8", "80") + "d," + ROW)
        said = self.pmodel("in.csv", "-o", "out.csv")
        self.assertIn("tc: 1 below -25 degC; worst -40 at line 3 (b)", said)
        self.assertIn("fapar: 1 impossible, taken as missing (possible are -0.001 to 1.001); worst 80 at line 4 (c)", said)
        self.assertIn("undefined gpp 1", said)
        self.assertEqual([x == "nan" for x in self.read("out.csv")["gpp"]], [False, True, True, False])

    def test_threads(self):
        self.write("in.csv", HEADER + ROW * 3000)
        self.pmodel("in.csv", "-o", "out.csv", "--backend", "serial")
        want = self.read("out.csv")
        if "openmp" in self.pmodel("--help").split("--precision")[0].split("built")[1]:
            said = self.pmodel("in.csv", "-o", "out.csv", "--threads", "2")
            self.assertIn("2 threads", said)
            for row, value in enumerate(self.read("out.csv")["gpp"]):
                self.assert_close(value, want["gpp"][row], 1e-13)


if __name__ == "__main__":
    unittest.main()
