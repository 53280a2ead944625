"""Days and dates of the calendars of the CF conventions by cftime (pip install cftime; made with 1.6.6).

    python3 make_calendars.py > calendars.csv

A row: a date of a calendar, its days since 1970-01-01 of that calendar, day of the year and days in the year.
"""

import cftime

EDGES = [(-4713, 1, 1), (-401, 3, 1), (-400, 12, 31), (-101, 1, 1), (-5, 2, 28), (-4, 2, 28), (-4, 2, 29), (-1, 1, 1), (-1, 2, 29),
         (-1, 12, 31), (-1, 12, 30), (0, 1, 1), (0, 2, 29), (0, 12, 31), (0, 12, 30), (1, 1, 1), (4, 2, 29), (100, 2, 29), (400, 2, 29), (1500, 2, 29),
         (1582, 1, 1), (1582, 10, 4), (1582, 10, 15), (1582, 12, 31), (1583, 1, 1), (1600, 2, 29), (1700, 2, 28),
         (1700, 2, 29), (1900, 2, 28), (1900, 2, 29), (1900, 3, 1), (1969, 12, 31), (1970, 1, 1), (1970, 1, 2),
         (1970, 2, 29), (1970, 2, 30), (1972, 2, 29), (1988, 1, 1), (1999, 12, 31), (2000, 2, 29), (2000, 2, 30),
         (2000, 12, 31), (2001, 7, 31), (2004, 12, 30), (2004, 12, 31), (2100, 2, 29), (9999, 12, 30), (9999, 12, 31)]
SERIES = [(year, month, day) for year in (-777, -12, 3, 444, 1066, 1492, 1581, 1582, 1583, 1853, 1999, 2024, 2099, 2999)
          for month, day in ((2, 28), (3, 1), (8, 31), (10, 4), (11, 30))]

print("calendar,year,month,day,day_number,ordinal_date,days_in_year")
for calendar in ("standard", "proleptic_gregorian", "julian", "noleap", "all_leap", "360_day"):
    last_day = 30 if calendar == "360_day" else 31
    epoch = cftime.datetime(1970, 1, 1, calendar=calendar)
    for year, month, day in EDGES + SERIES:
        try:
            date = cftime.datetime(year, month, day, calendar=calendar)
            first = cftime.datetime(year, 1, 1, calendar=calendar)
            last = cftime.datetime(year, 12, last_day, calendar=calendar)
        except ValueError:
            continue  # the calendar has no such date
        if date.has_year_zero != epoch.has_year_zero:
            continue  # year 0, where the calendar has none
        print(calendar, year, month, day, (date - epoch).days, (date - first).days + 1, (last - first).days + 1, sep=",")
