#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <sylva/core/config.hpp>
#include <variant>
#include <vector>

namespace sylva {

/// A file that cannot be read, or does not say what it should. The message names the file and each place in
/// it, the value and what is allowed.
struct invalid_file : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// What TOML and JSON have in common: values that are numbers, texts, lists and tables. The backends make one
/// of a text, and the models make what they need of it.
struct document {
  /// Something else, such as JSON's null or a date of TOML: by what it is called.
  struct other {
    std::string name;
  };
  using list = std::vector<document>;
  /// Values by their names, in the order of the text; each name is there once.
  struct table {
    std::vector<std::string> names;
    std::vector<document> values;
  };
  std::variant<other, bool, std::int64_t, double, std::string, list, table> value;
};

}  // namespace sylva
