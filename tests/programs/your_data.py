"""Small series of the kinds of data that users bring, as numbers: what a file stores, and what that means.

tests/programs/test_your_data.py writes them to files of the shapes that the data sets have, and tests/reference/make_your_data.py
calculates with pyrealm what comes of them; both use these numbers. They are made up. NaN is a missing value.
"""

import dataclasses
import datetime
import math

import numpy as np

MONTHS = {"standard": None, "noleap": (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), "360_day": (30,) * 12}


@dataclasses.dataclass
class Days:
    """Days of a calendar: `date` is (year, month, day), `ordinal` the day of its year, of which there are `in_year`."""

    calendar: str
    date: list
    ordinal: np.ndarray
    in_year: np.ndarray

    def __len__(self):
        return len(self.date)


def days_of(calendar, first_year, last_year, leave_out=lambda year, month, day: False):
    date, ordinal, in_year = [], [], []
    for year in range(first_year, last_year + 1):
        if calendar == "standard":
            first = datetime.date(year, 1, 1)
            n = (datetime.date(year + 1, 1, 1) - first).days
            dates = [first + datetime.timedelta(i) for i in range(n)]
            of_year = [(d.year, d.month, d.day) for d in dates]
        else:
            of_year = [(year, m + 1, d + 1) for m, n in enumerate(MONTHS[calendar]) for d in range(n)]
        for i, d in enumerate(of_year):
            if not leave_out(*d):
                date.append(d), ordinal.append(i + 1), in_year.append(len(of_year))
    return Days(calendar, date, np.array(ordinal), np.array(in_year))


def noise(i, k):
    """A number from 0 to 1 that is the same everywhere."""
    x = (i * 2654435761 + k * 40503 + 12345) % 2**32
    x = (x ^ (x >> 15)) * 2246822519 % 2**32
    x = (x ^ (x >> 13)) * 3266489917 % 2**32
    return (x ^ (x >> 16)) / 2**32


@dataclasses.dataclass
class Splash:
    """`stored` is what a file has of each variable, (days,) or (days, cells...). The others are what it means, in sylva's
    units: of sunshine_fraction, cloud_cover and radiation one is there."""

    days: Days
    stored: dict
    latitude: np.ndarray
    elevation: np.ndarray
    tc: np.ndarray
    precipitation: np.ndarray
    radiation: np.ndarray = None
    cloud_cover: np.ndarray = None


def weather(days, latitude, seed):
    """Degree C, mm and W m-2 of a day with two, one and one decimals, cloud cover with three; of each cell its own."""
    shape = (len(days), *np.shape(latitude))
    tc, rain, radiation, cloud = (np.empty(shape) for _ in range(4))
    for cell, lat in enumerate(np.ravel(latitude)):
        for i, (ordinal, in_year) in enumerate(zip(days.ordinal, days.in_year)):
            at = (i, *np.unravel_index(cell, shape[1:])) if shape[1:] else i
            season = math.sin(2 * math.pi * (ordinal / in_year - 0.29))
            k = seed + 100 * cell
            tc[at] = round(10 + 9 * season + 5 * (noise(i, k) - 0.5), 2)
            rain[at] = round(16 * noise(i, k + 1), 1) if noise(i, k + 2) < 0.4 else 0
            cloud[at] = round(noise(i, k + 3), 3)
            declination = math.radians(23.4) * season  # roughly: the figures are of this weather, whatever it is
            top = 430 * (math.cos(math.radians(lat)) * math.cos(declination) + 0.9 * math.sin(math.radians(lat)) * math.sin(declination))
            radiation[at] = round(top * (0.2 + 0.4 * (1 - cloud[at])), 1)
    return tc, rain, radiation, cloud


def fluxnet_daily():
    days = days_of("standard", 2004, 2005)
    tc, rain, radiation, _ = weather(days, 47.0, 1)
    rain[40] = rain[500] = math.nan
    radiation[501] = math.nan
    stored = {"TA_F": tc, "P_F": rain, "SW_IN_F": radiation}
    return Splash(days, stored, np.array(47.0), np.array(300.0), tc, rain, radiation)


ERA5_LATITUDE = np.array([50.25, 50.0])
ERA5_ELEVATION = np.array([[120.0, 300.0], [80.0, 0.0]])


