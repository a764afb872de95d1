// The two networks of a search: the policy that writes, and the value model that judges what is
// written so far.
//
// The value model is the policy's network with a scalar head (train/reward_model.h), trained on the
// outcomes of sampled texts at every position: Sigmoid(score) estimates the chance that a text so
// begun ends in a right answer.
#ifndef R1BENCH_EXPERIMENTS_MCTS_NETWORKS_H_
#define R1BENCH_EXPERIMENTS_MCTS_NETWORKS_H_

#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "experiments/common/micro_model.h"
#include "experiments/mcts/search.h"
#include "model/engine.h"
#include "model/kv_cache.h"
#include "model/transformer.h"

namespace r1bench::mcts {

struct Networks {
  experiments::Policy policy, value;
  std::unique_ptr<model::LocalEngine> engine;  // samples from policy

  Networks(experiments::Policy policy_in, experiments::Policy value_in,
           std::unique_ptr<model::LocalEngine> engine_in)
      : policy(std::move(policy_in)), value(std::move(value_in)), engine(std::move(engine_in)) {}
};

// The value of each text (prompt and response so far), read to its last token.
std::vector<double> ValuesOf(const Networks& networks, std::span<const std::vector<int32_t>> texts);

// Keeps a network's cache for every node of many trees, so that a new node costs one position.
class NodeStates {
 public:
  // prompts: of each search, by its index. Memory is freed with this object.
  NodeStates(model::Transformer* model, std::span<const std::vector<int32_t>> prompts);

  // The hidden state after the last token of each request's state: [requests, hidden_size]. A
  // node's parent must have been read before; a root is read as its prompt.
  void Read(std::span<const Request> requests, std::vector<float>* hidden);

 private:
  model::Transformer* model_;
  std::span<const std::vector<int32_t>> prompts_;
  model::KvCache cache_;
  std::vector<std::unordered_map<int32_t, model::KvSequence>> states_;  // by search, then node
};

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_NETWORKS_H_
