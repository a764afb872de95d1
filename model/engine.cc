#include "model/engine.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/error.h"
#include "base/signals.h"
#include "kernels/softmax/softmax.h"
#include "model/generation_run.h"

namespace r1bench::model {
namespace {

// Adds the life time of the object to *seconds.
class Stopwatch {
 public:
  explicit Stopwatch(double* seconds) : seconds_(seconds) {}
  ~Stopwatch() {
    *seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  double* seconds_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// One sequence being scored: fed in slices; the row of token t predicts token t + 1.
struct ScoreJob {
  explicit ScoreJob(KvCache* cache) : kv(cache) {}
  std::vector<int32_t> tokens;  // prompt, then completion
  int64_t prompt_length = 0;
  float temperature = 1.0f;
  std::vector<float>* scores = nullptr;
  KvSequence kv;

  int64_t to_feed() const {  // the last token predicts nothing that is asked for
    return static_cast<int64_t>(tokens.size()) - 1 - kv.length();
  }
};

// Runs jobs oldest first, as many as the token budget of a step and the cache allow.
class ScoreRun {
 public:
  ScoreRun(Transformer* transformer, KvCache* cache, const EngineOptions& options)
      : transformer_(transformer), cache_(cache), options_(options) {}

  void Run(std::vector<ScoreJob>* jobs) {
    std::size_t first = 0;
    while (first < jobs->size()) {
      const int signal = options_.stop_signal ? options_.stop_signal() : base::StopSignal();
      if (signal != 0) throw base::Interrupted(signal);
      Plan(*jobs, first);
      transformer_->Forward(chunks_, cache_, &hidden_);
      ReadScores();
      while (first < jobs->size() && (*jobs)[first].to_feed() <= 0) ++first;
    }
  }

 private:
  void Plan(std::vector<ScoreJob>& jobs, std::size_t first) {
    chunks_.clear();
    fed_.clear();
    int64_t budget = options_.prefill_tokens;
    for (std::size_t i = first; i < jobs.size() && budget > 0; ++i) {
      ScoreJob& job = jobs[i];
      const int64_t n = std::min(job.to_feed(), budget);
      if (n <= 0) continue;
      // Whole jobs only, unless it is the oldest: then a started job never waits for memory.
      const int64_t all = job.kv.BlocksToReserve(job.to_feed());
      if (i > first && (n < job.to_feed() || all > cache_->available_blocks())) break;
      job.kv.Reserve(job.to_feed());
      chunks_.push_back(
          {.kv = &job.kv, .tokens = std::span(job.tokens).subspan(job.kv.length(), n)});
      fed_.push_back(&job);
      budget -= n;
    }
  }

  void ReadScores() {
    int64_t begin = 0;
    for (std::size_t i = 0; i < fed_.size(); ++i) {
      const int64_t n = static_cast<int64_t>(chunks_[i].tokens.size());
      ReadJob(*fed_[i], fed_[i]->kv.length() - n, n, begin);
      begin += n;
      if (fed_[i]->to_feed() == 0) fed_[i]->kv.Truncate(0);
      if (fed_[i]->kv.length() == 0) fed_[i]->tokens.clear();  // done: to_feed() is negative
    }
  }

  // Rows first .. first + n - 1 of a job, which are those of hidden_ from `begin` on; those from
  // prompt_length - 1 on predict its completion.
  void ReadJob(const ScoreJob& job, int64_t first, int64_t n, int64_t begin) {
    const int64_t row = std::max(first, job.prompt_length - 1), count = first + n - row;
    if (count <= 0) return;
    stats_.resize(count);
    transformer_->Score(hidden_, begin + row - first, std::span(job.tokens).subspan(row + 1, count),
                        job.temperature, stats_.data());
    for (const kernels::TokenStats& stats : stats_) job.scores->push_back(stats.logp);
  }

  Transformer* transformer_;
  KvCache* cache_;
  const EngineOptions& options_;
  std::vector<SequenceChunk> chunks_;
  std::vector<ScoreJob*> fed_;
  HiddenStates hidden_;
  std::vector<kernels::TokenStats> stats_;
};

void CheckJob(const ScoreJob& job, std::size_t index, const ModelConfig& config,
              const KvCache& cache) {
  const int64_t length = static_cast<int64_t>(job.tokens.size());
  base::Require(job.prompt_length > 0, "score request ", index,
                ": expected a prompt of at least one token, got an empty one");
  base::Require(job.temperature >= 1e-3f && job.temperature <= 1e3f, "score request ", index,
                ": expected a temperature of 0.001 to 1000, got ", job.temperature);
  base::Require(length <= config.max_position_embeddings, "score request ", index,
                ": expected at most ", config.max_position_embeddings,
                " tokens (the model's context window), got ", length, "; shorten the text");
  const int64_t blocks = KvCache::BlocksFor(length - 1);
  base::Require(blocks <= cache.max_blocks(), "score request ", index, ": ", length,
                " tokens need ", blocks, " key/value blocks of ", cache.block_bytes() / 1024.0,
                " KiB, the cap is ", cache.max_blocks(), "; raise the cap or shorten the text");
}

}  // namespace

LocalEngine::LocalEngine(std::shared_ptr<Transformer> transformer, const TextCodec* codec,
                         const EngineOptions& options)
    : transformer_(std::move(transformer)),
      codec_(codec),
      options_(options),
      cache_(transformer_->kv_layout(),
             KvCache::BlocksWithin(transformer_->kv_layout(), options.kv_cache_bytes)) {
  base::Require(options.max_rows >= 1, "expected a max_rows of 1 or more, got ", options.max_rows);
  base::Require(options.prefill_tokens >= 1, "expected a prefill_tokens of 1 or more, got ",
                options.prefill_tokens);
  base::Require(options.kv_cache_bytes >= 1, "expected a positive cap on the key/value cache, got ",
                options.kv_cache_bytes, " bytes");
}

LocalEngine::~LocalEngine() = default;

std::vector<Completion> LocalEngine::Generate(std::span<const GenerateRequest> requests,
                                              const GenerateHooks& hooks) {
  const Stopwatch stopwatch(&stats_.seconds);
  GenerationRun run(transformer_.get(), &cache_, codec_, options_, requests, hooks, &stats_);
  return run.Run();
}

std::vector<std::vector<float>> LocalEngine::Score(std::span<const ScoreRequest> requests) {
  const Stopwatch stopwatch(&stats_.seconds);
  std::vector<std::vector<float>> scores(requests.size());
  ScoreInto(requests, &scores);
  return scores;
}

void LocalEngine::ScoreInto(std::span<const ScoreRequest> requests,
                            std::vector<std::vector<float>>* scores) {
  const int64_t vocab_size = transformer_->config().vocab_size;
  std::vector<ScoreJob> jobs;
  jobs.reserve(requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const ScoreRequest& request = requests[i];
    const std::vector<int32_t> completion =
        TokensOf(request.completion_tokens, request.completion_text, TextRole::kContinuation,
                 codec_, vocab_size);
    ScoreJob job(&cache_);
    job.tokens =
        TokensOf(request.prompt_tokens, request.prompt_text, TextRole::kPrompt, codec_, vocab_size);
    job.prompt_length = static_cast<int64_t>(job.tokens.size());
    job.tokens.insert(job.tokens.end(), completion.begin(), completion.end());
    job.temperature = request.temperature;
    job.scores = &(*scores)[i];
    CheckJob(job, i, transformer_->config(), cache_);
    stats_.scored_tokens += static_cast<int64_t>(completion.size());
    if (!completion.empty()) jobs.push_back(std::move(job));
  }
  ScoreRun(transformer_.get(), &cache_, options_).Run(&jobs);
}

}  // namespace r1bench::model
