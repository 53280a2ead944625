#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cleanup.hpp"

namespace sylva::examples {

/// An output file that appears only when it is complete: it is written under a temporary name in the same
/// folder, `.NAME.part-XXXXXXXX.csv`, and renamed by commit(). Without a commit, on an error or on Ctrl-C,
/// the temporary file is removed and an older file of the name is unchanged.
///
/// The next run of the same output removes the temporary file of a run that was killed (SIGKILL, power cut).
/// A lock, which the system releases with the process, marks the file of a run that still writes, in another
/// container too. On file systems of a network (NFS, Lustre, ...) the lock of another machine may be
/// invisible, so temporary files stay there.
class scratch_file {
 public:
  /// Throws user_error if `target` cannot be written: no such folder, a directory, no permission, ...
  explicit scratch_file(const std::string& target);
  scratch_file(const scratch_file&) = delete;
  scratch_file& operator=(const scratch_file&) = delete;
  ~scratch_file();

  /// Where to write until commit().
  [[nodiscard]] const std::string& path() const { return temporary_.path(); }
  /// The path that the user gave.
  [[nodiscard]] const std::string& target() const { return target_; }

  /// Brings the file to the disk. Call it when all is written and closed, and for all outputs of a run before
  /// one of them is committed.
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

/// The text of an error number: "the disk is full" and so on, or that of the system.
[[nodiscard]] std::string why(int error);

/// Why writing to the scratch file `path` failed, for libraries that do not report it: tries to make the file
/// longer. Nothing if that works.
[[nodiscard]] std::optional<std::string> why_not_longer(const std::string& path);

/// A file of the command line and its option: {"--state-out", "s.nc"}. An empty path: the option is not
/// given.
struct named_file {
  std::string option, path;
};

/// Throws user_error if an output is the same file as an input or another output, also under another name:
/// `./x.csv`, a link, or a name that differs in case only, which is the same on some file systems.
void check_distinct_files(const std::vector<named_file>& inputs, const std::vector<named_file>& outputs);

}  // namespace sylva::examples