def era5_packed():
    """Shorts with a scale factor and an offset; -32767 is missing."""
    days = days_of("standard", 2003, 2004)
    tc, rain, radiation, _ = weather(days, np.broadcast_to(ERA5_LATITUDE[:, None], (2, 2)), 2)
    packing = {"t2m": (0.001953125, 283.0), "tp": (1e-6, 0.03), "ssrd": (1024.0, 16e6)}
    values = {"t2m": tc + 273.15, "tp": rain / 1000, "ssrd": radiation * 86400}
    stored = {k: np.rint((v - packing[k][1]) / packing[k][0]).astype("i2") for k, v in values.items()}
    stored["t2m"][:, 1, 1] = -32767  # a cell that is missing throughout
    unpacked = {k: np.where(v == -32767, np.nan, v.astype(float) * packing[k][0] + packing[k][1]) for k, v in stored.items()}
    stored["packing"] = packing
    return Splash(days, stored, ERA5_LATITUDE[:, None], ERA5_ELEVATION, unpacked["t2m"] - 273.15, unpacked["tp"] * 1000,
                  unpacked["ssrd"] / 86400)


def era5_float(sunshine="radiation"):
    """Single precision, NaN is missing."""
    days = days_of("standard", 2003, 2004)
    tc, rain, radiation, cloud = weather(days, np.broadcast_to(ERA5_LATITUDE[:, None], (2, 2)), 3)
    values = {"t2m": tc + 273.15, "tp": rain / 1000, "ssrd": radiation * 86400, "tcc": cloud}
    stored = {k: v.astype("f4") for k, v in values.items()}
    stored["t2m"][:, 0, 1] = np.nan
    meant = {k: v.astype(float) for k, v in stored.items()}
    light = {"radiation": meant["ssrd"] / 86400} if sunshine == "radiation" else {"cloud_cover": meant["tcc"]}
    return Splash(days, stored, ERA5_LATITUDE[:, None], ERA5_ELEVATION, meant["t2m"] - 273.15, meant["tp"] * 1000, **light)


def era5_clouds():
    return era5_float("cloud_cover")


def daymet():
    """All years have 365 days: 31 December of leap years is not there, 29 February is."""
    days = days_of("standard", 2003, 2005, lambda year, month, day: year % 4 == 0 and (month, day) == (12, 31))
    latitude = np.array([[40.02, 40.03], [40.01, 40.02]])  # of the cells of a projected grid
    tc, rain, radiation, _ = weather(days, latitude, 4)
    half = 2 + 4 * np.abs(np.sin(np.arange(len(days)) * 0.7)).reshape(-1, 1, 1)
    length = 43200 + 14000 * np.sin(2 * np.pi * (days.ordinal / days.in_year - 0.22)).reshape(-1, 1, 1)
    stored = {k: np.broadcast_to(v, tc.shape).astype("f4") for k, v in {
        "tmax": tc + half, "tmin": tc - half, "prcp": rain, "dayl": length, "srad": radiation * 86400 / length}.items()}
    meant = {k: v.astype(float) for k, v in stored.items()}
    stored["radiation"] = meant["srad"] * meant["dayl"] / 86400  # the mean over daylight, as one over the day
    return Splash(days, stored, latitude, np.array(1650.0), (meant["tmin"] + meant["tmax"]) / 2, meant["prcp"], stored["radiation"])


def cmip6(calendar):
    days = days_of(calendar, 2003, 2004)
    latitude = np.array([51.25, -33.75])
    tc, rain, radiation, _ = weather(days, latitude.reshape(2, 1), 5)
    stored = {k: v.astype("f4") for k, v in {"tas": tc + 273.15, "pr": rain / 86400, "rsds": radiation}.items()}
    meant = {k: v.astype(float) for k, v in stored.items()}
    return Splash(days, stored, latitude.reshape(2, 1), np.array([[75.0], [410.0]]), meant["tas"] - 273.15, meant["pr"] * 86400,
                  meant["rsds"])


def cmip6_noleap():
    return cmip6("noleap")


def cmip6_360_day():
    return cmip6("360_day")


def rsofun_daily():
    """29 February is left out."""
    days = days_of("noleap", 2003, 2005)
    tc, rain, _, cloud = weather(days, 43.74, 6)
    ccov = np.round(cloud * 100, 1)
    flux = np.array([float(f"{x:.6e}") for x in rain / 86400])
    stored = {"temp": tc, "rain": flux, "ccov": ccov}
    return Splash(days, stored, np.array(43.74), np.array(270.0), tc, flux * 86400, cloud_cover=ccov / 100)


