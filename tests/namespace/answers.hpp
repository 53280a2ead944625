#pragma once

#include <catch2/catch_test_macros.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sylva/array/array_namespace.hpp>
#include <vector>

#include "support/reference.hpp"

/// NumPy's answers, and how arrays of any backend are compared with them.
namespace answers {

using sylva::index_t;

template <class T>
constexpr const char* type_name = std::same_as<T, double>          ? "float64"
                                  : std::same_as<T, float>         ? "float32"
                                  : std::same_as<T, bool>          ? "bool"
                                  : std::same_as<T, std::int64_t>  ? "int64"
                                  : std::same_as<T, std::int32_t>  ? "int32"
                                  : std::same_as<T, std::int16_t>  ? "int16"
                                  : std::same_as<T, std::int8_t>   ? "int8"
                                  : std::same_as<T, std::uint64_t> ? "uint64"
                                  : std::same_as<T, std::uint32_t> ? "uint32"
                                  : std::same_as<T, std::uint16_t> ? "uint16"
                                  : std::same_as<T, std::uint8_t>  ? "uint8"
                                                                   : "?";

/// Elements in row-major order.
struct values {
  std::string type;
  std::vector<index_t> shape;
  std::vector<double> elements;
};

inline std::map<std::string, values, std::less<>> read_file(const std::string& file) {
  std::ifstream in(file);
  std::map<std::string, values, std::less<>> all;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("#")) continue;
    std::istringstream fields(line);
    std::string name, shape, numbers;
    values v;
    std::getline(fields, name, '|');
    std::getline(fields, v.type, '|');
    std::getline(fields, shape, '|');
    std::getline(fields, numbers);
    std::istringstream extents(shape), elements(numbers);
    for (std::string n; std::getline(extents, n, ',');) v.shape.push_back(std::stol(n));
    for (std::string n; elements >> n;) {
      v.elements.push_back(v.type == "float32" ? std::strtof(n.c_str(), nullptr)
                                               : std::strtod(n.c_str(), nullptr));
    }
    all[name] = std::move(v);
  }
  if (all.empty()) throw std::runtime_error("there are no answers in " + file);
  return all;
}

inline values find(const std::string& name) {
  static const auto all = read_file(std::string(reference::directory) + "/../namespace/numpy_answers.txt");
  const auto found = all.find(name);
  if (found == all.end())
    throw std::runtime_error("NumPy has not been asked for " + name + ": run make_numpy_answers.py");
  return found->second;
}

/// The answer to an expression for inputs of type T.
struct numpy {
  std::string text;
  explicit numpy(std::string t) : text(std::move(t)) {}
};

/// The input `name`, as an array that the backend makes; E is its element type.
template <class Backend, class T, std::size_t N, class E = T>
auto input(const char* name) {
  const values v = find(std::string(type_name<T>) + " " + name);
  REQUIRE(v.type == type_name<E>);
  REQUIRE(v.shape.size() == N);
  std::array<index_t, N> extents{};
  for (std::size_t a = 0; a < N; ++a) extents[a] = v.shape[a];
  sylva::nd_array<E> elements(sylva::shape{1, {static_cast<index_t>(v.elements.size())}});
  for (std::size_t i = 0; i < v.elements.size(); ++i) elements.data()[i] = static_cast<E>(v.elements[i]);
  return Backend::make(extents, elements);
}

/// Reads a result by the backend's own means.
template <class Backend, class A>
values read(const A& a) {
  using E = sylva::array_value_t<A>;
  values v{type_name<E>, {}, {}};
  Backend::read(a, v.shape, v.elements);
  return v;
}

/// How far a result is from NumPy's, in units of `epsilon`; infinite where shape or type differ, one is NaN
/// and the other is not, or zeros have different signs.
inline double distance(const values& got, const values& expected, double epsilon, std::string& what) {
  constexpr double wrong = std::numeric_limits<double>::infinity();
  const auto show = [](const values& v) {
    std::string s = v.type + " (";
    for (const index_t n : v.shape) s += std::to_string(n) + ",";
    return s + ")";
  };
  what = show(got) + " for " + show(expected);
  if (got.type != expected.type || got.shape != expected.shape) return wrong;
  if (got.elements.size() != expected.elements.size()) return wrong;
  double worst = 0;
  for (std::size_t k = 0; k < got.elements.size(); ++k) {
    const double g = got.elements[k], e = expected.elements[k];
    double error = 0;
    if (std::isnan(g) || std::isnan(e)) {
      error = std::isnan(g) == std::isnan(e) ? 0 : wrong;
    } else if (g == e) {
      error = g == 0 && std::signbit(g) != std::signbit(e) ? wrong : 0;
    } else {
      error = std::isinf(g) || std::isinf(e) ? wrong
                                             : std::abs(g - e) / (epsilon * std::max(std::abs(e), epsilon));
    }
    if (error > worst) {
      worst = error;
      what += "; element " + std::to_string(k) + " is " + std::to_string(g) + " for " + std::to_string(e);
    }
  }
  return worst;
}

/// Checks a result against the answer for inputs of type T, to `units` in the last place.
template <class Backend, class T, class A>
void same(const numpy& expression, const A& got, double units = 0) {
  std::string what;
  const double d = distance(read<Backend>(got), find(std::string(type_name<T>) + " " + expression.text),
                            static_cast<double>(std::numeric_limits<T>::epsilon()), what);
  INFO(expression.text << ": " << what);
  CHECK(d <= units);
  if (std::getenv("SYLVA_SHOW_ERRORS") != nullptr && d > 0) {
    std::printf("%-40s %s %.2f\n", expression.text.c_str(), type_name<T>, d);
  }
}

template <class Error, class F>
std::string message_of(F f) {
  try {
    f();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}
inline bool mentions(const std::string& text, std::initializer_list<const char*> words) {
  for (const char* word : words) {
    if (text.find(word) == std::string::npos) {
      UNSCOPED_INFO("'" << text << "' does not mention " << word);
      return false;
    }
  }
  return true;
}

}  // namespace answers
