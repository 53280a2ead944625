#include "text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <sylva/io/diagnostics.hpp>

namespace sylva::examples {

std::string rounded(double value, int digits) {
  std::array<char, 64> buffer;
  std::snprintf(buffer.data(), buffer.size(), "%.*g", digits, value);
  return buffer.data();
}

std::string grouped(std::size_t n) {
  const std::string digits = std::to_string(n);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

std::vector<std::string> split(std::string_view s, char separator) {
  std::vector<std::string> parts;
  if (trimmed(s).empty()) return parts;
  for (;;) {
    const auto at = s.find(separator);
    parts.emplace_back(trimmed(s.substr(0, at)));
    if (at == s.npos) return parts;
    s.remove_prefix(at + 1);
  }
}

std::string joined(const std::vector<std::string>& parts, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i == most) return text(out, ", ... (", parts.size() - i, " more)");
    out += (i == 0 ? "" : ", ") + shown(parts[i]);
  }
  return out;
}

namespace {

/// 0: the same apart from case; 1: one contains the other; 2: few letters differ; 3: not alike.
int unlikeness(std::string_view name, std::string_view wanted) {
  constexpr std::size_t least = 2, most = 60;  // bytes of names that are compared
  if (name == wanted) return 0;
  if (std::min(name.size(), wanted.size()) < least || std::max(name.size(), wanted.size()) > most) return 3;
  if (name.find(wanted) != name.npos || wanted.find(name) != wanted.npos) return 1;
  return io::edit_distance(name, wanted) <= std::max(name.size(), wanted.size()) / 3 ? 2 : 3;
}

}  // namespace

std::string some_of(std::vector<std::string> names, const std::vector<std::string>& wanted,
                    std::size_t other_bytes) {
  const auto rank = [&](const std::string& shown_name) {
    const std::string name = lower(shown_name);
    const auto bracket = name.ends_with(')') ? name.find(" (") : name.npos;
    int least = 3;
    for (const std::string& w : wanted) {
      if (w.empty()) continue;
      least = std::min(least, unlikeness(name.substr(0, bracket), lower(w)));
      if (bracket != name.npos)
        least = std::min(least, unlikeness(name.substr(bracket + 2, name.size() - bracket - 3), lower(w)));
    }
    return least;
  };
  std::vector<std::pair<int, std::string>> ranked;
  for (std::string& name : names) ranked.emplace_back(rank(name), std::move(name));
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::transform(ranked.begin(), ranked.end(), names.begin(), [](auto& r) { return std::move(r.second); });
  constexpr std::size_t program_and_count = 50, shortest = 30;
  const std::size_t taken = other_bytes + program_and_count;
  const std::size_t most_bytes =
      std::max(shortest, io::most_message_bytes - std::min(taken, io::most_message_bytes));
  std::size_t n = 0, bytes = 0;
  while (n < names.size() && (n == 0 || bytes + shown(names[n]).size() + 2 <= most_bytes)) {
    bytes += shown(names[n++]).size() + 2;
  }
  return joined(names, n);
}

std::vector<std::pair<std::string, std::string>> assignments(std::string_view option,
                                                             const std::vector<std::string>& given) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& list : given) {
    for (const std::string& part : split(list)) {
      const auto at = part.find('=');
      const auto name = trimmed(std::string_view(part).substr(0, at));
      const auto value =
          at == part.npos ? std::string_view{} : trimmed(std::string_view(part).substr(at + 1));
      if (name.empty() || value.empty()) {
        fail(option, ": '", shown(part), "' is not of the form NAME=VALUE[,NAME=VALUE...]");
      }
      for (const auto& [known, unused] : pairs) {
        if (known == name) fail(option, ": '", shown(name), "' is given twice");
      }
      pairs.emplace_back(name, value);
    }
  }
  return pairs;
}

std::vector<std::pair<std::string, double>> numbers_assigned(std::string_view option,
                                                             const std::vector<std::string>& given) {
  std::vector<std::pair<std::string, double>> values;
  for (const auto& [name, word] : assignments(option, given)) {
    const auto value = io::number_of(word);
    if (!value) fail(option, ": '", shown(word), "' for ", name, " is not a number");
    values.emplace_back(name, *value);
  }
  return values;
}

std::string in_quotes(std::string_view s) { return text("'", shown(s), "'"); }

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

namespace {

/// A line of a message. If it is too long its long words, which are paths and names, are shortened in the
/// middle.
std::string fitted(std::string_view line) {
  if (line.size() <= io::most_message_bytes) return io::one_line(line);
  std::string out;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find(' ', at + 1), line.size());
    out += io::shown_path(line.substr(at, end - at));
    at = end;
  }
  return io::one_line(out);
}

}  // namespace

std::string error_line(std::string_view program, std::string_view message) {
  constexpr int most_lines = 12;
  while (message.ends_with('\n')) message.remove_suffix(1);
  const std::string all = text(program, ": ", message);
  std::string out;
  std::string_view left = all;
  for (int k = 0; k < most_lines; ++k) {
    const auto end = left.find('\n');
    out += (k == 0 ? "" : " ") + fitted(left.substr(0, end));
    if (end == left.npos) return out;
    left.remove_prefix(end + 1);
  }
  return out + " ...";
}

}  // namespace sylva::examples
