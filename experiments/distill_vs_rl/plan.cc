#include "experiments/distill_vs_rl/plan.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "data/micro/ops_task.h"
#include "experiments/common/ops_environment.h"
#include "experiments/common/plan.h"
#include "experiments/common/text_model.h"
#include "experiments/distill_vs_rl/seed_run.h"
#include "model/loader.h"
#include "model/presets.h"

namespace r1bench::distill_vs_rl {
namespace {

using experiments::PlannedWork;
using experiments::Scale;
using experiments::TrainingOptions;

constexpr double kDocumentTokens = 14;  // mean of the micro corpus
// What plans assume of answers that are right, as a share of those sampled.
constexpr double kAccepted = 0.8, kAcceptedBase = 0.22;
// Mean lengths in tokens of the micro world, from trial runs: right answers of a base, most of
// which are guesses; the student's in its own RL.
constexpr double kGuessTokens = 11, kStudentTokens = 20;

double Operations(const PlannedWork& work) { return work.generate_flops + work.train_flops; }

class Planner {
 public:
  explicit Planner(const DistillOptions& options) : options_(options), training_(options.training) {
    plan_.experiment = "distill_vs_rl";
    plan_.model = experiments::PlanModelName(training_);
    plan_.limit =
        micro() ? training_.context_tokens - micro::kPromptTokens : training_.text.max_new_tokens;
    response_ = experiments::AssumedResponse(training_, plan_.limit);
    prompt_ = experiments::AssumedPrompt(training_);
    large_ = experiments::PlanConfig(training_, experiments::kOpsVocabulary);
    plan_.config = large_;
    if (micro()) {
      plan_.model = "made from nothing (the student)";
      plan_.config = experiments::MicroModelConfig(options.student, experiments::kOpsVocabulary,
                                                   training_.context_tokens);
    }
  }

  std::string Describe() {
    const bool small = training_.scale == Scale::kSmall;  // its steps follow from the budget
    if (micro() || (options_.rl_arms && !small)) {
      plan_.remarks = experiments::DescribeRl(training_.rl);
    }
    switch (training_.scale) {
      case Scale::kMicro:
        PlanMicro();
        break;
      case Scale::kSmall:
        PlanSmall();
        break;
      case Scale::kPaper:
        PlanPaper();
        break;
    }
    return experiments::DescribePlan(training_, plan_);
  }

 private:
  bool micro() const { return training_.scale == Scale::kMicro; }

  void Add(std::string name, std::string what, const PlannedWork& work,
           const model::ModelConfig* config = nullptr) {
    plan_.stages.push_back({std::move(name), std::move(what), work, config});
  }

  PlannedWork Tuning(const model::ModelConfig& config, double traces, double tokens) const {
    return experiments::SftWork(config, traces * options_.sft.epochs, tokens);
  }

  // RL of the student with about so many operations: the number of steps follows from the run, so
  // the plan gives those that would spend them at this response length.
  experiments::RlOptions WithBudget(double flops, double tokens) const {
    experiments::RlOptions rl = training_.rl;
    rl.steps = rl.updates_per_rollout();
    const double rollout = Operations(experiments::RlWork(rl, plan_.config, prompt_, tokens));
    rl.steps *= static_cast<int64_t>(std::ceil(flops / rollout));
    if (!micro()) rl.steps = std::min(rl.steps, training_.rl.steps);
    return rl;
  }
  void AddBudget(const std::string& name, const std::string& what, double flops, double tokens) {
    const experiments::RlOptions rl = WithBudget(flops, tokens);
    Add(name, base::StrCat(what, ", about ", rl.steps, " steps"),
        experiments::RlWork(rl, plan_.config, prompt_, tokens));
  }

  // Sampling, distillation and what has its operations; returns those.
  double AddStudent(const PlannedWork& sampling, const model::ModelConfig* teacher, double traces,
                    double rl_tokens) {
    Add("traces", "answers of the teacher, kept if right", sampling, teacher);
    const PlannedWork distill = Tuning(plan_.config, traces, prompt_ + response_);
    Add("distill", "fine-tuning on them", distill);
    const double budget = Operations(sampling) + Operations(distill);
    if (options_.rl_arms) {
      if (!micro()) plan_.remarks = experiments::DescribeRl(WithBudget(budget, rl_tokens));
      AddBudget("rl", "GRPO with as many operations", budget, rl_tokens);
      AddBudget("distill_rl", "the same after distillation", budget, response_);
      AddBudget("rl_more", base::StrCat("GRPO with ", options_.budget_factor, " times as many"),
                options_.budget_factor * budget, rl_tokens);
    }
    if (options_.null_arms) {
      Add("null_traces", "fine-tuning on traces of other prompts (control)", distill);
      if (options_.rl_arms)
        AddBudget("null_reward", "GRPO on a coin flip (control)", budget, rl_tokens);
    }
    return budget;
  }

