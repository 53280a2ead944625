"""sylva-pmodel on the 76 reference environments, for each of the 144 combinations of methods."""

import collections
import csv
import unittest

from program import REFERENCE, ProgramTest

OURS = {"A_c": "a_c", "A_j": "a_j"}  # where the reference spells an output otherwise
TOLERANCE = 1e-12
# Where chi is 1 (vpd 0) iwue is a difference of equal numbers, and what is left of it is rounding [umol mol-1].
ABSOLUTE = {"iwue": 1e-10}


def reference():
    """{(optimal chi, kphio, jmax, arrhenius): rows}"""
    cases = collections.defaultdict(list)
    with open(REFERENCE / "pmodel_all_methods.csv", newline="", encoding="ascii") as stream:
        for row in csv.DictReader(stream):
            cases[row["optchi"], row["method_kphio"], row["jmaxlim"], row["arrhenius"]].append(row)
    return cases


class Methods(ProgramTest):
    def compare(self, backend):
        inputs = REFERENCE / "pmodel_inputs.csv"
        cases = reference()
        self.assertEqual(len(cases), 8 * 3 * 3 * 2)
        for (chi, kphio, jmax, arrhenius), rows in cases.items():
            names = list(rows[0])[6:]
            ours = [OURS.get(name, name) for name in names]
            self.pmodel(inputs, "-o", "out.csv", "--optimal-chi", chi, "--kphio", kphio, "--jmax", jmax,
                        "--arrhenius", arrhenius, "--outputs", ",".join(ours), "--backend", backend)
            got = self.read("out.csv")
            self.assertEqual(len(rows), 76)
            self.assertEqual(got["label"], self.read(inputs)["label"])
            for want in rows:
                if want["raises"] == "1":
                    # pyrealm has no figures there: it refuses the whole array for a NaN that A_c feels and A_j does
                    # not. sylva gives each output what its own inputs make of it.
                    continue
                for theirs, name in zip(names, ours):
                    value = got[name][int(want["row"])]
                    if abs(float(value) - float(want[theirs])) <= ABSOLUTE.get(name, 0):
                        continue
                    self.assert_close(value, want[theirs], TOLERANCE,
                                      f"{name}, row {want['row']}, {chi} {kphio} {jmax} {arrhenius} {backend}")

    def test_every_combination(self):
        self.compare("serial")

    def test_every_combination_by_every_other_backend(self):
        others = [name for name in self.backends() if name != "serial"]
        if not others:
            self.skipTest("built with serial alone")
        for backend in others:
            self.compare(backend)

    def test_float(self):
        # What single precision loses: five digits stay, but for cells next to a pole of the method.
        inputs = REFERENCE / "pmodel_inputs.csv"
        self.pmodel(inputs, "-o", "float.csv", "--precision", "float")
        self.pmodel(inputs, "-o", "double.csv")
        single, double = self.read("float.csv"), self.read("double.csv")
        for name in "gpp", "lue", "iwue":
            for row, (a, b) in enumerate(zip(single[name], double[name])):
                if abs(float(a) - float(b)) > 1e-4:
                    self.assert_close(a, b, 1e-4, f"{name}, row {row}")


if __name__ == "__main__":
    unittest.main()
