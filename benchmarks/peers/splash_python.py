"""SPLASH with its spin-up as Python users run it: pyrealm.

    splash_python.py run SITES YEARS [REPEAT]     a line of JSON, as bench_splash prints
    splash_python.py check SITES                  the sums of the outputs

The weather is that of bench_splash. Timed are the construction of SplashModel, the spin-up and the water balance.
"""

import sys
import time
import warnings

import numpy as np
from measured_peer import forget_peak, noise, peak_kilobytes, say

warnings.simplefilter("ignore")

from pyrealm.core.calendar import Calendar  # noqa: E402
from pyrealm.splash.splash import SplashModel  # noqa: E402


def weather(sites, years):
    days = 365 * years
    place = (np.arange(sites) + 0.5) / sites
    lat, elv = -60 + 125 * place, 2000 * noise(np.arange(sites), 7)
    day = np.arange(days) % 365
    season = np.sin((day - 109) / 365 * 2 * np.pi)[:, None]
    at = np.arange(days * sites).reshape(days, sites)
    tc = np.maximum(27 - 0.009 * lat * lat + 0.25 * lat * season + 6 * (noise(at, 1) - 0.5), -25)
    sf = noise(at, 2)
    pn = np.where(noise(at, 3) < 0.3, 12 * noise(at, 4), 0)
    # years of 365 days, as in bench_splash: the same year over and over
    dates = np.tile(np.datetime64("2001-01-01") + np.arange(365), years)
    return dict(lat=lat[None, :], elv=elv[None, :], sf=sf, tc=tc, pn=pn, dates=Calendar(dates))


def run(w):
    begin = time.perf_counter()
    full = w["tc"].shape
    model = SplashModel(**w | dict(lat=np.broadcast_to(w["lat"], full), elv=np.broadcast_to(w["elv"], full)))
    start = model.estimate_initial_soil_moisture(max_iter=20)
    between = time.perf_counter()
    outputs = model.calculate_soil_moisture(start)
    return outputs, time.perf_counter() - begin, between - begin


def main():
    what, sites = sys.argv[1], int(sys.argv[2])
    if what == "check":
        (aet, wn, runoff), *_ = run(weather(sites, 2))
        say(aet=aet.sum(), wn=wn.sum(), runoff=runoff.sum())
        return
    years, repeat = int(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 1
    w = weather(sites, years)
    forget_peak()
    before = peak_kilobytes()
    _, seconds, spin_up = min((run(w) for _ in range(repeat)), key=lambda r: r[1])
    say(
        who="pyrealm",
        sites=sites,
        years=years,
        seconds=seconds,
        spin_up=spin_up,
        peak_kb=peak_kilobytes(),
        before_kb=before,
        arrays_kb=6 * 8 * sites * years * 365 / 1024,
    )


if __name__ == "__main__":
    main()
