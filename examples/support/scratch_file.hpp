#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cleanup.hpp"

namespace sylva::examples {

/// An output file that appears only when it is complete: it is written under a temporary name in the same
/// folder, `.NAME.part-XXXXXXXX.csv`, and renamed by commit(). Without a commit, on an error or on Ctrl-C,
/// the temporary goes and an old file stays as it was.
///
/// What a run that was killed (SIGKILL, power) left of the same output is removed by the next one. It is told
/// from the file of a run that lives, in another container too, by a lock that lasts as long as its process.
/// Locks hold on file systems of this machine; on others (NFS, Lustre, ...) the process may be on another
/// machine, and what is left stays.
class scratch_file {
 public:
  /// Throws user_error if `target` cannot be written: no such folder, a directory, no permission, ...
  explicit scratch_file(const std::string& target);
  scratch_file(const scratch_file&) = delete;
  scratch_file& operator=(const scratch_file&) = delete;
  ~scratch_file();

  /// Where to write until commit().
  [[nodiscard]] const std::string& path() const { return temporary_.path(); }
  /// What the user asked for.
  [[nodiscard]] const std::string& target() const { return target_; }

  /// To be called when all is written and closed: what was written is on the disk. Of several outputs all are
  /// synced before one is committed.
  void sync();
  void commit();

 private:
  std::string target_;
  std::filesystem::path final_;
  doomed_path temporary_;
  int fd_ = -1;
};

/// ".csv" of "Results.CSV"
[[nodiscard]] std::string extension(const std::string& path);

/// "the disk is full" and so on, in the words of this project where the system's are unclear.
[[nodiscard]] std::string why(int error);

/// Why writing to the scratch file `path` failed, found by trying to make it larger: for libraries that do
/// not tell. Nothing where that works.
[[nodiscard]] std::optional<std::string> why_not_longer(const std::string& path);

/// A file on the command line, and what names it there: {"--state-out", "s.nc"}. Without a path it is not
/// given.
struct named_file {
  std::string option, path;
};

/// Throws user_error if an output is an input or another output, whatever its name: `./x.csv`, a link, or a
/// name that some file systems take for the same.
void check_distinct_files(const std::vector<named_file>& inputs, const std::vector<named_file>& outputs);

}  // namespace sylva::examples
