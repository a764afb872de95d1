#include "tests/layering/layering.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "base/error.h"
#include "base/files.h"

namespace r1bench::layering {
namespace {

namespace fs = std::filesystem;
using FolderSet = std::set<std::string, std::less<>>;

// The table: a folder may include itself and the folders named here. An empty optional: anything.
const std::map<std::string, std::optional<FolderSet>, std::less<>>& Table() {
  static const auto& table = *new std::map<std::string, std::optional<FolderSet>, std::less<>>{
      {"base", FolderSet{}},
      {"data", FolderSet{"base"}},
      {"kernels", FolderSet{"base"}},
      {"reports", FolderSet{"base"}},
      {"verifiers", FolderSet{"data", "base"}},
      {"model", FolderSet{"kernels", "data", "base"}},
      {"eval", FolderSet{"model", "verifiers", "data", "reports", "base"}},
      {"train", FolderSet{"model", "verifiers", "data", "kernels", "base"}},
      {"experiments",
       FolderSet{"train", "eval", "reports", "model", "kernels", "verifiers", "data", "base"}},
      {"tests", std::nullopt},
      {"tools", std::nullopt},
  };
  return table;
}

// What quoted includes from outside the project may start with.
constexpr std::array<std::string_view, 4> kOutsideQuoted = {"gtest/", "gmock/", "benchmark/",
                                                            "gflags/"};
constexpr std::array<std::string_view, 4> kTorch = {"torch/", "ATen/", "c10/", "caffe2/"};
constexpr std::array<std::string_view, 4> kCuda = {"cuda_", "cuda.h", "cub/", "nv/"};
constexpr std::array<std::string_view, 6> kExtensions = {".h", ".cc", ".cu", ".cuh", ".c", ".inc"};
constexpr std::array<std::string_view, 4> kSkipped = {"bazel-", "runs", "third_party", "."};

bool StartsWithAny(std::string_view text, const auto& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return text.starts_with(prefix); });
}

// "a/b/c.h" -> "a"; "c.h" -> "".
std::string_view TopFolder(std::string_view path) {
  const size_t slash = path.find('/');
  return slash == path.npos ? std::string_view() : path.substr(0, slash);
}

// "experiments/r1_zero/x.h" -> "r1_zero".
std::string_view SecondFolder(std::string_view path) {
  const size_t slash = path.find('/');
  return slash == path.npos ? std::string_view() : TopFolder(path.substr(slash + 1));
}

// A file that may define flags: one of a program's own folder, a test or
// bench, or one with a main function.
bool IsProgramFile(const Source& source) {
  const std::string_view top = TopFolder(source.path);
  return top == "experiments" || top == "tests" || top == "tools" ||
         source.text.find("\nint main(") != source.text.npos ||
         source.path.ends_with("_bench.cc") || source.path.ends_with("_test.cc");
}

// "model/engine_bench.cc", "train/bench_samples.h": programs that measure, and their parts.
bool IsBench(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name.ends_with("_bench.cc") || name.starts_with("bench_");
}

std::string_view Trimmed(std::string_view line) {
  const size_t first = line.find_first_not_of(" \t");
  return first == line.npos ? std::string_view() : line.substr(first);
}

struct Include {
  std::string_view path;
  bool quoted = false;
};

// The include that `line` makes, if it makes one.
std::optional<Include> ParseInclude(std::string_view line) {
  line = Trimmed(line);
  if (!line.starts_with('#')) return std::nullopt;
  line = Trimmed(line.substr(1));
  if (!line.starts_with("include")) return std::nullopt;
  line = Trimmed(line.substr(std::string_view("include").size()));
  if (line.empty() || (line[0] != '"' && line[0] != '<')) return std::nullopt;
  const bool quoted = line[0] == '"';
  const size_t end = line.find(quoted ? '"' : '>', 1);
  if (end == line.npos) return std::nullopt;
  return Include{line.substr(1, end - 1), quoted};
}

// What is wrong with an include from kernels to kernels, or "".
std::string CheckKernelInclude(std::string_view from, std::string_view to) {
  if (to.starts_with("kernels/cuda/emulation/") && !from.starts_with("kernels/cuda/")) {
    return "the emulated device is seen by kernels/cuda alone; include kernels/cuda/cuda.h";
  }
  const std::string_view folder = SecondFolder(to);
  if (from.starts_with("kernels/cuda/") && !folder.empty() && folder != "cuda" &&
      folder != "bf16") {
    return "kernels/cuda knows no op; of their folders it may include bf16 alone";
  }
  return "";
}

