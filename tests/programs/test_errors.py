"""What users get wrong: each error is one line that says what, where and what is allowed, with exit status 2; an older
output stays whole and nothing half-made is left behind (program.run_badly sees to that)."""

import os
import resource
import signal
import subprocess
import time
import unittest

from program import BIN, DATA, HEADER, ROW, ProgramTest


class CsvErrors(ProgramTest):
    def fails(self, content, *args):
        self.write("in.csv", content)
        self.write("out.csv", "an older result\n")
        return self.pmodel_fails("in.csv", "-o", "out.csv", *args)

    def test_missing_column(self):
        said = self.fails("time,t2m,vpd,co2,patm,fapar,ppfd\n2001-01-01,20,1000,400,101325,0.8,800\n")
        for part in "'tc'", "time, t2m, vpd", "--rename", "--set":
            self.assertIn(part, said)

    def test_missing_column_of_a_method(self):
        self.assertIn("'theta'", self.fails(HEADER + ROW, "--optimal-chi", "lavergne20_c3"))
        self.assertIn("'soilm'", self.fails(HEADER + ROW, "--soil-stress", "stocker"))

    def test_renamed_column_is_missing(self):
        self.assertIn("'t2m'", self.fails(HEADER + ROW, "--rename", "tc=t2m"))

    def test_text_in_a_number(self):
        said = self.fails(HEADER + ROW + "20,oops,400,101325,0.8,800\n")
        self.assertIn('in.csv: line 3, column vpd is "oops": not a number', said)
        self.assertIn("empty, NA or nan", said)
        for word, why in {"1 2": "", "20C": "", "0x10": ", hexadecimal numbers are not read", "1e999": ", it is too large",
                          "inf": ", allowed are finite numbers", "1.234.567": "",
                          '"1,234"': ", decimals are separated by a point, and thousands by nothing"}.items():
            self.assertIn(f'line 2, column tc is "{word.strip(chr(34))}": not a number{why}; a missing value',
                          self.fails(HEADER + word + ",1,1,1,1,1\n"))
        said = self.fails(HEADER + "warm,1,1,1,1,1\n" * 12)
        self.assertIn('in.csv: 12 problems   line 2, column tc is "warm"', said)
        self.assertTrue(said.endswith("   and 2 more\n"), said)

    def test_line_numbers_count_lines_in_quotes(self):
        said = self.fails("note," + HEADER + '"two\nlines",' + ROW + "x," + ROW.replace("20", "warm", 1))
        self.assertIn('in.csv: line 4, column tc is "warm"', said)

    def test_ragged_row(self):
        self.assertIn("in.csv: line 3: 5 fields, but the header has 6", self.fails(HEADER + ROW + "1,2,3,4,5\n"))
        self.assertIn("in.csv: line 2: 7 fields, but the header has 6", self.fails(HEADER + "1,2,3,4,5,6,7\n"))

    def test_empty_files(self):
        self.assertIn("is empty", self.fails(""))
        self.assertIn("is empty", self.fails("\n\n"))
        self.assertIn("is empty", self.fails(b"\xef\xbb\xbf"))
        self.assertIn("no row", self.fails(HEADER))
        self.assertIn("no row", self.fails(HEADER.strip()))

    def test_duplicate_column(self):
        said = self.fails(HEADER.strip() + ",tc [K]\n" + ROW.strip() + ",1\n")
        self.assertIn("the columns 1 and 7 both have the name 'tc'", said)

    def test_open_quote(self):
        self.assertIn("in.csv: line 2: a quote", self.fails(HEADER + '"20,1000,400,101325,0.8,800\n'))

    def test_other_separator(self):
        for separator, name in {";": ";", "\t": "\\t", "|": "|"}.items():
            said = self.fails((HEADER + ROW).replace(",", separator))
            self.assertIn(f"line 1: fields are separated by '{name}'; allowed are ','", said)
        german = HEADER.replace(",", ";") + "20,5;1000;400;101325;0,8;800\n"
        said = self.fails(german)
        self.assertIn("fields are separated by ';' and decimals by ','", said)
        remedy = said.split("Convert the file: ")[1].replace("OLD", "in.csv").replace("NEW", "new.csv")
        subprocess.run(remedy, shell=True, cwd=self.here, check=True)
        self.assertEqual((self.here / "new.csv").read_text(), HEADER + "20.5,1000,400,101325,0.8,800\n")

    def test_not_text(self):
        self.assertIn("not a CSV file", self.fails(b"tc,vpd\n\x00\x01"))

    def test_wrong_unit(self):
        said = self.fails(HEADER.replace("vpd", "vpd [kg]") + ROW)
        for part in "'vpd'", "'kg'", "Pa, hPa, kPa":
            self.assertIn(part, said)
        self.assertIn("'W m-2'", self.fails(HEADER.replace("ppfd", "ppfd [W m-2]") + ROW))

    def test_output_is_there_already(self):
        said = self.fails(HEADER.strip() + ",gpp\n" + ROW.strip() + ",3\n")
        self.assertIn("'gpp'", said)
        self.assertIn("--prefix", said)


