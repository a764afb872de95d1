// The signature is what expected.txt says: with one thread and two, with every kernel set, twice in
// a row, and after a kill at any moment followed by --resume.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "base/files.h"
#include "base/runfiles.h"

namespace r1bench {
namespace {

namespace fs = std::filesystem;

std::string FreshFolder(const std::string& name) {
  const std::string path = base::JoinPath(testing::TempDir(), name);
  fs::remove_all(path);
  fs::create_directories(path);
  return path;
}

// Starts the program with its output in `out`; returns its pid.
pid_t Start(const std::vector<std::string>& flags, const std::string& out) {
  std::vector<std::string> args = {base::Runfile("tests/signature/signature")};
  args.insert(args.end(), flags.begin(), flags.end());
  std::vector<char*> argv;
  for (std::string& arg : args) argv.push_back(arg.data());
  argv.push_back(nullptr);
  const pid_t pid = fork();
  if (pid == 0) {
    if (freopen(out.c_str(), "w", stdout) == nullptr) _exit(120);
    if (freopen((out + ".err").c_str(), "w", stderr) == nullptr) _exit(120);
    execv(argv[0], argv.data());
    _exit(121);
  }
  return pid;
}

int Wait(pid_t pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  return status;
}

// Runs to the end and returns what was printed, e.g. "Signature: 0123abcd\n".
std::string Signature(const std::vector<std::string>& flags, const std::string& folder) {
  const std::string out = folder + "/out.txt";
  const int status = Wait(Start(flags, out));
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << base::ReadFile(out + ".err");
  return base::ReadFile(out);
}

std::string Expected() { return base::ReadFile(base::Runfile("tests/signature/expected.txt")); }

std::string RunFolderIn(const std::string& runs) {
  for (const auto& entry : fs::directory_iterator(runs + "/signature")) {
    return entry.path().string();
  }
  return "";
}

// Lines of the run's metrics, 0 before there are any.
int Rows(const std::string& runs) {
  if (!fs::exists(runs + "/signature")) return 0;
  std::ifstream file(RunFolderIn(runs) + "/state.json");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  const size_t at = text.find("\"metrics_bytes\":");
  return at == std::string::npos ? 0 : std::atoi(text.c_str() + at + 16);
}

// Starts a run, sends `signal` once the committed metrics have grown beyond `bytes`; returns the
// status.
int Interrupt(const std::string& runs, const std::vector<std::string>& flags, int bytes,
              int signal) {
  const pid_t pid = Start(flags, runs + "/interrupted.txt");
  while (Rows(runs) < bytes && kill(pid, 0) == 0) {
    int status = 0;
    if (waitpid(pid, &status, WNOHANG) == pid) return status;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  kill(pid, signal);
  return Wait(pid);
}

TEST(Signature, IsTheExpectedOneWithOneThread) {
  const std::string folder = FreshFolder("one");
  EXPECT_EQ(Signature({"--threads=1", "--runs_dir=" + folder}, folder), Expected());
}

TEST(Signature, IsTheSameWithTwoThreadsTwiceInARow) {
  for (const char* name : {"two_a", "two_b"}) {
    const std::string folder = FreshFolder(name);
    EXPECT_EQ(Signature({"--threads=2", "--runs_dir=" + folder}, folder), Expected());
  }
}

TEST(Signature, IsTheSameWithEveryKernelSet) {
  for (const char* set : {"avx2", "reference"}) {
    const std::string folder = FreshFolder(set);
    EXPECT_EQ(Signature({std::string("--kernels=") + set, "--runs_dir=" + folder}, folder),
              Expected())
        << set;
  }
}

TEST(Signature, IsTheSameAfterAKillAndResume) {
  const std::string runs = FreshFolder("killed");
  std::vector<std::string> flags = {"--threads=2", "--runs_dir=" + runs};
  int kills = 0;
  // Killed while pre-training's rows, and then the arms' rows, are being written.
  for (const int bytes : {1, 900, 2500, 4000}) {
    const int status = Interrupt(runs, flags, bytes, SIGKILL);
    if (WIFSIGNALED(status)) ++kills;
    flags = {"--threads=1", "--resume=" + RunFolderIn(runs)};
  }
  EXPECT_GE(kills, 2);
  EXPECT_EQ(Signature(flags, runs), Expected());
}

TEST(Signature, IsTheSameAfterTerminationWhichExitsWith143) {
  const std::string runs = FreshFolder("terminated");
  const int status = Interrupt(runs, {"--threads=2", "--runs_dir=" + runs}, 1500, SIGTERM);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 143);
  EXPECT_EQ(Signature({"--resume=" + RunFolderIn(runs)}, runs), Expected());
}

TEST(Signature, AnotherSeedHasAnotherOne) {
  const std::string folder = FreshFolder("other");
  EXPECT_NE(Signature({"--seed=8", "--runs_dir=" + folder}, folder), Expected());
}

TEST(Signature, ARunThatWasResumedHoldsEachStepOnce) {
  const std::string whole = FreshFolder("whole"), runs = FreshFolder("resumed");
  Signature({"--runs_dir=" + whole}, whole);
  Interrupt(runs, {"--runs_dir=" + runs}, 2000, SIGKILL);
  Signature({"--resume=" + RunFolderIn(runs)}, runs);
  const auto read = [](const std::string& folder) {
    return base::ReadFile(RunFolderIn(folder) + "/samples.jsonl");
  };
  EXPECT_EQ(read(whole), read(runs));
}

}  // namespace
}  // namespace r1bench
