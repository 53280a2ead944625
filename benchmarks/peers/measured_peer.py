"""What the peers in Python share: inputs that the programs in C++ make too, and the memory of a process."""

import json

import numpy as np


def noise(i, stream):
    """Numbers in [0, 1) that look random, those of measured.hpp to the last bit: splitmix64."""
    u = np.uint64
    x = (np.atleast_1d(i).astype(u) + u((stream << 40) + 1)) * u(0x9E3779B97F4A7C15)
    x = (x ^ (x >> u(30))) * u(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> u(27))) * u(0x94D049BB133111EB)
    return ((x ^ (x >> u(31))) >> u(11)) * 2.0**-53


def peak_kilobytes():
    """The most memory that the process had so far, or since the last `forget_peak`."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def forget_peak():
    with open("/proc/self/clear_refs", "w") as f:
        f.write("5")


def say(**facts):
    """The line that measured.py reads."""
    print(json.dumps(facts))
