// The reader of CSV: any bytes give a table, or a message of few lines without control characters.
#include <cstddef>
#include <cstdint>
#include <string>
#include <sylva/io/csv.hpp>

#include "expect.hpp"

namespace {

struct error {
  std::string message;
  explicit error(std::string text) : message(std::move(text)) {}
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using sylva::fuzz::expect;
  sylva::io::diagnostics found("in.csv");
  const sylva::io::csv_table table(std::string(data, data + size), found);
  try {
    found.raise<error>();
  } catch (const error& e) {
    sylva::fuzz::expect_message(e.message, 11 * (sylva::io::most_message_bytes + 3) + 100);
    return 0;
  }
  expect(table.columns() > 0 && table.names().size() == table.columns());
  std::size_t line = 0;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    expect(table.line_of(row) > line);
    line = table.line_of(row);
    std::size_t bytes = 0;
    for (std::size_t column = 0; column < table.columns(); ++column) bytes += table.field(row, column).size();
    expect(bytes <= table.row_text(row).size());
  }
  for (std::size_t column = 0; column < table.columns(); ++column) {
    expect(table.find(table.names()[column]).value_or(column + 1) <= column);
  }
  return 0;
}
