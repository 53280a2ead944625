"""The standard P-model as one hand-fused numba loop, from six inputs to nine outputs.

pyrealm's figures in the fewest operations that we found: 6 exp, a cube root, 3 sqrt and 8 divisions an element. With
error_model="numpy" there are no branches for divisions by zero, so that the loop becomes vector code where SVML is
found.
"""

import math

import numba
import pmodel_constants as c


def kernel(real):
    """The compiled kernel in numpy.float64 or numpy.float32; all its constants are of that type."""
    zero, one, two, four, third = (real(x) for x in (0, 1, 2, 4, 1 / 3))
    nan, five_eighths, micro, bar = (real(x) for x in (math.nan, 0.625, 1e-6, 1e-5))
    offset, reference_tc, per_tk_ref = (real(x) for x in (c.KELVIN_OFFSET, c.TK_REF - c.KELVIN_OFFSET, 1 / c.TK_REF))
    gs_ha, kc_ha, ko_ha, vc_ha, jm_ha = (
        real(x / c.GAS_CONSTANT) for x in (c.GAMMASTAR_HA, c.KC_HA, c.KO_HA, c.VCMAX_HA, c.JMAX_HA)
    )
    gs25, kc25, oxygen_per_ko = real(c.GAMMASTAR), real(c.KC), real(c.OXYGEN / c.KO)
    l0, l1, l2, l3, l4 = (real(x) for x in c.LAMBDA)
    p0, p1, p2, p3, p4 = (real(x) for x in c.PO)
    v0, v1, v2, v3, v4, v5, v6, v7, v8, v9 = (real(x) for x in c.VINF)
    h0, h1, h2, h3 = (real(x) for x in c.HUBER_I)
    tk_ast, per_tk_ast, milli_per_rho = real(c.HUBER_TK), real(1 / c.HUBER_TK), real(1e3 / c.HUBER_RHO)
    (
        (a00, a01, a02, a03, _, _),
        (a10, a11, a12, a13, _, a15),
        (a20, a21, a22, a23, a24, _),
        (a30, a31, _, _, _, _),
        (a40, _, _, a43, _, _),
        (_, _, _, _, a54, _),
        (_, _, _, a63, _, a65),
    ) = ((real(x) for x in row) for row in c.HUBER_IJ)
    xi, carbon, wang, per_wang, kphio0 = (
        real(x) for x in (c.XI, c.CARBON_MOLAR_MASS, c.WANG17_C, 1 / c.WANG17_C, c.REFERENCE_KPHIO)
    )
    k0, k1, k2 = (real(x) for x in c.KPHIO_C3)

    @numba.njit(inline="always", error_model="numpy")
    def element(tc, patm, vpd, co2, fapar, ppfd):
        tk = tc + offset
        per_tk = one / tk
        thermal = (tc - reference_tc) * per_tk * per_tk_ref
        gammastar = gs25 * patm * math.exp(gs_ha * thermal)
        kmm = kc25 * math.exp(kc_ha * thermal) * (one + oxygen_per_ko * patm * math.exp(-ko_ha * thermal))

        # water density and viscosity
        lam = l0 + tc * (l1 + tc * (l2 + tc * (l3 + tc * l4)))
        po = p0 + tc * (p1 + tc * (p2 + tc * (p3 + tc * p4)))
        vinf = v0 + tc * (v1 + tc * (v2 + tc * (v3 + tc * (v4 + tc * (
            v5 + tc * (v6 + tc * (v7 + tc * (v8 + tc * v9))))))))  # fmt: skip
        den = po + bar * patm
        rbar = milli_per_rho * den / (vinf * den + lam)
        r = rbar - one
        rr = r * r
        it = tk_ast * per_tk
        t = it - one
        b0 = a00 + r * (a10 + r * (a20 + r * (a30 + r * a40)))
        b1 = a01 + r * (a11 + r * (a21 + r * a31))
        b2 = a02 + r * (a12 + r * a22)
        b3 = a03 + r * (a13 + r * (a23 + rr * (a43 + rr * a63)))
        b4 = rr * (a24 + rr * r * a54)
        b5 = r * (a15 + rr * rr * r * a65)
        mu1 = math.exp(rbar * (b0 + t * (b1 + t * (b2 + t * (b3 + t * (b4 + t * b5))))))
        mu0_sum = h0 + it * (h1 + it * (h2 + it * h3))

        # optimal chi; s = sqrt(vpd) / xi
        s = math.sqrt(xi * vpd * math.sqrt(tk * per_tk_ast) * mu1 / (mu0_sum * (kmm + gammastar)))
        ca = micro * co2 * patm
        gain = (ca - gammastar) * (one / (one + s))
        drawdown = gain * s
        ci = gammastar + gain
        per_ca = one / ca
        per_light = one / (ci + two * gammastar)
        mj = gain * per_light
        mjoc = (ci + kmm) * per_light

        # Jmax limitation: f_j = sqrt(root^2 - 1), f_v = f_j / root
        root = math.pow(mj * per_wang, third)
        f_j = math.sqrt(root * root - one)
        f_j = f_j if mj > wang else nan
        f_v = f_j / root

        kphio = kphio0 * max(k0 + tc * (k1 + tc * k2), zero)
        lue_mol = kphio * mj * f_v
        lue = lue_mol * carbon
        iabs = fapar * ppfd
        vcmax = kphio * iabs * mjoc * f_v
        jmax = four * kphio * iabs * f_j
        gs = lue_mol * iabs / drawdown
        gs = gs if (vpd > zero) & (drawdown > zero) else nan
        return (
            lue * iabs, lue, five_eighths * co2 * (drawdown * per_ca), ci * per_ca, vcmax,
            vcmax * math.exp(-vc_ha * thermal), jmax, jmax * math.exp(-jm_ha * thermal), gs,
        )  # fmt: skip

    @numba.njit(parallel=True, error_model="numpy")
    def loop(tc, patm, vpd, co2, fapar, ppfd, gpp, lue, iwue, chi, vcmax, vcmax25, jmax, jmax25, gs):
        for i in numba.prange(tc.shape[0]):
            (gpp[i], lue[i], iwue[i], chi[i], vcmax[i], vcmax25[i], jmax[i], jmax25[i], gs[i]) = element(
                tc[i], patm[i], vpd[i], co2[i], fapar[i], ppfd[i]
            )

    return loop
