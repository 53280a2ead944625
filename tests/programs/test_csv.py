"""CSV in and out of sylva-pmodel, and the summary."""

import csv
import math
import subprocess
import time
import unittest

import netCDF4

from program import HEADER, ROW, SLOWDOWN, ProgramTest

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

    def test_as_found(self):
        """Files as spreadsheets, loggers and data portals write them; the same numbers in each."""
        text = HEADER + ROW
        degrees = text.replace("tc", "tc [\u00b0C]").replace("ppfd", "ppfd [\u00b5mol m-2 s-1]")
        for name, (content, line, note) in {
            "comments": ("# Site: US-Xyz\n# Version: 1-5\n" + text, 4, ""),
            "comments between rows": (HEADER + "# moved the tower\n" + ROW, 3, ""),
            "Excel's separator": ("sep=,\r\n" + text.replace("\n", "\r\n"), 3, ""),
            "old Mac": (text.replace("\n", "\r"), 2, ""),
            "Latin-1": (degrees.encode("latin-1"), 2, "\n  text      the text is not UTF-8; read as Windows-1252\n"),
            "UTF-8": (degrees, 2, ""),
            "UTF-16 with a mark": (degrees.encode("utf-16"), 2, "\n  text      the text is not UTF-8; read as UTF-16\n"),
            "UTF-16 LE": (text.encode("utf-16-le"), 2, "\n  text      the text is not UTF-8; read as UTF-16\n"),
            "UTF-16 BE": (text.encode("utf-16-be"), 2, "\n  text      the text is not UTF-8; read as UTF-16\n"),
            "Fortran": (HEADER + "2.0D+01,1d3,4.D2,101325,8D-1,+8d2\n", 2, ""),
            "a comma at the end": (text.replace("\n", ",\n"), 2, ""),
            "columns without names": ("," + text.replace("\n", ",,\n,", 1).strip() + ",,\n", 2, ""),
            "twice, and not taken": (HEADER.strip() + ",note,note\n" + ROW.strip() + ",a,b\n", 2, ""),
            "blanks around quotes": (text.replace("400", ' "400"\t'), 2, ""),
        }.items():
            with self.subTest(name):
                self.write("in.csv", content)
                said = self.pmodel("in.csv", "-o", "out.csv")
                out = self.read("out.csv")
                self.assertEqual(len(out["gpp"]), 1)
                self.assert_close(out["gpp"][0], GPP, 1e-12)
                self.assertEqual("the text is not UTF-8" in said, note != "", said)
                self.assertIn(note, said)
                # the error names the line of a wrong value in the file
                codec = "latin-1" if name == "Latin-1" else name.lower().replace(" with a mark", "").replace(" ", "-")
                codec = codec if codec.startswith(("utf", "latin")) else "utf-8"
                wrong = (content if isinstance(content, str) else content.decode(codec)).replace("101325", "much")
                self.write("in.csv", wrong.encode(codec))
                self.assertIn(f'in.csv: line {line}, column patm is "much"', self.pmodel_fails("in.csv", "-o", "new.csv"))

    def test_fields_are_those_of_python(self):
        rows = [["time", "a, \"b\"", *HEADER.strip().split(",")],
                *([word, "x", *ROW.strip().split(",")] for word in ("1, 2", 'say ""', "two\r\nlines", "", " blank ", "#5"))]
        with open(self.here / "in.csv", "w", newline="", encoding="utf-8") as stream:
            csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
        self.pmodel("in.csv", "-o", "out.csv", "--outputs", "gpp")
        with open(self.here / "out.csv", newline="", encoding="utf-8") as stream:
            self.assertEqual([row[:-1] for row in csv.reader(stream)], rows)

    def test_told_with_the_cause(self):
        for content, cause in (
            (HEADER.replace("tc", "#tc") + ROW, "line 1 looks like the header, but begins with '#'"),
            (HEADER + ROW + "#" + ROW, "line 3 begins with '#' and has as many fields as a row"),
            ("# a\n#b\n", "there is no header: all lines begin with '#'"),
            (b"PK\x03\x04" + bytes(100), "a ZIP archive, perhaps a spreadsheet (.xlsx)"),
            (b"\x1f\x8b\x08" + bytes(100), "compressed by gzip"),
            (b"CDF\x01" + bytes(100), "the name of such a file must end in .nc"),
            ((HEADER + ROW).encode("utf-32"), "UTF-32: save it as UTF-8"),
            (HEADER.encode() + b"\x00\x01\n", "it has zero bytes, the first at byte 28"),
            (HEADER.strip() + ",\n" + ROW, "line 2: 6 fields, but the header has 7, of which the last is empty"),
            (HEADER + "20,1000,400,101325,0.8,8\"00\n", 'line 2: a quote (") in a field that does not begin with one'),
            (HEADER + 'x\n' * 100_000, "100000 problems"),
            ("a" * 2_000_000 + "," + HEADER + "1," + ROW, "line 1: a field has 2000000 bytes: allowed are 1048576"),
            ("x," * 100_000 + HEADER, "the header has 100006 columns: allowed are 100000"),
        ):
            with self.subTest(cause):
                self.write("in.csv", content)
                self.assertIn(cause, self.pmodel_fails("in.csv", "-o", "out.csv"))

    def test_many_columns(self):
        n = 20_000
        self.write("in.csv", HEADER.strip() + "," * n + "\n" + (ROW.strip() + "," * n + "\n") * 3)
        begin = time.monotonic()
        self.pmodel("in.csv", "-o", "out.csv", "--outputs", "gpp")
        self.assertLess(time.monotonic() - begin, 2 * SLOWDOWN)

    def test_many_columns_to_netcdf(self):
        """Time and size in proportion to the columns, numbers and text, and netCDF finds their dimension."""
        n = 10_000
        names = [f"c{i}" for i in range(n)]
        self.write("in.csv", ",".join([HEADER.strip(), *names]) + "\n"
                   + "".join(ROW.strip() + "".join(f",{'a' if i == 7 else ''}{i + row / 2}" for i in range(n)) + "\n" for row in (0, 1)))
        begin = time.monotonic()
        self.pmodel("in.csv", "-o", "out.nc", "--outputs", "gpp")
        self.assertLess(time.monotonic() - begin, 10 * SLOWDOWN)
        self.assertLess((self.here / "out.nc").stat().st_size, 600 * n)
        with netCDF4.Dataset(self.here / "out.nc") as f:
            self.assertEqual({v.dimensions for v in f.variables.values()}, {("row",)})
            self.assertEqual([*f["c7"][:]], ["a7.0", "a7.5"])
            for i in 0, 5000, n - 1:
                self.assertEqual([*f[f"c{i}"][:]], [i, i + 0.5])
            self.assert_close(f["gpp"][1], GPP, 1e-12)

    def test_missing(self):
        self.write("in.csv", HEADER + ROW + "".join(ROW.replace("20", word, 1) for word in ["", "NA", "nan", "NaN", "NAN", "N/A", "#N/A", "null", "-9999", "-9999.0", "-9.999E3"]))
        said = self.pmodel("in.csv", "-o", "out.csv", "--missing", "-9999")
        self.assertIn("12, of which 11 with missing inputs (tc)", said)
        self.assertEqual(self.read("out.csv")["gpp"][1:], ["nan"] * 11)

    def test_units_in_the_header(self):
        self.write("in.csv", "tc [K],vpd[hPa],co2 [umol mol-1],patm [kPa],fapar [%],ppfd [mol m-2 s-1]\n"
                             "293.15,10,400,101.325,80,0.0008\n")
        self.assertIn("tc: K [file]\n            vpd: hPa [file]\n", self.pmodel("in.csv", "-o", "out.csv"))
        self.assert_close(self.read("out.csv")["gpp"][0], GPP, 1e-12)

    def test_units_in_round_brackets(self):
        self.write("in.csv", "tc (K),vpd(hPa),co2 (umol mol-1),patm (kPa),fapar (%),ppfd (mol m-2 s-1),note (free text)\n"
                             "293.15,10,400,101.325,80,0.0008,x\n")
        for rename in [], ["--rename", "tc=tc (K),ppfd=ppfd (mol m-2 s-1)"]:
            self.assertIn(": K [file]\n            vpd: hPa [file]\n", self.pmodel("in.csv", "-o", "out.csv", *rename))
            self.assert_close(self.read("out.csv")["gpp"][0], GPP, 1e-12)
        self.write("in.csv", (HEADER + ROW).replace("tc", "tc (of the leaf)"))
        said = self.pmodel_fails("in.csv", "-o", "new.csv")
        for part in "'of the leaf'", "not understood for tc", "--units tc=UNIT":
            self.assertIn(part, said)
        self.pmodel("in.csv", "-o", "out.csv", "--units", "tc=degC")
        self.assert_close(self.read("out.csv")["gpp"][0], GPP, 1e-12)
        # tc is none of two that have more to say
        self.write("in.csv", HEADER.replace("tc,", "tc (day),tc (night),") + "5," + ROW)
        self.assertIn("there is no variable 'tc'", self.pmodel_fails("in.csv", "-o", "new.csv"))
        self.pmodel("in.csv", "-o", "out.csv", "--rename", "tc=tc (night)")
        self.assert_close(self.read("out.csv")["gpp"][0], GPP, 1e-12)
        self.write("in.csv", HEADER.replace("tc,", "tc,tc (degF),") + ROW.replace("20,", "20,5,"))
        self.pmodel("in.csv", "-o", "out.csv")
        self.assert_close(self.read("out.csv")["gpp"][0], GPP, 1e-12)

    def test_rows_of_commas_at_the_end(self):
        self.write("in.csv", HEADER + ROW + ",,,,,\n" + ROW + ",,,,,\n, ,,,,\n\n,,,,,")
        self.pmodel("in.csv", "-o", "out.csv")
        gpp = self.read("out.csv")["gpp"]
        self.assertEqual((len(gpp), gpp[1]), (3, "nan"))  # between rows it is a row without values
        self.assert_close(gpp[2], GPP, 1e-12)

    def test_blanks_between_fields(self):
        """The command of the message makes a file that is read."""
        words = (HEADER + ROW).replace(",", " ")
        for content, command in ((words, "tr -s ' ' ',' < OLD > NEW"),
                                 ("  " + words.replace(" ", "   ").replace("\n", " \n  ").rstrip(" "), "sed 's/^ *//; s/ *$//' OLD | tr -s ' ' ',' > NEW")):
            self.write("in.csv", content)
            said = self.pmodel_fails("in.csv", "-o", "new.csv")
            self.assertIn("in.csv: line 1: fields are separated by blanks; allowed are ','. Convert the file: " + command + "\n", said)
            subprocess.run(command.replace("OLD", "in.csv").replace("NEW", "new.csv"), shell=True, cwd=self.here, check=True)
            self.pmodel("new.csv", "-o", "out.csv")
            self.assert_close(self.read("out.csv")["gpp"][0], GPP, 1e-12)
            (self.here / "new.csv").unlink()
        self.write("one.csv", "tc [degree C]\n20\n")  # one column, whose header has two words
        self.pmodel("one.csv", "-o", "out.csv", "--set", "vpd=1000,co2=400,patm=101325,fapar=0.8,ppfd=800")

    def test_names_that_are_like_the_wanted_one(self):
        """They come first in messages, whole, however many columns there are."""
        others = ",".join(f"SOME_OTHER_COLUMN_{i}" for i in range(40))
        for ours, theirs in {"vpd": "VPD_F_MDS_QC_2", "patm": "Patm", "ppfd": "ppbd", "fapar": "fAPAR_mean"}.items():
            header = HEADER.replace(ours, "")
            self.write("in.csv", f"{others},{header.strip()},{theirs}\n" + "1," * 40 + ROW.strip() + ",1\n")
            said = self.pmodel_fails("in.csv", "-o", "new.csv")
            self.assertIn(f"; there are: {theirs}, ", said)
            self.assertRegex(said, r"SOME_OTHER_COLUMN_\d+, \.\.\. \(\d+ more\)\. --rename " + ours + "=THEIRS takes one of them, --set")

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
