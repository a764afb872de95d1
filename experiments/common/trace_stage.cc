#include "experiments/common/trace_stage.h"

#include <chrono>
#include <numeric>
#include <span>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/rng.h"
#include "experiments/common/cost.h"
#include "model/estimate.h"

namespace r1bench::experiments {
namespace {

using Clock = std::chrono::steady_clock;

class Sampler {
 public:
  Sampler(const std::string& stage, const TraceOptions& options, const TraceSource& source,
          const SeedArms& arms)
      : options_(options),
        source_(source),
        seed_(base::Rng(arms.context().seed, arms.context().experiment + "/" + stage).U64()),
        prompts_(source.prompts) {
    if (prompts_.empty()) {
      prompts_.resize(static_cast<size_t>(source.environment->size(Split::kTrain)));
      std::iota(prompts_.begin(), prompts_.end(), int64_t{0});
    }
  }

  void Run() {
    const Clock::time_point start = Clock::now();
    const auto generator = source_.generator();
    for (int round = 0; round < options_.max_rounds; ++round) {
      const auto requests = Requests(round);
      for (const model::Completion& completion : generator->Generate(requests, {})) {
        Count(completion, round);
        Keep(completion);
      }
      if (std::ssize(traces_) >= options_.wanted) break;
    }
    if (options_.wanted > 0 && std::ssize(traces_) > options_.wanted) {
      base::Rng rng(seed_, "surplus");
      rng.Shuffle(traces_);
      traces_.resize(static_cast<size_t>(options_.wanted));
    }
    cost_.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  }

  const std::vector<Trace>& traces() const { return traces_; }
  const Cost& cost() const { return cost_; }
  base::Json Metrics() const {
    double tokens = 0;
    for (const Trace& trace : traces_) tokens += static_cast<double>(Tokens(trace));
    base::Json metrics = {{"sampled", sampled_},
                          {"accepted", static_cast<double>(right_) / static_cast<double>(sampled_)},
                          {"traces", traces_.size()},
                          {"trace_length", tokens / static_cast<double>(traces_.size())}};
    if (options_.wanted > 0) metrics["wanted"] = options_.wanted;
    return metrics;
  }

 private:
  std::vector<model::GenerateRequest> Requests(int round) const {
    std::vector<model::GenerateRequest> requests;
    for (const int64_t prompt : prompts_) {
      model::GenerateRequest request;
      request.id = static_cast<uint64_t>(prompt);
      request.problem_id = source_.environment->Id(Split::kTrain, prompt);
      request.prompt_tokens = source_.environment->PromptTokens(Split::kTrain, prompt);
      request.num_samples = options_.samples_per_prompt;
      request.first_sample = round * options_.samples_per_prompt;
      request.params = source_.environment->Sampling();
      request.params.seed = seed_;
      requests.push_back(std::move(request));
    }
    return requests;
  }

  // The samples of a round share the work for their prompt.
  void Count(const model::Completion& completion, int round) {
    ++sampled_;
    const auto tokens = static_cast<double>(Tokens({0, completion.tokens, completion.text}));
    if (source_.config == nullptr) {
      cost_.generated_tokens += tokens;
      cost_.flops += tokens * source_.flops_per_token;
      return;
    }
    const auto prompt = static_cast<double>(
        source_.environment
            ->PromptTokens(Split::kTrain, static_cast<int64_t>(completion.request_id))
            .size());
    cost_ += GenerationCost(*source_.config, prompt, tokens, 1);
    if (completion.sample != round * options_.samples_per_prompt) {
      cost_.flops -= model::ForwardFlops(*source_.config, prompt);
    }
  }

  void Keep(const model::Completion& completion) {
    const auto prompt = static_cast<int64_t>(completion.request_id);
    const Outcome outcome =
        source_.environment->Judge(Split::kTrain, prompt, {&completion, 1}).front();
    if (!outcome.correct) return;
    ++right_;
    traces_.push_back({prompt, completion.tokens, source_.environment->ResponseText(completion)});
  }

  // Completions made elsewhere have no tokens: count those of our own tokenizer.
  int64_t Tokens(const Trace& trace) const {
    if (!trace.tokens.empty() || source_.environment->codec() == nullptr) {
      return std::ssize(trace.tokens);
    }
    return std::ssize(source_.environment->codec()->EncodeContinuation(trace.text));
  }

  const TraceOptions& options_;
  const TraceSource& source_;
  const uint64_t seed_;
  std::vector<int64_t> prompts_;
  std::vector<Trace> traces_;
  Cost cost_;
  int64_t sampled_ = 0, right_ = 0;
};

std::string FileOf(const std::string& stage, const SeedArms& arms) {
  const SeedContext& context = arms.context();
  return context.folder->File("checkpoints/" + std::to_string(context.seed) + "-" + stage +
                              ".json");
}

void Write(const std::string& path, const std::vector<Trace>& traces) {
  base::Json all = base::Json::array();
  for (const Trace& trace : traces) {
    all.push_back({{"prompt", trace.prompt}, {"tokens", trace.tokens}, {"text", trace.text}});
  }
  base::MakeDirs(base::DirName(path));
  base::WriteFileAtomic(path, base::JsonText(all));
}

std::vector<Trace> Read(const std::string& path) {
  std::vector<Trace> traces;
  for (const base::Json& json : base::ReadJsonFile(path)) {
    traces.push_back({json.at("prompt").get<int64_t>(),
                      json.at("tokens").get<std::vector<int32_t>>(),
                      json.at("text").get<std::string>()});
  }
  return traces;
}

}  // namespace

std::vector<Trace> RunTraceStage(const std::string& stage, const TraceOptions& options,
                                 const TraceSource& source, SeedArms* arms) {
  const std::string path = FileOf(stage, *arms);
  if (arms->Finished(stage)) return Read(path);
  Sampler sampler(stage, options, source, *arms);
  sampler.Run();
  base::Require(!sampler.traces().empty(), "stage ", stage,
                ": no answer was right, so that there is nothing to fine-tune on; take a better "
                "generator or more samples");
  Stages* stages = arms->context().stages;
  for (const Trace& trace : sampler.traces()) {
    stages->Sign<int32_t>("trace", trace.tokens);
    stages->Sign<char>("trace", trace.text);
  }
  Write(path, sampler.traces());
  stages->Finish(StageName(arms->context().seed, stage),
                 {{"metrics", sampler.Metrics()}, {"cost", ToJson(sampler.cost())}});
  arms->context().stage_done();
  return Read(path);
}

}  // namespace r1bench::experiments
