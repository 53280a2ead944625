#include <catch2/catch_test_macros.hpp>
#include <ctime>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sylva/io/csv.hpp>
#include <sylva/models/cohorts_csv.hpp>
#include <sylva/models/flora_csv.hpp>
#include <vector>

#include "support/mentions.hpp"

using namespace sylva;
using namespace std::string_view_literals;
using rows_of_text = std::vector<std::vector<std::string>>;

namespace {

struct refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

io::csv_table read(std::string_view bytes, const io::csv_limits& limits = {}) {
  io::diagnostics found("t.csv");
  io::csv_table table(std::string(bytes), found, limits);
  found.raise<refused>();
  return table;
}

std::string refusal(std::string_view bytes, const io::csv_limits& limits = {}) {
  return message_of<refused>([&] { read(bytes, limits); });
}

rows_of_text fields(const io::csv_table& table) {
  rows_of_text y(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t k = 0; k < table.columns(); ++k) y[row].emplace_back(table.field(row, k));
  }
  return y;
}

std::vector<std::size_t> lines(const io::csv_table& table) {
  std::vector<std::size_t> y;
  for (std::size_t row = 0; row < table.rows(); ++row) y.push_back(table.line_of(row));
  return y;
}

std::string utf16(std::string_view ascii, bool big) {
  std::string y;
  for (const char c : ascii) y += big ? std::string{'\0', c} : std::string{c, '\0'};
  return y;
}

/// Of this process: other programs do not count.
double seconds(const std::function<void()>& f) {
  const std::clock_t begin = std::clock();
  f();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

}  // namespace

TEST_CASE("fields and rows of CSV", "[csv]") {
  const auto t = read("a, b ,\"c\"\"d\"\n1, 2 , x y \n\"p, \"\"q\"\"\",  \"r\ns\"  ,\n,,\n7,,\n");
  CHECK(t.names() == std::vector<std::string>{"a", "b", "c\"d"});
  CHECK(fields(t) == rows_of_text{{"1", "2", "x y"}, {"p, \"q\"", "r\ns", ""}, {"", "", ""}, {"7", "", ""}});
  CHECK(lines(t) == std::vector<std::size_t>{2, 3, 5, 6});
  CHECK(t.row_text(0) == "1, 2 , x y ");
  CHECK(t.row_text(1) == "\"p, \"\"q\"\"\",  \"r\ns\"  ,");
  CHECK(t.header_text(1) == " b ");
  CHECK(t.header_text(2) == "\"c\"\"d\"");
  CHECK((t.find("b") == 1 && t.find("c\"d") == 2 && !t.find("c")));
  CHECK(t.place(1, "b") == "line 3, column b");
  CHECK(t.note().empty());
  CHECK(fields(read("a\n\"\"\n\" x \"\n")) == rows_of_text{{""}, {" x "}});
}

TEST_CASE("line ends and blank lines of CSV", "[csv]") {
  for (const char* end : {"\n", "\r\n", "\r"}) {
    const auto with = [&](std::string s) {
      for (std::size_t at = 0; (at = s.find('\n', at)) != s.npos; at += std::string_view(end).size()) {
        s.replace(at, 1, end);
      }
      return s;
    };
    for (const char* text :
         {"a,b\n1,2\n\n \t\n3,4\n", "a,b\n1,2\n\n \t\n3,4", "a,b\n1,2\n\n \t\n3,4\n\n\n"}) {
      const auto t = read(with(text));
      CHECK(fields(t) == rows_of_text{{"1", "2"}, {"3", "4"}});
      CHECK(lines(t) == std::vector<std::size_t>{2, 5});
    }
    // a comma ends the text: one more field, which is empty
    CHECK(fields(read(with("a,b\n1,"))) == rows_of_text{{"1", ""}});
    // in one column a blank line is a value, but not at the end
    CHECK(fields(read(with("\na\n1\n\n3\n\n \n"))) == rows_of_text{{"1"}, {""}, {"3"}});
  }
  CHECK(lines(read("a,b\r\n1,2\r3,4\n5,6")) == std::vector<std::size_t>{2, 3, 4});
  CHECK(lines(read("a,b\n\"x\r\ny\rz\n\",2\n5,6")) == std::vector<std::size_t>{2, 6});
  CHECK(fields(read("a,b,\n1,2,\n")) == rows_of_text{{"1", "2", ""}});
}

