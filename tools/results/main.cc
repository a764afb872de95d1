// results: keeps a run's report and makes the index of all questions. See index.h.
#include "base/main.h"

#include <gflags/gflags.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/error.h"
#include "base/files.h"
#include "base/paths.h"
#include "tools/results/index.h"

DEFINE_string(keep, "", "First keep the report of this finished run.");
DEFINE_string(
    preset, "",
    "With --keep: the flagfile that the run was made with, without its ending; empty: the "
    "default one. Its report is kept beside the default's.");
DEFINE_string(root, "", "The project's folder; empty: the one that `bazel run` was called in.");

namespace r1bench::results {
namespace {

constexpr char kManual[] =
    R"(Writes experiments/README.md: every question with its verdicts, every claim
with links to its rule, its code and its numbers, from the reports kept
under experiments/results. With --keep a finished run's report joins them
first: report.md as it is, report.json with at most 40 points a curve.

Examples
  ./bazelw run //tools/results
  ./bazelw run //tools/results -- --keep=runs/cold_start/20260101T000000Z-0123abcd
  ./bazelw run //tools/results -- --keep=runs/r1_zero/... --preset=micro_code
)";

std::string Root() {
  if (!FLAGS_root.empty()) return base::CallerPath(FLAGS_root);
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  return workspace != nullptr ? workspace : base::CallerFolder();
}

int Run() {
  const std::string root = Root();
  if (!FLAGS_keep.empty()) Keep(base::CallerPath(FLAGS_keep), FLAGS_preset, root);
  const std::string page = IndexMarkdown(ReadEntries(root));
  const std::string path = base::JoinPath(root, "experiments/README.md");
  const auto broken = BrokenLinks(page, base::JoinPath(root, "experiments"));
  for (const std::string& link : broken) std::fprintf(stderr, "broken link: %s\n", link.c_str());
  base::Require(broken.empty(), path, " is left as it was: ", broken.size(), " broken links");
  base::WriteFileAtomic(path, page);
  std::printf("%s\n", path.c_str());
  return 0;
}

}  // namespace
}  // namespace r1bench::results

int main(int argc, char** argv) {
  using namespace r1bench;
  return base::Main(argc, argv, {"results", "makes experiments/README.md", results::kManual},
                    results::Run);
}
