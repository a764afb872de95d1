#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "eval/run_suite.h"
#include "eval/score.h"
#include "model/fake_generator.h"

namespace r1bench::eval {
namespace {

struct Exact : verifiers::PreparedProblem {
  std::string answer;
};

// Right is what equals the reference answer; "?" is no answer.
class ExactVerifier : public verifiers::Verifier {
 public:
  std::string name() const override { return "exact"; }
  std::string version() const override { return "1"; }
  std::unique_ptr<const verifiers::PreparedProblem> Prepare(
      const data::Problem& problem) const override {
    base::Require(problem.has_answer(), "problem ", problem.id, " has no answer");
    auto prepared = std::make_unique<Exact>();
    prepared->answer = problem.answer;
    return prepared;
  }

 protected:
  verifiers::Verdict Judge(const verifiers::PreparedProblem& problem,
                           std::string_view response) const override {
    verifiers::Verdict verdict;
    const bool right = response == static_cast<const Exact&>(problem).answer;
    verdict.reward = right ? 1 : 0;
    verdict.status = right             ? verifiers::Status::kCorrect
                     : response == "?" ? verifiers::Status::kNoAnswer
                                       : verifiers::Status::kWrong;
    verdict.details["answer"] = std::string(response);  // of "?" too, as of an empty box
    return verdict;
  }
};

Suite TwoProblems() {
  Suite suite;
  suite.name = "two";
  for (const char* id : {"a", "b"}) {
    data::Problem problem;
    problem.id = id;
    problem.problem = std::string("say ") + id;
    problem.answer = id;
    problem.subject = "Letters";
    problem.level = id[0] == 'a' ? 1 : 2;
    suite.problems.push_back(problem);
  }
  return suite;
}

using Texts = std::map<std::string, std::vector<std::string>>;

RunSuiteOptions Options(int k) {
  RunSuiteOptions options;
  options.k = k;
  options.prompt = [](const data::Problem& problem) { return Prompt{{}, problem.problem}; };
  return options;
}

double Value(const SuiteScore& score, const std::string& name) {
  for (const Figure& figure : score.figures) {
    if (figure.name == name) return figure.value;
  }
  ADD_FAILURE() << "no figure " << name;
  return -1;
}

TEST(RunSuite, JudgesEveryResponseAndScoresIt) {
  Texts texts;
  texts["a"] = {"a", "a", "x", "?"};
  texts["b"] = {"y", "y", "y", "b"};
  model::ScriptedGenerator generator(texts);
  const Suite suite = TwoProblems();
  const auto samples = RunSuite(suite, ExactVerifier(), {}, Options(4), &generator);
  ASSERT_EQ(samples.size(), 8u);
  const SuiteScore score = Score(suite.problems, samples);
  EXPECT_DOUBLE_EQ(Value(score, "pass@1"), (0.5 + 0.25) / 2);
  EXPECT_DOUBLE_EQ(Value(score, "pass@4"), 1.0);
  EXPECT_DOUBLE_EQ(Value(score, "pass@2"), ((1 - 1.0 / 6) + 0.5) / 2);
  EXPECT_DOUBLE_EQ(Value(score, "cons@4"), 0.5);  // a by majority, y by majority
  EXPECT_DOUBLE_EQ(Value(score, "answered"), 7.0 / 8);
  ASSERT_EQ(score.groups.size(), 3u);
  EXPECT_EQ(score.groups[0].group, "level: 1");
  EXPECT_DOUBLE_EQ(score.groups[0].pass_at_1, 0.5);
}

TEST(RunSuite, AResumedRunAsksOnlyForWhatIsMissingAndEndsAlike) {
  const Suite suite = TwoProblems();
  model::RandomGenerator whole(7), rest(7);
  const auto all = RunSuite(suite, ExactVerifier(), {}, Options(4), &whole);
  // Lost: sample 1 of a, samples 2 and 3 of b.
  std::vector<Sample> kept;
  for (const Sample& s : all) {
    const bool lost = (s.id == "a" && s.sample == 1) || (s.id == "b" && s.sample >= 2);
    if (!lost) kept.push_back(s);
  }
  int fresh = 0;
  RunSuiteOptions options = Options(4);
  options.on_sample = [&](const Sample&) { ++fresh; };
  const auto resumed = RunSuite(suite, ExactVerifier(), kept, options, &rest);
  EXPECT_EQ(fresh, 3);
  ASSERT_EQ(resumed.size(), all.size());
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(ToJson(resumed[i]).dump(), ToJson(all[i]).dump());
  }
}

TEST(RunSuite, JudgesOnThreadsComeToTheSameSamples) {
  const Suite suite = TwoProblems();
  model::RandomGenerator alone(7), beside(7);
  const auto here = RunSuite(suite, ExactVerifier(), {}, Options(40), &alone);
  RunSuiteOptions options = Options(40);
  options.judges = 3;
  int handed_out = 0;
  options.on_sample = [&](const Sample&) { ++handed_out; };
  const auto there = RunSuite(suite, ExactVerifier(), {}, options, &beside);
  EXPECT_EQ(handed_out, 80);
  ASSERT_EQ(there.size(), here.size());
  for (size_t i = 0; i < here.size(); ++i) {
    EXPECT_EQ(ToJson(there[i]).dump(), ToJson(here[i]).dump());
  }
}

TEST(RunSuite, AReferenceThatCannotBeReadEndsTheRunBeforeItCosts) {
  Suite suite = TwoProblems();
  suite.problems[1].answer.clear();
  model::RandomGenerator generator(1);
  EXPECT_THROW(RunSuite(suite, ExactVerifier(), {}, Options(1), &generator), base::Error);
  EXPECT_EQ(generator.num_calls(), 0);
}

TEST(Score, ProblemsWithDifferentNumbersOfResponsesAreRefused) {
  const Suite suite = TwoProblems();
  std::vector<Sample> samples(3);
  samples[0].id = samples[1].id = "a";
  samples[1].sample = 1;
  samples[2].id = "b";
  EXPECT_THROW(Score(suite.problems, samples), base::Error);
}

TEST(Score, NoSamplesGiveNoFigures) {
  EXPECT_EQ(Score(TwoProblems().problems, {}).figures.size(), 0u);
}

TEST(Score, IntervalsAreTheSameEachTime) {
  const Suite suite = TwoProblems();
  Texts texts;
  texts["a"] = {"a"};
  texts["b"] = {"y"};
  model::ScriptedGenerator generator(texts);
  const auto samples = RunSuite(suite, ExactVerifier(), {}, Options(1), &generator);
  const SuiteScore x = Score(suite.problems, samples), y = Score(suite.problems, samples);
  EXPECT_EQ(x.figures[0].interval.lo, y.figures[0].interval.lo);
  EXPECT_EQ(x.figures[0].interval.lo, 0.0);
  EXPECT_EQ(x.figures[0].interval.hi, 1.0);
}

TEST(Score, NoneOfThirtyIsNotCertainlyZero) {
  std::vector<data::Problem> problems(30);
  std::vector<Sample> samples(30);
  for (int i = 0; i < 30; ++i) {
    problems[i].id = samples[i].id = std::to_string(i);
    samples[i].status = "wrong";
  }
  const SuiteScore score = Score(problems, samples);
  EXPECT_EQ(score.figures[0].value, 0.0);
  EXPECT_EQ(score.figures[0].interval.lo, 0.0);
  EXPECT_NEAR(score.figures[0].interval.hi, 0.1135, 1e-4);  // 3.841 / (30 + 3.841)
}

TEST(Sample, SurvivesItsJsonLineAndNamesABrokenOne) {
  Sample sample;
  sample.suite = "s";
  sample.id = "p";
  sample.response = "caf\xc3\xa9";
  sample.tokens = 3;
  const base::Json row = ToJson(sample);
  EXPECT_EQ(ToJson(SampleFromJson(row, "x")).dump(), row.dump());
  base::Json broken = row;
  broken.erase("reward");
  try {
    SampleFromJson(broken, "samples.jsonl:7");
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_NE(std::string(error.what()).find("samples.jsonl:7"), std::string::npos);
  }
}

}  // namespace
}  // namespace r1bench::eval
