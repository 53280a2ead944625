#pragma once

#include <sylva/environment/hygro.hpp>
#include <sylva/environment/pressure.hpp>
#include <sylva/environment/solar_daily.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace sylva::examples {

/// A made-up Earth: continents with mountains, climate belts, seasons. Nothing on it is data; it is smooth,
/// has the ranges of the real one, and is the same every time.
class planet {
 public:
  struct surface {
    bool land;
    double elevation;  ///< [m]
    double dryness;    ///< 0 rain forest to 1 desert
  };
  struct weather {
    double tc;     ///< [degree C]
    double vpd;    ///< [Pa]
    double ppfd;   ///< mean over day and night [mol m-2 day-1]
    double fapar;  ///< [-]
  };

  /// lat, lon [degree]
  [[nodiscard]] surface at(double lat, double lon) const {
    const double phi = lat * degree, lambda = lon * degree;
    const double x = std::cos(phi) * std::cos(lambda), y = std::cos(phi) * std::sin(lambda),
                 z = std::sin(phi);
    // Large bumps make continents, small ones coasts. There is a continent at the south pole and a sea at the
    // north.
    const double height = fractal(1.35 * x + 11.3, 1.35 * y + 4.1, 1.35 * z + 7.7, 7) +
                          0.9 * smooth(-lat, 66, 84) - 0.3 * smooth(lat, 72, 84);
    const double sea_level = 0.555;
    if (height < sea_level) return {false, 0, 0};
    const double inland = std::min(1.0, (height - sea_level) / 0.25);
    // Ridges where a second field crosses its middle.
    const double ridge = 1 - std::abs(2 * fractal(2.6 * x + 3.9, 2.6 * y + 9.2, 2.6 * z + 1.4, 6) - 1) * 2.2;
    const double elevation =
        60 + 700 * inland + 4200 * inland * std::pow(std::max(ridge, 0.0), 4) * smooth(lat, -75, -60);
    const double belt =
        std::exp(-std::pow((std::abs(lat) - 24) / 11, 2)) - 0.4 * std::exp(-std::pow(lat / 9, 2));
    const double patchy = 1.6 * (fractal(2.2 * x + 21.7, 2.2 * y + 2.3, 2.2 * z + 13.8, 5) - 0.5);
    return {true, elevation, std::clamp(0.25 + 0.65 * belt + 0.2 * inland + patchy, 0.0, 1.0)};
  }

  /// ordinal_date: day of the year
  [[nodiscard]] weather on(double ordinal_date, double lat, const surface& s) const {
    // Season: warmest a month after the sun stands highest; the rain belts follow it by 8 degrees.
    const double season = std::cos(2 * std::numbers::pi * (ordinal_date - 201) / 365);
    const double north = std::sin(lat * degree);
    const double tc = 27.5 - 46 * std::pow(std::abs(north), 2.3) +
                      17 * season * north * (0.6 + 0.6 * s.dryness) + 3 * s.dryness - 0.0058 * s.elevation;
    const double wet_season = std::exp(-std::pow((lat - 8 * season) / 14, 2));
    const double dryness = std::clamp(s.dryness + 0.12 - 0.3 * wet_season, 0.0, 1.0);
    const double rh = 0.85 - 0.55 * dryness;
    const double sunshine = 0.3 + 0.5 * dryness;
    const double growth = smooth(tc, -2, 16);
    const double fapar =
        (0.93 - 0.88 * std::pow(dryness, 1.5)) * (0.15 + 0.85 * growth) * smooth(tc, -20, -2);
    return {tc, 1000 * rh_to_vpd_(rh, tc), ppfd_(sunshine, s.elevation, lat, ordinal_date, 365.0), fapar};
  }

  [[nodiscard]] double pressure(const surface& s) const { return pressure_(s.elevation); }  // [Pa]

 private:
  static constexpr double degree = std::numbers::pi / 180;

  /// 0 below a, 1 above b, without a kink between.
  static double smooth(double x, double a, double b) {
    const double t = std::clamp((x - a) / (b - a), 0.0, 1.0);
    return t * t * (3 - 2 * t);
  }

  /// A number between 0 and 1 that belongs to a lattice point: the bits of its position, well mixed.
  static double lattice(std::int64_t x, std::int64_t y, std::int64_t z) {
    auto h = static_cast<std::uint64_t>(x) * 0x9E3779B97F4A7C15u ^
             static_cast<std::uint64_t>(y) * 0xC2B2AE3D27D4EB4Fu ^
             static_cast<std::uint64_t>(z) * 0x165667B19E3779F9u;
    h = (h ^ (h >> 31)) * 0x7FB5D329728EA185u;
    h = (h ^ (h >> 27)) * 0x81DADEF4BC2DD44Du;
    return static_cast<double>((h ^ (h >> 33)) >> 11) * 0x1p-53;
  }

  static double noise(double x, double y, double z) {
    const double fx = std::floor(x), fy = std::floor(y), fz = std::floor(z);
    const auto ix = static_cast<std::int64_t>(fx), iy = static_cast<std::int64_t>(fy),
               iz = static_cast<std::int64_t>(fz);
    const double u = smooth(x - fx, 0, 1), v = smooth(y - fy, 0, 1), w = smooth(z - fz, 0, 1);
    const auto along_x = [&](int dy, int dz) {
      return std::lerp(lattice(ix, iy + dy, iz + dz), lattice(ix + 1, iy + dy, iz + dz), u);
    };
    return std::lerp(std::lerp(along_x(0, 0), along_x(1, 0), v), std::lerp(along_x(0, 1), along_x(1, 1), v),
                     w);
  }

  /// Noise on noise of twice the frequency and half the strength, 0 to 1.
  static double fractal(double x, double y, double z, int octaves) {
    double sum = 0, strength = 0.5, total = 0;
    for (int i = 0; i < octaves; ++i) {
      sum += strength * noise(x, y, z);
      total += strength;
      strength /= 2;
      x = 2.03 * x + 5.1, y = 2.03 * y + 1.7, z = 2.03 * z + 9.2;
    }
    return sum / total;
  }

  rh_to_vpd<double> rh_to_vpd_{};
  daily_ppfd<double> ppfd_{};
  atmospheric_pressure<double> pressure_{};
};

}  // namespace sylva::examples
