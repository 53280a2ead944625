/* What a good C programmer writes by hand for the standard P-model: explicit vectors and glibc's libmvec, all constants
 * folded in, no choice of method, no range checks. Compiled eight times: in double, or (SINGLE, with
 * -fsingle-precision-constant) in float; as one fused loop, or (STAGED) as five short loops over blocks that fit the
 * first-level cache; with the processor's division, or (NEWTON) with its reciprocal estimate refined. The benchmark
 * compares the figures with sylva's before it times anything. */
#include <immintrin.h>
#include <math.h>
#include <string.h>

#if defined(__AVX512F__) && !defined(SINGLE)
#define LANES 8
typedef double vec __attribute__((vector_size(64)));
extern __m512d _ZGVeN8v_exp(__m512d);
extern __m512d _ZGVeN8v_cbrt(__m512d);
#define EXP(x) ((vec)_ZGVeN8v_exp((__m512d)(x)))
#define CBRT(x) ((vec)_ZGVeN8v_cbrt((__m512d)(x)))
#define SQRT(x) ((vec)_mm512_sqrt_pd((__m512d)(x)))
#define SPLAT(x) ((vec)_mm512_set1_pd(x))
#define GT(a, b) _mm512_cmp_pd_mask((__m512d)(a), (__m512d)(b), _CMP_GT_OQ)
#define SEL(m, a, b) ((vec)_mm512_mask_blend_pd(m, (__m512d)(b), (__m512d)(a)))
#define BOTH(a, b) ((a) & (b))
#define MAX(a, b) ((vec)_mm512_max_pd((__m512d)(a), (__m512d)(b)))
#define LOAD(p) ((vec)_mm512_loadu_pd(p))
#define STORE(p, v) _mm512_store_pd(p, (__m512d)(v))
#define STREAM(p, v) _mm512_stream_pd(p, (__m512d)(v))
#define ESTIMATE(x) ((vec)_mm512_rcp14_pd((__m512d)(x)))
#elif defined(__AVX512F__)
#define LANES 16
typedef float vec __attribute__((vector_size(64)));
extern __m512 _ZGVeN16v_expf(__m512);
extern __m512 _ZGVeN16v_cbrtf(__m512);
#define EXP(x) ((vec)_ZGVeN16v_expf((__m512)(x)))
#define CBRT(x) ((vec)_ZGVeN16v_cbrtf((__m512)(x)))
#define SQRT(x) ((vec)_mm512_sqrt_ps((__m512)(x)))
#define SPLAT(x) ((vec)_mm512_set1_ps(x))
#define GT(a, b) _mm512_cmp_ps_mask((__m512)(a), (__m512)(b), _CMP_GT_OQ)
#define SEL(m, a, b) ((vec)_mm512_mask_blend_ps(m, (__m512)(b), (__m512)(a)))
#define BOTH(a, b) ((a) & (b))
#define MAX(a, b) ((vec)_mm512_max_ps((__m512)(a), (__m512)(b)))
#define LOAD(p) ((vec)_mm512_loadu_ps(p))
#define STORE(p, v) _mm512_store_ps(p, (__m512)(v))
#define STREAM(p, v) _mm512_stream_ps(p, (__m512)(v))
#define ESTIMATE(x) ((vec)_mm512_rcp14_ps((__m512)(x)))
#elif !defined(SINGLE)
#define LANES 4
typedef double vec __attribute__((vector_size(32)));
extern __m256d _ZGVdN4v_exp(__m256d);
extern __m256d _ZGVdN4v_cbrt(__m256d);
#define EXP(x) ((vec)_ZGVdN4v_exp((__m256d)(x)))
#define CBRT(x) ((vec)_ZGVdN4v_cbrt((__m256d)(x)))
#define SQRT(x) ((vec)_mm256_sqrt_pd((__m256d)(x)))
#define SPLAT(x) ((vec)_mm256_set1_pd(x))
#define GT(a, b) ((vec)_mm256_cmp_pd((__m256d)(a), (__m256d)(b), _CMP_GT_OQ))
#define SEL(m, a, b) ((vec)_mm256_blendv_pd((__m256d)(b), (__m256d)(a), (__m256d)(m)))
#define BOTH(a, b) ((vec)_mm256_and_pd((__m256d)(a), (__m256d)(b)))
#define MAX(a, b) ((vec)_mm256_max_pd((__m256d)(a), (__m256d)(b)))
#define LOAD(p) ((vec)_mm256_loadu_pd(p))
#define STORE(p, v) _mm256_store_pd(p, (__m256d)(v))
#define STREAM(p, v) _mm256_stream_pd(p, (__m256d)(v))
#else
#define LANES 8
typedef float vec __attribute__((vector_size(32)));
extern __m256 _ZGVdN8v_expf(__m256);
extern __m256 _ZGVdN8v_cbrtf(__m256);
#define EXP(x) ((vec)_ZGVdN8v_expf((__m256)(x)))
#define CBRT(x) ((vec)_ZGVdN8v_cbrtf((__m256)(x)))
#define SQRT(x) ((vec)_mm256_sqrt_ps((__m256)(x)))
#define SPLAT(x) ((vec)_mm256_set1_ps(x))
#define GT(a, b) ((vec)_mm256_cmp_ps((__m256)(a), (__m256)(b), _CMP_GT_OQ))
#define SEL(m, a, b) ((vec)_mm256_blendv_ps((__m256)(b), (__m256)(a), (__m256)(m)))
#define BOTH(a, b) ((vec)_mm256_and_ps((__m256)(a), (__m256)(b)))
#define MAX(a, b) ((vec)_mm256_max_ps((__m256)(a), (__m256)(b)))
#define LOAD(p) ((vec)_mm256_loadu_ps(p))
#define STORE(p, v) _mm256_store_ps(p, (__m256)(v))
#define STREAM(p, v) _mm256_stream_ps(p, (__m256)(v))
#define ESTIMATE(x) ((vec)_mm256_rcp_ps((__m256)(x)))
#endif

