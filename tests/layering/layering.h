// Which folder may include which: the layers of the project, checked on the #include lines.
//
// Bazel's own dependency lists do not stop a package from reaching through another one's headers
// without Clang's layering_check, which GCC lacks. So the rule is checked on the text: every source
// file of the tree is read, and a file in a folder that the table does not know is a violation too,
// so that a new package cannot escape.
#ifndef R1BENCH_TESTS_LAYERING_LAYERING_H_
#define R1BENCH_TESTS_LAYERING_LAYERING_H_

#include <string>
#include <string_view>
#include <vector>

namespace r1bench::layering {

// A source file's path from the project's root ("train/grpo.cc") and its text.
struct Source {
  std::string path;
  std::string text;
};

// Every C, C++ and CUDA source under `root`, in order of path. Leaves out hidden folders, Bazel's
// output links, run folders and third_party.
std::vector<Source> ReadSources(const std::string& root);

// The violations in `source`, each as "path:line: what is wrong". Empty when it keeps the rules:
//   * a project header is included by its path from the root, and its folder is allowed by the
//     table in layering.cc;
//   * of model, eval sees model/generator.h alone (its tests also model/fake_generator.h);
//   * tools/bench is included by benches (*_bench.cc, bench_*) alone, of any folder;
//   * an experiment includes no other experiment, except experiments/common;
//   * kernels/cuda includes no op's folder but kernels/bf16, and the emulated device's headers
//     (kernels/cuda/emulation) and CUDA's own are included under kernels/cuda alone, cuBLASLt's
//     by .cu sources of kernels;
//   * LibTorch's headers are included under tests/libtorch_parity alone;
//   * glog's headers are included by base/logging.h alone;
//   * gflags are defined in programs' files alone: experiments, tests, tools, benches, *_test.cc,
//     and files with a main function.
std::vector<std::string> Violations(const Source& source);

// The top folders that the table knows.
std::vector<std::string> KnownFolders();

}  // namespace r1bench::layering

#endif  // R1BENCH_TESTS_LAYERING_LAYERING_H_
