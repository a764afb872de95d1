// The signature is what expected.txt says (expected_bf16.txt for --dtype=bf16): with one thread and
// two, with every kernel set, on a processor that seems to have less, twice in a row, and after a
// kill at any moment followed by --resume.
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

using Strings = std::vector<std::string>;

// Starts a program of this folder with its output in `out`; returns its pid. environment:
// "NAME=value".
pid_t Start(const std::string& program, const Strings& flags, const std::string& out,
            Strings environment = {}) {
  Strings args = {base::Runfile("tests/signature/" + program)};
  args.insert(args.end(), flags.begin(), flags.end());
  std::vector<char*> argv;
  for (std::string& arg : args) argv.push_back(arg.data());
  argv.push_back(nullptr);
  const pid_t pid = fork();
  if (pid == 0) {
    for (std::string& variable : environment) putenv(variable.data());
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

// Runs to the end and returns what was printed.
std::string Output(const std::string& program, const Strings& flags, const std::string& folder,
                   const Strings& environment = {}) {
  const std::string out = folder + "/out.txt";
  const int status = Wait(Start(program, flags, out, environment));
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << base::ReadFile(out + ".err");
  return base::ReadFile(out);
}

// For example "Signature: 0123abcd\n".
std::string Signature(Strings flags, const std::string& folder, const Strings& environment = {}) {
  return Output("signature", flags, folder, environment);
}

// A whole run in a fresh folder.
std::string FreshSignature(Strings flags, const Strings& environment = {}) {
  const std::string folder = FreshFolder("fresh");
  flags.push_back("--runs_dir=" + folder);
  return Signature(flags, folder, environment);
}

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
int Interrupt(const std::string& runs, const Strings& flags, int bytes, int signal) {
  const pid_t pid = Start("signature", flags, runs + "/interrupted.txt");
  while (Rows(runs) < bytes && kill(pid, 0) == 0) {
    int status = 0;
    if (waitpid(pid, &status, WNOHANG) == pid) return status;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  kill(pid, signal);
  return Wait(pid);
}

// The C library and LibTorch choose their code by the processor too; this hides features from them.
const Strings kMasked = {"GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA,-AMX_TILE",
                         "ATEN_CPU_CAPABILITY=default"};

class SignatureOf : public testing::TestWithParam<const char*> {
 protected:
  std::string dtype() const { return std::string("--dtype=") + GetParam(); }
  std::string Expected() const {
    const bool bf16 = GetParam() == std::string("bf16");
    return base::ReadFile(
        base::Runfile(bf16 ? "tests/signature/expected_bf16.txt" : "tests/signature/expected.txt"));
  }
};

INSTANTIATE_TEST_SUITE_P(Formats, SignatureOf, testing::Values("fp32", "bf16"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(SignatureOf, IsTheExpectedOneWithOneThread) {
  EXPECT_EQ(FreshSignature({dtype(), "--threads=1"}), Expected());
}

TEST_P(SignatureOf, IsTheSameWithTwoThreadsTwiceInARow) {
  for (int i = 0; i < 2; ++i) EXPECT_EQ(FreshSignature({dtype(), "--threads=2"}), Expected());
}

TEST_P(SignatureOf, IsTheSameWithEveryKernelSet) {
  for (const char* set : {"avx512", "avx2"}) {
    EXPECT_EQ(FreshSignature({dtype(), std::string("--kernels=") + set}), Expected()) << set;
  }
}

TEST_P(SignatureOf, IsTheSameWithRecomputedActivations) {
  EXPECT_EQ(FreshSignature({dtype(), "--recompute_activations", "--micro_batch_tokens=300"}),
            Expected());
}

// The plain loops are slow; these runs are shorter.
TEST_P(SignatureOf, AShorterRunIsTheSameWithTheReferenceAndOnAMaskedProcessor) {
  const std::string folder = FreshFolder("features");
  ASSERT_EQ(Output("c_library_features", {}, folder, kMasked), "\n") << "the mask masks nothing";
  const auto signature = [&](const char* kernels, const Strings& environment) {
    return FreshSignature({dtype(), std::string("--kernels=") + kernels, "--pretrain_steps=6",
                           "--weak_steps=3", "--steps=2", "--held_out=4", "--group_size=2"},
                          environment);
  };
  const std::string expected = signature("auto", {});
  EXPECT_EQ(signature("reference", {}), expected);
  for (const char* set : {"auto", "avx512", "avx2", "reference"}) {
    EXPECT_EQ(signature(set, kMasked), expected) << set << ", masked";
  }
}

TEST_P(SignatureOf, IsTheSameAfterAKillAndResume) {
  const std::string runs = FreshFolder("killed");
  Strings flags = {dtype(), "--threads=2", "--runs_dir=" + runs};
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

std::string Expected() { return base::ReadFile(base::Runfile("tests/signature/expected.txt")); }

TEST(Signature, IsTheSameWithTheReferenceOnAMaskedProcessor) {
  EXPECT_EQ(FreshSignature({"--kernels=reference"}, kMasked), Expected());
}

TEST(Signature, IsTheSameAfterTerminationWhichExitsWith143) {
  const std::string runs = FreshFolder("terminated");
  const int status = Interrupt(runs, {"--threads=2", "--runs_dir=" + runs}, 1500, SIGTERM);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 143);
  EXPECT_EQ(Signature({"--resume=" + RunFolderIn(runs)}, runs), Expected());
}

TEST(Signature, AnotherSeedHasAnotherOne) { EXPECT_NE(FreshSignature({"--seed=8"}), Expected()); }

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