#ifdef SINGLE
typedef float real;
#define STEPS 1
// the difference to 25 degree C has more digits in degree C
#define THERMAL(tc, itk) (((tc) - 25.0) * (itk) * (1.0 / 298.15))
#else
typedef double real;
#define STEPS 2
#define THERMAL(tc, itk) ((1.0 / 298.15) - (itk))
#endif

/* some fused multiply-adds and a multiplication, about 1 ulp; AVX2 has no estimate in double */
static inline __attribute__((always_inline)) vec DIV(vec a, vec b) {
#if defined(NEWTON) && defined(ESTIMATE)
  vec y = ESTIMATE(b);
#pragma GCC unroll 2
  for (int k = 0; k < STEPS; k++) y = y + y * (1.0 - b * y);
  vec q = a * y;
  return q + y * (a - b * q);
#else
  return a / b;
#endif
}

static const real H[7][6] = {
    {0.520094, 0.0850895, -1.08374, -0.289555, 0.0, 0.0},
    {0.222531, 0.999115, 1.88797, 1.26613, 0.0, 0.120573},
    {-0.281378, -0.906851, -0.772479, -0.489837, -0.25704, 0.0},
    {0.161913, 0.257399, 0.0, 0.0, 0.0, 0.0},
    {-0.0325372, 0.0, 0.0, 0.0698452, 0.0, 0.0},
    {0.0, 0.0, 0.0, 0.0, 0.00872102, 0.0},
    {0.0, 0.0, 0.0, -0.00435673, 0.0, -0.000593264}};
static const real LAM[5] = {1788.316, 21.55053, -0.4695911, 0.003096363, -7.341182e-06};
static const real PO[5] = {5918.499, 58.05267, -1.1253317, 0.0066123869, -1.4661625e-05};
static const real VI[10] = {0.6980547, -0.0007435626, 3.704258e-05, -6.315724e-07, 9.829576e-09,
                              -1.197269e-10, 1.005461e-12, -5.437898e-15, 1.69946e-17, -2.295063e-20};
