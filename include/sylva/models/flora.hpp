#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sylva/demography/traits.hpp>
#include <sylva/io/diagnostics.hpp>
#include <sylva/io/name_index.hpp>
#include <sylva/io/utf8.hpp>
#include <sylva/models/errors.hpp>
#include <sylva/models/trait_bounds.hpp>
#include <vector>

namespace sylva {

namespace detail {

/// Whether this is text in UTF-8 without control characters, as TOML and JSON ask of theirs.
inline bool is_plain_text(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    const io::utf8_character c = io::utf8_at(s, i);
    if (c.length == 0 || c.code < 0x20 || c.code == 0x7f) return false;
    i += c.length;
  }
  return true;
}

/// Adds what is wrong with the name of a type that comes after others. where(i) says whose name it is.
template <class Where>
void check_name(io::diagnostics& found, io::name_index& names, std::string_view name, const Where& where) {
  const std::size_t at = names.size();
  const auto before = names.add(name);
  if (name.empty()) {
    found.add(where(at), " is empty: allowed is any text, once");
  } else if (!is_plain_text(name)) {
    found.add(where(at), " is ", io::shown_quoted(name),
              ": allowed is text in UTF-8 without control characters");
  }
  if (before && !name.empty()) {
    found.add(where(at), " is ", io::shown_quoted(name), ", as is ", where(*before),
              ": a name is allowed once");
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
    io::diagnostics found;
    for (std::size_t i = 0; i < types_.size(); ++i) {
      const auto name_of = [](std::size_t k) { return io::text_of("the name of type ", k); };
      detail::check_name(found, index_, types_[i].name, name_of);
      names_.push_back(types_[i].name);
      detail::check_traits(found, types_[i].traits, [&](std::string_view trait) {
        return io::text_of(trait, " of type ", io::shown_quoted(types_[i].name));
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
  [[nodiscard]] const std::string& name(std::size_t i) const& { return names_.at(i); }
  [[nodiscard]] std::string name(std::size_t i) && { return std::move(names_.at(i)); }

  /// The index of the type that has this name, if there is one.
  [[nodiscard]] std::optional<std::int32_t> find(std::string_view name) const {
    const auto i = index_.find(name);
    return i ? std::optional(static_cast<std::int32_t>(*i)) : std::nullopt;
  }

  /// The same. Throws unknown_type where there is none.
  [[nodiscard]] std::int32_t index(std::string_view name) const {
    if (const auto i = find(name)) return *i;
    throw unknown_type("unknown plant functional type " + io::shown_quoted(name) + ": " +
                       io::suggestion(name, names_));
  }

  /// The traits as arrays (types), to be taken by the index of a type; on a device as they are copied there.
  [[nodiscard]] const demography::plant_traits<std::vector<Real>>& traits() const& { return traits_; }
  [[nodiscard]] demography::plant_traits<std::vector<Real>> traits() && { return std::move(traits_); }

  /// The same types with the same traits in the same order.
  friend bool operator==(const flora& a, const flora& b) { return a.types_ == b.types_; }

 private:
  std::vector<plant_functional_type<Real>> types_;
  std::vector<std::string> names_;
  io::name_index index_;
  demography::plant_traits<std::vector<Real>> traits_;
};

}  // namespace sylva
