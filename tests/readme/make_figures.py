"""Writes figures.json: the results that the documentation quotes, calculated without sylva.

    python3 -m venv /tmp/figures && /tmp/figures/bin/pip install pyrealm==2.0.0
    /tmp/figures/bin/python tests/readme/make_figures.py

Each function below returns the figures of one block of output, or of one block of code whose results its page's test
checks: all numbers in the order in which the page prints them, the inputs that it repeats included. They come from
pyrealm 2.0.0, or from plain arithmetic where pyrealm has nothing to compare with. `figures.json` holds them in full
precision; check_pages.py compares the page with them, to the rounding of the digits that the page quotes.
"""

import json
import tomllib
import warnings
from pathlib import Path

import numpy as np
from pyrealm.core.calendar import Calendar
from pyrealm.core.hygro import calc_enthalpy_vaporisation, calc_vp_sat, convert_rh_to_vpd
from pyrealm.core.pressure import calc_patm
from pyrealm.core.water import calc_density_h2o_fisher
from pyrealm.demography.flora import Flora, PlantFunctionalType
from pyrealm.demography.tmodel import StemAllocation, StemAllometry, calculate_whole_crown_gpp
from pyrealm.pmodel import PModel, PModelEnvironment
from pyrealm.pmodel.functions import calc_soilmstress_stocker
from pyrealm.splash.solar import DailySolarFluxes
from pyrealm.splash.splash import SplashModel

warnings.simplefilter("ignore")  # pyrealm warns of its new default quantum yield at every call
YEAR = np.arange("2001-01-01", "2002-01-01", dtype="datetime64[D]")
KPHIO = 1 / 8  # sylva's default is pyrealm's, given here so that a change of either is seen


def pmodel(tc, vpd, co2, patm, fapar, ppfd, methods=None, **extra):
    arrays = np.broadcast_arrays(*(np.asarray(x, float) for x in (tc, vpd, co2, patm, fapar, ppfd, *extra.values())))
    tc, vpd, co2, patm, fapar, ppfd, *more = (np.atleast_1d(np.array(x)) for x in arrays)
    env = PModelEnvironment(tc=tc, vpd=vpd, co2=co2, patm=patm, fapar=fapar, ppfd=ppfd, **dict(zip(extra, more)))
    return PModel(env, method_kphio="temperature", reference_kphio=KPHIO, **(methods or {}))


def first_program():
    """README.md, "A complete program": the default methods."""
    tc, vpd = np.array([5.0, 15, 25, 35]), np.array([200.0, 600, 1500, 3200])
    leaf = pmodel(tc, vpd, 420, 101325, 0.9, 1200)
    return np.column_stack([tc, vpd, leaf.gpp, leaf.optchi.chi, leaf.vcmax25])


def readme_methods():
    """README.md, "Methods": C4 with the Jmax limitation of Smith et al. (2019); gpp, then vcmax25."""
    leaf = pmodel([15, 25], [600, 1500], 420, 101325, [0.5, 0.9], [800, 1200],
                  {"method_optchi": "c4", "method_jmaxlim": "smith19"})
    return leaf.gpp, leaf.vcmax25


def contributing_kernel():
    """CONTRIBUTING.md, "How to add a kernel": 3600 s times the flux [W m-2] over the heat of vaporisation [J kg-1]."""
    return 3600 * np.array([120.0, 350]) / calc_enthalpy_vaporisation(np.array([10.0, 25]))


def anomaly():
    """docs/array_namespace.md: NumPy's own answer, where the array API is NumPy's."""
    tc, mask = np.array([[5.0, 15], [25, 35]]), np.array([[1, 1], [0, 1]])
    d = np.where(mask > 0, tc - tc.mean(-1, keepdims=True), 0)
    return d, d.sum()


def lazy_pipeline():
    """docs/lazy_and_eager.md: GPP from relative humidity, in ug and in g; chi and vcmax of the warmest leaf."""
    tc, rh = np.array([5.0, 15, 25]), np.array([0.8, 0.65, 0.5])
    leaf = pmodel(tc, 1000 * convert_rh_to_vpd(rh, tc), 420, 101325, 0.9, 1200)
    return leaf.gpp, leaf.gpp[2] * 1e-6, leaf.optchi.chi[2], leaf.vcmax[2]


