// The project's own sources against the table. Bazel cannot know of a package that nobody lists, so
// this test walks the real tree, to which the runfile WORKSPACE points.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "base/runfiles.h"
#include "tests/layering/layering.h"

namespace r1bench::layering {
namespace {

TEST(ProjectLayering, EveryIncludeIsAllowed) {
  const std::filesystem::path workspace =
      std::filesystem::canonical(base::Runfile("WORKSPACE")).parent_path();
  const std::vector<Source> sources = ReadSources(workspace.string());
  std::set<std::string> folders;
  for (const Source& source : sources) {
    folders.insert(source.path.substr(0, source.path.find('/')));
    for (const std::string& violation : Violations(source)) ADD_FAILURE() << violation;
  }
  // A guard against walking a tree that is not the project's.
  EXPECT_GT(sources.size(), 50u) << workspace;
  for (const char* folder : {"base", "data", "kernels", "model", "tests", "train", "verifiers"}) {
    EXPECT_TRUE(folders.contains(folder)) << "no sources of " << folder << " under " << workspace;
  }
}

}  // namespace
}  // namespace r1bench::layering
