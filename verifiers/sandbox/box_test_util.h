// For tests that need boxes: one pool for all tests of a program, or a reason to skip them.
#ifndef R1BENCH_VERIFIERS_SANDBOX_BOX_TEST_UTIL_H_
#define R1BENCH_VERIFIERS_SANDBOX_BOX_TEST_UTIL_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/runfiles.h"
#include "verifiers/sandbox/sandbox.h"

namespace r1bench::verifiers {

class BoxTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    try {
      pool_ = std::make_unique<BoxPool>(BoxPoolOptions{.workers = 2});
    } catch (const base::Error& error) {
      refusal_ = error.what();
    }
    // Only a kernel that refuses is a reason to skip.
    if (refusal_.find("expected to isolate programs") == std::string::npos) {
      ASSERT_NE(pool_, nullptr) << refusal_;
    }
  }
  static void TearDownTestSuite() { pool_.reset(); }
  void SetUp() override {
    if (pool_ == nullptr) GTEST_SKIP() << refusal_;
  }

  // A script as main.py, not warmed.
  static BoxRun Python(const std::string& source) {
    BoxRun run;
    run.argv = {"/usr/bin/python3", "-I", "-S", "main.py"};
    run.files = {{"main.py", SharedBytes::Make(source), false}};
    return run;
  }

  // One of the misdeeds of box_probe.cc.
  static BoxRun Probe(const std::string& name) {
    static const auto binary =
        SharedBytes::Make(base::ReadFile(base::Runfile("verifiers/sandbox/box_probe")));
    BoxRun run;
    run.argv = {"probe", name};
    run.files = {{"probe", binary, true}};
    return run;
  }

  static BoxRun Shell(const std::string& script) {
    BoxRun run;
    run.argv = {"/usr/bin/sh", "-c", script};
    run.environment = {"PATH=/usr/bin"};
    run.toolset = Toolset::kCompile;
    return run;
  }

  static inline std::unique_ptr<BoxPool> pool_;
  static inline std::string refusal_;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_SANDBOX_BOX_TEST_UTIL_H_
