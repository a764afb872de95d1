// The mechanism of the experiment on tiny, almost untrained models: budgets, costs, selectors,
// matched traces, and a run that is stopped and goes on to the same signature. No outcome.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/signals.h"
#include "data/tokenizer_alphabet.h"
#include "experiments/common/micro_model.h"
#include "experiments/common/run_folder.h"
#include "experiments/mcts/arms.h"
#include "experiments/mcts/chains.h"
#include "experiments/mcts/findings.h"
#include "experiments/mcts/run.h"
#include "experiments/mcts/samples.h"
#include "experiments/mcts/score.h"
#include "experiments/mcts/seed_run.h"
#include "experiments/mcts/self_training.h"

namespace r1bench::mcts {
namespace {

MctsOptions Tiny() {
  MctsOptions options;
  experiments::TrainingOptions& training = options.training;
  training.held_out = 6;
  training.model = {.layers = 1, .hidden = 16, .heads = 2, .intermediate = 32};
  training.pretrain = {.steps = 60, .documents = 32, .learning_rate = 5e-3};
  training.rl.steps = 2;
  training.rl.questions_per_step = 2;
  training.rl.group_size = 2;
  training.rl.learning_rate = 1e-4;
  training.eval_samples = 2;
  training.checkpoint_steps = 2;
  training.seeds = {1};
  options.operands = {3, 4};
  options.headline = 3;
  options.world.task.modulus = 7;
  options.world.train_prompts = 100;
  options.world.tune_prompts = 3;
  options.world.search_prompts = 6;
  options.value = {.steps = 2, .texts = 8, .learning_rate = 1e-3};
  options.budgets.values = {32, 64};
  options.explorations = {0.3, 1.5};
  options.audit_samples = 2;
  options.self = {
      .rounds = 2, .prompts = 12, .tokens = 64, .steps = 2, .documents = 4, .value_steps = 1};
  return options;
}

WorldOptions TinyWorld() {
  WorldOptions world = Tiny().world;
  world.task.operands = 4;
  return world;
}

// A world and untrained networks.
class SearchTest : public ::testing::Test {
 protected:
  SearchTest() {
    const experiments::MicroVocabulary vocabulary = world_.vocabulary();
    const model::ModelConfig config =
        experiments::MicroModelConfig(Tiny().training.model, vocabulary, world_.context_tokens());
    const experiments::Policy policy = experiments::NewPolicy(config, 3);
    const experiments::Policy value = NewValueModel(experiments::NewPolicy(config, 4));
    // A head that tells texts apart.
    const model::Tensor head = value->parameters().view("score.weight");
    for (int64_t i = 0; i < head.size; ++i) head.data[i] = i % 2 == 0 ? 0.3f : -0.2f;
    value->WeightsChanged();
    networks_ = std::make_unique<Networks>(policy, value, experiments::MicroEngine(policy));
  }

  SearchResult Search(const TextSearchOptions& options) {
    return SearchTexts(options, world_, held_out_, 9, networks_.get());
  }

