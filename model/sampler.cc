#include "model/sampler.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "base/error.h"
#include "base/parallel.h"
#include "base/rng.h"
#include "kernels/math/math.h"

namespace r1bench::model {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr int64_t kSmallVocabulary = 512;  // up to here everything is one bin: just sort
constexpr int64_t kBins = 1024;
constexpr float kBinsPerNat = 32.0f;
constexpr int64_t kSumBlock = 64;
constexpr int64_t kVocabPerTask = 4096;  // logits that make a worthwhile piece of parallel work

// The tokens at or before a place in the order "most likely first, lower id first on a tie".
struct Cut {
  float logit = -kInfinity;
  int32_t id = std::numeric_limits<int32_t>::max();

  bool Keeps(float other, int32_t other_id) const {
    return other > logit || (other == logit && other_id <= id);
  }
};

// Scratch of one thread, kept from call to call.
struct Scratch {
  std::vector<float> weights;       // exp((logit - max) / temperature), 0 where cut off
  std::vector<int32_t> candidates;  // ids of the bin in which a list ends
  std::array<double, kBins> mass;
  std::vector<kernels::SoftmaxPartial> blocks;  // of one row
  std::vector<float> logits;                    // of the rows that need them all
};

Scratch& ThreadScratch() {
  static thread_local Scratch scratch;
  return scratch;
}

// Best logit; -inf if a logit is NaN or +inf, or all are -inf.
float CheckedMax(std::span<const float> logits) {
  float best = -kInfinity;
  bool good = true;
  for (const float logit : logits) {
    good &= logit < kInfinity;  // false for NaN too
    best = std::max(best, logit);
  }
  return good ? best : -kInfinity;
}

int32_t FirstOf(std::span<const float> logits, float value) {
  return static_cast<int32_t>(std::find(logits.begin(), logits.end(), value) - logits.begin());
}

// The shortest list, most likely first, whose weights sum to at least `target`. Weight(id) of 0
// means that the token is not in the running. Sums: per bin in id order, then bins from the best
// down, then one by one within the last bin; all in double.
template <typename WeightFn>
Cut ShortestList(std::span<const float> logits, float best, float inv_temperature, double target,
                 WeightFn weight, Scratch* scratch) {
  const int32_t size = static_cast<int32_t>(logits.size());
  const int64_t bins = size > kSmallVocabulary ? kBins : 1;
  const float scale = bins > 1 ? inv_temperature * kBinsPerNat : 0.0f;
  const auto bin_of = [&](int32_t id) -> int64_t {
    // Monotonic in the logit, so that bins respect the order of the logits.
    const float distance = std::min(best - logits[id], std::numeric_limits<float>::max());
    return static_cast<int64_t>(std::min(distance * scale, static_cast<float>(bins - 1)));
  };
  std::fill_n(scratch->mass.begin(), bins, 0.0);
  for (int32_t id = 0; id < size; ++id) scratch->mass[bin_of(id)] += weight(id);

  int64_t last = 0;
  double sum = 0;
  while (last + 1 < bins && sum + scratch->mass[last] < target) sum += scratch->mass[last++];

  std::vector<int32_t>& ids = scratch->candidates;
  ids.clear();
  for (int32_t id = 0; id < size; ++id) {
    if (bin_of(id) == last && weight(id) > 0) ids.push_back(id);
  }
  std::sort(ids.begin(), ids.end(), [&](int32_t a, int32_t b) {
    return logits[a] != logits[b] ? logits[a] > logits[b] : a < b;
  });
  for (const int32_t id : ids) {
    sum += weight(id);
    if (sum >= target) return {.logit = logits[id], .id = id};
  }
  return {};  // the list takes everything (rounding, or a target beyond the total)
}

double SumInBlocks(const float* x, int64_t n) {
  double lanes[8] = {};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    for (int64_t lane = 0; lane < 8; ++lane) lanes[lane] += x[i + lane];
  }
  for (int64_t lane = 0; i + lane < n; ++lane) lanes[lane] += x[i + lane];
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) +
         ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

