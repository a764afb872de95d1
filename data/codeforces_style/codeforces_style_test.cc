#include "data/codeforces_style/codeforces_style.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "base/runfiles.h"
#include "data/dataset.h"

namespace r1bench::data {
namespace {

constexpr int64_t kMegabyte = 1'000'000;

const std::vector<Problem>& Suite() {
  static const auto& suite = *new std::vector<Problem>(CodeforcesStyle());
  return suite;
}

std::string Folder(const Problem& problem) {
  return "data/codeforces_style/" + problem.extra["path"].get<std::string>() + "/";
}

TEST(CodeforcesStyle, ContestsHaveSixProblemsThatGetHarder) {
  std::map<std::string, std::string> letters;
  std::map<std::string, int> last_rating, last_points;
  for (const Problem& problem : Suite()) {
    const std::string contest = problem.extra["contest"];
    letters[contest] += problem.extra["letter"].get<std::string>();
    EXPECT_EQ(problem.id, "codeforces_style/" + contest + "/" +
                              std::string(1, "abcdef"[letters[contest].size() - 1]));
    const int rating = problem.extra["rating"], points = problem.extra["points"];
    EXPECT_GE(rating, 800);
    EXPECT_LE(rating, 2400);
    EXPECT_EQ(rating % 100, 0);
    EXPECT_GT(rating, last_rating[contest]) << problem.id;
    EXPECT_GT(points, last_points[contest]) << problem.id;
    last_rating[contest] = rating;
    last_points[contest] = points;
  }
  for (const auto& [contest, all] : letters) EXPECT_EQ(all, "ABCDEF") << contest;
}

TEST(CodeforcesStyle, ProblemsHaveTestsAndTheStatementShowsTheFirst) {
  int64_t bytes = 0;
  for (const Problem& problem : Suite()) {
    const base::Json& tests = problem.extra["tests"];
    EXPECT_GE(tests.size(), 20u) << problem.id;
    std::set<std::string> inputs;
    for (const base::Json& test : tests) {
      const std::string input = test["input"];
      EXPECT_TRUE(inputs.insert(input).second) << problem.id << ": a test stands twice";
      bytes += std::ssize(input) + std::ssize(test["output"].get<std::string>());
    }
    const size_t samples = problem.extra["samples"];
    ASSERT_GE(samples, 1u);
    for (size_t i = 0; i < samples; ++i) {
      EXPECT_NE(problem.problem.find(tests[i]["input"].get<std::string>()), std::string::npos);
      EXPECT_NE(problem.problem.find(tests[i]["output"].get<std::string>()), std::string::npos);
    }
  }
  EXPECT_LE(bytes, 20 * kMegabyte);
}

// A change of any text or test changes this; reports made before it are then about other problems.
// Print the new value with this test and put it here, saying why in the commit.
TEST(CodeforcesStyle, BytesAreGolden) {
  EXPECT_EQ(DatasetHash(base::Runfile("data/codeforces_style/codeforces_style.jsonl")),
            "6d34e211835887ab787184511f0afe77f1209e6237ae41441f924fff5cac48f7");
}

TEST(CodeforcesStyle, StatementsAreComplete) {
  std::set<std::string> titles;
  for (const Problem& problem : Suite()) {
    const std::string title = problem.extra["title"];
    EXPECT_TRUE(titles.insert(title).second) << title;
    EXPECT_TRUE(problem.problem.starts_with("# " + title + "\n")) << problem.id;
    for (const char* part : {"\ntime limit per test: ", "\nmemory limit per test: ", "\n## Input\n",
                             "\n## Output\n", "\n## Example 1\n", "\n## Note\n"}) {
      EXPECT_NE(problem.problem.find(part), std::string::npos) << problem.id << part;
    }
    const base::Json& checker = problem.extra["checker"];
    EXPECT_NE(checker, "special") << problem.id << ": add it to WITH_CHECKER in BUILD";
    EXPECT_EQ(checker.is_object(), checker.contains("source")) << problem.id;
    EXPECT_GE(problem.extra["limits"]["python_factor"].get<double>(), 1.0) << problem.id;
  }
}

TEST(CodeforcesStyle, SolutionsAreListedAndTheReadmeTellsTheirMistakes) {
  const std::string readme = base::ReadFile(base::Runfile("data/codeforces_style/README.md"));
  for (const Problem& problem : Suite()) {
    EXPECT_NE(readme.find(problem.extra["title"].get<std::string>()), std::string::npos);
    const base::Json settings = base::ReadJsonFile(base::Runfile(Folder(problem) + "problem.json"));
    std::set<std::string> wrong;
    for (const base::Json& solution : settings["wrong"]) {
      wrong.insert(solution["file"].get<std::string>());
      const std::string mistake = solution["mistake"];
      EXPECT_NE(readme.find(mistake), std::string::npos) << problem.id << ": " << mistake;
    }
    EXPECT_GE(wrong.size(), 2u) << problem.id;
    for (const std::string& file : base::ListFolder(base::Runfile(Folder(problem)))) {
      EXPECT_EQ(file.starts_with("wrong_"), wrong.contains(file)) << problem.id << file;
    }
  }
}

}  // namespace
}  // namespace r1bench::data
