#include "experiments/mcts/networks.h"

#include <algorithm>

#include "base/error.h"
#include "train/reward_model.h"

namespace r1bench::mcts {
namespace {

constexpr int64_t kScoreTokens = 8192;
constexpr int64_t kCacheBytes = int64_t{4} << 30;  // an upper end; memory grows as needed

}  // namespace

std::vector<double> ValuesOf(const Networks& networks,
                             std::span<const std::vector<int32_t>> texts) {
  std::vector<double> values;
  for (const float score : train::ScoreLast(texts, kScoreTokens, networks.value.get())) {
    values.push_back(train::Sigmoid(score));
  }
  return values;
}

NodeStates::NodeStates(model::Transformer* model, std::span<const std::vector<int32_t>> prompts)
    : model_(model),
      prompts_(prompts),
      cache_(model->kv_layout(), model::KvCache::BlocksWithin(model->kv_layout(), kCacheBytes)),
      states_(prompts.size()) {}

void NodeStates::Read(std::span<const Request> requests, std::vector<float>* hidden) {
  std::vector<model::SequenceChunk> chunks;
  for (const Request& request : requests) {
    auto& states = states_.at(static_cast<size_t>(request.search));
    const std::span<const int32_t> prompt = prompts_[static_cast<size_t>(request.search)];
    std::span<const int32_t> tokens = prompt;
    if (request.parent < 0) {
      states.insert_or_assign(request.node, model::KvSequence(&cache_));
    } else {
      const auto parent = states.find(request.parent);
      base::Require(parent != states.end(), "expected node ", request.parent,
                    " to be read before its child ", request.node);
      states.insert_or_assign(request.node, parent->second.Fork());
      tokens = std::span(request.path).last(static_cast<size_t>(request.action_tokens));
    }
    chunks.push_back({nullptr, tokens});
  }
  // Only now: inserting may have moved what is in a table.
  for (size_t i = 0; i < requests.size(); ++i) {
    chunks[i].kv = &states_[static_cast<size_t>(requests[i].search)].at(requests[i].node);
  }
  std::vector<float> rows;
  model_->Forward(chunks, &cache_, &rows);
  const auto width = static_cast<size_t>(model_->config().hidden_size);
  hidden->clear();
  size_t end = 0;
  for (const model::SequenceChunk& chunk : chunks) {
    end += chunk.tokens.size();
    hidden->insert(hidden->end(), rows.begin() + static_cast<int64_t>((end - 1) * width),
                   rows.begin() + static_cast<int64_t>(end * width));
  }
}

}  // namespace r1bench::mcts
