// One Generate call of the local engine: the scheduler. Internal to model/engine.
//
// Life of a request: waiting -> prefilling (its prompt is fed, in slices) -> ready (the prompt's
// cache and last hidden state are kept while samples wait for a row) -> all samples started.
// Life of a sample: started (forks the prompt's cache) -> running, one token a step -> finished.
// A running sample may be put aside when memory is short: its blocks go back, and later it is fed
// its own tokens again. Every position's keys and values depend on the tokens alone, so this and
// any slicing leave the results as they were.
//
// One step:  Admit -> Plan -> Forward -> CollectHidden -> StartSamples -> Sample -> Retire.

#ifndef R1BENCH_MODEL_GENERATION_RUN_H_
#define R1BENCH_MODEL_GENERATION_RUN_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kernels/softmax/softmax.h"
#include "model/engine.h"
#include "model/hidden_states.h"
#include "model/sampler.h"

namespace r1bench::model {

class GenerationRun {
 public:
  GenerationRun(Transformer* transformer, KvCache* cache, const TextCodec* codec,
                const EngineOptions& options, std::span<const GenerateRequest> requests,
                const GenerateHooks& hooks, EngineStats* stats);

  std::vector<Completion> Run();

 private:
  // A request and its prompt.
  struct Group {
    explicit Group(KvCache* cache) : kv(cache) {}
    const GenerateRequest* request = nullptr;
    std::vector<int32_t> context;  // prompt, then forced prefix
    int64_t prefix_length = 0;
    std::string prefix_bytes;
    std::vector<int32_t> stop_ids;
    int64_t max_new = 0;       // max_new_tokens or what the context window leaves
    int64_t first_output = 0;  // of sample 0 in outputs_
    int started = 0;           // samples that have (had) a row
    KvSequence kv;
    HiddenStates hidden;  // of the last context token; empty until ready
    bool ready() const { return hidden.rows() > 0; }
    int pending() const { return request->num_samples - started; }
  };
  // A running sample.
  struct Row {
    explicit Row(KvCache* cache) : kv(cache) {}
    Group* group = nullptr;
    int64_t output = 0;  // in outputs_; also the order of age
    KvSequence kv;
    std::string bytes;  // text so far; kept only when there are stop strings
    bool finished = false;
  };
  // Tokens that one step feeds to a row or to a group's prompt.
  struct Feed {
    Row* row = nullptr;
    Group* group = nullptr;
    int64_t tokens = 0;
  };

  void MakeGroup(const GenerateRequest& request);
  void RefuseIfTooBig(const Group& group) const;
  void CheckForStop();
  void Admit();
  bool CanHold(int64_t tokens, int64_t growth);
  int64_t PromisedBlocks() const;
  void Plan();
  int64_t AddFeeds();
  void PutAsideYoungest();
  void Forward();
  void CollectHidden();
  void AddDraw(Row* row, const HiddenRow& hidden);
  void StartSamples();
  void StartSample(Group* group);
  void Sample();
  void Take(Row* row, int32_t token, const kernels::TokenStats& stats);
  bool Stops(Row* row, int32_t token, std::size_t* text_end);
  void Finish(Row* row, FinishReason reason, std::size_t text_end);
  void Retire();
  void AbortAll();
  void Report();
  void AddUpStaticBatches();

  int64_t Length(const Row& row) const;  // tokens of prompt and completion so far
  std::span<const int32_t> NextTokens(const Row& row, int64_t limit) const;

  Transformer* transformer_;
  KvCache* cache_;
  const TextCodec* codec_;
  const EngineOptions& options_;
  const GenerateHooks& hooks_;
  EngineStats* stats_;
  int64_t vocab_size_;
  int64_t max_context_;

  std::deque<Group> groups_;     // in request order
  std::deque<Group*> waiting_;   // in request order
  std::vector<Group*> active_;   // prefilling or ready with samples to start; in request order
  std::vector<Row*> rows_;       // running
  std::vector<Row*> put_aside_;  // oldest last
  std::vector<std::unique_ptr<Row>> row_storage_;
  std::vector<Row*> free_rows_;
  bool admission_closed_ = false;  // after putting rows aside, until one finishes

  std::vector<Feed> feeds_;
  std::vector<SequenceChunk> chunks_;
  HiddenStates hidden_;
  std::vector<Row*> draws_;             // rows that draw a token in this step ...
  std::vector<HiddenRow> draw_hidden_;  // ... and what they draw from
  std::vector<SampleRow> sample_rows_;
  std::vector<int32_t> tokens_;
  std::vector<kernels::TokenStats> token_stats_;

  std::vector<Completion> outputs_;
  GenerateProgress progress_;
};

// The tokens, checked against the vocabulary, or, if there are none, the text encoded.
enum class TextRole { kPrompt, kContinuation };
std::vector<int32_t> TokensOf(const std::vector<int32_t>& tokens, const std::string& text,
                              TextRole role, const TextCodec* codec, int64_t vocab_size);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_GENERATION_RUN_H_