  const World world_{TinyWorld(), 1};
  const std::vector<Prompt> held_out_ = world_.All(PromptSet::kHeldOut);
  std::unique_ptr<Networks> networks_;
};

TEST_F(SearchTest, PromptsOfTheThreeSetsShareNone) {
  std::set<std::string> ids;
  for (const PromptSet set : {PromptSet::kTrain, PromptSet::kTune, PromptSet::kHeldOut}) {
    for (const Prompt prompt : world_.All(set)) {
      EXPECT_TRUE(ids.insert(world_.NameOf(prompt)).second);
    }
  }
  EXPECT_EQ(world_.Count(PromptSet::kTune), 3);
  EXPECT_EQ(world_.Count(PromptSet::kHeldOut), 6);
}

TEST_F(SearchTest, EveryArmSpendsItsBudgetAndSaysWhatItCost) {
  const MctsOptions options = Tiny();
  for (const TreeArm& arm : TreeArms(options)) {
    TextSearchOptions search = arm.options;
    search.search.token_budget = 64;
    const SearchResult result = Search(search);
    ASSERT_EQ(result.found.size(), 6u) << arm.name;
    EXPECT_GE(result.tokens, 6 * 64) << arm.name;
    EXPECT_GE(result.forwards, result.tokens) << arm.name;
    // A node more is a token more, or a rollout; a budget is passed by one request at most.
    EXPECT_LT(result.tokens, 6 * (64 + world_.context_tokens())) << arm.name;
    for (const auto& list : result.found) {
      int64_t before = 0;
      for (const Finished& finished : list) {
        EXPECT_GE(finished.tokens, before);
        before = finished.tokens;
        EXPECT_LE(static_cast<int64_t>(finished.path.size()) + world_.task().prompt_tokens(),
                  world_.context_tokens());
      }
    }
  }
}

// Values by cached states, node by node, are those of the value model on the whole text.
TEST_F(SearchTest, NodeStatesEqualReadingTheWholeText) {
  TextSearchOptions options;
  options.search.token_budget = 400;
  options.search.exploration = 5;
  int compared = 0;
  const SearchResult result = Search(options);
  for (size_t i = 0; i < result.found.size(); ++i) {
    for (const Finished& finished : result.found[i]) {
      if (finished.path.back() != world_.task().vocabulary().end()) continue;
      std::vector<int32_t> text = world_.task().PromptTokens(world_.held_out()[i]);
      text.insert(text.end(), finished.path.begin(), finished.path.end());
      const std::vector<std::vector<int32_t>> texts = {text};
      EXPECT_EQ(ValuesOf(*networks_, texts).front(), finished.value);
      ++compared;
    }
  }
  EXPECT_GT(compared, 0);
}

TEST_F(SearchTest, AnotherGroupingOfPromptsChangesNoTokenTree) {
  TextSearchOptions options;
  options.search.token_budget = 64;
  const SearchResult all = Search(options);
  for (size_t i = 0; i < 6; ++i) {
    const auto one = std::span(held_out_).subspan(i, 1);
    const SearchResult alone = SearchTexts(options, world_, one, 9, networks_.get());
    ASSERT_EQ(alone.found[0].size(), all.found[i].size());
    for (size_t j = 0; j < alone.found[0].size(); ++j) {
      EXPECT_EQ(alone.found[0][j].path, all.found[i][j].path);
      EXPECT_EQ(alone.found[0][j].value, all.found[i][j].value);
    }
  }
}

TEST_F(SearchTest, SamplesFillTheBudgetInOrder) {
  const SearchResult result = SampleTexts(world_, held_out_, 200, 5, networks_.get());
  for (const auto& list : result.found) {
    int64_t tokens = 0;
    for (const Finished& finished : list) {
      EXPECT_LT(tokens, 200);
      tokens += static_cast<int64_t>(finished.path.size());
      EXPECT_EQ(finished.tokens, tokens);
      EXPECT_EQ(finished.forwards, 2 * tokens);
    }
    EXPECT_GE(tokens, 200);
  }
}

TEST_F(SearchTest, LongChainsAnswerOnlyAfterARightCheckOrWithoutRoom) {
  const micro::OpsKTask& task = world_.task();
  const SearchResult result = LongChains(world_, held_out_, 200, 5, networks_.get());
  for (const auto& list : result.found) {
    for (const Finished& finished : list) {
      const auto& path = finished.path;
      const auto marker = std::find(path.begin(), path.end(), task.vocabulary().answer());
      if (marker == path.end()) continue;
      const auto written = static_cast<int>(marker - path.begin());
      const int room = world_.context_tokens() - task.prompt_tokens() - written;
      const bool after_right = written > 0 && *(marker - 1) == task.vocabulary().right();
      EXPECT_TRUE(after_right || room < task.attempt_tokens() + 1 + task.answer_tokens());
    }
  }
}

TEST_F(SearchTest, SelectorsChooseAtTheBudget) {
  const micro::OpsKPrompt prompt = world_.held_out()[0];
  const micro::OpsKTask& task = world_.task();
  const auto text = [&](bool right) {
    int combo = 0;
    while (task.Solves(prompt, combo) != right) ++combo;
    std::vector<int32_t> path;
    micro::AppendAnswer(task.rules(), combo, task.num_ops(), &path);
    return path;
  };
  const std::vector<std::vector<Finished>> found = {{{text(false), 0.2, 10, 20},
                                                     {text(false), 0.4, 20, 40},
                                                     {text(true), 0.9, 30, 60},
                                                     {text(true), 0.1, 40, 80},
                                                     {text(true), 0.1, 50, 100}}};
  const std::vector<Prompt> prompts = {held_out_[0]};
  const Budgets budgets{{9, 25, 30, 60}};
  const base::Json samples = Score(world_, prompts, found, budgets, /*tree=*/false);
  EXPECT_EQ(samples.at("any_t9"), 0.0);
  EXPECT_EQ(samples.at("any_t25"), 0.0);
  EXPECT_EQ(samples.at("any_t30"), 1.0);
  EXPECT_EQ(samples.at("value_t30"), 1.0);
  EXPECT_EQ(samples.at("majority_t30"), 0.0);
  EXPECT_EQ(samples.at("majority_t60"), 1.0);
  EXPECT_DOUBLE_EQ(samples.at("random_t60"), 0.6);
  // Who chooses without the value model has not paid for it; in a tree everyone has.
  EXPECT_EQ(samples.at("any_f30"), 1.0);
  EXPECT_EQ(samples.at("value_f30"), 0.0);
  EXPECT_EQ(samples.at("value_f60"), 1.0);
  const base::Json tree = Score(world_, prompts, found, budgets, /*tree=*/true);
  EXPECT_FALSE(tree.contains("majority_t60"));
  EXPECT_EQ(tree.at("any_f30"), 0.0);
  EXPECT_EQ(tree.at("any_f60"), 1.0);
}

TEST_F(SearchTest, RightTextsAreRightDistinctAndFew) {
  const std::vector<Prompt> prompts = world_.All(PromptSet::kTrain);
  const SearchResult result = SampleTexts(world_, prompts, 400, 5, networks_.get());
  int64_t solved = 0;
  const Traces traces = RightTexts(world_, prompts, result, 2, &solved);
  std::map<std::vector<int32_t>, int> per_prompt;
  std::set<std::vector<int32_t>> texts;
  for (const train::Document& trace : traces) {
    EXPECT_EQ(trace.loss_from, world_.task().prompt_tokens());
    EXPECT_TRUE(texts.insert(trace.tokens).second);
    const std::vector<int32_t> prompt(trace.tokens.begin(), trace.tokens.begin() + trace.loss_from);
    const std::vector<int32_t> rest(trace.tokens.begin() + trace.loss_from, trace.tokens.end());
    EXPECT_TRUE(world_.JudgeOne(world_.task().ParsePrompt(prompt), rest).correct);
    EXPECT_LE(++per_prompt[prompt], 2);
  }
  EXPECT_EQ(static_cast<int64_t>(per_prompt.size()), solved);
}

TEST(Match, LeavesEquallyMany) {
  const auto make = [](std::vector<size_t> lengths, int32_t token) {
    Traces traces;
    for (const size_t length : lengths) traces.push_back({std::vector<int32_t>(length, token), 1});
    return traces;
  };
  Traces a = make({5, 5, 5, 9, 9, 12}, 1), b = make({5, 9, 9, 9, 20}, 2);
  Match(/*by_length=*/true, 1, &a, &b);
  const auto lengths = [](const Traces& traces) {
    std::multiset<size_t> all;
    for (const train::Document& trace : traces) all.insert(trace.tokens.size());
    return all;
  };
  EXPECT_EQ(lengths(a), (std::multiset<size_t>{5, 9, 9}));
  EXPECT_EQ(lengths(b), lengths(a));
  Traces c = make({5, 5, 5}, 1), d = make({7}, 2);
  Match(/*by_length=*/false, 1, &c, &d);
  EXPECT_EQ(c.size(), 1u);
  EXPECT_EQ(d.size(), 1u);
}

// --- The run -----------------------------------------------------------------------------------

// Runs, stopping (as if by SIGTERM) once so many stages have been finished in this process.
std::string RunUntil(const MctsOptions& options, const std::string& resume, int stop_after,
                     std::string* signature, reports::Report* report = nullptr) {
  experiments::ExperimentSpec spec = Experiment(options);
  int done = 0;
  spec.run_seed = [&](const experiments::SeedContext& given) {
    experiments::SeedContext context = given;
    context.stage_done = [&] {
      given.stage_done();
      if (++done == stop_after) base::SetStopSignalForTest(SIGTERM);
    };
    RunSeed(options, context);
  };
  std::shared_ptr<experiments::RunFolder> folder =
      resume.empty() ? experiments::RunFolder::Create(::testing::TempDir(), "mcts", "config")
                     : experiments::RunFolder::Resume(resume, "config");
  const std::string path = folder->path();
  try {
    const reports::Report result = experiments::RunExperiment(spec, folder);
    *signature = result.signature;
    if (report != nullptr) *report = result;
  } catch (const base::Interrupted&) {
    *signature = "";
  }
  base::SetStopSignalForTest(0);
  return path;
}

TEST(MctsRun, StoppedRunsGoOnToTheSameSignature) {
  const MctsOptions options = Tiny();
  std::string whole, part;
  reports::Report report;
  RunUntil(options, "", -1, &whole, &report);
  ASSERT_EQ(whole.size(), 8u);
  const std::string path = RunUntil(options, "", 2, &part);
  EXPECT_EQ(part, "");
  RunUntil(options, path, 5, &part);
  EXPECT_EQ(part, "");
  RunUntil(options, path, 6, &part);
  EXPECT_EQ(part, "");
  RunUntil(options, path, -1, &part);
  EXPECT_EQ(part, whole);

  // Every rule has found its arms; one seed decides nothing.
  EXPECT_EQ(report.findings.size(), FindingRules(options).size());
  for (const reports::Finding& finding : report.findings) {
    EXPECT_EQ(finding.verdict, reports::FindingOutcome::kInconclusive);
  }
  double matched[2][2] = {};
  for (const reports::Metric& metric : report.metrics) {
    if (metric.group != "K=3: self-training, round 1") continue;
    if (metric.name == "tree_matched: texts learned from") matched[0][0] = metric.value;
    if (metric.name == "samples_matched: texts learned from") matched[0][1] = metric.value;
    if (metric.name == "tree_matched: their length") matched[1][0] = metric.value;
    if (metric.name == "samples_matched: their length") matched[1][1] = metric.value;
  }
  EXPECT_EQ(matched[0][0], matched[0][1]);
  EXPECT_EQ(matched[1][0], matched[1][1]);
}

// --- A real model ------------------------------------------------------------------------------

// The folder of a model as downloaded ones come: weights, and a tokenizer of single bytes.
std::string ModelFolder() {
  const std::string folder = ::testing::TempDir() + "/bytes_model";
  constexpr int32_t kBytes = 256;
  model::ModelConfig config =
      experiments::MicroModelConfig({.layers = 1, .hidden = 16, .heads = 2, .intermediate = 32},
                                    {kBytes + 1, kBytes, kBytes}, 1024);
  config.eos_token_ids = {kBytes};
  experiments::SavePolicy(folder, experiments::NewPolicy(config, 7).get(), 0);
  base::Json vocabulary;
  for (int32_t byte = 0; byte < kBytes; ++byte) {
    vocabulary[data::BytesToAlphabet(std::string(1, static_cast<char>(byte)))] = byte;
  }
  const base::Json tokenizer = {
      {"added_tokens", {{{"id", kBytes}, {"content", "<|end|>"}, {"special", true}}}},
      {"normalizer", nullptr},
      {"pre_tokenizer", {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", true}}},
      {"model", {{"type", "BPE"}, {"vocab", vocabulary}, {"merges", base::Json::array()}}}};
  base::WriteFileAtomic(folder + "/tokenizer.json", tokenizer.dump());
  return folder;
}

MctsOptions TinyText() {
  MctsOptions options = Tiny();
  options.training.scale = experiments::Scale::kSmall;
  options.training.text.model = ModelFolder();
  options.training.text.train_problems = 12;
  options.training.text.held_out = options.training.held_out = 4;
  options.training.text.max_new_tokens = 24;
  options.training.benchmarks.suites = {"math_style"};
  options.training.benchmarks.problems = 1;
  options.training.benchmarks.max_new_tokens = 4;
  options.operands = {kNoOperands};
  options.headline = kNoOperands;
  options.self.prompts = 4;
  return options;
}

TEST(TextRun, HasTheStagesOfARealModelAndGoesOnToTheSameSignature) {
  const MctsOptions options = TinyText();
  std::string whole, part;
  reports::Report report;
  RunUntil(options, "", -1, &whole, &report);
  ASSERT_EQ(whole.size(), 8u);
  const std::string path = RunUntil(options, "", 3, &part);
  EXPECT_EQ(part, "");
  RunUntil(options, path, 6, &part);
  EXPECT_EQ(part, "");
  RunUntil(options, path, -1, &part);
  EXPECT_EQ(part, whole);

  EXPECT_EQ(report.findings.size(), FindingRules(options).size());
  std::set<std::string> groups, benchmarked;
  for (const reports::Metric& metric : report.metrics) {
    groups.insert(metric.group);
    if (metric.name.starts_with("math_style")) benchmarked.insert(metric.group);
  }
  EXPECT_EQ(groups.size(),
            15u);  // base, value, tune, four searches, rl and its samples, rounds, ends
  EXPECT_EQ(benchmarked,
            (std::set<std::string>{"base", "after RL", "learner tree", "learner samples",
                                   "learner tree_matched", "learner samples_matched"}));
}

TEST(TextRun, LeavesOutWhatNeedsASmallVocabularyOrSizes) {
  MctsOptions options = Tiny();
  options.training.scale = experiments::Scale::kSmall;
  EXPECT_EQ(PlainArms(options), (std::vector<std::string>{"samples"}));
  EXPECT_TRUE(TokenFamilies(options).empty());
  EXPECT_EQ(Families(options), (std::vector<std::string>{"step_puct"}));
  std::vector<std::string> arms, claims;
  for (const TreeArm& arm : TreeArms(options)) arms.push_back(arm.name);
  EXPECT_EQ(arms, (std::vector<std::string>{"step_uct", "step_puct", "step_cap"}));
  for (const auto& rule : FindingRules(options)) claims.push_back(rule.claim_id);
  EXPECT_EQ(claims, (std::vector<std::string>{"mcts.explosion_cap", "mcts.inference",
                                              "mcts.iterate", "mcts.iterate_repeat",
                                              "mcts.iterate_samples", "mcts.iterate_matched"}));
}

TEST(MctsRun, PlansButDoesNotRunThePaperScale) {
  MctsOptions options = Tiny();
  options.training.scale = experiments::Scale::kPaper;
  options.training.text.model = "qwen2.5-32b";
  options.training.text.max_new_tokens = 32768;
  EXPECT_THROW(Experiment(options), base::UsageError);
  EXPECT_NE(DescribePlan(options).find("value"), std::string::npos);
}

// --- Findings ----------------------------------------------------------------------------------

// A seed in which all that the report says holds.
experiments::SeedResults Seed(double shift) {
  experiments::SeedResults seed;
  const auto search = [&](double any, double value) {
    return base::Json{{"any_t64", any},     {"any_t32", any},      {"value_f32", value},
                      {"value_f64", value}, {"majority_f32", 0.2}, {"majority_f64", 0.2}};
  };
  for (const int k : {3, 4}) {
    base::Json tune;
    for (const std::string& family : Families(Tiny())) {
      tune[family + "_any"] = family == "token_rollout" ? 0.6 : 0.1;
      tune[family + "_value"] = family == "token_rollout" ? 0.6 : 0.1;
      seed[StageKey(k, family)] = search(0.4, 0.3);
    }
    for (const std::string plain : {"samples", "chains"}) {
      tune[plain + "_value"] = plain == "chains" ? 0.5 : 0.4;
      tune[plain + "_majority"] = 0.2;
    }
    seed[StageKey(k, "tune")] = tune;
    seed[StageKey(k, "samples")] = search(0.6 + shift, 0.4);
    seed[StageKey(k, "chains")] = search(0.6, 0.5);
    seed[StageKey(k, "token_rollout")] = search(0.5, 0.6 + shift);
    seed[StageKey(k, "step_puct")] = search(0.9 + shift, 0.5);
    seed[StageKey(k, "step_cap")] = search(0.6, 0.4);
    seed[StageKey(k, "value")] = {{"captured", 0.1 + shift}};
    seed[StageKey(k, "base")] = {{"accuracy", 0.2}};
  }
  seed[StageKey(3, "round1")] = {{"tree_accuracy", 0.2}};
  seed[StageKey(3, "round2")] = {{"tree_accuracy", 0.2 + shift},
                                 {"samples_accuracy", 0.5},
                                 {"tree_matched_accuracy", 0.2},
                                 {"samples_matched_accuracy", 0.2 + shift / 10}};
  return seed;
}

// The same of a real model, whose stages have no K.
experiments::SeedResults TextSeed(double shift) {
  const experiments::SeedResults micro = Seed(shift);
  experiments::SeedResults seed;
  for (const auto& [stage, metrics] : micro) {
    if (stage.starts_with("k3_")) seed[stage.substr(3)] = metrics;
  }
  seed["step_puct"]["value_f32"] = seed["step_puct"]["value_f64"] = 0.7 + shift;
  return seed;
}

TEST(Findings, FollowTheirRulesOnARealModel) {
  MctsOptions options = Tiny();
  options.training.scale = experiments::Scale::kSmall;
  options.operands = {kNoOperands};
  options.headline = kNoOperands;
  for (const reports::Finding& finding : experiments::ApplyRules(
           FindingRules(options), {TextSeed(-0.01), TextSeed(0), TextSeed(0.01)})) {
    EXPECT_EQ(finding.verdict, reports::FindingOutcome::kReproduced) << finding.claim_id;
  }
  EXPECT_NEAR(InferenceMargin(options, kNoOperands, TextSeed(0)), 0.3, 1e-12);
}

TEST(Findings, FollowTheirRules) {
  const auto rules = FindingRules(Tiny());
  for (const reports::Finding& finding :
       experiments::ApplyRules(rules, {Seed(-0.01), Seed(0), Seed(0.01)})) {
    EXPECT_EQ(finding.verdict, reports::FindingOutcome::kReproduced) << finding.claim_id;
  }
  // The tree that counts is the one chosen on the tuning prompts, not the best in hindsight.
  EXPECT_NEAR(TokenTreeMargin(Tiny(), 4, Seed(0)), -0.1, 1e-12);
  EXPECT_NEAR(InferenceMargin(Tiny(), 4, Seed(0)), 0.1, 1e-12);
}

}  // namespace
}  // namespace r1bench::mcts