static const real HI[4] = {1.67752, 2.20462, 0.6366564, -0.241605};

static double visc(double tc, double p) {
  double l = 0, q = 0, v = 0, s = 0, m = 0;
  for (int i = 4; i >= 0; i--) l = l * tc + LAM[i], q = q * tc + PO[i];
  for (int i = 9; i >= 0; i--) v = v * tc + VI[i];
  double rho = 1e3 / (v + l / (q + 1e-5 * p)), tb = (tc + 273.15) / 647.096, rb = rho / 322;
  for (int i = 0; i < 4; i++) s += HI[i] / pow(tb, i);
  for (int i = 0; i < 6; i++) {
    double c = 0;
    for (int j = 0; j < 7; j++) c += H[j][i] * pow(rb - 1, j);
    m += c * pow(1 / tb - 1, i);
  }
  return 1e2 * sqrt(tb) / s * exp(rb * m) * 1e-6;
}
static real XI_C;

static inline __attribute__((always_inline)) vec horner(const real *c, int n, vec x) {
  vec y = SPLAT(c[n - 1]);
#pragma GCC unroll 16
  for (int i = n - 2; i >= 0; i--) y = y * x + c[i];
  return y;
}

static inline __attribute__((always_inline)) void kernel(const real *const *in, long i, vec *o) {
#define LD(k) (LOAD(in[k] + i))
  vec tc = LD(0), patm = LD(1);
  vec itk = DIV(SPLAT(1.0), tc + 273.15);
  vec x = THERMAL(tc, itk);
  vec e_gs = EXP((37830.0 / 8.3145) * x), e_kc = EXP((79430.0 / 8.3145) * x), e_ko = EXP((-36380.0 / 8.3145) * x);
  vec gam = (4.332 / 101325.0) * patm * e_gs;
  vec kmm = 39.97 * e_kc * (1.0 + (0.209476 / 27480.0) * patm * e_ko);
  vec den = horner(PO, 5, tc) + 1e-5 * patm;
  vec rb = DIV((1e3 / 322.0) * den, horner(VI, 10, tc) * den + horner(LAM, 5, tc));
  vec r1 = rb - 1.0, q2 = r1 * r1, it = 647.096 * itk, ct = it - 1.0;
  vec c0 = H[0][0] + r1 * (H[1][0] + r1 * (H[2][0] + r1 * (H[3][0] + r1 * H[4][0])));
  vec c1 = H[0][1] + r1 * (H[1][1] + r1 * (H[2][1] + r1 * H[3][1]));
  vec c2 = H[0][2] + r1 * (H[1][2] + r1 * H[2][2]);
  vec c3 = H[0][3] + r1 * (H[1][3] + r1 * (H[2][3] + q2 * (H[4][3] + q2 * H[6][3])));
  vec c4 = q2 * (H[2][4] + q2 * r1 * H[5][4]);
  vec c5 = r1 * (H[1][5] + q2 * q2 * r1 * H[6][5]);
  vec mu1 = EXP(rb * (c0 + ct * (c1 + ct * (c2 + ct * (c3 + ct * (c4 + ct * c5))))));
  vec vpd = LD(2);
  vec sv = SQRT(DIV(XI_C * vpd * SQRT((tc + 273.15) * (1.0 / 647.096)) * mu1, horner(HI, 4, it) * (kmm + gam)));
  vec co2 = LD(3), ca = 1e-6 * co2 * patm;
  vec d = DIV(ca - gam, 1.0 + sv), diff = d * sv, ci = gam + d, ica = DIV(SPLAT(1.0), ca);
  vec q = DIV(SPLAT(1.0), ci + 2.0 * gam), mj = d * q;
  vec r = CBRT(mj * (1.0 / 0.41));
  vec nan = SPLAT(NAN);
  vec fj = SEL(GT(mj, SPLAT(0.41)), SQRT(r * r - 1.0), nan), fv = DIV(fj, r);
  vec kp = 0.352 + tc * (0.022 - 0.00034 * tc);
  kp = 0.125 * MAX(kp, SPLAT(0));
  vec l0 = kp * mj * fv, iabs = LD(4) * LD(5), ki = kp * iabs;
  o[1] = l0 * 12.0107;
  o[0] = o[1] * iabs;
  o[2] = 0.625 * co2 * (diff * ica);
  o[3] = ci * ica;
  o[4] = ki * ((ci + kmm) * q) * fv;
  o[6] = 4.0 * ki * fj;
  vec e_vc = EXP((-65330.0 / 8.3145) * x), e_jm = EXP((-43900.0 / 8.3145) * x);
  o[5] = o[4] * e_vc;
  o[7] = o[6] * e_jm;
  o[8] = SEL(BOTH(GT(vpd, SPLAT(0)), GT(diff, SPLAT(0))), DIV(l0 * iabs, diff), nan);
}

