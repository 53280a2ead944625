#include "classic_netcdf.hpp"

#include <netcdf.h>

#include <algorithm>
#include <limits>
#include <streambuf>
#include <sylva/io/utf8.hpp>
#include <unordered_set>
#include <vector>

#include "text.hpp"

namespace sylva::examples {
namespace {

using count_t = std::uint64_t;

/// Thrown by the parser, and caught in this file.
struct header_error {
  std::string what;
};

template <class... Ts>
[[noreturn]] void damaged(const Ts&... parts) {
  throw header_error{text("its header is damaged: ", parts...)};
}

[[noreturn]] void cut_off(count_t size) {
  throw header_error{text("the file is cut off: it has ", size, " bytes, and its header declares more")};
}

/// Saturating arithmetic: no file has `largest` bytes.
constexpr count_t largest = std::numeric_limits<count_t>::max();
constexpr count_t times(count_t a, count_t b) { return b != 0 && a > largest / b ? largest : a * b; }
constexpr count_t plus(count_t a, count_t b) { return a > largest - b ? largest : a + b; }
constexpr count_t padded(count_t bytes) { return plus(bytes, 3) / 4 * 4; }

/// Valid UTF-8 without control characters and slashes, as the specification of the format has it.
bool is_name(std::string_view s) {
  const auto is_allowed = [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F && c != '/';
  };
  return !s.empty() && std::all_of(s.begin(), s.end(), is_allowed) && io::is_utf8(s);
}

/// The header is big-endian; a count has 4 bytes, or 8 in CDF-5, and a file offset 4, or 8 from CDF-2 on.
class header_reader {
 public:
  header_reader(std::istream& file, count_t file_size) : file_(file), size_(file_size) {}

  void read();

 private:
  enum : count_t { absent = 0, dimensions = 10, variables = 11, attributes = 12 };
  static constexpr count_t no_dim = largest;

  /// The data of a variable; of a record variable in one record.
  struct extent {
    count_t begin, bytes;
    std::string of;
  };

  void need(count_t bytes) const {
    if (bytes > size_ - at_) cut_off(size_);
  }
  count_t integer(int bytes) {
    need(static_cast<count_t>(bytes));
    count_t value = 0;
    for (int i = 0; i < bytes; ++i) {
      const int c = file_.get();
      if (c == std::istream::traits_type::eof()) cut_off(size_);
      value = value << 8 | static_cast<count_t>(c);
    }
    at_ += static_cast<count_t>(bytes);
    return value;
  }
  count_t count() { return integer(version_ == 5 ? 8 : 4); }
  count_t offset() { return integer(version_ == 1 ? 4 : 8); }
  void skip_padded(count_t bytes) {
    need(padded(bytes));
    file_.ignore(static_cast<std::streamsize>(padded(bytes)));
    at_ += padded(bytes);
  }

  /// How many entries of at least `least` bytes a list has.
  count_t list(count_t tag, const char* what, count_t least) {
    const count_t found = integer(4), n = count();
    if (found != tag && (found != absent || n != 0)) {
      damaged("the list of ", what, " begins with ", found, "; allowed are ", tag, ", or 0 and no entries");
    }
    if (n > (size_ - at_) / least) {
      damaged(n, " ", what, " are declared, more than ", size_, " bytes can hold");
    }
    return n;
  }

  std::string name(const char* of) {
    const count_t length = count();
    if (length > NC_MAX_NAME) {
      damaged("the name of ", of, " has ", length, " bytes; allowed are ", NC_MAX_NAME);
    }
    need(padded(length));
    std::string out(static_cast<std::size_t>(padded(length)), '\0');
    if (!file_.read(out.data(), static_cast<std::streamsize>(out.size()))) cut_off(size_);
    at_ += out.size();
    out.resize(static_cast<std::size_t>(length));
    if (!is_name(out)) {
      damaged("the name of ", of, " is '", shown(out),
              "'; allowed is UTF-8 without control characters and '/'");
    }
    return out;
  }

  count_t type_size(const std::string& of) {
    constexpr count_t sizes[] = {0, 1, 1, 2, 4, 4, 8, 1, 2, 4, 8, 8};
    const count_t type = integer(4), last = version_ == 5 ? NC_UINT64 : NC_DOUBLE;
    if (type < NC_BYTE || type > last) {
      damaged(of, " has the type ", type, "; allowed in this format are ", NC_BYTE, " to ", last);
    }
    return sizes[type];
  }

  void read_dims();
  void read_attributes();
  void read_variable();
  void check_extents();