TEST_CASE("rows of commas at the end of CSV", "[csv]") {
  const rows_of_text wanted{{"1", "2"}, {"", ""}, {"", "3"}};
  for (const char* end : {"", "\n", "\n,", "\n,\n , \n", "\r\n,\r\n\r\n,\r\n", "\n,,,\n,"}) {
    CHECK(fields(read("a,b\n1,2\n,\n,3" + std::string(end))) == wanted);
  }
  CHECK(fields(read("a,b\n1,\n")) == rows_of_text{{"1", ""}});
  CHECK(fields(read("a,b\n1,2\n\"\",\n")) == rows_of_text{{"1", "2"}, {"", ""}});
  CHECK(read("a,b\n,\n").rows() == 0);
  CHECK(refusal("a,b\n1,2\n,,\n3,4\n") == "t.csv: line 3: 3 fields, but the header has 2");
}

TEST_CASE("blanks between the fields of a text", "[csv]") {
  const std::string cause =
      "t.csv: line 1: fields are separated by blanks; allowed are ','. Convert the file: ";
  CHECK(refusal("a b\n\n# x\n1 2\n") == cause + "tr -s ' ' ',' < OLD > NEW");
  CHECK(refusal("a b\n 1   2\n") == cause + "sed 's/^ *//; s/ *$//' OLD | tr -s ' ' ',' > NEW");
  for (const char* one_column :
       {"a b\n1\n", "a b\n", "a\n1 2\n", "\"a b\"\n1 2\n", "a b\n\"1 2\"\n", "a b c\n1 2\n"}) {
    CHECK(read(one_column).columns() == 1);
  }
}

TEST_CASE("comments and the separator line of CSV", "[csv]") {
  // as every file AmeriFlux BASE begins
  auto t = read("# Site: US-Xyz\n# Version: 1-5\nTA,PA\n22.1,98.5\n# a note: \"5\n22.2,98.6\n");
  CHECK(t.names() == std::vector<std::string>{"TA", "PA"});
  CHECK(fields(t) == rows_of_text{{"22.1", "98.5"}, {"22.2", "98.6"}});
  CHECK(lines(t) == std::vector<std::size_t>{4, 6});
  t = read("sep=,\r\ntc,vpd\r\n1,2\r\n");
  CHECK(fields(t) == rows_of_text{{"1", "2"}});
  CHECK(t.line_of(0) == 3);
  CHECK(fields(read("\"#a\",b\n\"#1\",2\n")) == rows_of_text{{"#1", "2"}});
  CHECK(fields(read("a,b\n#N/A,2\n")) == rows_of_text{{"#N/A", "2"}});  // of Excel, no comment
  CHECK(read("# degC, Pa\ntc,vpd\n1,2\n").columns() == 2);

  CHECK(refusal("#tc,vpd\n20,1000\n") ==
        "t.csv: line 1 looks like the header, but begins with '#', and line 2 has numbers: remove the '#'");
  CHECK(refusal("a,b\n1,2\n#3,4\n5,6\n#7,8\n") ==
        "t.csv: 2 problems\n  line 3 begins with '#' and has as many fields as a row: put its first field in "
        "quotes, or remove the line\n  line 5 begins with '#' and has as many fields as a row: put its first "
        "field in quotes, or remove the line");
  CHECK(refusal("# a\n#b\n") == "t.csv: there is no header: all lines begin with '#'");
}

TEST_CASE("encodings of CSV", "[csv]") {
  const std::string ascii = "tc,co2\n20,400\n";
  CHECK(fields(read("\xef\xbb\xbf" + ascii)) == rows_of_text{{"20", "400"}});
  for (const bool big : {false, true}) {
    const std::string mark = big ? "\xfe\xff" : "\xff\xfe";
    for (const std::string& bytes : {mark + utf16(ascii, big), utf16(ascii, big)}) {
      const auto t = read(bytes);
      CHECK(t.names() == std::vector<std::string>{"tc", "co2"});
      CHECK(fields(t) == rows_of_text{{"20", "400"}});
      CHECK(t.note() == "the text is not UTF-8; read as UTF-16");
    }
  }
  // U+00B0, and U+1F333 as two units
  CHECK(read("\xff\xfe\xb0\0,\0\x3c\xd8\x33\xdf"sv).names() ==
        std::vector<std::string>{"\u00b0", "\U0001f333"});
  CHECK(refusal("\xff\xfe\x3c\xd8,\0"sv) ==
        "t.csv: the text looks like UTF-16, but is not valid UTF-16: save it as UTF-8");
  CHECK(mentions(refusal("\xff\xfe"
                         "a\0b"sv),
                 {"not valid UTF-16"}));

  auto t = read(
      "tc [\xb0"
      "C],ppfd [\xb5mol],\x80\x93\xff\n1,2,3\n");
  CHECK(t.names() == std::vector<std::string>{"tc [\u00b0C]", "ppfd [\u00b5mol]", "\u20ac\u201c\u00ff"});
  CHECK(t.note() == "the text is not UTF-8; read as Windows-1252");
  t = read("tc [\u00b0C]\n1\n");
  CHECK((t.names()[0] == "tc [\u00b0C]" && t.note().empty()));

  CHECK(refusal("a,b\n\0\1"sv) == "t.csv: not a CSV file: it has zero bytes, the first at byte 5");
  CHECK(mentions(refusal("PK\x03\x04...."), {"ZIP archive", ".xlsx"}));
  CHECK(mentions(refusal("CDF\x01\0\0"sv), {"must end in .nc"}));
  CHECK(mentions(refusal("\x1f\x8b\x08"), {"gzip"}));
  CHECK(mentions(refusal("\xff\xfe\0\0a\0\0\0"sv), {"UTF-32"}));
}