// -DSTAGED: the same maths in five short loops over an L1 block.  The fused body is one
// dependent chain of about 450 cycles per vector, longer than the out-of-order window can
// overlap; short loops over independent vectors keep the exp and divide units busy.
#ifdef STAGED
#define BL (2048 / (int)sizeof(real))
static inline __attribute__((always_inline)) void block(const real *const *in, real *const *out, long s, int n, int nt) {
  static _Thread_local real X[BL] __attribute__((aligned(64))), AR[BL] __attribute__((aligned(64))),
      SQ[BL] __attribute__((aligned(64))), E1[BL] __attribute__((aligned(64))), E2[BL] __attribute__((aligned(64))),
      E3[BL] __attribute__((aligned(64))), E4[BL] __attribute__((aligned(64))), E5[BL] __attribute__((aligned(64))),
      E6[BL] __attribute__((aligned(64))), M[BL] __attribute__((aligned(64))), Q[BL] __attribute__((aligned(64))),
      JC[BL] __attribute__((aligned(64))), DF[BL] __attribute__((aligned(64)));
#define AT(p) (*(vec *)((p) + i))
#define LDG(k) (LOAD(in[k] + s + i))
#define STG(k, v) (nt ? STREAM(out[k] + s + i, v) : STORE(out[k] + s + i, v))
  for (int i = 0; i < n; i += LANES) {
    vec tc = LDG(0), patm = LDG(1), itk = DIV(SPLAT(1.0), tc + 273.15);
    AT(X) = THERMAL(tc, itk);
    vec den = horner(PO, 5, tc) + 1e-5 * patm;
    vec rb = DIV((1e3 / 322.0) * den, horner(VI, 10, tc) * den + horner(LAM, 5, tc));
    vec r1 = rb - 1.0, q2 = r1 * r1, it = 647.096 * itk, ct = it - 1.0;
    vec c0 = H[0][0] + r1 * (H[1][0] + r1 * (H[2][0] + r1 * (H[3][0] + r1 * H[4][0])));
    vec c1 = H[0][1] + r1 * (H[1][1] + r1 * (H[2][1] + r1 * H[3][1]));
    vec c2 = H[0][2] + r1 * (H[1][2] + r1 * H[2][2]);
    vec c3 = H[0][3] + r1 * (H[1][3] + r1 * (H[2][3] + q2 * (H[4][3] + q2 * H[6][3])));
    vec c4 = q2 * (H[2][4] + q2 * r1 * H[5][4]);
    vec c5 = r1 * (H[1][5] + q2 * q2 * r1 * H[6][5]);
    AT(AR) = rb * (c0 + ct * (c1 + ct * (c2 + ct * (c3 + ct * (c4 + ct * c5)))));
    AT(SQ) = XI_C * LDG(2) * SQRT((tc + 273.15) * (1.0 / 647.096));
    AT(M) = horner(HI, 4, it);
  }
  for (int i = 0; i < n; i += LANES) {
    vec x = AT(X);
    AT(E1) = EXP((37830.0 / 8.3145) * x);
    AT(E2) = EXP((79430.0 / 8.3145) * x);
    AT(E3) = EXP((-36380.0 / 8.3145) * x);
    AT(E4) = EXP((-65330.0 / 8.3145) * x);
    AT(E5) = EXP((-43900.0 / 8.3145) * x);
    AT(E6) = EXP(AT(AR));
  }
  for (int i = 0; i < n; i += LANES) {
    vec patm = LDG(1), co2 = LDG(3);
    vec gam = (4.332 / 101325.0) * patm * AT(E1);
    vec kmm = 39.97 * AT(E2) * (1.0 + (0.209476 / 27480.0) * patm * AT(E3));
    vec sv = SQRT(DIV(AT(SQ) * AT(E6), AT(M) * (kmm + gam)));
    vec ca = 1e-6 * co2 * patm;
    vec d = DIV(ca - gam, 1.0 + sv), diff = d * sv, ci = gam + d, ica = DIV(SPLAT(1.0), ca);
    vec q = DIV(SPLAT(1.0), ci + 2.0 * gam), mj = d * q;
    AT(Q) = mj;
    AT(M) = mj * (1.0 / 0.41);
    AT(JC) = (ci + kmm) * q;
    AT(DF) = diff;
    STG(2, 0.625 * co2 * (diff * ica));
    STG(3, ci * ica);
  }
  for (int i = 0; i < n; i += LANES) AT(M) = CBRT(AT(M));
  for (int i = 0; i < n; i += LANES) {
    vec tc = LDG(0), r = AT(M), mj = AT(Q), nan = SPLAT(NAN), diff = AT(DF), vpd = LDG(2);
    vec fj = SEL(GT(mj, SPLAT(0.41)), SQRT(r * r - 1.0), nan), fv = DIV(fj, r);
    vec kp = 0.352 + tc * (0.022 - 0.00034 * tc);
    kp = 0.125 * MAX(kp, SPLAT(0));
    vec l0 = kp * mj * fv, iabs = LDG(4) * LDG(5), ki = kp * iabs;
    vec lue = l0 * 12.0107, vc = ki * AT(JC) * fv, jm = 4.0 * ki * fj;
    STG(0, lue * iabs);
    STG(1, lue);
    STG(4, vc);
    STG(5, vc * AT(E4));
    STG(6, jm);
    STG(7, jm * AT(E5));
    STG(8, SEL(BOTH(GT(vpd, SPLAT(0)), GT(diff, SPLAT(0))), DIV(l0 * iabs, diff), nan));
  }
}
#endif

