#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <sylva/core/document.hpp>
#include <sylva/io/name_index.hpp>
#include <sylva/io/text_limits.hpp>
#include <utility>
#include <vector>

namespace sylva {

namespace detail {

/// Makes a document of what nlohmann's parser reports, and sees a key that is there twice, which its own
/// values do not keep.
class json_reader {
 public:
  explicit json_reader(const std::string& source) : source_(source) {}

  document result() { return std::move(top_); }

  bool null() { return put(document::other{"null"}); }
  bool boolean(bool x) { return put(x); }
  bool number_integer(std::int64_t x) { return put(x); }
  bool number_unsigned(std::uint64_t x) {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return x > most ? put(static_cast<double>(x)) : put(static_cast<std::int64_t>(x));
  }
  bool number_float(double x, const std::string&) { return put(x); }
  bool string(std::string& x) { return put(std::move(x)); }
  bool binary(std::vector<std::uint8_t>&) { return put(document::other{"bytes"}); }
  bool start_object(std::size_t) { return open(document::table{}); }
  bool start_array(std::size_t) { return open(document::list{}); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    auto& fields = std::get<document::table>(inside_.back()->value);
    if (keys_.back().add(name)) refuse("the key " + io::shown_quoted(name) + " is there twice in a table");
    fields.names.push_back(std::move(name));
    return true;
  }
  template <class Error>
  bool parse_error(std::size_t, const std::string&, const Error& e) {
    std::string text = e.what();  // [json.exception.parse_error.101] parse error at line 2, ...
    if (const auto end = text.find("] "); end != text.npos) text.erase(0, end + 2);
    refuse(text);
  }

 private:
  [[noreturn]] void refuse(std::string_view what) const { io::refuse_file(source_, what); }
  template <class T>
  bool put(T&& x) {
    place().value = std::forward<T>(x);
    return true;
  }
  template <class T>
  bool open(T&& empty) {
    constexpr std::size_t deepest = 100;
    if (inside_.size() == deepest) refuse("lists and tables are nested too deeply: allowed are 100 levels");
    document& d = place();
    d.value = std::forward<T>(empty);
    inside_.push_back(&d);
    keys_.emplace_back();
    return true;
  }
  bool close() {
    inside_.pop_back();
    keys_.pop_back();
    return true;
  }
  /// Where the next value goes. What is open stays where it is while something is open inside it.
  document& place() {
    if (inside_.empty()) return top_;
    auto& around = inside_.back()->value;
    if (auto* list = std::get_if<document::list>(&around)) return list->emplace_back();
    return std::get<document::table>(around).values.emplace_back();
  }

  const std::string& source_;
  document top_;
  std::vector<document*> inside_;     ///< the lists and tables that are open
  std::vector<io::name_index> keys_;  ///< of each
};

}  // namespace detail

/// The values of a text in JSON, by JSON for Modern C++. source: what messages call the text. Throws
/// invalid_file where it is none, or has a key twice in a table.
[[nodiscard]] inline document document_from_json(std::string_view text, const std::string& source = "text") {
  io::check_size(text, source);
  detail::json_reader reader(source);
  nlohmann::json::sax_parse(text.begin(), text.end(), &reader);
  return reader.result();
}

}  // namespace sylva
