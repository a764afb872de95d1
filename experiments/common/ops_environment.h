// OPS-M, the micro world, as an environment. See data/micro/README.md.
#ifndef R1BENCH_EXPERIMENTS_COMMON_OPS_ENVIRONMENT_H_
#define R1BENCH_EXPERIMENTS_COMMON_OPS_ENVIRONMENT_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/micro/ops_analysis.h"
#include "data/micro/ops_corpus.h"
#include "data/micro/ops_task.h"
#include "data/micro/ops_vocabulary.h"
#include "experiments/common/environment.h"
#include "experiments/common/micro_model.h"
#include "train/packing.h"

namespace r1bench::experiments {

inline constexpr MicroVocabulary kOpsVocabulary = {micro::kOpsVocabSize, micro::kTokenEnd,
                                                   micro::kTokenPad};

struct OpsWorldOptions {
  int modulus = 7;
  int held_out = 256;       // prompts kept for evaluation
  int context_tokens = 64;  // prompt and response together
  micro::OpsCorpusOptions corpus;
  micro::AuditGate gate;
};

class OpsEnvironment : public Environment {
 public:
  // The split is made with `seed`.
  OpsEnvironment(const OpsWorldOptions& options, uint64_t seed);

  const OpsWorldOptions& options() const { return options_; }
  const micro::OpsTask& task() const { return task_; }
  const micro::OpsSplit& split() const { return split_; }
  const micro::OpsPrompt& At(Split split, int64_t index) const;

  int64_t size(Split split) const override;
  std::string Id(Split split, int64_t index) const override;
  std::vector<int32_t> PromptTokens(Split split, int64_t index) const override;
  std::string PromptText(Split split, int64_t index) const override;
  std::string ResponseText(const model::Completion& completion) const override;
  model::SamplingParams Sampling() const override;
  std::vector<Outcome> Judge(Split split, int64_t index,
                             std::span<const model::Completion> completions) const override;
  // Arithmetic, checks, behaviours and the gate's verdict ("gate_passed", "gate_failures").
  base::Json Audit(std::span<const int64_t> held_out_index,
                   std::span<const model::Completion> completions) const override;

 private:
  OpsWorldOptions options_;
  micro::OpsTask task_;
  micro::OpsSplit split_;
};

// What all OPS worlds say of one response: an Outcome without the answer's text, which is
// `answer` where the response has a well-formed one.
Outcome OpsOutcome(const micro::OpsAnalysis& analysis, std::string answer);
// Arithmetic, checks, behaviours and the gate's verdict, as Environment::Audit gives them.
base::Json OpsAuditRow(const micro::OpsAudit& audit, const micro::AuditGate& gate);

// What a step of pre-training reads: `count` documents of the corpus. Prompts are no targets: they
// are random, and nothing in them can be learned.
std::vector<train::Document> OpsDocuments(const micro::OpsCorpus& corpus, int64_t step,
                                          int64_t count);

// SHA-256 of both splits and of the first 1,000 documents of the corpus: names the data of a run.
std::string OpsDataHash(const OpsWorldOptions& options, uint64_t seed);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_OPS_ENVIRONMENT_H_
