"""SPLASH of pyrealm on the calendars of the CF conventions (pip install pyrealm==2.0.0 cftime; made with cftime 1.6.6).

    python3 make_splash_calendars.py > splash_calendars.csv

pyrealm's Calendar knows the Gregorian one; what the model asks of it are the day of the year and the days in the year,
which are set from cftime here. "daymet" is the standard calendar without 31 December of leap years. A row is every fifth
day of a series; its weather is weather(i) below.
"""

import datetime
import math
import sys

import cftime
import numpy as np

DAYS = 430
CALENDARS = ["noleap", "360_day", "all_leap", "julian", "daymet"]


def weather(i):
    """Sunshine fraction, temperature [degree C], precipitation [mm] of day i."""
    return (37 * i % 101) / 100, round(11 - 9 * math.cos(i / 58), 3), (i * i % 23) / 2 if i % 3 == 0 else 0.0


def dates_of(name):
    """The days of a series: text, day of the year, days in the year."""
    if name == "daymet":
        day, out = datetime.date(2003, 11, 15), []
        while len(out) < DAYS:
            leap = day.year % 4 == 0
            if not (leap and (day.month, day.day) == (12, 31)):
                out.append((day.isoformat(), day.timetuple().tm_yday, 366 if leap else 365))
            day += datetime.timedelta(days=1)
        return out
    start = cftime.datetime(2003, 11, 15, calendar=name)
    days = [start + datetime.timedelta(days=i) for i in range(DAYS)]
    length = lambda year: (cftime.datetime(year + 1, 1, 1, calendar=name) - cftime.datetime(year, 1, 1, calendar=name)).days
    return [(d.strftime("%Y-%m-%d"), d.dayofyr, length(d.year)) for d in days]


def main():
    from pyrealm.core.calendar import Calendar
    from pyrealm.splash.splash import SplashModel

    print("calendar,day,date,ordinal_date,days_in_year,aet,pet,soil_moisture,runoff,ppfd")
    for name in CALENDARS:
        days = dates_of(name)
        calendar = Calendar(np.datetime64("2003-11-15") + np.arange(DAYS))  # those dates are not used
        calendar.julian_day = np.array([d[1] for d in days])
        calendar.days_in_year = np.array([d[2] for d in days])
        sf, tc, pn = np.array([weather(i) for i in range(DAYS)]).T[:, :, None]
        model = SplashModel(lat=np.full((DAYS, 1), 47.0), elv=np.full((DAYS, 1), 300.0), sf=sf, tc=tc, pn=pn, dates=calendar)

        # the spin-up of pyrealm, through a first year of that calendar
        first_year = next(i for i in range(300, DAYS) if days[i][0] == "2004-11-15")
        soil = np.zeros(1)
        for _ in range(10):
            before = soil
            for i in range(first_year):
                _, soil, _ = model.estimate_daily_water_balance(previous_wn=soil, day_idx=i)
            if abs(soil - before) <= 1:
                break
        else:
            sys.exit("no equilibrium")
        aet, wn, runoff = model.calculate_soil_moisture(soil)
        for i in range(0, DAYS, 5):
            figures = aet[i, 0], model.evap.pet_d[i, 0], wn[i, 0], runoff[i, 0], model.solar.daily_ppfd[i, 0]
            print(name, i, *days[i], *(f"{x:.17g}" for x in figures), sep=",")


if __name__ == "__main__":
    main()
