// TextGenerator: prompts in, completions with token log-probabilities out.
//
// This is the one seam between "something that writes text" and everything that judges it.
// Evaluation, search and reward code see this header and nothing else of the model, so they run
// against the local engine, saved completions, a fake, or (later) a remote server alike. The
// header includes base and the standard library only, and must stay so.
//
// A request carries its prompt as tokens (training: exact) or as text (evaluation: the generator
// encodes it). A completion comes back as tokens, log-probabilities and text.
//
// Contract on randomness: the draw for the token at `position` of a completion is keyed by
// (params.seed, request.id, sample, position) and by nothing else. A completion therefore does
// not depend on which other requests are in the call, on their order, or on the batch size.
//
// Example:
//   GenerateRequest request{.id = 7, .prompt_text = "2 + 2 =", .num_samples = 4};
//   request.params = {.temperature = 0.6f, .top_p = 0.95f, .max_new_tokens = 512, .seed = 1};
//   for (const Completion& c : generator.Generate({&request, 1}, {})) Judge(c.text);

#ifndef R1BENCH_MODEL_GENERATOR_H_
#define R1BENCH_MODEL_GENERATOR_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace r1bench::model {

// How to choose tokens and when to stop. The defaults sample from the model's own distribution.
struct SamplingParams {
  float temperature = 1.0f;  // > 0; log-probabilities are those after this division
  float top_p = 1.0f;        // (0, 1]; 1 keeps everything
  int top_k = 0;             // 0 keeps everything
  bool greedy = false;       // most likely token, the lowest id on a tie; top_p and top_k unused
  int max_new_tokens = 256;  // >= 1; a forced prefix does not count
  std::vector<int32_t> stop_token_ids = {};    // the model's end tokens are added by the generator
  std::vector<std::string> stop_strings = {};  // bytes, none empty; sought in the decoded text
  bool ignore_eos = false;                     // do not stop at the model's own end tokens
  bool record_entropy = false;                 // fill Completion::entropies
  uint64_t seed = 0;
};

// One prompt, sampled num_samples times. The samples share the work for the prompt.
struct GenerateRequest {
  uint64_t id = 0;                          // keys the random draws; unique within a call
  std::string problem_id = {};              // name for messages; saved completions are found by it
  std::vector<int32_t> prompt_tokens = {};  // used when not empty, else prompt_text is encoded
  std::string prompt_text = {};
  // A forced beginning of every completion (see Fork). Tokens win over text, as for the prompt.
  std::vector<int32_t> prefix_tokens = {};
  std::string prefix_text = {};
  int num_samples = 1;
  int first_sample = 0;  // samples are numbered first_sample, first_sample + 1, …
  SamplingParams params = {};
};

enum class FinishReason {
  kStop,     // a stop token or a stop string
  kLength,   // max_new_tokens or the context window reached
  kAborted,  // given up on request of the caller; what was generated so far is returned
};

const char* FinishReasonName(FinishReason reason);  // "stop", "length", "aborted"

struct Completion {
  uint64_t request_id = 0;
  int sample = 0;
  // Whole completion as valid UTF-8: forced prefix and new tokens, without the stop token and
  // from the stop string on cut off. Empty if the generator has no codec.
  std::string text = {};
  // Whole completion as sampled, forced prefix first; the token that stopped it is included.
  std::vector<int32_t> tokens = {};
  int64_t prefix_length = 0;  // tokens[0, prefix_length) were forced
  // For tokens[prefix_length + i]: log-probability after temperature, before top-k and top-p.
  std::vector<float> logprobs = {};
  std::vector<float> entropies = {};  // nats, of the same distribution; only if record_entropy
  FinishReason finish_reason = FinishReason::kStop;
};

// Log-probabilities of a given completion after a given prompt.
struct ScoreRequest {
  std::vector<int32_t> prompt_tokens = {};  // tokens win over text, as above
  std::string prompt_text = {};
  std::vector<int32_t> completion_tokens = {};
  std::string completion_text = {};
  float temperature = 1.0f;
};

struct GenerateProgress {
  int64_t completions_done = 0;
  int64_t completions_total = 0;
  int64_t tokens_generated = 0;  // new tokens so far in this call
};

// Optional hooks of one Generate call; all run on the calling thread, between model steps.
struct GenerateHooks {
  // Each completion as it ends, in order of ending (the returned vector is in request order).
  std::function<void(const Completion&)> on_completion;
  std::function<void(const GenerateProgress&)> on_progress;
  // Asked for each running sample after each of its tokens: true gives that sample up.
  // `new_tokens` are the tokens generated so far, without the forced prefix.
  std::function<bool(uint64_t request_id, int sample, std::span<const int32_t> new_tokens)>
      should_abort;
  // Asked once per model step: true gives up everything that is not finished.
  std::function<bool()> should_abort_all;
};

class TextGenerator {
 public:
  virtual ~TextGenerator() = default;

  // Completions ordered by request, then sample. Throws base::Error on a request that cannot be
  // served, base::Interrupted when the process was asked to stop (finished completions have
  // gone through hooks.on_completion by then).
  virtual std::vector<Completion> Generate(std::span<const GenerateRequest> requests,
                                           const GenerateHooks& hooks) = 0;

  // One log-probability per completion token, for each request. Equal, bit for bit, to those
  // recorded by Generate at the same temperature when the same model does both.
  virtual std::vector<std::vector<float>> Score(std::span<const ScoreRequest> requests) = 0;

  // For reports: what generated the text, for example "smollm2-135m-instruct (local, fp32)".
  virtual std::string name() const = 0;
};

// A request that continues `completion` of `request` after its first `prefix_length` tokens.
// With the same id, seed and sample the continuation equals the original one; change `id` (or
// first_sample and num_samples) of the result to explore others.
GenerateRequest Fork(const GenerateRequest& request, const Completion& completion,
                     int64_t prefix_length);

// Throws base::Error, naming the request, if a field is out of its range.
void ValidateRequest(const GenerateRequest& request);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_GENERATOR_H_
