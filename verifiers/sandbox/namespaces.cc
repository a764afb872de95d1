#include "verifiers/sandbox/namespaces.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include "base/error.h"
#include "base/files.h"
#include "verifiers/sandbox/box_process.h"

namespace r1bench::verifiers {
namespace {

constexpr char kStaging[] = "/tmp";
constexpr char kLibraryCache[] = "/etc/ld.so.cache";
constexpr char kLibraries[] = "/usr/lib/x86_64-linux-gnu";
constexpr char kRemedy[] =
    "; allow unprivileged user namespaces (sysctl user.max_user_namespaces=10000 "
    "kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0; in a "
    "container --security-opt seccomp=unconfined --security-opt apparmor=unconfined), or accept "
    "weak isolation";

void Check(bool ok, const std::string& step) {
  base::Require(ok, "expected to isolate programs, got ", std::strerror(errno), " when ", step,
                kRemedy);
}

// Everything that will be mounted, opened while it can still be reached by name.
class Source {
 public:
  explicit Source(const std::string& path)
      : path_(path), fd_(open(path.c_str(), O_PATH | O_CLOEXEC)) {}
  ~Source() {
    if (fd_ >= 0) close(fd_);
  }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  bool exists() const { return fd_ >= 0; }

  void MountOn(const std::string& to, uint64_t attributes) const {
    const std::string from = base::StrCat("/proc/self/fd/", fd_);
    Check(mount(from.c_str(), to.c_str(), nullptr, MS_BIND | MS_REC, nullptr) == 0,
          "mounting " + path_);
    mount_attr attr = {};
    attr.attr_set = attributes;
    Check(syscall(SYS_mount_setattr, AT_FDCWD, to.c_str(), AT_RECURSIVE, &attr, sizeof(attr)) == 0,
          "making " + path_ + " read-only (this needs Linux 5.12)");
  }

