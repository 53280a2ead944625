"""Makes the demography_canopies_*.csv, flat tables, of pyrealm's canopies as they were written down.

    python3 make_canopies.py DIRECTORY

DIRECTORY has demography_canopy.json (Canopy, with fitted and given layers) and demography_canopy_data.json
(CohortCanopyData alone, of given leaf areas), each a list of cases.
"""

import json
import sys
from pathlib import Path

here = Path(__file__).parent
source = Path(sys.argv[1])


def cases_of(name):
    return json.loads((source / name).read_text())["cases"]


def write(name, columns, rows):
    text = [",".join(columns)]
    text += [",".join(x.replace(",", "") if isinstance(x, str) else f"{x:.17g}" for x in row) for row in rows]
    (here / name).write_text("\n".join(text) + "\n")


def write_light(name, cases, of_layer, of_profile):
    """What there is of every layer, and of every cohort in it."""
    write(f"{name}_layers.csv", ("case", *of_layer),
          [(i, *at) for i, c in enumerate(cases) for at in zip(*(c[k] for k in of_layer))])
    write(f"{name}_profiles.csv", ("case", "layer", "cohort", *of_profile),
          [(i, j, k, *(c[x][j][k] for x in of_profile)) for i, c in enumerate(cases)
           for j in range(len(c["fapar"])) for k in range(len(c["fapar"][j]))])


LIGHT = ("average_layer_absorption", "average_layer_fapar", "average_layer_lai", "transmission_profile")

canopies = cases_of("demography_canopy.json")
write("demography_canopies.csv",
      ("case", "label", "gap_fraction", "tolerance", "given", "cell_area", "max_stem_height", "filled_community_area",
       "transmission_to_ground"),
      [(i, c["label"], c["canopy_gap_fraction"], c["solver_tolerance"], int(c["layer_heights_given"] is not None),
        c["cell_area"], c["max_stem_height"], c["filled_community_area"], c["transmission_to_ground"])
       for i, c in enumerate(canopies)])
OF_COHORT = ("dbh", "n_individuals", "stem_height", "crown_area", "cohort_absorption")
write("demography_canopies_cohorts.csv", ("case", "pft", *OF_COHORT),
      [(i, *at) for i, c in enumerate(canopies) for at in zip(c["pft_names"], *(c[k] for k in OF_COHORT))])
write_light("demography_canopies", canopies, ("heights", *LIGHT),
            ("projected_crown_area", "projected_leaf_area", "stem_leaf_area", "fapar"))

alone = cases_of("demography_canopy_data.json")
write("demography_canopies_data.csv", ("case", "label", "cell_area", "transmission_to_ground"),
      [(i, c["label"], c["cell_area"], c["transmission_to_ground"]) for i, c in enumerate(alone)])
OF_COHORT = ("n_individuals", "lai", "par_ext", "cohort_absorption")
write("demography_canopies_data_cohorts.csv", ("case", *OF_COHORT),
      [(i, *at) for i, c in enumerate(alone) for at in zip(*(c[k] for k in OF_COHORT))])
write_light("demography_canopies_data", alone, LIGHT, ("projected_leaf_area", "stem_leaf_area", "fapar"))
