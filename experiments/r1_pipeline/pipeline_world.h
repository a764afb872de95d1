// The micro world of the pipeline: arithmetic in two notations, whose answers can be checked, and
// requests, whose responses can only be judged (data/micro/README.md). One vocabulary for both.
#ifndef R1BENCH_EXPERIMENTS_R1_PIPELINE_PIPELINE_WORLD_H_
#define R1BENCH_EXPERIMENTS_R1_PIPELINE_PIPELINE_WORLD_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/micro/notation.h"
#include "data/micro/notation_corpus.h"
#include "data/micro/request_corpus.h"
#include "data/micro/request_task.h"
#include "experiments/common/micro_model.h"
#include "experiments/r1_pipeline/options.h"
#include "train/packing.h"

namespace r1bench::r1_pipeline {

inline constexpr experiments::MicroVocabulary kPipelineVocabulary = {
    micro::kRequestVocabSize, micro::kNotationEnd, micro::kNotationPad};

class PipelineWorld {
 public:
  // Splits and documents are functions of (options, seed).
  PipelineWorld(const WorldOptions& options, uint64_t seed);

  const WorldOptions& options() const { return options_; }
  uint64_t seed() const { return seed_; }
  const micro::OpsTask& task() const { return task_; }
  const micro::OpsSplit& arithmetic() const { return arithmetic_; }
  const micro::RequestSplit& requests() const { return requests_; }

  // Document `index` of the base's corpus: a request by a base writer with probability
  // share_requests, else arithmetic. Only what follows the prompt is learned.
  train::Document BaseDocument(uint64_t index) const;
  // The curated documents of the cold start: canonical solutions in the prompt's notation.
  std::vector<train::Document> ColdStart(int count) const;
  // General samples of the set for Dev3, by a curated writer.
  std::vector<train::Document> GeneralSamples(int64_t count) const;

  // "3 5 2 6 ? + 1 * 2 V A + * E ", "tell a c : hi a red c big bye E ".
  static std::string Text(std::span<const int32_t> ids);
  // SHA-256 of the splits and of the corpus's first documents.
  std::string DataHash() const;

 private:
  WorldOptions options_;
  uint64_t seed_;
  micro::OpsTask task_;
  micro::OpsSplit arithmetic_;
  micro::RequestSplit requests_;
  micro::NotationCorpus arithmetic_corpus_;
  micro::RequestCorpus request_corpus_;
};

}  // namespace r1bench::r1_pipeline

#endif  // R1BENCH_EXPERIMENTS_R1_PIPELINE_PIPELINE_WORLD_H_