  void PlanMicro() {
    const double documents =
        static_cast<double>(training_.pretrain.steps * training_.pretrain.documents);
    Add("teacher_pretrain", "the large base, from nothing",
        experiments::SftWork(large_, documents, kDocumentTokens), &large_);
    Add("student_pretrain", "the small base, on the same documents",
        experiments::SftWork(plan_.config, documents, kDocumentTokens));
    const PlannedWork teacher = experiments::RlWork(training_.rl, large_, prompt_, response_);
    Add("teacher", "GRPO of the large base on the outcome", teacher, &large_);
    const micro::OpsTask task(options_.world.modulus);
    const double prompts =
        static_cast<double>(std::ssize(task.solvable()) - options_.world.held_out);
    const double answers = prompts * options_.samples_per_prompt, traces = kAccepted * answers;
    const double budget = AddStudent(experiments::SamplingWork(large_, answers, response_), &large_,
                                     traces, kStudentTokens);
    if (options_.rl_arms && options_.whole_arm) {
      AddBudget("rl_whole", "GRPO with the teacher's operations, too", budget + Operations(teacher),
                kStudentTokens);
    }
    if (options_.rl_arms && options_.cold_traces > 0) {
      AddBudget(
          "cold, cold_rl",
          base::StrCat("cold start on ", options_.cold_traces, " canonical traces, then GRPO"),
          budget, kStudentTokens);
    }
    if (options_.own_arms) AddOwn(answers, traces, Operations(teacher));
  }

  void AddOwn(double answers, double traces, double teacher) {
    const double sampled = traces / kAcceptedBase;
    Add("own_traces", "right answers of the small base",
        experiments::SamplingWork(plan_.config, sampled, kGuessTokens));
    Add("own_sft", "fine-tuning of the small base on them",
        Tuning(plan_.config, traces, prompt_ + kGuessTokens));
    const PlannedWork first = experiments::SamplingWork(large_, sampled, kGuessTokens);
    const PlannedWork tuning = Tuning(large_, traces, prompt_ + kGuessTokens);
    Add("large_traces", "right answers of the large base", first, &large_);
    Add("large_sft", "fine-tuning of the large base on them", tuning, &large_);
    Add("large_self", "fine-tuning of the large base on the teacher's traces",
        Tuning(large_, traces, prompt_ + response_), &large_);
    AddRounds(answers, traces, teacher - Operations(first) - Operations(tuning));
  }

  // Rounds after "large_sft", until so many operations are spent.
  void AddRounds(double answers, double traces, double flops) {
    const double round = Operations(experiments::SamplingWork(large_, answers, response_)) +
                         Operations(Tuning(large_, traces, prompt_ + response_));
    const double rounds = std::max(0.0, std::ceil(flops / round));
    PlannedWork work = experiments::SamplingWork(large_, rounds * answers, response_);
    const PlannedWork tuning = Tuning(large_, rounds * traces, prompt_ + response_);
    work.documents = tuning.documents;
    work.document_tokens = tuning.document_tokens;
    work.train_flops = tuning.train_flops;
    Add("large_sft_whole",
        base::StrCat("the same again from these weights, about ", rounds,
                     " rounds, until the operations of the teacher's RL are spent"),
        work, &large_);
  }

  // Of a teacher that runs elsewhere the number of active parameters is all that is known.
  PlannedWork Elsewhere(double answers) const {
    PlannedWork work;
    work.responses = answers;
    work.response_tokens = answers * response_;
    work.generate_flops = work.response_tokens * 2 * options_.teacher.parameters;
    return work;
  }

  model::ModelConfig TeacherConfig() const {
    if (options_.teacher.model == "smollm2") return model::PresetConfig("smollm2-135m");
    return model::LoadConfig(experiments::ModelPath(options_.teacher.model));
  }

  void PlanSmall() {
    const double answers =
        static_cast<double>(training_.text.train_problems) * options_.samples_per_prompt;
    if (options_.teacher.model.empty()) {
      AddStudent(Elsewhere(answers), nullptr, kAccepted * answers, response_);
      return;
    }
    teacher_ = TeacherConfig();
    AddStudent(experiments::SamplingWork(teacher_, answers, response_), &teacher_,
               kAccepted * answers, response_);
  }

  void PlanPaper() {
    if (options_.rl_arms) {
      Add("rl", "GRPO on the outcome",
          experiments::RlWork(training_.rl, plan_.config, prompt_, response_));
    }
    if (options_.planned_traces <= 0) return;
    if (options_.planned_trace_tokens > 0) response_ = options_.planned_trace_tokens;
    plan_.remarks += base::StrCat("teacher      ", options_.teacher.model, ", ",
                                  options_.teacher.parameters, " active parameters\n");
    plan_.remarks += base::StrCat("fine-tuning  ", options_.sft.epochs, " passes, ",
                                  options_.sft.batch, " traces a step, learning rate ",
                                  options_.sft.learning_rate, ", cosine to a tenth\n");
    if (options_.teacher.parameters > 0) {
      Add("traces", "answers of the teacher, one kept for every one thrown away",
          Elsewhere(2 * options_.planned_traces));
    }
    Add("distill", "fine-tuning on them", Tuning(plan_.config, options_.planned_traces, response_));
  }

  const DistillOptions& options_;
  const TrainingOptions& training_;
  experiments::Plan plan_;
  model::ModelConfig large_, teacher_;
  double response_ = 0, prompt_ = 0;  // tokens
};

}  // namespace

std::string DescribePlan(const DistillOptions& options) { return Planner(options).Describe(); }

}  // namespace r1bench::distill_vs_rl