  std::istream& file_;
  count_t size_;
  count_t at_ = 0;
  int version_ = 0;
  count_t records_ = 0;
  std::vector<count_t> dims_;
  count_t record_dim_ = no_dim;
  std::unordered_set<std::string> names_;  ///< of the variables
  std::vector<extent> fixed_, recorded_;
};

void header_reader::read() {
  char magic[4] = {};
  if (!file_.read(magic, 4) || magic[0] != 'C' || magic[1] != 'D' || magic[2] != 'F') return;
  if (magic[3] != 1 && magic[3] != 2 && magic[3] != 5) return;
  version_ = magic[3];
  at_ = 4;
  if (size_ < at_) cut_off(size_);
  records_ = count();
  read_dims();
  read_attributes();
  const count_t word = version_ == 5 ? 8 : 4;
  const count_t variable = word + 4 + word + (4 + word) + 4 + word + (version_ == 1 ? 4 : 8);
  for (count_t n = list(variables, "variables", variable); n > 0; --n) read_variable();
  check_extents();
}

void header_reader::read_dims() {
  const count_t word = version_ == 5 ? 8 : 4, n = list(dimensions, "dimensions", word + 4 + word);
  const count_t longest = version_ == 5 ? std::numeric_limits<std::int64_t>::max() - 3u : 0xFFFFFFFCu;
  std::unordered_set<std::string> names;
  for (count_t i = 0; i < n; ++i) {
    const std::string called = name("a dimension");
    const count_t length = count();
    if (!names.insert(called).second) damaged("two dimensions have the name '", shown(called), "'");
    if (length > longest) damaged("dimension '", shown(called), "' has the length ", length);
    if (length == 0) {
      if (record_dim_ != no_dim) damaged("two dimensions are unlimited; allowed is one");
      record_dim_ = i;
    }
    dims_.push_back(length);
  }
}

void header_reader::read_attributes() {
  const count_t word = version_ == 5 ? 8 : 4;
  for (count_t n = list(attributes, "attributes", word + 4 + 4 + word); n > 0; --n) {
    const std::string called = name("an attribute");
    const count_t size = type_size(text("attribute '", shown(called), "'"));
    const count_t values = count();
    if (values > (size_ - at_) / size) {
      damaged("attribute '", shown(called), "' has ", values, " values, more than ", size_,
              " bytes can hold");
    }
    skip_padded(values * size);
  }
}

void header_reader::read_variable() {
  const std::string called = name("a variable");
  const std::string variable = text("variable '", shown(called), "'");
  if (!names_.insert(called).second) damaged("two variables have the name '", shown(called), "'");
  const count_t rank = count();
  if (rank > NC_MAX_VAR_DIMS) {
    damaged(variable, " has ", rank, " dimensions; allowed are ", NC_MAX_VAR_DIMS);
  }
  count_t cells = 1;
  bool of_records = false;
  for (count_t k = 0; k < rank; ++k) {
    const count_t dim = count();
    if (dim >= dims_.size()) {
      damaged(variable, " is on dimension number ", dim, ", and the file has ", dims_.size());
    }
    if (dim != record_dim_) {
      cells = times(cells, dims_[dim]);
    } else if (k == 0) {
      of_records = true;
    } else {
      damaged(variable, " has the unlimited dimension in place ", k + 1, "; allowed is the first place");
    }
  }
  read_attributes();
  const count_t bytes = times(cells, type_size(variable));
  count();  // the stored size, which is redundant, and wrong for large variables
  (of_records ? recorded_ : fixed_).push_back({offset(), bytes, variable});
}

void header_reader::check_extents() {
  count_t in_record = 0;
  for (const extent& e : recorded_) in_record = plus(in_record, padded(e.bytes));
  if (recorded_.size() == 1) in_record = recorded_[0].bytes;  // a lone record variable is not padded
  const count_t unknown = version_ == 5 ? largest : 0xFFFFFFFFu;
  if (records_ == unknown) {
    damaged("it does not say how many records there are, as that of a file that was never closed");
  }

  std::vector<extent> pieces = fixed_;
  if (records_ > 0) pieces.insert(pieces.end(), recorded_.begin(), recorded_.end());
  for (const extent& e : pieces) {
    if (e.begin < at_) damaged("the data of ", e.of, " begin at byte ", e.begin, ", within the header");
    if (plus(e.begin, e.bytes) > size_) cut_off(size_);
  }
  if (records_ > 0) {
    for (const extent& e : recorded_) {
      if (plus(plus(e.begin, e.bytes), times(records_ - 1, in_record)) > size_) cut_off(size_);
    }
  }
  std::sort(pieces.begin(), pieces.end(), [](const extent& a, const extent& b) { return a.begin < b.begin; });
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    if (pieces[i - 1].begin + pieces[i - 1].bytes > pieces[i].begin) {
      damaged("the data of ", pieces[i - 1].of, " and of ", pieces[i].of, " overlap");
    }
  }
}

/// Bytes in memory as a stream, without a copy.
struct memory_buffer : std::streambuf {
  explicit memory_buffer(std::span<const std::byte> bytes) {
    auto* begin = const_cast<char*>(reinterpret_cast<const char*>(bytes.data()));
    setg(begin, begin, begin + bytes.size());
  }
};

}  // namespace

std::optional<std::string> classic_netcdf_problem(std::istream& file, std::uint64_t file_size) {
  try {
    header_reader(file, file_size).read();
  } catch (const header_error& error) {
    return error.what;
  }
  return {};
}

std::optional<std::string> classic_netcdf_problem(std::span<const std::byte> file, std::uint64_t file_size) {
  memory_buffer buffer(file);
  std::istream stream(&buffer);
  return classic_netcdf_problem(stream, file_size);
}

}  // namespace sylva::examples
