"""Constants of the P-model written by hand in numba: the defaults of pyrealm 2.0.0."""

GAS_CONSTANT = 8.3145
TK_REF = 298.15
KELVIN_OFFSET = 273.15

# water: density of Fisher and Dial, viscosity of Huber et al.
LAMBDA = (1788.316, 21.55053, -0.4695911, 0.003096363, -7.341182e-06)
PO = (5918.499, 58.05267, -1.1253317, 0.0066123869, -1.4661625e-05)
VINF = (
    0.6980547, -0.0007435626, 3.704258e-05, -6.315724e-07, 9.829576e-09,
    -1.197269e-10, 1.005461e-12, -5.437898e-15, 1.69946e-17, -2.295063e-20,
)  # fmt: skip
HUBER_TK, HUBER_RHO = 647.096, 322.0
HUBER_I = (1.67752, 2.20462, 0.6366564, -0.241605)
HUBER_IJ = (
    (0.520094, 0.0850895, -1.08374, -0.289555, 0.0, 0.0),
    (0.222531, 0.999115, 1.88797, 1.26613, 0.0, 0.120573),
    (-0.281378, -0.906851, -0.772479, -0.489837, -0.25704, 0.0),
    (0.161913, 0.257399, 0.0, 0.0, 0.0, 0.0),
    (-0.0325372, 0.0, 0.0, 0.0698452, 0.0, 0.0),
    (0.0, 0.0, 0.0, 0.0, 0.00872102, 0.0),
    (0.0, 0.0, 0.0, -0.00435673, 0.0, -0.000593264),
)


def viscosity(tc, patm):
    """Viscosity of water as it stands in the paper; used for the one standard value."""
    from math import exp, sqrt

    def polynomial(coefficients, x):
        return sum(c * x**i for i, c in enumerate(coefficients))

    rho = 1e3 / (polynomial(VINF, tc) + polynomial(LAMBDA, tc) / (polynomial(PO, tc) + 1e-5 * patm))
    tbar, rbar = (tc + KELVIN_OFFSET) / HUBER_TK, rho / HUBER_RHO
    mu0 = 1e2 * sqrt(tbar) / sum(h / tbar**i for i, h in enumerate(HUBER_I))
    total = sum(
        (1 / tbar - 1) ** i * sum(HUBER_IJ[j][i] * (rbar - 1) ** j for j in range(7)) for i in range(6)
    )
    return mu0 * exp(rbar * total) * 1e-6


# vpd / xi^2 = XI vpd sqrt(tbar) mu1 / (mu0's sum (kmm + gammastar)), from xi^2 = beta (kmm + gammastar) / (1.6 ns_star)
XI = 1.6 * (1e2 * 1e-6 / viscosity(TK_REF - KELVIN_OFFSET, 101325.0)) / 146.0

CARBON_MOLAR_MASS = 12.0107
WANG17_C = 0.41
REFERENCE_KPHIO = 1 / 8
KPHIO_C3 = (0.352, 0.022, -0.00034)
GAMMASTAR, GAMMASTAR_HA = 4.332 / 101325.0, 37830.0
KC, KC_HA = 39.97, 79430.0
KO, KO_HA = 27480.0, 36380.0
OXYGEN = 0.209476
VCMAX_HA, JMAX_HA = 65330.0, 43900.0
