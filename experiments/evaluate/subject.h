// Who answers: a model on this machine, or completions made elsewhere.
#ifndef R1BENCH_EXPERIMENTS_EVALUATE_SUBJECT_H_
#define R1BENCH_EXPERIMENTS_EVALUATE_SUBJECT_H_

#include <functional>
#include <memory>
#include <span>

#include "data/prompt.h"
#include "eval/run_suite.h"
#include "experiments/common/text_model.h"
#include "experiments/evaluate/exam.h"
#include "experiments/evaluate/options.h"
#include "model/generator.h"
#include "reports/report.h"

namespace r1bench::evaluate {

struct Subject {
  std::shared_ptr<experiments::TextModel> model;  // null for saved completions
  std::unique_ptr<model::TextGenerator> generator;
  std::function<eval::Prompt(const data::PromptTemplate&, const data::Problem&)> prompt;
  reports::DataSource source;  // weights or file, by hash
};

// Loads the model; or the saved completions, which must hold at least k of each problem of
// `exams`.
Subject MakeSubject(const EvaluateOptions& options, std::span<const Exam> exams);

}  // namespace r1bench::evaluate

#endif  // R1BENCH_EXPERIMENTS_EVALUATE_SUBJECT_H_
