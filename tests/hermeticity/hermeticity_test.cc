// A built program starts and works on a machine with nothing but the C and C++ runtimes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "base/files.h"
#include "tests/hermeticity/elf_file.h"
#include "tests/hermeticity/runtimes.h"
#include "tests/hermeticity/sandbox.h"

namespace r1bench::hermeticity {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr char kProbe[] = "r1bench/tests/hermeticity/probe";
constexpr char kR1Zero[] = "r1bench/experiments/r1_zero/r1_zero";

std::string RunfilesRoot() { return std::getenv("TEST_SRCDIR"); }

SandboxRun RunProgram(const std::string& program, const std::vector<std::string>& args) {
  return RunInSandbox(RunfilesRoot(), ::testing::TempDir() + "hermeticity", program, args);
}

// True when some run path of `file`, as the loader expands it, holds `library`.
bool IsCarried(const fs::path& file, const std::vector<std::string>& run_paths,
               const std::string& library) {
  return std::any_of(run_paths.begin(), run_paths.end(), [&](std::string path) {
    constexpr std::string_view kOrigin = "$ORIGIN";
    if (!path.starts_with(kOrigin)) return false;
    path.replace(0, kOrigin.size(), file.parent_path().string());
    return fs::exists(fs::path(path) / library);
  });
}

// Checks that what `file` needs is a runtime or carried; `run_paths` are the program's. Goes on
// into the carried libraries, which the loader resolves through the program's DT_RPATH as well.
void CheckNeeded(const fs::path& program, const std::vector<std::string>& run_paths,
                 const fs::path& file, int depth) {
  ASSERT_LT(depth, 16) << file;
  for (const std::string& library : ReadElfDynamic(base::ReadFile(file.string())).needed) {
    if (IsRuntime(library)) continue;
    EXPECT_TRUE(IsCarried(program, run_paths, library))
        << file << " needs " << library << ", which is neither a runtime nor in the runfiles";
    for (std::string path : run_paths) {
      if (!path.starts_with("$ORIGIN")) continue;
      path.replace(0, 7, program.parent_path().string());
      if (fs::exists(fs::path(path) / library)) {
        CheckNeeded(program, run_paths, fs::path(path) / library, depth + 1);
        break;
      }
    }
  }
}

TEST(Hermeticity, WhatProgramsNeedIsARuntimeOrInTheRunfiles) {
  for (const char* name : {kProbe, kR1Zero}) {
    const fs::path program = fs::path(RunfilesRoot()) / name;
    const ElfDynamic dynamic = ReadElfDynamic(base::ReadFile(program.string()));
    EXPECT_FALSE(dynamic.needed.empty()) << program;
    for (const std::string& path : dynamic.run_paths) {
      EXPECT_THAT(path, HasSubstr("$ORIGIN")) << program << " looks for libraries outside itself";
    }
    CheckNeeded(program, dynamic.run_paths, program, 0);
  }
}

TEST(Hermeticity, TheSandboxHasTheRuntimesAndNothingElse) {
  const SandboxRun run = RunProgram(kProbe, {"--list_files"});
  if (run.refused) GTEST_SKIP() << "user namespaces are not to be had here: " << run.output;
  ASSERT_EQ(run.status, 0) << run.output;
  std::istringstream lines(run.output);
  int files = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("file ")) continue;
    ++files;
    EXPECT_TRUE(IsRuntime(base::BaseName(line.substr(5)))) << line;
  }
  EXPECT_GE(files, 4) << run.output;
}

TEST(Hermeticity, EveryLibraryWorksThereWithoutHome) {
  const SandboxRun run = RunProgram(kProbe, {});
  if (run.refused) GTEST_SKIP() << "user namespaces are not to be had here: " << run.output;
  ASSERT_EQ(run.status, 0) << run.output;
  EXPECT_THAT(run.output, HasSubstr("HOME unset"));
  EXPECT_THAT(run.output, HasSubstr("\"icu\":true"));
  EXPECT_THAT(run.output, HasSubstr("\"libcrypto\":227"));  // the first byte of SHA-256 of nothing
}

// A whole run, as small as can be: pre-training, RL, controls, evaluation, report.
TEST(Hermeticity, R1ZeroRunsThereToItsReport) {
  const SandboxRun run = RunProgram(
      kR1Zero, {"--seeds=1", "--layers=1", "--hidden=32", "--heads=2", "--intermediate=32",
                "--held_out=16", "--pretrain_steps=6", "--pretrain_documents=8", "--weak_steps=2",
                "--steps=2", "--questions_per_step=4", "--group_size=2", "--eval_samples=2",
                "--threads=1", "--runs_dir=/tmp/runs"});
  if (run.refused) GTEST_SKIP() << "user namespaces are not to be had here: " << run.output;
  ASSERT_EQ(run.status, 0) << run.output;
  EXPECT_THAT(run.output, HasSubstr("zero.accuracy"));
  EXPECT_THAT(run.output, HasSubstr("\n/tmp/runs/r1_zero/"));
}

}  // namespace
}  // namespace r1bench::hermeticity