double Total(const std::vector<float>& weights) {
  const int64_t size = static_cast<int64_t>(weights.size());
  double total = 0;
  for (int64_t i = 0; i < size; i += kSumBlock) {
    total += SumInBlocks(&weights[i], std::min(kSumBlock, size - i));
  }
  return total;
}

// First id whose running sum exceeds `target`, which is below the total; if rounding inside a block
// leaves none, the last id of that block with any weight.
int32_t Draw(const std::vector<float>& weights, double target) {
  const int64_t size = static_cast<int64_t>(weights.size());
  double sum = 0;
  int64_t begin = 0;
  for (int64_t i = 0; i < size; i += kSumBlock) {
    const double block = SumInBlocks(&weights[i], std::min(kSumBlock, size - i));
    if (block > 0) begin = i;
    if (sum + block > target) break;
    sum += block;
  }
  int64_t last = begin;
  for (int64_t i = begin; i < std::min(size, begin + kSumBlock); ++i) {
    if (weights[i] == 0) continue;
    last = i;
    sum += weights[i];
    if (sum > target) break;
  }
  return static_cast<int32_t>(last);
}

// weights = exp((logits - best) / temperature).
void Weigh(std::span<const float> logits, float best, float inv_temperature,
           std::vector<float>* weights) {
  weights->resize(logits.size());
  for (std::size_t i = 0; i < logits.size(); ++i) {
    (*weights)[i] = (logits[i] - best) * inv_temperature;
  }
  kernels::ExpArray(static_cast<int64_t>(logits.size()), weights->data(), weights->data());
}

void Apply(const Cut& cut, std::span<const float> logits, std::vector<float>* weights) {
  for (int32_t id = 0; id < static_cast<int32_t>(logits.size()); ++id) {
    if (!cut.Keeps(logits[id], id)) (*weights)[id] = 0;
  }
}

void Truncate(const SamplingParams& params, std::span<const float> logits, float best,
              float inv_temperature, Scratch* scratch) {
  std::vector<float>& weights = scratch->weights;
  if (params.top_k > 0 && params.top_k < static_cast<int64_t>(logits.size())) {
    const auto one = [](int32_t) { return 1.0; };
    Apply(ShortestList(logits, best, inv_temperature, params.top_k, one, scratch), logits,
          &weights);
  }
  if (params.top_p < 1.0f) {
    const double target = static_cast<double>(params.top_p) * Total(weights);
    const auto weight = [&](int32_t id) { return static_cast<double>(weights[id]); };
    Apply(ShortestList(logits, best, inv_temperature, target, weight, scratch), logits, &weights);
  }
}

// Whether the draw needs all logits of a row at once.
bool IsTruncated(const SamplingParams& params, int64_t vocab_size) {
  return !params.greedy && ((params.top_k > 0 && params.top_k < vocab_size) || params.top_p < 1.0f);
}

// A draw from the whole vocabulary with truncation; -1 on bad logits.
int32_t DrawTruncated(const SamplingParams& params, std::span<const float> logits, float uniform) {
  const float best = CheckedMax(logits);
  if (best == -kInfinity) return -1;
  Scratch& scratch = ThreadScratch();
  const float inv_temperature = 1.0f / params.temperature;
  Weigh(logits, best, inv_temperature, &scratch.weights);
  Truncate(params, logits, best, inv_temperature, &scratch);
  return Draw(scratch.weights, static_cast<double>(uniform) * Total(scratch.weights));
}

// The block in which a draw without truncation falls, and the uniform number that is left.
struct BlockChoice {
  int64_t block = 0;
  double uniform = 0;
};

BlockChoice ChooseBlock(std::span<const kernels::SoftmaxPartial> blocks, float uniform) {
  if (blocks.size() == 1) return {0, uniform};
  float best = -kInfinity;
  for (const kernels::SoftmaxPartial& b : blocks) best = std::max(best, b.max);
  const auto mass = [best](const kernels::SoftmaxPartial& b) {
    return b.sum == 0 ? 0.0 : static_cast<double>(b.sum) * kernels::Exp(b.max - best);
  };
  double total = 0;
  for (const kernels::SoftmaxPartial& b : blocks) total += mass(b);
  const double target = static_cast<double>(uniform) * total;
  BlockChoice choice;
  double sum = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const double m = mass(blocks[i]);
    if (m == 0) continue;
    choice = {static_cast<int64_t>(i), std::clamp((target - sum) / m, 0.0, 1.0)};
    if (sum + m > target) break;
    sum += m;
  }
  return choice;
}

