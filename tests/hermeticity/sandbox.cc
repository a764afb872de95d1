#include "tests/hermeticity/sandbox.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "tests/hermeticity/runtimes.h"

namespace r1bench::hermeticity {
namespace {

namespace fs = std::filesystem;

constexpr int kRefused = 125;

// In the child: says which step the system refused, and ends.
[[noreturn]] void Refuse(const std::string& step) {
  const std::string message = base::StrCat("refused: ", step, ": ", std::strerror(errno), "\n");
  if (write(STDOUT_FILENO, message.data(), message.size()) < 0) _exit(kRefused);
  _exit(kRefused);
}

void WriteProc(const std::string& path, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY);
  if (file < 0) Refuse(path);
  if (write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size())) Refuse(path);
  close(file);
}

void EnterNamespaces() {
  const uid_t user = getuid();
  const gid_t group = getgid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC) != 0) Refuse("unshare");
  WriteProc("/proc/self/setgroups", "deny");
  WriteProc("/proc/self/uid_map", base::StrCat(user, " ", user, " 1"));
  WriteProc("/proc/self/gid_map", base::StrCat(group, " ", group, " 1"));
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) Refuse("private mounts");
}

// Shows the file or folder `from` of the host at `to` under the new root.
void Bind(const std::string& root, const std::string& from, const std::string& to) {
  const std::string target = root + to;
  fs::create_directories(fs::path(target).parent_path());
  if (fs::is_directory(from)) {
    fs::create_directories(target);
  } else {
    std::ofstream(target).close();
  }
  const std::string source = fs::canonical(from).string();
  if (mount(source.c_str(), target.c_str(), nullptr, MS_BIND | MS_REC, nullptr) != 0) {
    Refuse("bind " + from);
  }
}

// Builds the machine under `root` and moves into it.
void EnterRoot(const std::string& root, const std::string& app) {
  if (mount("tmpfs", root.c_str(), "tmpfs", 0, "mode=0755") != 0) Refuse("tmpfs");
  for (const std::string_view library : kRuntimes) {
    const std::string path = FindRuntime(library);
    if (!path.empty()) Bind(root, path, path);
  }
  for (const char* device : {"/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"}) {
    Bind(root, device, device);
  }
  Bind(root, "/proc", "/proc");
  Bind(root, app, "/app");
  fs::create_directories(root + "/tmp");
  if (chroot(root.c_str()) != 0) Refuse("chroot");
  if (chdir("/tmp") != 0) Refuse("chdir");
}

[[noreturn]] void RunChild(int output, const std::string& root, const std::string& app,
                           const std::string& program, const std::vector<std::string>& args) {
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  const int input = open("/dev/null", O_RDONLY);
  if (input < 0 || dup2(input, STDIN_FILENO) < 0) Refuse("/dev/null");
  try {
    EnterNamespaces();
    EnterRoot(root, app);
  } catch (const std::exception& error) {
    Refuse(error.what());
  }
  const std::string path = "/app/" + program;
  std::vector<char*> argv = {const_cast<char*>(path.c_str())};
  for (const std::string& arg : args) argv.push_back(const_cast<char*>(arg.c_str()));
  argv.push_back(nullptr);
  char* const no_environment[] = {nullptr};
  execve(path.c_str(), argv.data(), no_environment);
  const std::string message = base::StrCat("cannot start ", path, ": ", std::strerror(errno), "\n");
  _exit(write(STDOUT_FILENO, message.data(), message.size()) < 0 ? 126 : 127);
}

std::string ReadAll(int file) {
  std::string text;
  char buffer[4096];
  for (ssize_t size; (size = read(file, buffer, sizeof(buffer))) != 0;) {
    if (size < 0 && errno != EINTR) break;
    if (size > 0) text.append(buffer, static_cast<size_t>(size));
  }
  return text;
}

}  // namespace

SandboxRun RunInSandbox(const std::string& runfiles, const std::string& scratch,
                        const std::string& program, const std::vector<std::string>& args) {
  const std::string root = scratch + "/root";
  // The loader finds a tree by the name "….runfiles", as base/runfiles does.
  const std::string app = scratch + "/app";
  fs::create_directories(root);
  fs::create_directories(app);
  fs::copy(runfiles, app + "/program.runfiles", fs::copy_options::recursive);
  int ends[2];
  base::Require(pipe2(ends, O_CLOEXEC) == 0, "pipe2: ", std::strerror(errno));
  const pid_t child = fork();
  base::Require(child >= 0, "fork: ", std::strerror(errno));
  if (child == 0) RunChild(ends[1], root, app, "program.runfiles/" + program, args);
  close(ends[1]);
  SandboxRun run;
  run.output = ReadAll(ends[0]);
  close(ends[0]);
  int status = 0;
  base::Require(waitpid(child, &status, 0) == child, "waitpid: ", std::strerror(errno));
  run.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  run.refused = run.status == kRefused && run.output.starts_with("refused: ");
  fs::remove_all(scratch);
  return run;
}

}  // namespace r1bench::hermeticity
