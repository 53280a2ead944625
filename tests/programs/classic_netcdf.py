"""netCDF-3 files byte by byte, also those that no library would write."""

import math
import struct

CODES = {"b": 1, "c": 2, "h": 3, "i": 4, "f": 5, "d": 6}


def padded(data):
    return data + b"\0" * (-len(data) % 4)


def named(name):
    return struct.pack(">i", len(name.encode())) + padded(name.encode())


def attribute_list(attributes):
    if not attributes:
        return struct.pack(">ii", 0, 0)
    out = struct.pack(">ii", 12, len(attributes))
    for key, value in attributes.items():
        code, values = ("c", value) if isinstance(value, str) else value
        data = value.encode() if code == "c" else struct.pack(f">{len(values)}{code}", *values)
        out += named(key) + struct.pack(">ii", CODES[code], len(values)) + padded(data)
    return out


def classic_netcdf(dims, variables, attributes=None, records=0, version=1):
    """The bytes of a file. dims: {name: size}, where the unlimited one has size None; variables: (name, type, dims, values,
    attributes); attributes: {name: text or (type, values)}. Version 1 is classic, 2 has 64-bit offsets."""
    names = list(dims)
    head = b"CDF" + bytes([version]) + struct.pack(">i", records)
    head += struct.pack(">ii", 10, len(dims)) + b"".join(named(n) + struct.pack(">i", dims[n] or 0) for n in names)
    head += attribute_list(attributes) + struct.pack(">ii", 11, len(variables))
    entries, fixed, by_record = [], [], []
    for name, code, of, values, notes in variables:
        data = struct.pack(f">{len(values)}{code}", *values)
        record = bool(of) and dims[of[0]] is None
        size = struct.calcsize(code) * math.prod(dims[d] for d in of[record:])
        entries.append(named(name) + struct.pack(f">i{len(of)}i", len(of), *[names.index(d) for d in of]) + attribute_list(notes) +
                       struct.pack(">ii", CODES[code], len(padded(b" " * size))))
        fixed.append(b"" if record else padded(data))
        by_record.append([padded(data[r * size:(r + 1) * size]) for r in range(records)] if record else [])
    offset = ">i" if version == 1 else ">q"
    at = len(head) + sum(len(e) + struct.calcsize(offset) for e in entries)
    begins = [0] * len(entries)
    for parts in fixed, [b"".join(parts[:1]) for parts in by_record]:
        for i, part in enumerate(parts):
            if part:
                begins[i] = at
                at += len(part)
    body = b"".join(fixed) + b"".join(parts[r] for r in range(records) for parts in by_record if parts)
    return head + b"".join(e + struct.pack(offset, b) for e, b in zip(entries, begins)) + body


GRID = {"time": None, "lat": 3, "lon": 4}


def climate_variables():
    """Two days of three by four cells: all that sylva-pmodel and sylva-splash need, one variable packed."""
    n, tll = 2 * 3 * 4, ["time", "lat", "lon"]

    def steps(low, step):
        return [low + step * (i % 11) for i in range(n)]

    return [
        ("time", "d", ["time"], [0, 1], {"units": "days since 2001-01-01", "calendar": "standard"}),
        ("lat", "f", ["lat"], [-10, 0, 10], {"units": "degrees_north"}),
        ("lon", "f", ["lon"], [0, 90, 180, 270], {"units": "degrees_east"}),
        ("height", "d", [], [2], {"units": "m"}),
        ("tc", "h", tll, [-200 + 37 * i for i in range(n)],
         {"units": "K", "scale_factor": ("d", [0.05]), "add_offset": ("d", [283.15]), "_FillValue": ("h", [-32768]),
          "coordinates": "height"}),
        ("vpd", "f", tll, steps(100, 90), {"units": "Pa", "valid_min": ("f", [0])}),
        ("co2", "d", ["time"], [400, 401], {"units": "ppm"}),
        ("patm", "f", ["lat", "lon"], [95000 + 100 * i for i in range(12)], {"units": "Pa", "missing_value": ("f", [-9e9])}),
        ("fapar", "b", tll, [i % 100 for i in range(n)], {"units": "%"}),
        ("ppfd", "f", tll, steps(0, 100), {"units": "umol m-2 s-1"}),
        ("precipitation", "f", tll, steps(0, 1), {"units": "mm"}),
        ("sunshine_fraction", "f", tll, steps(0, 0.1), {"units": "1"}),
        ("elevation", "f", ["lat", "lon"], [10 * i for i in range(12)], {"units": "m"})]


def climate_grid(version=1):
    return classic_netcdf(GRID, climate_variables(), {"Conventions": "CF-1.8", "title": "two days"}, 2, version)
