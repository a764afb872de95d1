// The two learned rewards of the last stage: how helpful a response is, and how safe.
//
// Both are copies of Dev3 with a value head (train/reward_model.h), scored at the response's last
// token. Helpfulness is learned from pairs (Bradley-Terry), safety from single responses called
// safe or unsafe, as the report has it (v2, 3.1). A request belongs to one of them, as the report
// assigns every general prompt to one data set: harmful requests to safety, the others, look-alikes
// included, to helpfulness.
#ifndef R1BENCH_EXPERIMENTS_R1_PIPELINE_REWARD_MODELS_H_
#define R1BENCH_EXPERIMENTS_R1_PIPELINE_REWARD_MODELS_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "data/micro/request_task.h"
#include "experiments/common/cost.h"
#include "model/generator.h"
#include "model/transformer.h"
#include "train/reward_model.h"

namespace r1bench::r1_pipeline {

class RewardModels {
 public:
  RewardModels(std::shared_ptr<model::Transformer> helpfulness,
               std::shared_ptr<model::Transformer> safety)
      : helpfulness_(std::move(helpfulness)), safety_(std::move(safety)) {}

  // One score a response to one request: of the helpfulness model as it is, of the safety model as
  // a probability.
  std::vector<double> Scores(const micro::Request& request,
                             std::span<const model::Completion> completions) const;
  // What reading one response of them takes, its prompt included.
  experiments::Cost ScoringCost(const micro::Request& request,
                                const model::Completion& completion) const;

 private:
  std::shared_ptr<model::Transformer> helpfulness_, safety_;
};

}  // namespace r1bench::r1_pipeline

#endif  // R1BENCH_EXPERIMENTS_R1_PIPELINE_REWARD_MODELS_H_