 private:
  std::string path_;
  int fd_;
};

constexpr uint64_t kReadOnly = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
constexpr uint64_t kDevice = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC;

std::string Staged(const std::string& path) { return kStaging + path; }

void MakeFolder(const std::string& path, mode_t mode = 0755) {
  Check(mkdir(Staged(path).c_str(), mode) == 0, "making " + path);
}

void MakeFile(const std::string& path, std::string_view bytes) {
  const int fd = open(Staged(path).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  Check(fd >= 0, "making " + path);
  const ssize_t written = write(fd, bytes.data(), bytes.size());
  close(fd);
  Check(written == static_cast<ssize_t>(bytes.size()), "writing " + path);
}

void MakeLink(const std::string& path, const std::string& target) {
  Check(symlink(target.c_str(), Staged(path).c_str()) == 0, "making " + path);
}

// /usr/bin/python3 is a link to the program, which keeps its own name.
std::string PythonProgram() {
  std::array<char, PATH_MAX> path;
  return realpath("/usr/bin/python3", path.data()) != nullptr ? path.data() : "";
}

void MountFolder(const Source& source, const std::string& path) {
  if (!source.exists()) return;
  MakeFolder(path);
  source.MountOn(Staged(path), kReadOnly);
}

void MountFile(const Source& source, const std::string& path, uint64_t attributes) {
  if (!source.exists()) return;
  MakeFile(path, "");
  source.MountOn(Staged(path), attributes);
}

// "/usr/bin/python3.11" -> "/usr/lib/python3.11".
std::string PythonLibrary(const std::string& program) {
  return "/usr/lib/" + program.substr(program.rfind('/') + 1);
}

// What programs see. The sources are open before the staging folder covers anything.
class RootTree {
 public:
  explicit RootTree(const NamespaceOptions& options)
      : options_(options),
        python_(PythonProgram()),
        has_shared_(!options.shared_folder.empty()),
        library_cache_(access(kLibraryCache, R_OK) == 0 ? base::ReadFile(kLibraryCache) : ""),
        libraries_(kLibraries),
        python_program_(python_),
        python_library_(PythonLibrary(python_)),
        usr_("/usr"),
        shared_(options.shared_folder),
        null_("/dev/null"),
        zero_("/dev/zero"),
        random_("/dev/urandom") {}

  void Build() const {
    Check(mount("tmpfs", kStaging, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755") == 0,
          "mounting an empty root");
    BuildUsr();
    BuildRest();
    BuildToolchain();
    mount_attr attr = {};
    attr.attr_set = kReadOnly;
    Check(syscall(SYS_mount_setattr, AT_FDCWD, kStaging, 0, &attr, sizeof(attr)) == 0,
          "making the root read-only");
  }

 private:
  void BuildUsr() const {
    MakeFolder("/usr");
    MakeFolder("/usr/bin");
    MakeFolder("/usr/lib");
    MountFolder(libraries_, kLibraries);
    MakeFolder("/usr/lib64");
    MakeLink("/usr/lib64/ld-linux-x86-64.so.2", base::StrCat(kLibraries, "/ld-linux-x86-64.so.2"));
    MakeLink("/lib", "usr/lib");
    MakeLink("/lib64", "usr/lib64");
    if (python_.empty()) return;
    MountFolder(python_library_, PythonLibrary(python_));
    MountFile(python_program_, python_, kReadOnly);
    if (python_ != "/usr/bin/python3") MakeLink("/usr/bin/python3", python_);
  }

  void BuildRest() const {
    MakeFolder("/dev");
    MountFile(null_, "/dev/null", kDevice);
    MountFile(zero_, "/dev/zero", kDevice);
    MountFile(random_, "/dev/urandom", kDevice);
    MakeLink("/dev/random", "urandom");
    MakeFolder("/etc");
    // Without it the dynamic linker looks for each library in many folders. What it names and is
    // not here the linker passes over.
    if (!library_cache_.empty()) MakeFile(kLibraryCache, library_cache_);
    MakeFolder(kWorkDirectory);
    MakeLink("/tmp", "box");
    MakeFolder("/r1bench");
    for (const auto& [name, bytes] : options_.files) MakeFile("/r1bench/" + name, bytes);
  }

  void BuildToolchain() const {
    MakeFolder("/full", 0700);
    MountFolder(usr_, kHiddenUsr);
    MakeFolder(kShared);
    if (has_shared_) {
      base::Require(shared_.exists(), "expected the folder ", options_.shared_folder,
                    " for compilers, got nothing there");
      MountFolder(shared_, kHiddenShared);
    }
    // The root is read-only for all and programs have no capabilities: nobody can change it back.
    const std::string full = Staged("/full");
    if (geteuid() == 0) {
      const auto id = static_cast<uid_t>(options_.uid);
      Check(chown(full.c_str(), id, id) == 0, "handing /full over");
    }
    Check(chmod(full.c_str(), 0) == 0, "closing /full");
  }

  const NamespaceOptions& options_;
  const std::string python_;
  const bool has_shared_;
  const std::string library_cache_;
  const Source libraries_, python_program_, python_library_, usr_, shared_, null_, zero_, random_;
};

void MakeRoot(const NamespaceOptions& options) {
  Check(mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "making mounts private");
  RootTree(options).Build();
  Check(chdir(kStaging) == 0 && syscall(SYS_pivot_root, ".", ".") == 0 &&
            umount2(".", MNT_DETACH) == 0 && chdir("/") == 0,
        "changing the root");
}

void WriteMap(int proc, const char* name, const std::string& text) {
  const int fd = openat(proc, base::StrCat("self/", name).c_str(), O_WRONLY | O_CLOEXEC);
  const bool ok =
      fd >= 0 && write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (fd >= 0) close(fd);
  Check(ok, base::StrCat("writing ", name));
}

void MakeUserNamespace(int proc) {
  const uid_t uid = geteuid();
  const gid_t gid = getegid();
  // After setuid the kernel holds the process's files in /proc back until it is dumpable.
  prctl(PR_SET_DUMPABLE, 1);
  Check(unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS |
                CLONE_NEWCGROUP) == 0,
        "making namespaces");
  WriteMap(proc, "setgroups", "deny");
  WriteMap(proc, "uid_map", base::StrCat(kBoxUid, " ", uid, " 1"));
  WriteMap(proc, "gid_map", base::StrCat(kBoxUid, " ", gid, " 1"));
  prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace

void DropRoot(int uid) {
  const auto id = static_cast<uid_t>(uid);
  Check(setgroups(0, nullptr) == 0 && setresgid(id, id, id) == 0 && setresuid(id, id, id) == 0,
        base::StrCat("changing from root to user ", uid));
}

void EnterNamespaces(const NamespaceOptions& options) {
  const bool root = geteuid() == 0;
  const int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
  Check(proc >= 0, "opening /proc");
  // Root may reach folders that the unprivileged user cannot: it mounts before it becomes one.
  const bool made = root && unshare(CLONE_NEWNS) == 0;
  if (made) MakeRoot(options);
  if (root) DropRoot(options.uid);
  MakeUserNamespace(proc);
  if (!made) MakeRoot(options);
  close(proc);
  Check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "giving up privileges");
}

}  // namespace r1bench::verifiers
