#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "scratch_file.hpp"

namespace sylva::examples {

/// One picture made by the program gnuplot.
class gnuplot {
 public:
  /// Throws user_error now, and not after an hour's work, if there is no gnuplot or `png` cannot be written.
  explicit gnuplot(const std::string& png);
  gnuplot(const gnuplot&) = delete;
  gnuplot& operator=(const gnuplot&) = delete;
  ~gnuplot();

  [[nodiscard]] const std::string& path() const { return png_.target(); }
  /// Puts values where the script can read them: the file's name, quoted for the script.
  [[nodiscard]] std::string binary(std::span<const float> values);
  /// Runs a script; the terminal is set to `width` x `height` pixels before.
  void draw(int width, int height, std::string_view script);

 private:
  std::string program_;
  scratch_file png_;
  std::filesystem::path folder_;
  int files_ = 0;
};

/// A text as gnuplot's single-quoted string.
[[nodiscard]] std::string plot_string(std::string_view s);

/// Units as gnuplot sets them: "umol m-2 s-1" -> "µmol m^{-2} s^{-1}".
[[nodiscard]] std::string plot_units(const std::string& units);

}  // namespace sylva::examples
