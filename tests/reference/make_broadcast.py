"""Makes broadcast_numpy.csv and broadcast_xarray.csv: which shapes join, and which elements meet, by NumPy and by xarray.

    python3 make_broadcast.py

The elements of the first array count 1, 2, 3, ... in row-major order, those of the second 1000, 2000, ...; `sum` is the
sum over the result, of which element i counts i + 1 times.
"""

import random
from pathlib import Path

import numpy as np
import xarray as xr

here = Path(__file__).parent
rng = random.Random(20240229)


def counted(shape, step):
    return (np.arange(np.prod(shape, dtype=int)) + 1.0).reshape(shape) * step


def weighted(a):
    return int(np.sum(np.asarray(a).ravel() * (np.arange(np.size(a)) + 1)))


def text(shape):
    return "x".join(map(str, shape)) or "-"


def partner(shape):
    """A shape that often fits: axes cut off, made 1, changed, or put before."""
    other = [rng.choice([e, e, e, 1, 1, rng.choice([0, 2, 3, 5])]) for e in shape]
    other = other[rng.randint(0, len(other)) if rng.random() < 0.4 else 0 :]
    while len(other) < 8 and rng.random() < 0.2:
        other.insert(0, rng.choice([0, 1, 2, 3]))
    return tuple(other)


with (here / "broadcast_numpy.csv").open("w") as out:
    print("a,b,joined,sum", file=out)
    for _ in range(800):
        a = tuple(rng.choice([0, 1, 1, 1, 2, 2, 3, 3, 4, 5]) for _ in range(rng.choice([0, 1, 1, 2, 2, 3, 3, 4, 5])))
        b = partner(a)
        if rng.random() < 0.5:
            a, b = b, a
        try:
            joined = counted(a, 1) + counted(b, 1000)
            print(text(a), text(b), text(joined.shape), weighted(joined), sep=",", file=out)
        except ValueError:
            print(text(a), text(b), "error", 0, sep=",", file=out)

names = ["time", "site", "layer", "tile"]
with (here / "broadcast_xarray.csv").open("w") as out:
    print("a_dims,a,b_dims,b,joined_dims,joined,sum", file=out)
    for _ in range(400):
        extent = {n: rng.choice([1, 2, 2, 3, 3, 4, 5] * 4 + [0]) for n in names}
        drawn = []
        for _ in range(2):
            dims = rng.sample(names, rng.choice([0, 1, 1, 2, 2, 3, 4]))
            shape = [rng.choice([1, 2, 3]) if rng.random() < 0.08 else extent[n] for n in dims]
            drawn += [dims, tuple(shape)]
        a_dims, a, b_dims, b = drawn
        row = [" ".join(a_dims) or "-", text(a), " ".join(b_dims) or "-", text(b)]
        try:
            joined = xr.DataArray(counted(a, 1), dims=a_dims) + xr.DataArray(counted(b, 1000), dims=b_dims)
            print(*row, " ".join(joined.dims) or "-", text(joined.shape), weighted(joined.values), sep=",", file=out)
        except ValueError:
            print(*row, "error", "error", 0, sep=",", file=out)
