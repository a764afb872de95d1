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
  std::vector<float> weights;       // [V] exp((logit - max) / temperature), 0 where cut off
  std::vector<int32_t> candidates;  // ids of the bin in which a list ends
  std::array<double, kBins> mass;
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

// -1 on bad logits.
int32_t Choose(const SamplingParams& params, std::span<const float> logits, float uniform) {
  const float best = CheckedMax(logits);
  if (best == -kInfinity) return -1;
  if (params.greedy) return FirstOf(logits, best);
  Scratch& scratch = ThreadScratch();
  const float inv_temperature = 1.0f / params.temperature;
  scratch.weights.resize(logits.size());
  for (std::size_t i = 0; i < logits.size(); ++i) {
    scratch.weights[i] = (logits[i] - best) * inv_temperature;
  }
  kernels::ExpArray(static_cast<int64_t>(logits.size()), scratch.weights.data(),
                    scratch.weights.data());
  Truncate(params, logits, best, inv_temperature, &scratch);
  return Draw(scratch.weights, static_cast<double>(uniform) * Total(scratch.weights));
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

void SampleRows(std::span<const SampleRow> rows, int64_t vocab_size, const float* logits,
                int32_t* tokens, kernels::TokenStats* stats) {
  const int64_t count = static_cast<int64_t>(rows.size());
  const int64_t grain = std::max<int64_t>(1, kVocabPerTask / std::max<int64_t>(1, vocab_size));
  base::ParallelFor(count, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const SampleRow& row = rows[i];
      const std::span<const float> row_logits(logits + i * vocab_size, vocab_size);
      const float uniform =
          SampleUniform(row.params->seed, row.request_id, row.sample, row.position);
      tokens[i] = Choose(*row.params, row_logits, uniform);
    }
  });
  for (int64_t i = 0; i < count; ++i) {
    base::Require(tokens[i] >= 0, "request ", rows[i].request_id, ", sample ", rows[i].sample,
                  ", token ", rows[i].position,
                  ": expected finite logits, got NaN, infinity or no allowed token; the weights "
                  "are damaged or training has diverged");
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