// One row to choose from, block by block. `read` gives the logits of a block.
template <typename ReadBlock>
int32_t ChooseFromBlocks(const SamplingParams& params,
                         std::span<const kernels::SoftmaxPartial> blocks, float uniform,
                         const ReadBlock& read) {
  if (params.greedy) {
    float best = -kInfinity, best_logit = -kInfinity;
    for (const kernels::SoftmaxPartial& b : blocks) best = std::max(best, b.max);
    int32_t token = -1;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      if (blocks[i].max != best) continue;  // scaling may make equal what was not: look at logits
      const std::span<const float> logits = read(static_cast<int64_t>(i));
      const float top = *std::max_element(logits.begin(), logits.end());
      if (top <= best_logit) continue;
      best_logit = top;
      token = static_cast<int32_t>(i * kernels::kVocabBlock) + FirstOf(logits, top);
    }
    return token;
  }
  const BlockChoice choice = ChooseBlock(blocks, uniform);
  const std::span<const float> logits = read(choice.block);
  std::vector<float>& weights = ThreadScratch().weights;
  Weigh(logits, *std::max_element(logits.begin(), logits.end()), 1.0f / params.temperature,
        &weights);
  return static_cast<int32_t>(choice.block * kernels::kVocabBlock) +
         Draw(weights, choice.uniform * Total(weights));
}

// Whether a row's distribution is one: NaN, +inf or no allowed token make its sum NaN or zero.
bool IsGood(const kernels::SoftmaxPartial& row) { return row.sum > 0 && row.sum < kInfinity; }

// -1 on bad logits.
int32_t Choose(const SamplingParams& params, std::span<const float> logits, float uniform) {
  const int64_t size = static_cast<int64_t>(logits.size());
  if (IsTruncated(params, size)) return DrawTruncated(params, logits, uniform);
  const float inv_temperature = 1.0f / params.temperature;
  std::vector<kernels::SoftmaxPartial>& blocks = ThreadScratch().blocks;
  blocks.clear();
  for (int64_t v = 0; v < size; v += kernels::kVocabBlock) {
    kernels::BlockPartials(1, std::min(kernels::kVocabBlock, size - v), logits.data() + v, size,
                           &inv_temperature, &blocks.emplace_back(), 1);
  }
  if (blocks.empty() || !IsGood(MergeBlocks(blocks.data(), static_cast<int64_t>(blocks.size())))) {
    return -1;
  }
  return ChooseFromBlocks(params, blocks, uniform, [&](int64_t block) {
    const int64_t first = block * kernels::kVocabBlock;
    return logits.subspan(first, std::min(kernels::kVocabBlock, size - first));
  });
}

}  // namespace

float SampleUniform(uint64_t seed, uint64_t request_id, int sample, int64_t position) {
  static constexpr uint64_t kStream = base::StreamId("model/sampler");
  const uint64_t place = (static_cast<uint64_t>(sample) << 32) | static_cast<uint64_t>(position);
  return base::UniformAt(seed, kStream, request_id, place);
}

int32_t SampleToken(const SamplingParams& params, std::span<const float> logits, float uniform) {
  const int32_t token = Choose(params, logits, uniform);
  base::Require(token >= 0, "expected finite logits, got NaN, infinity or no allowed token among ",
                logits.size(), "; the weights are damaged or training has diverged");
  return token;
}

void FailOnLogits(const SampleRow& row) {
  base::Fail("request ", row.request_id, ", sample ", row.sample, ", token ", row.position,
             ": expected finite logits, got NaN, infinity or no allowed token; the weights are "
             "damaged or training has diverged");
}

