// The checker on made-up files: each rule is broken once, and each exception is kept once.
#include "tests/layering/layering.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/files.h"

namespace r1bench::layering {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A file at `path` whose second line includes `header` ("<x>" or "\"x\"").
std::vector<std::string> Including(const std::string& path, const std::string& header) {
  return Violations({path, "// A comment.\n#include " + header + "\n"});
}

TEST(Layering, NamesFileAndLineOfAForbiddenInclude) {
  EXPECT_THAT(Including("kernels/gemm/gemm.cc", "\"model/config.h\""),
              ElementsAre("kernels/gemm/gemm.cc:2: kernels may not include model"));
}

TEST(Layering, KeepsTheTable) {
  EXPECT_THAT(Including("base/rng.cc", "\"base/rng.h\""), IsEmpty());
  EXPECT_THAT(Including("verifiers/math/math.cc", "\"data/problem.h\""), IsEmpty());
  EXPECT_THAT(Including("train/grpo.cc", "\"model/transformer.h\""), IsEmpty());
  EXPECT_THAT(Including("tests/signature/main.cc", "\"experiments/r1_zero/run.h\""), IsEmpty());
  EXPECT_THAT(Including("base/rng.cc", "\"data/problem.h\""), ElementsAre(HasSubstr(":2:")));
  EXPECT_THAT(Including("verifiers/x.cc", "\"model/generator.h\""), ElementsAre(HasSubstr(":2:")));
  EXPECT_THAT(Including("train/grpo.cc", "\"eval/metrics.h\""), ElementsAre(HasSubstr(":2:")));
  EXPECT_THAT(Including("train/grpo.cc", "\"reports/report.h\""), ElementsAre(HasSubstr(":2:")));
  EXPECT_THAT(Including("reports/report.cc", "\"eval/suite.h\""), ElementsAre(HasSubstr(":2:")));
  EXPECT_THAT(Including("model/engine.cc", "\"tests/x.h\""), ElementsAre(HasSubstr(":2:")));
}

TEST(Layering, EvalSeesTheGeneratorInterfaceAlone) {
  EXPECT_THAT(Including("eval/runner.h", "\"model/generator.h\""), IsEmpty());
  EXPECT_THAT(Including("eval/runner.h", "\"model/engine.h\""), ElementsAre(HasSubstr("alone")));
  EXPECT_THAT(Including("eval/runner_test.cc", "\"model/fake_generator.h\""), IsEmpty());
  EXPECT_THAT(Including("eval/runner.cc", "\"model/fake_generator.h\""),
              ElementsAre(HasSubstr("alone")));
}

TEST(Layering, BenchesShareCodeThroughToolsBench) {
  EXPECT_THAT(Including("model/engine_bench.cc", "\"tools/bench/table.h\""), IsEmpty());
  EXPECT_THAT(Including("train/bench_samples.h", "\"tools/bench/limits.h\""), IsEmpty());
  EXPECT_THAT(Including("model/engine.cc", "\"tools/bench/table.h\""),
              ElementsAre(HasSubstr("benches alone")));
  EXPECT_THAT(Including("model/engine_bench.cc", "\"tools/other.h\""),
              ElementsAre(HasSubstr("may not include tools")));
}

TEST(Layering, ExperimentsShareCodeThroughCommonAlone) {
  EXPECT_THAT(Including("experiments/prm/main.cc", "\"experiments/prm/run.h\""), IsEmpty());
  EXPECT_THAT(Including("experiments/prm/main.cc", "\"experiments/common/run.h\""), IsEmpty());
  EXPECT_THAT(Including("experiments/prm/main.cc", "\"experiments/mcts/run.h\""),
              ElementsAre(HasSubstr("no other experiment")));
  EXPECT_THAT(Including("experiments/common/run.cc", "\"experiments/mcts/run.h\""),
              ElementsAre(HasSubstr("no other experiment")));
}

TEST(Layering, CudaIsSeenThroughItsPackage) {
  EXPECT_THAT(Including("kernels/rms_norm/rms_norm.cu", "\"kernels/cuda/cuda.h\""), IsEmpty());
  EXPECT_THAT(Including("model/engine.cc", "\"kernels/cuda/runtime.h\""), IsEmpty());
  EXPECT_THAT(Including("kernels/cuda/runtime.cu", "<cuda_runtime.h>"), IsEmpty());
  EXPECT_THAT(Including("kernels/cuda/bf16_device.h", "\"kernels/bf16/bf16.h\""), IsEmpty());
  EXPECT_THAT(Including("kernels/cuda/testing.h", "\"kernels/testing.h\""), IsEmpty());
  EXPECT_THAT(Including("kernels/gemm/gemm.cu", "<cublasLt.h>"), IsEmpty());
  EXPECT_THAT(Including("kernels/gemm/gemm.h", "<cublasLt.h>"), ElementsAre(HasSubstr("alone")));
  EXPECT_THAT(Including("model/engine.cc", "<cuda_runtime.h>"), ElementsAre(HasSubstr("alone")));
  EXPECT_THAT(Including("kernels/rope/rope.cu", "\"kernels/cuda/emulation/block.h\""),
              ElementsAre(HasSubstr("kernels/cuda alone")));
  EXPECT_THAT(Including("kernels/cuda/reduce.h", "\"kernels/rope/rope.h\""),
              ElementsAre(HasSubstr("knows no op")));
}

TEST(Layering, TorchGlogAndFlagsHaveOnePlace) {
  EXPECT_THAT(Including("tests/libtorch_parity/oracle.cc", "<torch/torch.h>"), IsEmpty());
  EXPECT_THAT(Including("model/transformer.cc", "<ATen/ATen.h>"), ElementsAre(HasSubstr("oracle")));
  EXPECT_THAT(Including("tests/signature/main.cc", "\"torch/torch.h\""),
              ElementsAre(HasSubstr("oracle")));
  EXPECT_THAT(Including("base/logging.h", "<glog/logging.h>"), IsEmpty());
  EXPECT_THAT(Including("base/main.cc", "<glog/logging.h>"),
              ElementsAre(HasSubstr("base/logging.h")));
  const std::string define = "DEFINE_int32(steps, 1, \"Steps.\");\n";
  EXPECT_THAT(Violations({"experiments/r1_zero/main.cc", define}), IsEmpty());
  EXPECT_THAT(Violations({"kernels/gemm/gemm_bench.cc", define}), IsEmpty());
  EXPECT_THAT(Violations({"data/validate.cc", define + "int main() {}\n"}), IsEmpty());
  EXPECT_THAT(Violations({"train/grpo.cc", define}), ElementsAre(HasSubstr("train/grpo.cc:1:")));
}

TEST(Layering, ANewFolderCannotEscape) {
  EXPECT_THAT(Violations({"rogue/x.cc", "int x;\n"}), ElementsAre(HasSubstr("rogue/x.cc:1:")));
  EXPECT_THAT(Including("base/rng.cc", "\"rogue/x.h\""), ElementsAre(HasSubstr("rogue/x.h")));
  EXPECT_THAT(Including("base/rng.cc", "\"rng.h\""), ElementsAre(HasSubstr("root")));
  EXPECT_THAT(Including("base/rng.cc", "\"../data/x.h\""), ElementsAre(HasSubstr("root")));
}

TEST(Layering, FindsSpacedIncludesAndLeavesTextAlone) {
  EXPECT_THAT(Violations({"base/x.cc", "  #  include   \"data/problem.h\"  // why\n"}),
              ElementsAre(HasSubstr("base may not include data")));
  EXPECT_THAT(Violations({"base/x.cc", "// see #include \"data/problem.h\"\n"}), IsEmpty());
}

TEST(Layering, ReadsEverySourceOfATreeButNotBuildOutputs) {
  const std::string root = ::testing::TempDir() + "layering_tree";
  for (const char* path : {"base/a.h", "base/deep/b.cc", "new_folder/c.cu", "bazel-out/d.cc",
                           ".git/e.cc", "runs/f.cc", "base/notes.md"}) {
    std::filesystem::create_directories(std::filesystem::path(root + "/" + path).parent_path());
    base::WriteFileAtomic(root + "/" + path, "\n");
  }
  std::vector<std::string> paths;
  for (const Source& source : ReadSources(root)) paths.push_back(source.path);
  EXPECT_THAT(paths, ElementsAre("base/a.h", "base/deep/b.cc", "new_folder/c.cu"));
}

}  // namespace
}  // namespace r1bench::layering
