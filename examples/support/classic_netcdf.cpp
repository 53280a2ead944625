#include "classic_netcdf.hpp"

#include <algorithm>
#include <fstream>
#include <vector>

namespace sylva::examples {
namespace {

/// Reads the header, which is big-endian; a count has 4 bytes, or 8 in CDF-5, and a file offset 4, or 8 from
/// CDF-2 on.
class header_reader {
 public:
  explicit header_reader(const std::string& path) : stream_(path, std::ios::binary) {
    char magic[4] = {};
    stream_.read(magic, 4);
    const bool classic = stream_ && magic[0] == 'C' && magic[1] == 'D' && magic[2] == 'F';
    if (classic && (magic[3] == 1 || magic[3] == 2 || magic[3] == 5)) version_ = magic[3];
  }

  [[nodiscard]] bool good() const { return version_ != 0 && stream_.good(); }
  std::uint64_t count() { return integer(version_ == 5 ? 8 : 4); }
  std::uint64_t offset() { return integer(version_ == 1 ? 4 : 8); }
  std::uint64_t tag() { return integer(4); }
  [[nodiscard]] std::uint64_t unknown_count() const {
    return version_ == 5 ? ~std::uint64_t{0} : 0xFFFFFFFFu;
  }
  void skip_padded(std::uint64_t bytes) { stream_.ignore(static_cast<std::streamsize>(padded(bytes))); }
  void skip_name() { skip_padded(count()); }

  static std::uint64_t padded(std::uint64_t bytes) { return (bytes + 3) / 4 * 4; }
  static std::uint64_t type_size(std::uint64_t type) {
    constexpr std::uint64_t sizes[] = {0, 1, 1, 2, 4, 4, 8, 1, 2, 4, 8, 8};
    return type < std::size(sizes) ? sizes[type] : 0;
  }

  void skip_attributes() {
    tag();
    const std::uint64_t n = count();
    for (std::uint64_t i = 0; i < n && good(); ++i) {
      skip_name();
      const std::uint64_t type = tag();
      skip_padded(count() * type_size(type));
    }
  }

 private:
  std::uint64_t integer(int bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) value = value << 8 | static_cast<std::uint64_t>(stream_.get() & 0xFF);
    return value;
  }

  std::ifstream stream_;
  int version_ = 0;
};

}  // namespace

std::optional<std::uint64_t> classic_netcdf_size(const std::string& path) {
  header_reader header(path);
  if (!header.good()) return {};
  const std::uint64_t records = header.count();
  if (records == header.unknown_count())
    return {};  // written as a stream: the length says how many there are

  header.tag();
  std::vector<std::uint64_t> dims(std::min<std::uint64_t>(header.count(), 1 << 20));
  for (std::uint64_t& size : dims) {
    if (!header.good()) return {};
    header.skip_name();
    size = header.count();
  }
  header.skip_attributes();

  header.tag();
  const std::uint64_t variables = header.count();
  std::uint64_t end = 0, record_size = 0, last_record_end = 0, record_variables = 0, unpadded = 0;
  for (std::uint64_t i = 0; i < variables && header.good(); ++i) {
    header.skip_name();
    const std::uint64_t rank = header.count();
    std::uint64_t cells = 1;
    bool record = false;
    for (std::uint64_t k = 0; k < rank && header.good(); ++k) {
      const std::uint64_t dim = header.count();
      const std::uint64_t size = dim < dims.size() ? dims[dim] : 0;
      if (size == 0 && k == 0) {
        record = true;  // the unlimited dimension has length 0 in the header, and comes first
      } else {
        cells *= size;
      }
    }
    header.skip_attributes();
    const std::uint64_t bytes = cells * header_reader::type_size(header.tag());
    header.count();  // the stored size of the variable, which overflows for large ones
    const std::uint64_t begin = header.offset();
    if (record) {
      record_size += header_reader::padded(bytes);
      unpadded = bytes;
      ++record_variables;
      last_record_end = std::max(last_record_end, begin + bytes);
    } else {
      end = std::max(end, begin + bytes);
    }
  }
  if (!header.good()) return ~std::uint64_t{0};       // the header itself is cut off: no file is long enough
  if (record_variables == 1) record_size = unpadded;  // a lone record variable is not padded
  if (records > 0 && record_variables > 0) end = std::max(end, last_record_end + (records - 1) * record_size);
  return end;
}

}  // namespace sylva::examples