class FileErrors(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("in.csv", HEADER + ROW)
        self.write("old.csv", "an older result\n")

    def test_unreadable_input(self):
        self.assertIn("No such file", self.pmodel_fails("nothing.csv", "-o", "old.csv"))
        self.assertIn("No such file", self.pmodel_fails("nothing.nc", "-o", "old.csv"))
        (self.here / "folder.csv").mkdir()
        self.assertIn("directory", self.pmodel_fails("folder.csv", "-o", "old.csv"))

    def test_unknown_formats(self):
        self.write("in.txt", HEADER + ROW)
        self.assertIn(".csv or .nc", self.pmodel_fails("in.txt", "-o", "old.csv"))
        self.assertIn(".csv or .nc", self.pmodel_fails("in.csv", "-o", "out.xlsx"))

    def test_unwritable_output(self):
        self.assertIn("No such file", self.pmodel_fails("in.csv", "-o", "nowhere/out.csv"))
        self.assertIn("No such file", self.pmodel_fails("in.csv", "-o", "nowhere/out.nc"))
        (self.here / "folder.nc").mkdir()
        self.assertIn("directory", self.pmodel_fails("in.csv", "-o", "folder.nc"))
        self.assertIn("not a regular file", self.pmodel_fails("in.csv", "-o", self.link("/dev/null", "null.csv")))

    def link(self, target, name):
        (self.here / name).symlink_to(target)
        return name

    @unittest.skipIf(os.geteuid() == 0, "root may write everything")
    def test_no_permission(self):
        (self.here / "old.csv").chmod(0o444)
        self.assertIn("Permission", self.pmodel_fails("in.csv", "-o", "old.csv"))

    @unittest.skipUnless(os.path.exists("/dev/full"), "there is no /dev/full")
    def test_full_disk_for_the_summary(self):
        with open("/dev/full", "w", encoding="ascii") as full:
            done = subprocess.run([BIN / "sylva-pmodel", "in.csv", "-o", "out.csv"], cwd=self.here, stdout=full,
                                  stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1))
        self.assertFalse((self.here / "out.csv").exists())

    def test_full_disk_for_the_output(self):
        def small_files():  # stands in for a small disk
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

        self.write("long.csv", HEADER + "".join(f"{20 + i / 1e4},1000,400,101325,0.8,800\n" for i in range(40_000)))
        for name in "old.csv", "old.nc":
            self.write(name, "an older result\n")
            said = self.pmodel_fails("long.csv", "-o", name, preexec_fn=small_files)
            self.assertIn(f"cannot write '{name}'", said)
        self.run_badly("sylva-make-grid", "old.nc", "--lon", "360", "--lat", "180", preexec_fn=small_files)

    def test_input_is_output(self):
        self.assertIn("same file", self.pmodel_fails("in.csv", "-o", "in.csv"))
        self.assertIn("same file", self.pmodel_fails("in.csv", "-o", "./in.csv"))
        self.assertIn("same file", self.pmodel_fails("in.csv", "-o", self.link("in.csv", "link.csv")))

    def test_link_is_written_through(self):
        self.pmodel("in.csv", "-o", self.link("old.csv", "link.csv"))
        self.assertTrue((self.here / "link.csv").is_symlink())
        self.assertIn("gpp", self.read("old.csv"))

    def test_interrupted(self):
        rows = "".join(ROW for _ in range(400_000))
        self.write("long.csv", HEADER + rows)
        for number in signal.SIGINT, signal.SIGTERM:
            with subprocess.Popen([BIN / "sylva-pmodel", "long.csv", "-o", "old.csv"], cwd=self.here,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                for _ in range(2000):
                    if any(self.here.glob(".old.part-*")) or process.poll() is not None:
                        break
                    time.sleep(0.002)
                process.send_signal(number)
                process.wait(60)
            if process.returncode == -number:  # else it was quicker than we
                self.assertEqual((self.here / "old.csv").read_text(), "an older result\n")
            self.assertEqual(list(self.here.glob(".*part*")), [])
            self.write("old.csv", "an older result\n")


class OptionErrors(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("in.csv", HEADER + ROW)

    def fails(self, *args):
        return self.pmodel_fails("in.csv", "-o", "out.csv", *args)

    def test_unknown_method(self):
        for option, known in {"--optimal-chi": "prentice14, ", "--jmax": "wang17, smith19, none",
                              "--kphio": "temperature, fixed, sandoval", "--arrhenius": "simple, kattge_knorr",
                              "--soil-stress": "none, stocker, mengoli", "--backend": "serial",
                              "--precision": "double, float"}.items():
            said = self.fails(option, "nonsense")
            self.assertIn("nonsense", said)
            self.assertIn(known, said)

    def test_backend(self):
        said = self.fails("--backend", "nonsense")
        self.assertIn("serial, simd, openmp, threads, cuda, hip, sycl", said)
        built = self.backends()
        for name in "cuda", "hip", "sycl":
            if name not in built:  # known, and not to be had here
                said = self.fails("--backend", name)
                self.assertIn("without the backend", said)
                self.assertIn(f"Kokkos_ENABLE_{name.upper()}", said)

    def test_unknown_output(self):
        said = self.fails("--outputs", "gpp,nonsense")
        self.assertIn("'nonsense'", said)
        self.assertIn("gpp, lue, iwue", said)
        self.assertIn("twice", self.fails("--outputs", "gpp,gpp"))
        self.assertIn("at least one", self.fails("--outputs", ""))

    def test_assignments(self):
        self.assertIn("NAME=VALUE", self.fails("--set", "co2"))
        self.assertIn("NAME=VALUE", self.fails("--rename", "tc="))
        self.assertIn("not a number", self.fails("--set", "co2=much"))
        self.assertIn("its inputs are tc, vpd", self.fails("--set", "c02=400"))
        self.assertIn("not an input", self.fails("--rename", "temperature=tc"))
        self.assertIn("twice", self.fails("--set", "co2=1,co2=2"))
        self.assertIn("one of them", self.fails("--set", "co2=1", "--rename", "co2=tc"))
        self.assertIn("nothing is taken", self.fails("--set", "tc=1,vpd=1,co2=1,patm=1,fapar=1,ppfd=1"))

    def test_command_line(self):
        self.assertIn("--help", self.pmodel_fails())
        self.assertIn("--help", self.pmodel_fails("in.csv"))
        self.assertIn("--help", self.fails("--nonsense"))
        self.assertIn("--help", self.fails("--reference-kphio", "much"))
        self.assertIn("-1 is not in 0 to", self.fails("--backend", "serial", "--threads", "-1"))
        self.assertIn("openmp", self.fails("--backend", "serial", "--threads", "2"))

    def test_plot(self):
        self.assertIn(".png", self.fails("--plot", "picture.jpg"))
        self.assertIn("No such file", self.fails("--plot", "nowhere/picture.png"))
        environment = dict(os.environ, PATH="/nonexistent")
        said = self.pmodel_fails("in.csv", "-o", "out.csv", "--plot", "picture.png", env=environment)
        self.assertIn("gnuplot", said)

    def test_help_and_version(self):
        said = self.pmodel("--help")
        for part in "INPUTS", "OUTPUTS", "EXAMPLES", "lavergne20_c4", "kattge_knorr", "ug m-2 s-1":
            self.assertIn(part, said)
        self.assertRegex(self.pmodel("--version"), r"^sylva-pmodel \d+\.\d+\.\d+\n$")
        for program in "sylva-site-forcing", "sylva-make-grid", "sylva-compare-sites":
            self.assertIn("Usage", self.run_well(program, "--help"))


class OtherPrograms(ProgramTest):
    def test_errors(self):
        self.write("in.csv", HEADER + ROW)
        self.assertIn("'ghi'", self.run_badly("sylva-site-forcing", "in.csv", "-o", "out.csv"))
        self.assertIn("--fapar", self.run_badly("sylva-site-forcing", DATA / "sand_point_alaska.csv", "-o", "out.csv",
                                                "--fapar", "80"))
        self.assertIn("'gpp'", self.run_badly("sylva-compare-sites", "in.csv"))
        self.assertIn(".nc", self.run_badly("sylva-make-grid", "grid.csv"))
        self.assertIn("--lon", self.run_badly("sylva-make-grid", "grid.nc", "--lon", "0"))


if __name__ == "__main__":
    unittest.main()