SPLASH = (fluxnet_daily, era5_packed, era5_float, era5_clouds, daymet, cmip6_noleap, cmip6_360_day, rsofun_daily)
KEPT = 23  # of the figures of SPLASH each so manieth day is kept, from the first on


@dataclasses.dataclass
class PModel:
    """Likewise: `stored` is what a file has, `meant` the inputs in sylva's units."""

    stored: dict
    meant: dict


def tower(n=48, seed=7):
    """Half hours of a day in June: degree C, hPa, kPa, ppm, umol m-2 s-1."""
    light = [max(0.0, math.sin(math.pi * (i - 10) / 30)) for i in range(n)]
    return {"tc": np.array([round(12 + 11 * s + noise(i, seed), 2) for i, s in enumerate(light)]),
            "vpd": np.array([round(2 + 14 * s + noise(i, seed + 1), 3) for i, s in enumerate(light)]),
            "patm": np.array([round(98.2 + 0.3 * noise(i, seed + 2), 3) for i in range(n)]),
            "co2": np.array([round(378 + 9 * noise(i, seed + 3), 3) for i in range(n)]),
            "ppfd": np.array([round(1900 * s, 3) for s in light])}


def half_hours(names, gaps, seed):
    t = tower(seed=seed)
    for name, rows in gaps.items():
        t[name][rows] = math.nan
    meant = {**t, "vpd": t["vpd"] * 100, "patm": t["patm"] * 1000, "fapar": np.full(48, 0.8)}
    return PModel({names[k]: v for k, v in t.items()}, meant)


def fluxnet_half_hourly():
    return half_hours({"tc": "TA_F", "vpd": "VPD_F", "patm": "PA_F", "co2": "CO2_F_MDS", "ppfd": "PPFD_IN"}, {"ppfd": [21, 30]}, 7)


def ameriflux():
    return half_hours({"tc": "TA", "vpd": "VPD_PI", "patm": "PA", "co2": "CO2", "ppfd": "PPFD_IN"},
                      {"tc": [3], "co2": [24], "vpd": [25, 26]}, 17)


def cru():
    """Months, (12, 2, 3); sea is missing. vpd [hPa] is made of CRU's tmp and vap, fapar and ppfd [mol m-2 d-1] are others'."""
    shape, fill = (12, 2, 3), np.float32(9.96921e36)
    at = np.indices(shape)
    season = -np.cos(2 * np.pi * (at[0] + 0.5) / 12)
    values = {"tmp": 14 - at[1] + 8 * season, "vpd": 7 + 4 * season + at[2], "fapar": 0.6 + 0.2 * season, "ppfd": 28 + 17 * season}
    stored = {k: np.round(v, 2).astype("f4") for k, v in values.items()}
    stored["tmp"][:, 1, 2] = stored["vpd"][:, 1, 2] = fill
    meant = {k: np.where(v == fill, np.nan, v.astype(float)) for k, v in stored.items()}
    return PModel(stored, {"tc": meant["tmp"], "vpd": meant["vpd"] * 100, "fapar": meant["fapar"], "ppfd": meant["ppfd"] / 0.0864,
                           "co2": np.full(shape, 370.0), "patm": np.full(shape, 99000.0)})


def rsofun():
    """Days as rsofun's drivers have them: Pa and, for light, mol m-2 s-1."""
    days = rsofun_daily()
    s = days.stored
    n = len(days.days)
    of = lambda f: np.array([f(i) for i in range(n)])  # noqa: E731
    stored = {"temp": s["temp"], "vpd": of(lambda i: round(300 + 900 * noise(i, 31), 1)),
              "ppfd": of(lambda i: float(f"{1e-4 + 9e-4 * noise(i, 32):.6e}")), "patm": of(lambda i: round(97500 + 900 * noise(i, 33))),
              "fapar": of(lambda i: round(0.5 + 0.4 * noise(i, 34), 4)), "co2": of(lambda i: round(376 + i / 500, 2)),
              "rain": s["rain"], "ccov": s["ccov"]}
    keep = slice(0, n, KEPT)
    meant = {"tc": stored["temp"][keep], "ppfd": stored["ppfd"][keep] * 1e6,
             **{k: stored[k][keep] for k in ("vpd", "patm", "fapar", "co2")}}
    return PModel(stored, meant)


PMODEL = (fluxnet_half_hourly, ameriflux, cru, rsofun)