// What is wrong with including a header of this project, or "".
std::string CheckProjectInclude(std::string_view from, std::string_view to) {
  const std::string_view from_top = TopFolder(from);
  const std::string_view to_top = TopFolder(to);
  const std::optional<FolderSet>& allowed = Table().find(from_top)->second;
  if (!allowed) return "";
  if (from_top == to_top) {
    const bool other_experiment = from_top == "experiments" && SecondFolder(to) != "common" &&
                                  SecondFolder(from) != SecondFolder(to);
    if (other_experiment) return "an experiment includes no other experiment";
    return from_top == "kernels" ? CheckKernelInclude(from, to) : "";
  }
  if (to.starts_with("tools/bench/")) {
    return IsBench(from) ? "" : "of a package, benches alone may include tools/bench";
  }
  if (!allowed->contains(to_top)) {
    return base::StrCat(from_top, " may not include ", to_top);
  }
  if (from_top == "eval" && to_top == "model" && to != "model/generator.h" &&
      !(to == "model/fake_generator.h" && from.ends_with("_test.cc"))) {
    return "of model, eval may include model/generator.h alone";
  }
  return "";
}

std::string CheckInclude(std::string_view from, const Include& include) {
  const std::string_view to = include.path;
  if (StartsWithAny(to, kTorch)) {
    return from.starts_with("tests/libtorch_parity/")
               ? ""
               : "LibTorch is an oracle: its headers belong to tests/libtorch_parity alone";
  }
  if (StartsWithAny(to, kCuda)) {
    return from.starts_with("kernels/cuda/")
               ? ""
               : "CUDA's headers are seen by kernels/cuda alone; include kernels/cuda/cuda.h";
  }
  if (to.starts_with("cublas")) {
    return from.starts_with("kernels/") && from.ends_with(".cu")
               ? ""
               : "cuBLASLt is called by kernels' .cu sources alone; include their contract";
  }
  if (to.starts_with("glog/")) {
    return from == "base/logging.h" ? "" : "include base/logging.h instead of glog";
  }
  if (to.find("..") != to.npos) return "include by the path from the project's root";
  if (Table().contains(TopFolder(to))) return CheckProjectInclude(from, to);
  if (!include.quoted || StartsWithAny(to, kOutsideQuoted)) return "";
  return base::StrCat("\"", to, "\" is in no known folder; include by the path from the project's ",
                      "root, and add a new folder to the table in tests/layering/layering.cc");
}

// What is wrong with one line of `source`, or "".
std::string CheckLine(const Source& source, std::string_view line) {
  if (const std::optional<Include> include = ParseInclude(line)) {
    return CheckInclude(source.path, *include);
  }
  if (Trimmed(line).starts_with("DEFINE_") && !IsProgramFile(source)) {
    return "gflags are defined in programs' files; a library takes an Options struct";
  }
  return "";
}

bool IsSource(const fs::path& path) {
  const std::string extension = path.extension().string();
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

}  // namespace

std::vector<std::string> KnownFolders() {
  std::vector<std::string> folders;
  for (const auto& [folder, allowed] : Table()) folders.push_back(folder);
  return folders;
}

std::vector<Source> ReadSources(const std::string& root) {
  base::Require(fs::is_directory(root), "expected a folder at ", root);
  std::vector<Source> sources;
  for (auto it = fs::recursive_directory_iterator(root); it != fs::end(it); ++it) {
    const std::string name = it->path().filename().string();
    if (it.depth() == 0 && StartsWithAny(name, kSkipped)) {
      it.disable_recursion_pending();
      continue;
    }
    if (it->is_regular_file() && IsSource(it->path())) {
      sources.push_back(
          {fs::relative(it->path(), root).generic_string(), base::ReadFile(it->path().string())});
    }
  }
  std::sort(sources.begin(), sources.end(),
            [](const Source& a, const Source& b) { return a.path < b.path; });
  return sources;
}

std::vector<std::string> Violations(const Source& source) {
  if (!Table().contains(TopFolder(source.path))) {
    return {base::StrCat(source.path, ":1: this folder is not in the table of tests/layering/",
                         "layering.cc; add it there with what it may include")};
  }
  std::vector<std::string> violations;
  std::istringstream lines(source.text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const std::string wrong = CheckLine(source, line);
    if (!wrong.empty()) {
      violations.push_back(base::StrCat(source.path, ":", number, ": ", wrong));
    }
  }
  return violations;
}

}  // namespace r1bench::layering
