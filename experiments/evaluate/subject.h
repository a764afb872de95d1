// Who answers: a model on this machine, or completions made elsewhere.
#ifndef R1BENCH_EXPERIMENTS_EVALUATE_SUBJECT_H_
#define R1BENCH_EXPERIMENTS_EVALUATE_SUBJECT_H_

#include <functional>
#include <memory>

#include "data/prompt.h"
#include "eval/run_suite.h"
#include "experiments/common/text_model.h"
#include "experiments/evaluate/options.h"
#include "model/generator.h"
#include "reports/report.h"

namespace r1bench::evaluate {

struct Subject {
  std::unique_ptr<model::TextGenerator> generator;
  std::function<eval::Prompt(const data::Problem&)> prompt;
  reports::DataSource source;                     // weights or file, by hash
  std::shared_ptr<experiments::TextModel> model;  // null for saved completions
};

Subject MakeSubject(const EvaluateOptions& options, const data::PromptTemplate& prompt);

}  // namespace r1bench::evaluate

#endif  // R1BENCH_EXPERIMENTS_EVALUATE_SUBJECT_H_