TEST_CASE("CSV that is refused", "[csv]") {
  for (const std::string_view text : {""sv, "\n\n"sv, "\xef\xbb\xbf"sv, " \r\n\t"sv}) {
    CHECK(refusal(text) == "t.csv: the file is empty: expected is a header");
  }
  CHECK(
      refusal("a,b\n1\n2,3\n4,5,6\n") ==
      "t.csv: 2 problems\n  line 2: 1 field, but the header has 2\n  line 4: 3 fields, but the header has 2");
  CHECK(refusal("a,b,\n1,2\n") ==
        "t.csv: line 2: 2 fields, but the header has 3, of which the last is empty");
  CHECK(refusal("a,b\n1,\"2\n3,4\n") == "t.csv: line 2: a quote (\") is opened and not closed");
  CHECK(refusal("a,b\n\"1\n2\",\"3\n") == "t.csv: line 3: a quote (\") is opened and not closed");
  CHECK(refusal("a,b\n1,5\" pipe\n") ==
        "t.csv: line 2: a quote (\") in a field that does not begin with one");
  CHECK(refusal("a,b\n\"1\n2\" 3,4\n") == "t.csv: line 3: text after a field in quotes");

  CHECK(refusal("a;b\n1.5;2.5\n") ==
        "t.csv: line 1: fields are separated by ';'; allowed are ','. Convert the file: tr ';' ',' < OLD > "
        "NEW");
  CHECK(
      refusal("\"a, b\";b\n1,5;2,5\n") ==
      "t.csv: line 1: fields are separated by ';' and decimals by ','; allowed are ',' and '.'. Convert the "
      "file: tr ',;' '.,' < OLD > NEW");
  CHECK(mentions(refusal("a\tb\n1\t2\n"), {"'\\t'", "tr '\\t' ','"}));
  CHECK(mentions(refusal("a|b|c,d\n"), {"'|'"}));
  CHECK(
      mentions(refusal("sep=;\na;b\n1,5;2\n"), {"line 1: fields are separated by ';' and decimals by ','"}));
  CHECK(read("a [x;y],b,c\n1,2,3\n").columns() == 3);
}

