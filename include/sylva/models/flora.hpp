#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sylva/demography/traits.hpp>
#include <sylva/models/errors.hpp>
#include <sylva/models/problems.hpp>
#include <sylva/models/trait_bounds.hpp>
#include <vector>

namespace sylva {

namespace detail {

/// Whether this is text in UTF-8 without control characters, as TOML and JSON ask of theirs.
inline bool is_plain_text(std::string_view s) {
  std::size_t i = 0;
  while (i < s.size()) {
    const auto byte = [&](std::size_t k) { return k < s.size() ? static_cast<unsigned char>(s[k]) : 0U; };
    const unsigned first = byte(i);
    const std::size_t length = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length == 0 || first > 0xf4 || first < 0x20 || first == 0x7f) return false;
    unsigned code = length == 1 ? first : first & (0xffU >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) {
      if ((byte(i + k) & 0xc0U) != 0x80U) return false;
      code = (code << 6) | (byte(i + k) & 0x3fU);
    }
    constexpr unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < least[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
    i += length;
  }
  return true;
}

/// Adds what is wrong with the name of a type that comes after others. where(i) says whose name it is.
template <class Names, class Where>
void check_name(problems& found, const Names& before, std::string_view name, const Where& where) {
  const std::size_t at = before.size();
  if (name.empty()) {
    found.add(where(at), " is empty: allowed is any text, once");
  } else if (!is_plain_text(name)) {
    found.add(where(at), " is ", shown(name), ": allowed is text in UTF-8 without control characters");
  }
  for (std::size_t i = 0; i < at; ++i) {
    if (name != before[i] || name.empty()) continue;
    found.add(where(at), " is ", shown(name), ", as is ", where(i), ": a name is allowed once");
    return;
  }
}

}  // namespace detail

/// A plant functional type (pyrealm: PlantFunctionalType). q_m and z_max_prop of the traits are not looked
/// at: a flora derives them from m and n.
template <std::floating_point Real = double>
struct plant_functional_type {
  std::string name;
  demography::plant_traits<Real> traits = demography::default_traits<Real>();

  friend bool operator==(const plant_functional_type& a, const plant_functional_type& b) {
    bool same = a.name == b.name;
    demography::plant_traits<Real>::zip(a.traits, b.traits,
                                        [&](const Real& x, const Real& y) { same = same && x == y; });
    return same;
  }
};

/// The plant functional types of a model, in an order that gives each its index (pyrealm: Flora). It does not
/// change once it is made.
template <std::floating_point Real = double>
class flora {
 public:
  /// No types.
  flora() = default;

  /// Throws invalid_flora unless every name is there and is there once, and all traits are in their
  /// trait_bounds; m and n must not be 1 both. The message names every offence.
  explicit flora(std::vector<plant_functional_type<Real>> types) : types_(std::move(types)) {
    detail::problems found;
    for (std::size_t i = 0; i < types_.size(); ++i) {
      const auto name_of = [](std::size_t k) { return detail::text_of("the name of type ", k); };
      detail::check_name(found, names_, types_[i].name, name_of);
      names_.push_back(types_[i].name);
      detail::check_traits(found, types_[i].traits, [&](std::string_view trait) {
        return detail::text_of(trait, " of type ", detail::shown(types_[i].name));
      });
    }
    found.raise<invalid_flora>();
    for (auto& type : types_) {
      detail::derive_crown(type.traits);
      demography::plant_traits<Real>::zip(traits_, type.traits,
                                          [](std::vector<Real>& all, Real x) { all.push_back(x); });
    }
  }

  [[nodiscard]] std::size_t size() const { return types_.size(); }

  /// The types in their order, with q_m and z_max_prop.
  [[nodiscard]] const std::vector<plant_functional_type<Real>>& types() const& { return types_; }
  [[nodiscard]] std::vector<plant_functional_type<Real>> types() && { return std::move(types_); }
  [[nodiscard]] const std::vector<std::string>& names() const& { return names_; }
  [[nodiscard]] std::vector<std::string> names() && { return std::move(names_); }

  /// Throws std::out_of_range unless i < size().
  [[nodiscard]] const std::string& name(std::size_t i) const { return names_.at(i); }

  /// The index of the type that has this name, if there is one.
  [[nodiscard]] std::optional<std::int32_t> find(std::string_view name) const {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (names_[i] == name) return static_cast<std::int32_t>(i);
    }
    return {};
  }

  /// The same. Throws unknown_type where there is none.
  [[nodiscard]] std::int32_t index(std::string_view name) const {
    if (const auto i = find(name)) return *i;
    throw unknown_type("unknown plant functional type " + detail::shown(name) + ": " +
                       detail::suggestion(name, names_));
  }

  /// The traits as arrays (types), to be taken by the index of a type; on a device as they are copied there.
  [[nodiscard]] const demography::plant_traits<std::vector<Real>>& traits() const& { return traits_; }
  [[nodiscard]] demography::plant_traits<std::vector<Real>> traits() && { return std::move(traits_); }

  /// The same types with the same traits in the same order.
  friend bool operator==(const flora& a, const flora& b) { return a.types_ == b.types_; }

 private:
  std::vector<plant_functional_type<Real>> types_;
  std::vector<std::string> names_;
  demography::plant_traits<std::vector<Real>> traits_;
};

}  // namespace sylva
