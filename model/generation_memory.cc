// The part of GenerationRun that decides what runs in a step and what memory it gets.

#include <algorithm>

#include "model/generation_run.h"

namespace r1bench::model {

void GenerationRun::Admit() {
  if (rows_.empty() && active_.empty()) admission_closed_ = false;
  while (!put_aside_.empty() && static_cast<int64_t>(rows_.size()) < options_.max_rows &&
         CanHold(Length(*put_aside_.back()), 1)) {
    rows_.push_back(put_aside_.back());
    put_aside_.pop_back();
  }
  if (!put_aside_.empty()) return;
  int64_t pending = 0;
  for (const Group* group : active_) pending += group->pending();
  while (!waiting_.empty() && static_cast<int64_t>(rows_.size()) + pending < options_.max_rows) {
    Group* group = waiting_.front();
    // A prompt too many would take the room in which the samples before it are to start.
    if (!CanHold(static_cast<int64_t>(group->context.size()), 2 * (pending + 1))) break;
    active_.push_back(group);
    waiting_.pop_front();
    pending += group->pending();
  }
}

// Whether `tokens` more tokens fit beside what runs and is being fed, with `growth` blocks to
// spare. The first alone always may: RefuseIfTooBig has seen to it that it fits.
bool GenerationRun::CanHold(int64_t tokens, int64_t growth) {
  if (rows_.empty() && active_.empty()) return true;
  if (admission_closed_) return false;
  return KvCache::BlocksFor(tokens) + growth + PromisedBlocks() <= cache_->available_blocks();
}

// What the samples that run and the prompts that are being fed need next: a row a block to grow.
int64_t GenerationRun::PromisedBlocks() const {
  int64_t blocks = 0;
  for (const Row* row : rows_) {
    blocks += KvCache::BlocksFor(Length(*row)) - row->kv.num_blocks() + 1;
  }
  for (const Group* group : active_) {
    blocks +=
        KvCache::BlocksFor(static_cast<int64_t>(group->context.size())) - group->kv.num_blocks();
  }
  return blocks;
}

int64_t GenerationRun::Length(const Row& row) const {
  return static_cast<int64_t>(row.group->context.size() + outputs_[row.output].tokens.size()) -
         row.group->prefix_length;
}

// The tokens that the row's cache lacks, at most `limit`, never across the border between prompt
// and completion (they lie in different arrays).
std::span<const int32_t> GenerationRun::NextTokens(const Row& row, int64_t limit) const {
  const std::vector<int32_t>& context = row.group->context;
  const int64_t at = row.kv.length();
  const int64_t border = static_cast<int64_t>(context.size());
  if (at < border) return std::span(context).subspan(at, std::min(limit, border - at));
  const std::span<const int32_t> tokens = outputs_[row.output].tokens;
  const int64_t skip = at - border + row.group->prefix_length;
  return tokens.subspan(skip, std::min<int64_t>(limit, static_cast<int64_t>(tokens.size()) - skip));
}

void GenerationRun::Plan() {
  while (AddFeeds() > cache_->available_blocks()) {
    if (rows_.size() + active_.size() <= 1) break;  // alone: Reserve refuses with the numbers
    PutAsideYoungest();
  }
  chunks_.clear();
  for (const Feed& feed : feeds_) {
    KvSequence& kv = feed.row != nullptr ? feed.row->kv : feed.group->kv;
    kv.Reserve(feed.tokens);
    const std::span<const int32_t> tokens =
        feed.row != nullptr
            ? NextTokens(*feed.row, feed.tokens)
            : std::span<const int32_t>(feed.group->context).subspan(kv.length(), feed.tokens);
    chunks_.push_back({.kv = &kv, .tokens = tokens});
  }
}

// Fills feeds_: one token for every row, prompts within the budget of the step. Returns the
// blocks needed.
int64_t GenerationRun::AddFeeds() {
  feeds_.clear();
  int64_t budget = options_.prefill_tokens;
  int64_t blocks = 0;
  for (Row* row : rows_) {
    const bool decode = row->kv.length() + 1 == Length(*row);
    const int64_t limit = decode ? 1 : budget;
    if (limit == 0) continue;
    const int64_t n = static_cast<int64_t>(NextTokens(*row, limit).size());
    if (!decode) budget -= n;
    feeds_.push_back({.row = row, .tokens = n});
    blocks += row->kv.BlocksToReserve(n);
  }
  for (Group* group : active_) {
    const int64_t left = static_cast<int64_t>(group->context.size()) - group->kv.length();
    const int64_t n = std::min(left, budget);
    if (group->ready() || n == 0) continue;
    budget -= n;
    feeds_.push_back({.group = group, .tokens = n});
    blocks += group->kv.BlocksToReserve(n);
  }
  return blocks;
}

// Takes the cache blocks from the last to have come; what is lost is fed again later.
void GenerationRun::PutAsideYoungest() {
  admission_closed_ = true;
  const auto youngest = std::max_element(
      rows_.begin(), rows_.end(), [](const Row* a, const Row* b) { return a->output < b->output; });
  if (!active_.empty() &&
      (rows_.empty() || active_.back()->first_output >= (*youngest)->group->first_output)) {
    Group* group = active_.back();
    active_.pop_back();
    waiting_.push_front(group);
    stats_->rebuilt_tokens += group->kv.length();
    group->kv.Truncate(0);
    group->hidden.Clear();
    return;
  }
  Row* row = *youngest;
  rows_.erase(youngest);
  stats_->rebuilt_tokens += row->kv.length();
  row->kv.Truncate(0);
  const auto place =
      std::lower_bound(put_aside_.begin(), put_aside_.end(), row,
                       [](const Row* a, const Row* b) { return a->output > b->output; });
  put_aside_.insert(place, row);
}

}  // namespace r1bench::model
