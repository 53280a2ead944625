"""Makes your_data_splash.csv and your_data_pmodel.csv: pyrealm's figures of the series of tests/programs/your_data.py.

    python3 make_your_data.py

Needs pyrealm 2.0.0. Of SPLASH every 23rd day is kept, after a spin-up over the first year to its equilibrium; soil moisture
is held over days with a missing value. pyrealm takes no radiation: sunshine is what its own equation for the
transmissivity (Linacre 1968, Allen 1996) gives with the day's radiation, solved by hand.
"""

import sys
import warnings
from pathlib import Path

import numpy as np

here = Path(__file__).parent
sys.path.insert(0, str(here.parent / "programs"))
warnings.simplefilter("ignore")

from pyrealm.pmodel import PModel, PModelEnvironment  # noqa: E402
from pyrealm.splash.evap import DailyEvapFluxes  # noqa: E402
from pyrealm.splash.solar import DailySolarFluxes  # noqa: E402
from pyrealm.core.pressure import calc_patm  # noqa: E402

import your_data  # noqa: E402

CAPACITY = 150.0


class Dates:
    """The members of pyrealm's Calendar, which is Gregorian only, in any calendar."""

    def __init__(self, days):
        self.julian_day, self.days_in_year = days.ordinal, days.in_year

    def __len__(self):
        return len(self.julian_day)


def splash(data):
    """AET, PET, soil moisture and runoff, (days, cells)."""
    days, shape = data.days, data.tc.shape
    tc, rain = (x.reshape(len(days), -1) for x in (data.tc, data.precipitation))
    cells = tc.shape[1]
    latitude, elevation = (np.broadcast_to(x, shape).reshape(len(days), cells) for x in (data.latitude, data.elevation))

    def solar(sunshine):
        return DailySolarFluxes(latitude, elevation, Dates(days), sunshine, tc)

    if data.radiation is not None:
        top = solar(np.full(tc.shape, 0.5)).daily_solar_radiation
        share = data.radiation.reshape(tc.shape) * 86400 / top
        sunshine = np.clip((share / (1 + 2.67e-5 * elevation) - 0.25) / 0.5, 0, 1)
    else:
        sunshine = 1 - data.cloud_cover.reshape(tc.shape)
    evap = DailyEvapFluxes(solar(sunshine), calc_patm(elevation), np.where(np.isnan(tc), 10, tc))
    lit = ~np.isnan(tc + sunshine)
    there = lit & ~np.isnan(rain)
    rain_or_0 = np.nan_to_num(rain)

    def step(day, soil):
        aet = evap.estimate_aet(wn=soil, day_idx=day)
        after = soil + rain_or_0[day] + evap.cond[day] - aet
        held = np.where(there[day], np.clip(after, 0, CAPACITY), soil)
        return aet, held, np.maximum(after - CAPACITY, 0)

    soil = np.zeros(cells)
    with np.errstate(invalid="ignore"):
        for _ in range(10):
            start = soil
            for day in range(np.flatnonzero([d[0] != days.date[0][0] for d in days.date])[0]):
                soil = step(day, soil)[1]
        assert np.array_equal(start, soil), "the soil is full once a year, so that its equilibrium is exact"
        out = []
        for day in range(len(days)):
            aet, soil, runoff = step(day, soil)
            out.append([np.where(lit[day], x, np.nan) for x in (aet, evap.pet_d[day])] +
                       [np.where(there[day], x, np.nan) for x in (soil, runoff)])
    return np.array(out).transpose(1, 0, 2)


def pmodel(data):
    x = {k: v.reshape(-1) for k, v in data.meant.items()}
    model = PModel(PModelEnvironment(**{k: x[k] for k in ("tc", "vpd", "co2", "patm", "fapar", "ppfd")}))
    return model.gpp, model.lue, model.iwue


def write(name, header, rows):
    text = "".join(",".join(x if isinstance(x, str) else str(x) if isinstance(x, int) else f"{x:.15g}" for x in row) + "\n" for row in rows)
    (here / name).write_text(header + "\n" + text)


rows = []
for make in your_data.SPLASH:
    figures = splash(make())
    rows += [(make.__name__, day, cell, *map(float, figures[:, day, cell]))
             for day in range(0, figures.shape[1], your_data.KEPT) for cell in range(figures.shape[2])]
write("your_data_splash.csv", "data,day,cell,aet,pet,soil_moisture,runoff", rows)
rows = []
for make in your_data.PMODEL:
    rows += [(make.__name__, i, *map(float, figures)) for i, figures in enumerate(zip(*pmodel(make())))]
write("your_data_pmodel.csv", "data,row,gpp,lue,iwue", rows)
