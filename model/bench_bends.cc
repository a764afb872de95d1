#include "model/bench_bends.h"

#include <cmath>
#include <map>

#include "base/error.h"
#include "tools/bench/table.h"

namespace r1bench::model {
namespace {

// Seconds of arithmetic for one sequence, without its context and for each token of it.
double LinearSeconds(const BenchShape& shape, const bench::Limits& limits) {
  const double with_one = bench::ArithmeticSeconds(DecodeWork(shape, 1, 0), limits);
  const double with_two = bench::ArithmeticSeconds(DecodeWork(shape, 1, 1), limits);
  return 2 * with_one - with_two;
}

double ContextSeconds(const BenchShape& shape, const bench::Limits& limits) {
  return bench::ArithmeticSeconds(DecodeWork(shape, 1, 1), limits) -
         bench::ArithmeticSeconds(DecodeWork(shape, 1, 0), limits);
}

// Seconds of the matrices of the layers for one token of a prompt.
double LayerSeconds(const BenchShape& shape, const bench::Limits& limits) {
  const double all = LayerWeightCount(shape.config) + HeadWeightCount(shape.config);
  return LinearSeconds(shape, limits) * LayerWeightCount(shape.config) / all;
}

// A count without digits after the point.
std::string Tokens(double count) {
  return count < 100 ? base::StrCat(std::lround(count)) : bench::FormatNumber(count);
}

std::string BatchSentence(const BenchShape& shape, const bench::Limits& limits, double context) {
  const double batch = CrossoverBatch(shape, limits, context);
  if (batch == 0) {
    return base::StrCat("  context ", context, ": memory is the limit at any batch.\n");
  }
  return base::StrCat("  context ", context, ": up to a batch of ", Tokens(batch),
                      " memory is the limit (a sequence more is almost free), beyond it "
                      "arithmetic.\n");
}

}  // namespace

double CrossoverBatch(const BenchShape& shape, const bench::Limits& limits, double context) {
  const double weights = shape.weight_bytes / limits.read_bytes;
  const double arithmetic = bench::ArithmeticSeconds(DecodeWork(shape, 1, context), limits);
  const double cache = context * KvBytes(shape) / limits.read_bytes;
  return arithmetic > cache ? weights / (arithmetic - cache) : 0;
}

double ContextOfEqualBytes(const BenchShape& shape, double batch) {
  return shape.weight_bytes / (batch * KvBytes(shape));
}

double ContextOfMemory(const BenchShape& shape, const bench::Limits& limits) {
  const double cache = KvBytes(shape) / limits.read_bytes;
  const double attention = ContextSeconds(shape, limits);
  if (cache <= attention) return 0;
  return (LinearSeconds(shape, limits) + attention) / (cache - attention);
}

double CrossoverPrefill(const BenchShape& shape, const bench::Limits& limits) {
  return shape.weight_bytes / limits.read_bytes / LayerSeconds(shape, limits);
}

double LengthOfEqualAttention(const BenchShape& shape, const bench::Limits& limits) {
  // Half of all pairs are causal.
  return 2 * LayerSeconds(shape, limits) / ContextSeconds(shape, limits);
}

int64_t MeasuredBend(const std::vector<CostPoint>& points, int64_t context) {
  std::map<int64_t, double> speed;  // by batch
  for (const CostPoint& p : points) {
    if (!p.prefill && p.context == context) speed[p.batch] = p.tokens() / p.seconds;
  }
  for (const auto& [batch, tokens] : speed) {
    const auto twice = speed.find(2 * batch);
    if (twice != speed.end() && twice->second < 1.5 * tokens) return batch;
  }
  return 0;
}

std::string BendsText(const BenchShape& shape, const std::string& weights,
                      const bench::Limits& limits, const std::vector<CostPoint>& points) {
  std::string text = base::StrCat("Where ", weights,
                                  " bends, by the limits of this machine\n  A decode step reads ",
                                  bench::FormatBytes(shape.weight_bytes), " of weights once, and ",
                                  bench::FormatNumber(KvBytes(shape) / 1e3),
                                  " kB of keys and values for each token of each "
                                  "sequence.\n");
  for (const double context : {16.0, 256.0, 2048.0}) text += BatchSentence(shape, limits, context);
  for (const double batch : {1.0, 64.0}) {
    text += base::StrCat("  batch ", batch, ": from a context of ",
                         Tokens(ContextOfEqualBytes(shape, batch)),
                         " on, keys and values are more bytes than the weights.\n");
  }
  const double memory = ContextOfMemory(shape, limits);
  if (memory > 0) {
    text += base::StrCat("  From a context of ", Tokens(memory),
                         " on, a sequence's keys and values take longer to read than its "
                         "arithmetic takes: batching gains little.\n");
  }
  text += base::StrCat("  Prompts: reading the weights counts up to ",
                       Tokens(CrossoverPrefill(shape, limits)),
                       " tokens; attention outweighs the matrices from ",
                       Tokens(LengthOfEqualAttention(shape, limits)), " tokens on.\n");
  for (const int64_t context : {16, 2048}) {
    const int64_t bend = MeasuredBend(points, context);
    if (bend == 0) continue;
    text += base::StrCat("  Measured at context ", context, ": from a batch of ", bend,
                         " on, doubling it gains less than half.\n");
  }
  return text;
}

}  // namespace r1bench::model