void NAME(const real *const *in, real *const *out, long n, int nt) {
  if (XI_C == 0) XI_C = 1.6 * (1e2 * 1e-6 / visc(298.15 - 273.15, 101325.0)) / 146.0;
  {
#ifdef STAGED
    long m = n / LANES * LANES;
    for (long b = 0; b < (m + BL - 1) / BL; b++) block(in, out, b * BL, m - b * BL < BL ? m - b * BL : BL, nt);
#else
    for (long b = 0; b < n / LANES; b++) {
      vec o[9];
      kernel(in, LANES * b, o);
      if (nt)
        for (int k = 0; k < 9; k++) STREAM(out[k] + LANES * b, o[k]);
      else
        for (int k = 0; k < 9; k++) STORE(out[k] + LANES * b, o[k]);
    }
#endif
    if (nt) _mm_sfence();
  }
  if (n % LANES) {
    real ti[6][LANES], to[9][LANES];
    const real *pi[6];
    vec o[9];
    long s = n / LANES * LANES;
    for (int k = 0; k < 6; k++) {
      pi[k] = ti[k];
      for (int j = 0; j < LANES; j++) ti[k][j] = in[k][s + j < n ? s + j : n - 1];
    }
    kernel(pi, 0, o);
    memcpy(to, o, sizeof to);
    for (int k = 0; k < 9; k++) memcpy(out[k] + s, to[k], (n - s) * sizeof(real));
  }
}

