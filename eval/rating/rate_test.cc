// The program as its user meets it: output, messages and exit status.
#include <gtest/gtest.h>

#include <string>

#include "base/error.h"
#include "base/json.h"
#include "base/run_shell.h"
#include "base/runfiles.h"
#include "base/testing.h"

namespace r1bench {
namespace {

// Ten humans and a score of 2850: place 6.
constexpr char kRound[] = R"({"contests": [{
  "name": "worked",
  "problems": [{"id": "A", "points": 500}, {"id": "B", "points": 1000},
               {"id": "C", "points": 1500}, {"id": "D", "points": 2000}],
  "attempts": {"A": ["AC"], "B": ["WA", "AC"], "C": ["WA", "TLE", "AC"], "D": ["RE"]},
  "rows": [[6000, 0], [5200, 0], [4100, 0], [3900, 0], [3000, 0],
           [2450, 0], [1900, 0], [1450, 0], [950, 0], [500, 0]],
  "ratings": [2400, 2100, 1900, 1800, 1700, 1600, 1500, 1400, 1300, 1200]}]})";

using Outcome = base::ShellOutcome;

Outcome Rate(const std::string& flags, const std::string& input) {
  const base::TempDir folder;
  return base::RunShell(base::StrCat(base::Runfile("eval/rating/rate"), " ", flags, " ",
                                     folder.Write("in.json", input)));
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(RateTest, RatesARoundByTheWorkedExample) {
  const Outcome exact = Rate("--json", kRound);
  ASSERT_EQ(exact.status, 0) << exact.err;
  const double rating = base::ParseJson(exact.out, "out")["rating"]["value"].get<double>();
  EXPECT_NEAR(rating, 1662.425794, 1e-5);
  const Outcome codeelo = Rate("--rating_compat=codeelo --json", kRound);
  ASSERT_EQ(codeelo.status, 0) << codeelo.err;
  const base::Json json = base::ParseJson(codeelo.out, "out");
  EXPECT_EQ(json["contests"][0]["points"], 2850);
  EXPECT_EQ(json["rating"]["value"], 1785);
}

TEST(RateTest, TextNamesTheRules) {
  const Outcome outcome = Rate("--max_attempts=1", kRound);
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(Has(outcome.out, "rules: exact, up to 1 attempts a problem")) << outcome.out;
  EXPECT_TRUE(Has(outcome.out, "note: one contest: no interval"));
}

TEST(RateTest, FaultsHaveTheirOwnExitStatus) {
  const Outcome broken = Rate("", "{");
  EXPECT_EQ(broken.status, 1);
  EXPECT_TRUE(Has(broken.err, "in.json")) << broken.err;
  const Outcome flag = Rate("--rating_compat=elo", kRound);
  EXPECT_EQ(flag.status, 2);
  EXPECT_TRUE(Has(flag.err, "--rating_compat: expected exact or codeelo")) << flag.err;
  EXPECT_EQ(Rate("--draws=0", kRound).status, 2);
  EXPECT_EQ(Rate("other.json", kRound).status, 2);
}

TEST(RateTest, HelpShowsTheInput) {
  const Outcome outcome = Rate("--help", kRound);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_TRUE(Has(outcome.out, "\"attempts\": {\"A\": [\"WA\", \"AC\"]}")) << outcome.out;
}

}  // namespace
}  // namespace r1bench