def foreign_array():
    """docs/adding_an_array_type.md: pressure at two heights, and GPP of two sites on four days."""
    patm = calc_patm(np.array([0.0, 1500]))
    tc, vpd = np.array([12.5, 18, 23.5, 27]), np.array([800.0, 1100, 1700, 2100])
    leaf = pmodel(tc, vpd, 410, patm[:, None], 0.9, 900, {"method_optchi": "lavergne20_c3", "method_jmaxlim": "smith19"},
                  theta=0.4)
    return patm, leaf.gpp


def vapour_pressure():
    """docs/shapes_of_work.md and docs/device_and_dlpack.md: saturation vapour pressure at 5, 15 and 25 degree C."""
    return calc_vp_sat(np.array([5.0, 15, 25]))


def water_density():
    """docs/device_and_dlpack.md: density of water at 5, 15 and 25 degree C and 101325 Pa, after Fisher and Dial."""
    return calc_density_h2o_fisher(np.array([5.0, 15, 25]), np.full(3, 101325.0))


def leaf_of_a_day():
    """docs/shapes_of_work.md: GPP of the default methods."""
    return pmodel([5, 15, 25], [200, 600, 1500], 420, 101325, 0.9, 1200).gpp


def bucket():
    """docs/shapes_of_work.md, "scan": three days at two sites by the page's own rule; evaporation, then what is left."""
    rain, demand = np.array([[4.0, 0], [0, 30], [10, 0]]), np.array([2.0, 3, 2])
    stored, capacity, evaporated = np.array([20.0, 5]), np.array([25.0, 20]), []
    for t in range(3):
        taken = np.minimum(demand[t] * (stored / capacity), stored)
        stored = np.minimum(stored + rain[t] - taken, capacity)
        evaporated.append(taken)
    return evaporated, stored


def deviations():
    """docs/shapes_of_work.md, "segmented": means of the groups (1, 2) and (3, 4, 5), and what each differs from its own."""
    return np.array([1.5, 4]), np.array([-0.5, 0.5, -1, 0, 1])


def water_limited_gpp():
    """docs/splash.md: a year of water and carbon at two sites, each spun up by itself. The soil holds 150 mm, as pyrealm's
    always does, and neither site has a polar day: pyrealm and sylva agree there."""
    t = np.arange(365)
    season = np.sin((t - 109) / 365 * 2 * np.pi)
    tc, sunshine = 12 + 10 * season, 0.5 + 0.15 * season
    wet = {"elevation": 100.0, "rain": np.full(365, 14.0), "vpd": 500 + 300 * season}
    dry = {"elevation": 900.0, "rain": 6 - 5 * season, "vpd": 800 + 600 * season}
    rows = []
    for site in (wet, dry):
        series = lambda x: np.broadcast_to(np.asarray(x, float), 365).reshape(365, 1).copy()  # noqa: E731
        water = SplashModel(lat=series(40), elv=series(site["elevation"]), sf=series(sunshine), tc=series(tc),
                            pn=series(np.where(t % 4 == 0, site["rain"], 0)), dates=Calendar(YEAR))
        start = water.estimate_initial_soil_moisture()  # raises where it finds no equilibrium
        aet, soil, runoff = water.calculate_soil_moisture(start)
        pet = water.evap.pet_d
        mean_alpha = aet.sum() / pet.sum()
        stress = calc_soilmstress_stocker(soilm=soil / 150, meanalpha=np.full_like(soil, mean_alpha))
        leaf = pmodel(series(tc), series(site["vpd"]), 410, water.pa, 0.6, water.solar.daily_ppfd * 1e6 / 86400)
        carbon = (leaf.gpp * stress).sum() * 86400e-6
        rows.append([aet.sum(), pet.sum(), runoff.sum(), mean_alpha, carbon, stress[195, 0]])
    sites, not_in_equilibrium = 2, 0
    return sites, not_in_equilibrium, rows


def potential_gpp_of_climates():
    """docs/demography.md, "Potential GPP": latitude, temperature, vpd; ppfd of the season at sea level; lue x ppfd; what
    Luyssaert et al. (2007) have for forests, that over the page's fAPAR, and the range that the page calls typical."""
    month = YEAR.astype("datetime64[M]").astype(int) % 12 + 1
    rows = []
    for latitude, place, first, last, tc, vpd, sunshine, forests, fapar, typical in (
        (62, 62, 5, 9, 10, 500, 0.4, [0.8, 1.2], 0.65, [1.2, 1.8]),
        (50, 50, 4, 10, 13, 700, 0.42, [1.2, 1.8], 0.8, [1.7, 3]),
        (42, 42, 4, 10, 14, 700, 0.5, [1.2, 1.8], 0.8, [1.7, 3]),
        (-3, 3, 1, 12, 26, 900, 0.5, [3.6], 0.92, [3.5, 4.7]),
    ):
        daily = [np.full((365, 1), float(x)) for x in (latitude, 0, sunshine, tc)]
        sun = DailySolarFluxes(latitude=daily[0], elevation=daily[1], dates=Calendar(YEAR), sunshine_fraction=daily[2],
                               temperature=daily[3])
        light = sun.daily_ppfd[(month >= first) & (month <= last)].sum() / 1000
        lue = pmodel(tc, vpd, 400, 101325, 1, 800).lue[0]
        rows.append([place, tc, vpd, light, lue * light, forests, [x / fapar for x in forests], typical])
    return rows


