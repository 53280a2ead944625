#pragma once

#include <cstdio>
#include <memory>

#include "dataset.hpp"
#include "netcdf_file.hpp"
#include "scratch_file.hpp"

namespace sylva::examples {

/// CSV with a row for each cell: the columns kept from the source, then the outputs, in the shortest form
/// that reads back unchanged.
class csv_sink : public sink {
 public:
  csv_sink(const std::string& path, source& from, std::vector<std::size_t> dims,
           std::vector<output_variable> outputs, const sink_options& options);
  void write(const block& where, std::span<const values_view> values) override;
  void finish() override;
  void commit() override { file_.commit(); }

 private:
  void flush();

  struct closer {
    void operator()(std::FILE* f) const { std::fclose(f); }
  };
  source& from_;
  scratch_file file_;
  std::unique_ptr<std::FILE, closer> stream_;
  std::string buffer_;
};

/// netCDF-4 after CF, compressed.
class netcdf_sink : public sink {
 public:
  netcdf_sink(const std::string& path, source& from, std::vector<std::size_t> dims,
              std::vector<variable> used, std::vector<output_variable> outputs, sink_options options);
  void write(const block& where, std::span<const values_view> values) override;
  void finish() override;
  void commit() override { scratch_.commit(); }

 private:
  scratch_file scratch_;
  netcdf_file file_;
  std::vector<int> ids_;
  std::vector<float> single_;
  std::vector<double> double_;
};

}  // namespace sylva::examples
