#pragma once

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace reference {

/// The folder of the reference figures. Defined in reference_directory.cpp: no other file is compiled for one
/// place on a machine, so compiled tests can be shared by checkouts.
extern const char* const directory;

/// A file of reference figures: one header row, commas, no quotes; numbers, nan, inf and -inf, or text.
class table {
 public:
  explicit table(std::string file) : file_(std::move(file)) {
    std::ifstream in(std::string(directory) + "/" + file_);
    if (!in) throw std::runtime_error("cannot read " + file_ + " in " + directory);
    std::string line;
    std::getline(in, line);
    names_ = split(line);
    cells_.resize(names_.size());
    while (std::getline(in, line)) {
      const auto row = split(line);
      if (row.size() != names_.size()) {
        throw std::runtime_error(file_ + " line " + std::to_string(rows_ + 2) + ": " +
                                 std::to_string(row.size()) + " cells, but " + std::to_string(names_.size()) +
                                 " columns");
      }
      for (std::size_t i = 0; i < row.size(); ++i) cells_[i].push_back(row[i]);
      ++rows_;
    }
    if (rows_ == 0) throw std::runtime_error(file_ + " has no rows");
  }

  const std::string& file() const { return file_; }
  std::size_t rows() const { return rows_; }
  const std::vector<std::string>& names() const { return names_; }

  /// A column of text.
  const std::vector<std::string>& text(std::string_view name) const {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (names_[i] == name) return cells_[i];
    }
    throw std::out_of_range(file_ + " has no column " + std::string(name));
  }

  /// A column of numbers.
  std::vector<double> operator[](std::string_view name) const {
    std::vector<double> numbers;
    numbers.reserve(rows_);
    for (const std::string& cell : text(name)) {
      char* end = nullptr;
      numbers.push_back(std::strtod(cell.c_str(), &end));
      if (cell.empty() || *end != '\0') {
        throw std::runtime_error(file_ + " column " + std::string(name) + ": \"" + cell +
                                 "\" is not a number");
      }
    }
    return numbers;
  }

 private:
  static std::vector<std::string> split(std::string_view line) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    std::vector<std::string> cells;
    for (;;) {
      const auto comma = line.find(',');
      cells.emplace_back(line.substr(0, comma));
      if (comma == std::string_view::npos) return cells;
      line.remove_prefix(comma + 1);
    }
  }

  std::string file_;
  std::vector<std::string> names_;
  std::vector<std::vector<std::string>> cells_;
  std::size_t rows_ = 0;
};

/// 2014-05-28 or 2014-05-28T00:30:00, of a calendar without time zones.
inline std::chrono::local_seconds local_time(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  const int read =
      std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d", &year, &month, &day, &hour, &minute, &second);
  if (read != 3 && read != 6) throw std::runtime_error("\"" + text + "\" is not a time");
  using namespace std::chrono;
  const year_month_day date{std::chrono::year{year}, std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  return local_days{date} + hours{hour} + minutes{minute} + seconds{second};
}

}  // namespace reference
