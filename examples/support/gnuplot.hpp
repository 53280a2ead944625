#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scratch_file.hpp"

namespace sylva::examples {

/// One picture made by the program gnuplot.
class gnuplot {
 public:
  /// Throws user_error now, and not after an hour's work, if there is no gnuplot or `png` cannot be written.
  explicit gnuplot(const std::string& png);
  gnuplot(const gnuplot&) = delete;
  gnuplot& operator=(const gnuplot&) = delete;

  [[nodiscard]] const std::string& path() const { return png_.target(); }
  /// Puts values where the script can read them: the file's name, quoted for the script.
  [[nodiscard]] std::string binary(std::span<const float> values);
  /// Runs a script; the terminal is set to `width` x `height` pixels before. An older picture stays unless
  /// the new one is complete.
  void draw(int width, int height, std::string_view script);

 private:
  [[nodiscard]] std::string make_file(const std::string& name, std::string_view content);

  std::string program_;
  scratch_file png_;
  doomed_path folder_;
  std::vector<doomed_path> files_;  ///< in the folder, so they go before it
};

/// A text as gnuplot's single-quoted string; quotes in it become right single quotation marks.
[[nodiscard]] std::string plot_string(std::string_view s);

/// Units as gnuplot sets them: "umol m-2 s-1" -> "µmol m^{-2} s^{-1}".
[[nodiscard]] std::string plot_units(const std::string& units);

}  // namespace sylva::examples