TEST_CASE("limits of CSV", "[csv]") {
  io::csv_limits small;
  small.field_bytes = 4, small.columns = 2, small.row_bytes = 10;
  CHECK(fields(read("a,b\n1234,\"12\"\n", small)) == rows_of_text{{"1234", "12"}});
  CHECK(refusal("a,b\n12345,1\n", small) == "t.csv: line 2: a field has 5 bytes: allowed are 4");
  small.row_bytes = 8;
  CHECK(refusal("a,b\n1234,1234\n", small) == "t.csv: line 2: the row has 9 bytes and more: allowed are 8");
  CHECK(refusal("a,b,c\n", small) == "t.csv: the header has 3 columns: allowed are 2");
  CHECK(refusal("a,b\n\"123456,\n1,2\n3,4\n", small) ==
        "t.csv: line 2: a quote (\") is opened and not closed within 4 bytes");

  // an open quote in front of many: nothing is read twice
  std::string open = "a,b\n";
  for (int i = 0; i < 200'000; ++i) open += "1,\"x\"\n";
  open += "\"" + std::string(500'000, ',');
  CHECK(refusal(open) == "t.csv: line 200002: a quote (\") is opened and not closed");
}

TEST_CASE("wide tables and many problems take no square of their size", "[csv]") {
  const std::size_t n = 100'000;
  std::string wide = "c0", commas(n - 1, ',');
  for (std::size_t k = 1; k < n; ++k) wide += ",c" + std::to_string(k);
  std::string text = wide;
  for (int i = 0; i < 3; ++i) text += "\n" + commas + "1";
  CHECK(seconds([&] {
          const auto t = read(text);
          CHECK(t.rows() == 3);
          CHECK(t.find("c99999") == 99999);
          CHECK(fields(t)[2].size() == n);
        }) < 2);
  CHECK(seconds([&] {
          CHECK(mentions(message_of<invalid_file>([&] { (void)flora_from_csv<double>("name" + commas); }),
                         {"flora: 99998 problems\n", "the header has \"\" twice", "and 99988 more"}));
        }) < 2);
  CHECK(seconds([&] {
          CHECK(mentions(message_of<invalid_file>([&] { (void)flora_from_csv<double>(wide); }),
                         {"flora: 100001 problems\n", "unknown column \"c0\""}));
        }) < 2);

  std::string types = "name,h_max\n",
              trees = "cell_id,cell_area,cohort_pft_names,cohort_dbh_values,cohort_n_individuals\n";
  for (std::size_t k = 0; k < n; ++k) {
    types += "type" + std::to_string(k) + ",20\n";
    trees += std::to_string(k) + ",100,type" + std::to_string(n - 1 - k) + ",0.1,1\n";
  }
  CHECK(seconds([&] {
          const auto f = flora_from_csv<double>(types);
          CHECK(cohorts_from_csv(trees, f).columns().type[0] == 99999);
          const std::string said = message_of<invalid_file>([&] {
            (void)cohorts_from_csv(
                "cell_id,cell_area,cohort_pft_names,cohort_dbh_values,cohort_n_individuals\n"
                "1,100,shade_tolerant,0.1,1\n",
                f);
          });
          CHECK(said.size() <= io::most_message_bytes);
          CHECK(mentions(said, {"there are type0, type1", "type9 and 99990 more"}));
        }) < 4);
}

TEST_CASE("numbers as text", "[csv]") {
  const auto is = [](std::string_view s, double x) {
    const auto y = io::number_of(s);
    return y && *y == x;
  };
  CHECK((is("1.5", 1.5) && is(" +2e-3\t", 0.002) && is("-.5", -0.5) && is("5.", 5) && is("007", 7)));
  CHECK((is("1.5D+03", 1500) && is("1d5", 1e5) && is("-2.5d-1", -0.25)));
  CHECK((is("1e-400", 0) && is("1d-400", 0) && is("0." + std::string(400, '0') + "1", 0)));
  for (const std::string& s :
       {std::string(), std::string("-"), std::string("+-1"), std::string("1,234"), std::string("1.234.567"),
        std::string("0x10"), std::string("inf"), std::string("-Infinity"), std::string("nan"),
        std::string("1e999"), std::string("1 2"), std::string("20C"), std::string("1.5+103"),
        std::string("1d"), std::string("d5"), std::string("1e5d3"), std::string(400, '9'),
        std::string("1'000"), std::string("--1")}) {
    INFO(s);
    CHECK(!io::number_of(s));
  }
  for (const char* s : {"", "  ", "NA", "na", "N/A", "#N/A", "NaN", "nan", "-nan", "NULL", "null"}) {
    CHECK(io::is_missing_text(s));
  }
  for (const char* s : {"-9999", "-", ".", "none", "nano", "0"}) CHECK(!io::is_missing_text(s));
  CHECK(io::why_no_number("1,5") == "decimals are separated by a point, and thousands by nothing");
  CHECK(io::why_no_number("-inf") == "allowed are finite numbers");
  CHECK(io::why_no_number("1e999") == "it is too large");
  CHECK(io::why_no_number("warm").empty());
}

TEST_CASE("messages are safe and short", "[csv]") {
  CHECK(io::shown("a\x1b[2J\x7f\xc2\x9b\xffz") == "a?[2J???z");
  CHECK(io::shown("\u00b0C \U0001f333") == "\u00b0C \U0001f333");
  CHECK(io::shown("aaa\u00b0", 4) == "aaa...");  // not half of a character
  CHECK(io::shown(std::string(100, 'x')) == std::string(60, 'x') + "...");
  const std::string path = "/begin/" + std::string(300, 'x') + "/end/file.csv";
  const std::string said = io::shown_path(path);
  CHECK(said.size() == 100);
  CHECK((said.starts_with("/begin/xxx") && said.ends_with("/end/file.csv")));

  io::diagnostics found(path);
  for (int i = 1; i <= 30; ++i) {
    found.add("problem ", i, " ", std::string(1000, 'y'), [&] {
      CHECK(i <= 10);
      return "\n";
    });
    if (i > 1) continue;
    const std::string one = message_of<refused>([&] { found.raise<refused>(); });
    CHECK(one.size() <= 300);
    CHECK((one.find('\n') == one.npos && mentions(one, {"/end/file.csv: problem 1 yyy"})));
  }
  const std::string all = message_of<refused>([&] { found.raise<refused>(); });
  CHECK(mentions(all, {": 30 problems\n  problem 1 ", "\n  problem 10 ", "\n  and 20 more"}));
  for (std::size_t at = 0, end = 0; at < all.size(); at = end + 1) {
    end = std::min(all.find('\n', at), all.size());
    CHECK(end - at <= 302);
  }
  CHECK(io::number_text(-std::numeric_limits<double>::quiet_NaN()) == "nan");
  CHECK(io::suggestion("x", std::vector<std::string>{}) == "there are none");
}