namespace {

float UniformOf(const SampleRow& row) {
  return SampleUniform(row.params->seed, row.request_id, row.sample, row.position);
}

// Rows that need all their logits, some at a time.
void SampleDense(std::span<const SampleRow> rows, const LmHead& head, const float* hidden,
                 int32_t* tokens, kernels::TokenStats* stats) {
  constexpr int64_t kLogitFloats = int64_t{4} << 20;  // 16 MiB
  const int64_t v = head.vocab_size(), count = static_cast<int64_t>(rows.size());
  const int64_t step = std::max<int64_t>(1, kLogitFloats / v);
  std::vector<float>& logits = ThreadScratch().logits;
  logits.resize(static_cast<std::size_t>(std::min(step, count) * v));
  for (int64_t i = 0; i < count; i += step) {
    const int64_t n = std::min(step, count - i);
    head.Logits(n, hidden + i * head.hidden_size(), logits.data());
    SampleRows(rows.subspan(i, n), v, logits.data(), tokens + i, stats + i);
  }
}

}  // namespace

void SampleRows(std::span<const SampleRow> rows, const LmHead& head, const float* hidden,
                int32_t* tokens, kernels::TokenStats* stats) {
  const int64_t count = static_cast<int64_t>(rows.size()), blocks = head.num_blocks();
  const int64_t d = head.hidden_size();
  for (const SampleRow& row : rows) {
    if (IsTruncated(*row.params, head.vocab_size())) {
      return SampleDense(rows, head, hidden, tokens, stats);
    }
  }
  std::vector<float> inv_temperatures;
  for (const SampleRow& row : rows) inv_temperatures.push_back(1.0f / row.params->temperature);
  std::vector<kernels::SoftmaxPartial> partials(static_cast<std::size_t>(count * blocks));
  head.Partials(count, hidden, inv_temperatures.data(), partials.data());
  const int64_t grain = std::max<int64_t>(1, kVocabPerTask / std::min(head.vocab_size(), d));
  base::ParallelFor(count, grain, [&](int64_t begin, int64_t end) {
    std::array<float, kernels::kVocabBlock> logits;
    for (int64_t i = begin; i < end; ++i) {
      const std::span<const kernels::SoftmaxPartial> row(partials.data() + i * blocks, blocks);
      const kernels::SoftmaxPartial whole = MergeBlocks(row.data(), blocks);
      tokens[i] = -1;
      if (!IsGood(whole)) continue;
      int64_t in_logits = -1;
      const auto read = [&](int64_t block) {
        const int64_t n = head.BlockLogits(hidden + i * d, block, logits.data());
        in_logits = block;
        return std::span<const float>(logits.data(), static_cast<std::size_t>(n));
      };
      tokens[i] = ChooseFromBlocks(*rows[i].params, row, UniformOf(rows[i]), read);
      const int64_t block = tokens[i] / kernels::kVocabBlock;
      if (block != in_logits) read(block);
      stats[i] = kernels::StatsOf(whole);
      stats[i].logp = kernels::LogProbability(
          stats[i], logits[tokens[i] % kernels::kVocabBlock] * inv_temperatures[i]);
    }
  });
  for (int64_t i = 0; i < count; ++i) {
    if (tokens[i] < 0) FailOnLogits(rows[i]);
  }
}

void SampleRows(std::span<const SampleRow> rows, int64_t vocab_size, const float* logits,
                int32_t* tokens, kernels::TokenStats* stats) {
  const int64_t count = static_cast<int64_t>(rows.size());
  const int64_t grain = std::max<int64_t>(1, kVocabPerTask / std::max<int64_t>(1, vocab_size));
  base::ParallelFor(count, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const std::span<const float> row_logits(logits + i * vocab_size, vocab_size);
      tokens[i] = Choose(*rows[i].params, row_logits, UniformOf(rows[i]));
    }
  });
  for (int64_t i = 0; i < count; ++i) {
    if (tokens[i] < 0) FailOnLogits(rows[i]);
  }
  for (int64_t begin = 0; begin < count;) {  // one kernel call per run of equal temperatures
    const float temperature = rows[begin].params->temperature;
    int64_t end = begin + 1;
    while (end < count && rows[end].params->temperature == temperature) ++end;
    kernels::LogSoftmaxStats(end - begin, vocab_size, logits + begin * vocab_size, vocab_size,
                             1.0f / temperature, tokens + begin, stats + begin);
    begin = end;
  }
}

}  // namespace r1bench::model
