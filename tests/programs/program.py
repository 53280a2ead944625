"""Running the example programs as a user would, and looking at what they leave behind."""

import csv
import math
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

BIN = pathlib.Path(os.environ["SYLVA_BIN"])  # where the programs are
SLOWDOWN = float(os.environ.get("SYLVA_SLOWDOWN", 1))  # programs with sanitizers may take so many times as long
SOURCE = pathlib.Path(__file__).resolve().parents[2]
DATA = SOURCE / "examples" / "data"
REFERENCE = SOURCE / "tests" / "reference"

HEADER = "tc,vpd,co2,patm,fapar,ppfd\n"
ROW = "20,1000,400,101325,0.8,800\n"


class ProgramTest(unittest.TestCase):
    """Each test has an empty folder, self.here, and programs run in it."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.here = pathlib.Path(scratch.name)

    def write(self, name, content):
        path = self.here / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def start(self, program, *args, **kwargs):
        command = [str(BIN / program), *map(str, args)]
        return subprocess.run(command, cwd=self.here, capture_output=True, text=True, timeout=300 * SLOWDOWN, **kwargs)

    def run_well(self, program, *args, **kwargs):
        """Runs a program that must succeed silently on standard error; what it says is returned."""
        done = self.start(program, *args, **kwargs)
        self.assertEqual((done.returncode, done.stderr), (0, ""), f"{program} {args}\n{done.stdout}")
        return done.stdout

    def run_badly(self, program, *args, **kwargs):
        """Runs a program that must fail as all failures look: one line, status 2, nothing left behind."""
        before = {p: p.read_bytes() for p in self.here.iterdir() if p.is_file()}
        done = self.start(program, *args, **kwargs)
        self.assertEqual(done.returncode, 2, f"{program} {args}\n{done.stdout}{done.stderr}")
        self.assertEqual(done.stdout, "")
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertTrue(done.stderr.startswith(f"{program}: "), done.stderr)
        after = {p: p.read_bytes() for p in self.here.iterdir() if p.is_file()}
        self.assertEqual(before, after, "a failure changed or left files")
        return done.stderr

    def pmodel(self, *args, **kwargs):
        return self.run_well("sylva-pmodel", *args, **kwargs)

    def pmodel_fails(self, *args, **kwargs):
        return self.run_badly("sylva-pmodel", *args, **kwargs)

    def backends(self, program="sylva-pmodel"):
        """The names that --help lists as built in."""
        told = " ".join(self.run_well(program, "--help").split())
        built = re.search(r"This program was built with: ((?:\w+, )*\w+)", told)
        self.assertIsNotNone(built, told)
        names = built[1].split(", ")
        self.assertIn("serial", names)
        return names

    def read(self, name):
        """A CSV file as a dict of columns of text."""
        with open(self.here / name, newline="", encoding="utf-8") as stream:
            rows = list(csv.reader(stream))
        return {column: [row[i] for row in rows[1:]] for i, column in enumerate(rows[0])}

    def assert_close(self, got, want, tolerance, what=""):
        """Two numbers, given as text or not; NaN only where NaN is wanted."""
        got, want = float(got), float(want)
        if math.isnan(want) or math.isnan(got):
            self.assertTrue(math.isnan(want) and math.isnan(got), f"{what}: {got}, expected {want}")
        else:
            self.assertLessEqual(abs(got - want), tolerance * abs(want), f"{what}: {got}, expected {want}")


if __name__ == "__main__":
    unittest.main()