DEFAULT_TYPE = [{"name": "default"}]
DIAMETERS = np.array([0.02, 0.1, 0.3, 0.6])


def year_of_trees(types, potential_gpp, dbh):
    """A year of pyrealm's trees in full light, a type of one diameter each, and the leaves of each tree [m2]."""
    types = [types[i % len(types)] for i in range(len(dbh))]
    traits = Flora([PlantFunctionalType(**t) for t in {t["name"]: t for t in types}.values()]).get_stem_traits(
        [t["name"] for t in types])
    size = StemAllometry(stem_traits=traits, at_dbh=dbh)
    gpp = calculate_whole_crown_gpp(potential_gpp=np.full(len(dbh), float(potential_gpp)), crown_area=size.crown_area,
                                    par_ext=traits.par_ext, lai=traits.lai)
    return StemAllocation(stem_traits=traits, stem_allometry=size, whole_crown_gpp=gpp), size.crown_area[0] * traits.lai


def trees_by_potential_gpp():
    """docs/demography.md, "Potential GPP": a year of such trees per square metre of leaves. Mortality is FF16's, by hand."""
    rows = []
    for potential in (1, 1.5, 2, 2.5, 3, 3.5):
        year, leaves = year_of_trees(DEFAULT_TYPE, potential, DIAMETERS)
        gpp, npp, seeds, wider = (np.ravel(x) for x in (year.whole_crown_gpp, year.npp, year.reproductive_tissue_turnover,
                                                        year.delta_dbh))
        shed = np.ravel(year.foliage_turnover + year.fine_root_turnover)
        rate = 0.01 + 5.5 * np.exp(-20 * np.maximum((npp - shed) / leaves, 0) / 0.49)
        dying = 100 * (1 - np.exp(-rate))
        rows.append([potential, gpp[0] / leaves[0], (gpp - npp) / leaves, (shed + seeds)[0] / leaves[0],
                     (npp - shed - seeds) / leaves, 1000 * wider / 2, dying[:1] if np.ptp(dying) < 0.01 else dying])
    return rows


def potential_gpp_without_growth(types, dbh):
    """Where trees keep their mass: growth is linear in potential GPP."""
    low, high = (year_of_trees(types, potential, dbh)[0].delta_dbh[0] for potential in (1, 3))
    return 1 + 2 * low / (low - high)


def growth_is_nil():
    """docs/demography.md, "Potential GPP": of the default type, by diameter."""
    return potential_gpp_without_growth(DEFAULT_TYPE, DIAMETERS)


def growth_is_nil_in_flora():
    """docs/demography.md, "Potential GPP": of the types in examples/data; range of zeta, then the range of new trees of 1 cm,
    and that at a diameter [m]."""
    flora = tomllib.loads((Path(__file__).parents[2] / "examples/data/forest_flora.toml").read_text())["pft"]
    spread = lambda x: (min(x), max(x))  # noqa: E731
    of = lambda dbh: spread(potential_gpp_without_growth(flora, np.full(len(flora), dbh)))  # noqa: E731
    return spread([t["zeta"] for t in flora]), of(0.01), of(0.3), 0.3


def flat(values):
    """All numbers in nested tuples, lists and arrays, in order."""
    if isinstance(values, (tuple, list)) or np.ndim(values) > 0:
        return [x for part in values for x in flat(part)]
    return [float(values)]


if __name__ == "__main__":
    blocks = [first_program, readme_methods, contributing_kernel, anomaly, lazy_pipeline, foreign_array, vapour_pressure,
              water_density, leaf_of_a_day, bucket, deviations, water_limited_gpp, potential_gpp_of_climates,
              trees_by_potential_gpp, growth_is_nil, growth_is_nil_in_flora]
    lines = [f" {json.dumps(f.__name__)}: {json.dumps(flat(f()))}" for f in blocks]
    Path(__file__).with_name("figures.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
