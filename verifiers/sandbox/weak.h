// What stands in for namespaces where the kernel refuses them: a folder that Landlock confines
// programs to.
#ifndef R1BENCH_VERIFIERS_SANDBOX_WEAK_H_
#define R1BENCH_VERIFIERS_SANDBOX_WEAK_H_

#include <string>

namespace r1bench::verifiers {

// Makes the folder below /tmp as the current user and removes it at the end. Throws base::Error
// where the kernel has no Landlock: files would be open to every program.
class WeakFolder {
 public:
  WeakFolder();
  ~WeakFolder();
  WeakFolder(const WeakFolder&) = delete;
  WeakFolder& operator=(const WeakFolder&) = delete;

  // An empty work directory; what the last run left is deleted. Returns false when that fails.
  bool Renew();

  const std::string& work_directory() const { return work_directory_; }
  // What a program may touch: its work directory, and for reading /usr and three devices.
  int ruleset() const { return ruleset_; }

 private:
  std::string base_;
  std::string work_directory_;
  int ruleset_ = -1;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_SANDBOX_WEAK_H_
