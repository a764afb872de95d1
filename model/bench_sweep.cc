#include "model/bench_sweep.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <iterator>
#include <limits>
#include <memory>
#include <set>

#include "base/error.h"
#include "base/progress.h"
#include "base/signals.h"
#include "model/kv_cache.h"
#include "model/sampler.h"

namespace r1bench::model {
namespace {

constexpr int32_t kToken = 2;

// A sequence whose cache holds `tokens` tokens of a small number: 0x3c3c is 0.011 in bf16, and
// 0x3c3c3c3c the like in fp32.
void Fill(int64_t tokens, KvSequence* kv) {
  kv->Reserve(tokens);
  for (int64_t b = 0; b < kv->num_blocks(); ++b) {
    std::memset(static_cast<void*>(kv->k_blocks(0)[b]), 0x3c,
                static_cast<size_t>(kv->cache()->block_bytes()));
  }
  kv->Advance(tokens);
}

double Seconds(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// `batch` sequences with `context` tokens each, and what a step needs.
class DecodeCell {
 public:
  DecodeCell(Transformer* transformer, int64_t batch, int64_t context)
      : transformer_(transformer),
        context_(context),
        cache_(transformer->kv_layout(), batch * KvCache::BlocksFor(context + 1)) {
    for (int64_t i = 0; i < batch; ++i) sequences_.emplace_back(&cache_);
    for (KvSequence& kv : sequences_) {
      Fill(context, &kv);
      chunks_.push_back({.kv = &kv, .tokens = {&kToken, 1}});
      rows_.push_back(
          {.params = &params_, .request_id = rows_.size(), .sample = 0, .position = context});
      hidden_rows_.push_back({&hidden_, static_cast<int64_t>(hidden_rows_.size())});
    }
    tokens_.resize(static_cast<size_t>(batch));
    stats_.resize(static_cast<size_t>(batch));
  }

  // Seconds of one step; the context is the same again afterwards.
  double Step() {
    const auto start = std::chrono::steady_clock::now();
    transformer_->Forward(chunks_, &cache_, &hidden_);
    transformer_->Sample(rows_, hidden_rows_, tokens_.data(), stats_.data());
    const double seconds = Seconds(start);
    for (KvSequence& kv : sequences_) kv.Truncate(context_);
    return seconds;
  }

 private:
  Transformer* transformer_;
  int64_t context_;
  KvCache cache_;
  SamplingParams params_;
  std::vector<KvSequence> sequences_;
  std::vector<SequenceChunk> chunks_;
  std::vector<SampleRow> rows_;
  HiddenStates hidden_;
  std::vector<HiddenRow> hidden_rows_;
  std::vector<int32_t> tokens_;
  std::vector<kernels::TokenStats> stats_;
};

double PrefillSeconds(Transformer* transformer, int64_t length) {
  KvCache cache(transformer->kv_layout(), KvCache::BlocksFor(length));
  KvSequence kv(&cache);
  const std::vector<int32_t> prompt(static_cast<size_t>(length), kToken);
  const SequenceChunk chunk{.kv = &kv, .tokens = prompt};
  const SamplingParams params;
  const SampleRow row{.params = &params, .request_id = 0, .sample = 0, .position = length};
  HiddenStates hidden;
  int32_t token = 0;
  kernels::TokenStats stats;
  const auto start = std::chrono::steady_clock::now();
  transformer->Forward({&chunk, 1}, &cache, &hidden);
  const HiddenRow last{&hidden, length - 1};
  transformer->Sample({&row, 1}, {&last, 1}, &token, &stats);
  return Seconds(start);
}

template <typename Fn>
double Best(int runs, const Fn& seconds) {
  seconds();  // memory grows to its size
  double best = std::numeric_limits<double>::infinity();
  for (int i = 0; i < runs; ++i) best = std::min(best, seconds());
  base::ThrowIfStopped();
  return best;
}

bench::Bound LimitOf(const CostPoint& point, const BenchShape& shape, const bench::Limits& limits) {
  const double context = static_cast<double>(point.context);
  return bench::LeastTime(point.prefill
                              ? PrefillWork(shape, context)
                              : DecodeWork(shape, static_cast<double>(point.batch), context),
                          limits);
}

// Of the decode points: the line of those with `key` equal to `value`.
template <typename Key, typename Place>
bench::ChartLine LineOf(const std::vector<CostPoint>& points, const std::string& label,
                        const Key& key, int64_t value, const Place& place) {
  bench::ChartLine line{.label = label};
  for (const CostPoint& p : points) {
    if (!p.prefill && key(p) == value) line.points.push_back(place(p));
  }
  return line;
}

bench::Chart SpeedChart(const SweepResult& result, const bench::Limits& limits) {
  bench::Chart chart{.title = "Decode, " + result.weights + ": tokens per second over the batch",
                     .x_label = "sequences in the batch",
                     .y_label = "tokens per second",
                     .log_x = true,
                     .log_y = true};
  std::set<int64_t> contexts;
  for (const CostPoint& p : result.points) {
    if (!p.prefill) contexts.insert(p.context);
  }
  const auto context_of = [](const CostPoint& p) { return p.context; };
  for (const int64_t context : contexts) {
    chart.lines.push_back(LineOf(result.points, base::StrCat("context ", context), context_of,
                                 context, [](const CostPoint& p) {
                                   return bench::ChartPoint{p.tokens(), p.tokens() / p.seconds};
                                 }));
  }
  if (contexts.empty()) return chart;
  for (const int64_t context : {*contexts.begin(), *contexts.rbegin()}) {
    chart.lines.push_back(LineOf(result.points, base::StrCat("limit, context ", context),
                                 context_of, context, [&](const CostPoint& p) {
                                   const double least = LimitOf(p, result.shape, limits).seconds;
                                   return bench::ChartPoint{p.tokens(), p.tokens() / least};
                                 }));
    chart.lines.back().dashed = true;
    chart.lines.back().colour_of =
        static_cast<int>(std::distance(contexts.begin(), contexts.find(context)));
  }
  const double first = static_cast<double>(*contexts.begin());
  chart.marks.push_back({CrossoverBatch(result.shape, limits, first),
                         base::StrCat("memory | arithmetic, context ", *contexts.begin())});
  return chart;
}

bench::Chart ContextChart(const SweepResult& result) {
  bench::Chart chart{.title = "Decode, " + result.weights + ": time of a step over the context",
                     .x_label = "tokens of context in each sequence",
                     .y_label = "milliseconds a step",
                     .log_x = true,
                     .log_y = true};
  std::set<int64_t> batches;
  for (const CostPoint& p : result.points) {
    const bool power_of_4 = (p.batch & 0x55555555) != 0;
    if (!p.prefill && power_of_4) batches.insert(p.batch);
  }
  for (const int64_t batch : batches) {
    chart.lines.push_back(LineOf(
        result.points, base::StrCat("batch ", batch), [](const CostPoint& p) { return p.batch; },
        batch,
        [](const CostPoint& p) {
          return bench::ChartPoint{static_cast<double>(p.context), 1e3 * p.seconds};
        }));
    if (batch == 1 || batch == 64) {
      chart.marks.push_back({ContextOfEqualBytes(result.shape, static_cast<double>(batch)),
                             base::StrCat("keys and values = weights, batch ", batch)});
    }
  }
  return chart;
}

bench::Chart PrefillChart(const SweepResult& result, const bench::Limits& limits) {
  bench::Chart chart{.title = "Prefill, " + result.weights + ": tokens per second over the length",
                     .x_label = "tokens in the prompt",
                     .y_label = "tokens per second",
                     .log_x = true,
                     .log_y = true};
  bench::ChartLine measured{.label = "measured"};
  bench::ChartLine limit{.label = "limit", .dashed = true, .colour_of = 0};
  for (const CostPoint& p : result.points) {
    if (!p.prefill) continue;
    measured.points.push_back({p.tokens(), p.tokens() / p.seconds});
    limit.points.push_back({p.tokens(), p.tokens() / LimitOf(p, result.shape, limits).seconds});
  }
  chart.lines = {measured, limit};
  chart.marks = {{CrossoverPrefill(result.shape, limits), "weights read = arithmetic"},
                 {LengthOfEqualAttention(result.shape, limits), "attention = matrices"}};
  return chart;
}

}  // namespace

std::vector<CostPoint> Sweep(const SweepOptions& options, const BenchModel& model) {
  Transformer* const transformer = model.transformer.get();
  const int64_t blocks = KvCache::BlocksWithin(transformer->kv_layout(), options.cache_bytes);
  std::vector<CostPoint> points;
  base::Progress progress("measuring " + model.weights,
                          static_cast<int64_t>(options.batches.size() * options.contexts.size() +
                                               options.lengths.size()));
  int64_t done = 0;
  for (const int64_t context : options.contexts) {
    for (const int64_t batch : options.batches) {
      progress.Set(done++, base::StrCat("batch ", batch, ", context ", context));
      if (batch * KvCache::BlocksFor(context + 1) > blocks) continue;
      DecodeCell cell(transformer, batch, context);
      points.push_back(
          {.prefill = false, .batch = batch, .context = context, .seconds = Best(options.runs, [&] {
                                                                   return cell.Step();
                                                                 })});
    }
  }
  for (const int64_t length : options.lengths) {
    progress.Set(done++, base::StrCat("prompt of ", length));
    const double seconds = Best(options.runs, [&] { return PrefillSeconds(transformer, length); });
    points.push_back({.prefill = true, .batch = 1, .context = length, .seconds = seconds});
  }
  return points;
}

std::string CostCsv(const std::vector<SweepResult>& results, const bench::Limits& limits) {
  std::string csv =
      "kind,weights,batch,context,tokens_per_s,ms_per_step,limit_tokens_per_s,limited_by\n";
  for (const SweepResult& result : results) {
    for (const CostPoint& p : result.points) {
      const bench::Bound bound = LimitOf(p, result.shape, limits);
      csv += base::StrCat(p.prefill ? "prefill" : "decode", ",", result.weights, ",", p.batch, ",",
                          p.context, ",", p.tokens() / p.seconds, ",", 1e3 * p.seconds, ",",
                          p.tokens() / bound.seconds, ",", bound.by, "\n");
    }
  }
  return csv;
}

std::vector<bench::Chart> CostCharts(const SweepResult& result, const bench::Limits& limits) {
  std::vector<bench::Chart> charts;
  for (bench::Chart& chart : std::vector<bench::Chart>{
           SpeedChart(result, limits), ContextChart(result), PrefillChart(result, limits)}) {
    const bool drawable =
        std::any_of(chart.lines.begin(), chart.lines.end(),
                    [](const bench::ChartLine& line) { return !line.points.empty(); });
    if (drawable) charts.push_back(std::move(chart));
  }
  return charts;
}

}  // namespace r1bench::model
