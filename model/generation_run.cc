#include "model/generation_run.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/signals.h"
#include "model/text_stream.h"

namespace r1bench::model {
std::vector<int32_t> TokensOf(const std::vector<int32_t>& tokens, const std::string& text,
                              TextRole role, const TextCodec* codec, int64_t vocab_size) {
  for (const int32_t token : tokens) {
    base::Require(token >= 0 && token < vocab_size, "expected token ids of 0 to ", vocab_size - 1,
                  ", got ", token, "; is this the tokenizer of this model?");
  }
  if (!tokens.empty() || text.empty()) return tokens;
  base::Require(codec != nullptr, "expected token ids, got text; give the engine a codec");
  return TokensOf(
      role == TextRole::kPrompt ? codec->EncodePrompt(text) : codec->EncodeContinuation(text), "",
      role, codec, vocab_size);
}

GenerationRun::GenerationRun(Transformer* transformer, KvCache* cache, const TextCodec* codec,
                             const EngineOptions& options,
                             std::span<const GenerateRequest> requests, const GenerateHooks& hooks,
                             EngineStats* stats)
    : transformer_(transformer),
      cache_(cache),
      codec_(codec),
      options_(options),
      hooks_(hooks),
      stats_(stats),
      vocab_size_(transformer->config().vocab_size),
      max_context_(transformer->config().max_position_embeddings) {
  for (const GenerateRequest& request : requests) MakeGroup(request);
  for (Group& group : groups_) waiting_.push_back(&group);
  progress_.completions_total = static_cast<int64_t>(outputs_.size());
}

void GenerationRun::MakeGroup(const GenerateRequest& request) {
  ValidateRequest(request);
  const SamplingParams& params = request.params;
  base::Require(params.stop_strings.empty() || codec_ != nullptr,
                "expected no stop strings for an engine without a codec, got ",
                params.stop_strings.size(), "; use stop_token_ids");
  Group& group = groups_.emplace_back(cache_);
  group.request = &request;
  group.context =
      TokensOf(request.prompt_tokens, request.prompt_text, TextRole::kPrompt, codec_, vocab_size_);
  base::Require(!group.context.empty(), "request ", request.id,
                ": expected a prompt of at least one token, got an empty one");
  const std::vector<int32_t> prefix = TokensOf(request.prefix_tokens, request.prefix_text,
                                               TextRole::kContinuation, codec_, vocab_size_);
  group.prefix_length = static_cast<int64_t>(prefix.size());
  group.context.insert(group.context.end(), prefix.begin(), prefix.end());
  if (codec_ != nullptr) {
    for (const int32_t token : prefix) group.prefix_bytes += codec_->TokenBytes(token);
  }
  group.stop_ids = params.stop_token_ids;
  if (!params.ignore_eos) {
    const std::vector<int32_t>& eos = transformer_->config().eos_token_ids;
    group.stop_ids.insert(group.stop_ids.end(), eos.begin(), eos.end());
  }
  RefuseIfTooBig(group);
  group.max_new = std::min<int64_t>(params.max_new_tokens,
                                    max_context_ - static_cast<int64_t>(group.context.size()));
  group.first_output = static_cast<int64_t>(outputs_.size());
  for (int i = 0; i < request.num_samples; ++i) {
    Completion& out = outputs_.emplace_back();
    out.request_id = request.id;
    out.sample = request.first_sample + i;
    out.prefix_length = group.prefix_length;
    out.tokens = prefix;
  }
}

void GenerationRun::RefuseIfTooBig(const Group& group) const {
  const int64_t context = static_cast<int64_t>(group.context.size());
  base::Require(context < max_context_, "request ", group.request->id, ": expected fewer than ",
                max_context_, " prompt tokens (the model's context window), got ", context,
                "; shorten the prompt");
  const int64_t longest =
      std::min<int64_t>(context + group.request->params.max_new_tokens, max_context_);
  const int64_t needed = KvCache::BlocksFor(longest);
  if (needed <= cache_->max_blocks()) return;
  const double block_mib = cache_->block_bytes() / 1048576.0;
  base::Fail("request ", group.request->id, ": ", context, " prompt tokens and up to ",
             group.request->params.max_new_tokens, " new ones need ", needed * block_mib,
             " MiB of key/value cache, the cap is ", cache_->max_blocks() * block_mib,
             " MiB; lower max_new_tokens or raise the cap");
}

std::vector<Completion> GenerationRun::Run() {
  const int64_t slots = std::min(options_.max_rows, progress_.completions_total);
  while (progress_.completions_done < progress_.completions_total) {
    CheckForStop();
    if (progress_.completions_done == progress_.completions_total) break;  // all given up
    Admit();
    Plan();
    Forward();
    CollectHidden();
    StartSamples();
    stats_->slot_steps += slots;
    stats_->row_steps += static_cast<int64_t>(rows_.size());
    Sample();
    Retire();
    Report();
  }
  AddUpStaticBatches();
  stats_->peak_blocks = cache_->peak_blocks();
  return std::move(outputs_);
}

void GenerationRun::CheckForStop() {
  const int signal = options_.stop_signal ? options_.stop_signal() : base::StopSignal();
  if (signal != 0) throw base::Interrupted(signal);
  if (hooks_.should_abort_all && hooks_.should_abort_all()) AbortAll();
}

// --- one step ------------------------------------------------------------------------------------

void GenerationRun::Forward() {
  if (!chunks_.empty()) transformer_->Forward(chunks_, cache_, &hidden_);
}

// Finds the hidden states from which this step draws tokens.
void GenerationRun::CollectHidden() {
  draws_.clear();
  draw_hidden_.clear();
  int64_t end = 0;
  for (const Feed& feed : feeds_) {
    end += feed.tokens;
    if (feed.row != nullptr) {
      if (feed.row->kv.length() == Length(*feed.row)) AddDraw(feed.row, {&hidden_, end - 1});
      continue;
    }
    stats_->prompt_tokens += feed.tokens;
    Group* group = feed.group;
    if (group->kv.length() == static_cast<int64_t>(group->context.size())) {
      group->hidden.Keep(hidden_, end - 1);
      if (group->started == 0) {
        stats_->shared_tokens += group->kv.length() * (group->pending() - 1);
      }
    }
  }
}

void GenerationRun::AddDraw(Row* row, const HiddenRow& hidden) {
  draws_.push_back(row);
  draw_hidden_.push_back(hidden);
}

void GenerationRun::StartSamples() {
  if (active_.empty()) return;
  // A sample will copy its prompt's last block and then grow.
  int64_t room = cache_->available_blocks() - PromisedBlocks();
  for (Group* group : active_) {
    while (group->ready() && group->pending() > 0 &&
           static_cast<int64_t>(rows_.size()) < options_.max_rows) {
      const bool open = !admission_closed_ && put_aside_.empty() && room >= 2;
      if (!open && !rows_.empty()) return;
      StartSample(group);
      room -= 2;
    }
    if (group->pending() > 0) break;  // in request order
  }
  std::erase_if(active_, [](const Group* group) { return group->pending() == 0; });
}

void GenerationRun::StartSample(Group* group) {
  if (free_rows_.empty()) {
    row_storage_.push_back(std::make_unique<Row>(cache_));
    free_rows_.push_back(row_storage_.back().get());
  }
  Row* row = free_rows_.back();
  free_rows_.pop_back();
  row->group = group;
  row->output = group->first_output + group->started++;
  row->finished = false;
  if (!group->request->params.stop_strings.empty()) row->bytes = group->prefix_bytes;
  group->kv.ForkInto(group->kv.length(), &row->kv);
  if (group->pending() == 0) group->kv.Truncate(0);  // the samples hold the blocks now
  rows_.push_back(row);
  AddDraw(row, {&group->hidden, 0});
}

void GenerationRun::Sample() {
  const std::size_t count = draws_.size();
  tokens_.resize(count);
  token_stats_.resize(count);
  sample_rows_.clear();
  for (const Row* row : draws_) {
    const Completion& out = outputs_[row->output];
    sample_rows_.push_back({.params = &row->group->request->params,
                            .request_id = out.request_id,
                            .sample = out.sample,
                            .position = static_cast<int64_t>(out.tokens.size())});
  }
  transformer_->Sample(sample_rows_, draw_hidden_, tokens_.data(), token_stats_.data());
  for (std::size_t i = 0; i < count; ++i) Take(draws_[i], tokens_[i], token_stats_[i]);
}

// Appends a token to its sample and sees whether that ends it.
void GenerationRun::Take(Row* row, int32_t token, const kernels::TokenStats& stats) {
  const Group& group = *row->group;
  Completion& out = outputs_[row->output];
  out.tokens.push_back(token);
  out.logprobs.push_back(stats.logp);
  if (group.request->params.record_entropy) out.entropies.push_back(stats.entropy);
  ++stats_->generated_tokens;
  ++progress_.tokens_generated;
  const std::span<const int32_t> fresh = std::span(out.tokens).subspan(group.prefix_length);
  std::size_t text_end = kNoStop;
  if (Stops(row, token, &text_end)) {
    Finish(row, FinishReason::kStop, text_end);
  } else if (static_cast<int64_t>(fresh.size()) >= group.max_new) {
    Finish(row, FinishReason::kLength, kNoStop);
  } else if (hooks_.should_abort && hooks_.should_abort(out.request_id, out.sample, fresh)) {
    Finish(row, FinishReason::kAborted, kNoStop);
  }
}

// Whether `token`, just appended, ends the sample; text_end is where a stop string begins.
bool GenerationRun::Stops(Row* row, int32_t token, std::size_t* text_end) {
  const Group& group = *row->group;
  if (std::find(group.stop_ids.begin(), group.stop_ids.end(), token) != group.stop_ids.end()) {
    return true;
  }
  if (group.request->params.stop_strings.empty()) return false;
  const std::size_t old_size = row->bytes.size();
  row->bytes += codec_->TokenBytes(token);
  *text_end = FindStop(row->bytes, old_size, group.request->params.stop_strings);
  return *text_end != kNoStop;
}

void GenerationRun::Finish(Row* row, FinishReason reason, std::size_t text_end) {
  const Group& group = *row->group;
  Completion& out = outputs_[row->output];
  out.finish_reason = reason;
  if (codec_ != nullptr) {
    // A stop token is no part of the text. (It is the last one, unless a stop string ended it.)
    const bool stop_token = reason == FinishReason::kStop && text_end == kNoStop;
    std::string bytes = group.prefix_bytes;
    const std::size_t count = out.tokens.size() - (stop_token ? 1 : 0);
    for (std::size_t i = group.prefix_length; i < count; ++i) {
      bytes += codec_->TokenBytes(out.tokens[i]);
    }
    out.text = ValidUtf8(std::string_view(bytes).substr(0, text_end));
  }
  row->kv.Truncate(0);
  row->finished = true;
  admission_closed_ = false;
  ++progress_.completions_done;
  if (hooks_.on_completion) hooks_.on_completion(out);
}

void GenerationRun::Retire() {
  for (Row* row : rows_) {
    if (row->finished) free_rows_.push_back(row);
  }
  std::erase_if(rows_, [](const Row* row) { return row->finished; });
}

// Ends everything that is not finished; samples without a row end empty.
void GenerationRun::AbortAll() {
  for (Group& group : groups_) {
    while (group.pending() > 0) StartSample(&group);
  }
  active_.clear();
  waiting_.clear();
  rows_.insert(rows_.end(), put_aside_.begin(), put_aside_.end());
  put_aside_.clear();
  std::sort(rows_.begin(), rows_.end(),
            [](const Row* a, const Row* b) { return a->output < b->output; });
  for (Row* row : rows_) Finish(row, FinishReason::kAborted, kNoStop);
  Retire();
}

void GenerationRun::Report() {
  ++stats_->steps;
  if (hooks_.on_progress) hooks_.on_progress(progress_);
}

// For comparison: batches of max_rows in request order, each as long as its longest sample.
void GenerationRun::AddUpStaticBatches() {
  const int64_t total = static_cast<int64_t>(outputs_.size());
  for (int64_t begin = 0; begin < total; begin += options_.max_rows) {
    const int64_t end = std::min(total, begin + options_.max_rows);
    std::size_t longest = 0;
    for (int64_t i = begin; i < end; ++i) {
      longest = std::max(longest, outputs_[i].logprobs.size());
    }
    stats_->static_slot_steps += static_cast<int64_t>(longest) * (end - begin);
  }
}

}  // namespace r1bench::model
