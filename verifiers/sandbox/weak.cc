#include "verifiers/sandbox/weak.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/error.h"

namespace r1bench::verifiers {
namespace {

// Rights of later versions than the installed header knows.
constexpr uint64_t kRefer = 1ULL << 13;
constexpr uint64_t kTruncate = 1ULL << 14;

constexpr uint64_t kRead =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr uint64_t kFileRights =
    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate;
constexpr uint64_t kFirstVersion = (1ULL << 13) - 1;

uint64_t RightsOfKernel() {
  const long version =
      syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  base::Require(version >= 1, "expected Landlock in the kernel for weak isolation, got ",
                std::strerror(errno), "; boot with lsm=landlock,... or allow user namespaces");
  return kFirstVersion | (version >= 2 ? kRefer : 0) | (version >= 3 ? kTruncate : 0);
}

void Allow(int ruleset, const std::string& path, uint64_t rights) {
  landlock_path_beneath_attr rule = {};
  rule.allowed_access = rights;
  rule.parent_fd = open(path.c_str(), O_PATH | O_CLOEXEC);
  if (rule.parent_fd < 0) return;
  const long result = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  close(rule.parent_fd);
  base::Require(result == 0, "expected a Landlock rule for ", path, ", got ", std::strerror(errno));
}

int MakeRuleset(const std::string& folder) {
  const uint64_t all = RightsOfKernel();
  landlock_ruleset_attr attr = {};
  attr.handled_access_fs = all;
  const int ruleset =
      static_cast<int>(syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0));
  base::Require(ruleset >= 0, "expected a Landlock ruleset, got ", std::strerror(errno));
  for (const char* const path : {"/usr", "/lib", "/lib64", "/bin"}) Allow(ruleset, path, kRead);
  for (const char* const path : {"/dev/null", "/dev/zero", "/dev/urandom"}) {
    Allow(ruleset, path, kFileRights & all);
  }
  Allow(ruleset, folder, all & ~uint64_t{LANDLOCK_ACCESS_FS_EXECUTE});
  return ruleset;
}

}  // namespace

WeakFolder::WeakFolder() {
  std::string base = "/tmp/r1bench-box.XXXXXX";
  base::Require(mkdtemp(base.data()) != nullptr, "expected to make a folder like ", base, ", got ",
                std::strerror(errno));
  base_ = base;
  work_directory_ = base_ + "/box";
  ruleset_ = MakeRuleset(base_);
}

WeakFolder::~WeakFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(base_, ignored);
  if (ruleset_ >= 0) close(ruleset_);
}

bool WeakFolder::Renew() {
  std::error_code error;
  std::filesystem::remove_all(work_directory_, error);
  return !error && mkdir(work_directory_.c_str(), 0700) == 0;
}

}  // namespace r1bench::verifiers
