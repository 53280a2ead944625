#pragma once

#include <filesystem>
#include <string>

namespace sylva::examples {

/// An output file that appears only when it is complete: it is written under a temporary name in the same
/// folder and renamed by commit(). Without a commit, on an error or on Ctrl-C, the temporary goes and an old
/// file stays as it was.
class scratch_file {
 public:
  /// Throws user_error if `target` cannot be written: no such folder, a directory, no permission, ...
  explicit scratch_file(const std::string& target);
  scratch_file(const scratch_file&) = delete;
  scratch_file& operator=(const scratch_file&) = delete;
  ~scratch_file();

  /// Where to write until commit().
  [[nodiscard]] const std::string& path() const { return temporary_; }
  /// What the user asked for.
  [[nodiscard]] const std::string& target() const { return target_; }

  void commit();

 private:
  void forget();

  std::string target_;
  std::string temporary_;
  std::filesystem::path final_;
  int slot_ = -1;
};

/// ".csv" of "Results.CSV"
[[nodiscard]] std::string extension(const std::string& path);

/// Throws if both names lead to the same file.
void refuse_same_file(const std::string& input, const std::string& output);

}  // namespace sylva::examples
