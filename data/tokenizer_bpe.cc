#include "data/tokenizer_bpe.h"

#include <algorithm>
#include <deque>
#include <unordered_set>
#include <utility>

#include "base/error.h"
#include "data/tokenizer_alphabet.h"
#include "data/tokenizer_unicode.h"
#include "data/utf8.h"

namespace r1bench::data {
namespace {

// GGUF's token types.
constexpr int32_t kControlType = 3;
constexpr int32_t kUserDefinedType = 4;

SplitFamily FamilyOf(const BpeSpec& spec) {
  if (spec.pre_tokenizer.empty()) {
    return {spec.split_steps, spec.normalize_nfc, spec.ignore_merges};
  }
  std::optional<SplitFamily> family = FindSplitFamily(spec.pre_tokenizer);
  if (!family.has_value()) {
    std::string known;
    for (const std::string& name : PreTokenizerNames()) known += " " + name;
    base::Fail("expected a known pre-tokenizer, got \"", spec.pre_tokenizer,
               "\"; known are:", known, "; use the model's tokenizer.json instead");
  }
  family->normalize_nfc |= spec.normalize_nfc;
  family->ignore_merges |= spec.ignore_merges;
  return *family;
}

// The added tokens of the spec, those that only token_types tells of included.
std::vector<AddedToken> AllAdded(const BpeSpec& spec) {
  std::vector<AddedToken> added = spec.added_tokens;
  std::unordered_set<int32_t> known;
  for (const AddedToken& token : added) known.insert(token.id);
  for (size_t i = 0; i < spec.token_types.size(); ++i) {
    const int32_t type = spec.token_types[i], id = static_cast<int32_t>(i);
    if ((type != kControlType && type != kUserDefinedType) || known.contains(id)) continue;
    added.push_back({.id = id, .content = spec.tokens[i], .special = type == kControlType});
  }
  return added;
}

std::vector<AddedToken> Select(const std::vector<AddedToken>& tokens, bool normalized) {
  std::vector<AddedToken> selected;
  for (const AddedToken& token : tokens) {
    if (token.normalized == normalized) selected.push_back(token);
  }
  return selected;
}

void CheckSpec(const BpeSpec& spec) {
  const int64_t n = static_cast<int64_t>(spec.tokens.size());
  base::Require(n > 0 && n < (1 << 24), "expected 1 to 16,777,215 tokens, got ", n,
                "; the vocabulary is missing or broken");
  base::Require(spec.token_types.empty() || spec.token_types.size() == spec.tokens.size(),
                "expected one token type for each of the ", n, " tokens, got ",
                spec.token_types.size(), "; the file is broken");
  const auto check_id = [&](int32_t id, const char* what) {
    base::Require(id < n, "expected the ", what, " id below ", n, ", got ", id,
                  "; the tokenizer's files do not belong together");
  };
  check_id(spec.bos_id, "bos");
  check_id(spec.pad_id, "pad");
  check_id(spec.unk_id, "unk");
  for (const int32_t id : spec.eos_ids) {
    check_id(id, "eos");
    base::Require(id >= 0, "expected eos ids of at least 0, got ", id);
  }
  for (const AddedToken& token : spec.added_tokens) {
    check_id(token.id, "added token's");
    base::Require(token.id >= 0, "expected an id for the added token \"", token.content, "\"");
  }
}

const BpeSpec& Checked(const BpeSpec& spec) {
  CheckSpec(spec);
  return spec;
}

}  // namespace

BpeTokenizer::BpeTokenizer(const BpeSpec& spec)
    : splitter_(FamilyOf(Checked(spec)).steps),
      raw_added_(Select(AllAdded(spec), false)),
      normalized_added_(Select(AllAdded(spec), true)),
      merges_(spec.merges.size()),
      normalize_nfc_(FamilyOf(spec).normalize_nfc),
      ignore_merges_(FamilyOf(spec).ignore_merges),
      add_prefix_space_(spec.add_prefix_space),
      add_bos_(spec.add_bos),
      bos_id_(spec.bos_id),
      pad_id_(spec.pad_id),
      unk_id_(spec.unk_id),
      eos_ids_(spec.eos_ids) {
  BuildVocabulary(spec, AllAdded(spec));
  BuildMerges(spec);
}

void BpeTokenizer::BuildVocabulary(const BpeSpec& spec, const std::vector<AddedToken>& added) {
  const size_t n = spec.tokens.size();
  bytes_of_.reserve(n);
  special_.assign(n, false);
  byte_id_.fill(-1);
  for (size_t id = 0; id < n; ++id) {
    const std::string& token = spec.tokens[id];
    std::optional<std::string> bytes = AlphabetToBytes(token);
    if (bytes.has_value() && bytes->size() == 1) {
      byte_id_[static_cast<unsigned char>((*bytes)[0])] = static_cast<int32_t>(id);
    }
    bytes_of_.push_back(bytes.has_value() ? *std::move(bytes) : token);
    if (!token.empty()) id_of_.emplace(token, static_cast<int32_t>(id));
  }
  for (const AddedToken& token : added) {
    special_[token.id] = token.special;
    id_of_.emplace(token.content, token.id);
  }
  if (!ignore_merges_) return;
  word_id_.reserve(n);
  for (size_t id = 0; id < n; ++id) {
    if (!special_[id]) word_id_.emplace(bytes_of_[id], static_cast<int32_t>(id));
  }
}

void BpeTokenizer::BuildMerges(const BpeSpec& spec) {
  std::string joined;
  for (size_t rank = 0; rank < spec.merges.size(); ++rank) {
    const std::string& merge = spec.merges[rank];
    const size_t space = merge.find(' ', 1);
    base::Require(space != std::string::npos, "expected merge ", rank,
                  " to be two tokens with a space between, got \"", merge, "\"");
    joined.assign(merge, 0, space).append(merge, space + 1);
    const auto left = id_of_.find(merge.substr(0, space));
    const auto right = id_of_.find(merge.substr(space + 1));
    const auto result = id_of_.find(joined);
    base::Require(left != id_of_.end() && right != id_of_.end() && result != id_of_.end(),
                  "expected merge ", rank, " to join two tokens into a third, got \"", merge,
                  "\" with one of them not in the vocabulary; the file is broken");
    merges_.Add(left->second, right->second, {static_cast<int32_t>(rank), result->second});
  }
}

std::string_view BpeTokenizer::TokenBytes(int32_t id) const {
  return id >= 0 && id < vocab_size() ? std::string_view(bytes_of_[id]) : std::string_view();
}

bool BpeTokenizer::IsSpecial(int32_t id) const {
  return id >= 0 && id < vocab_size() && special_[id];
}

std::optional<int32_t> BpeTokenizer::TokenId(std::string_view token) const {
  const auto it = id_of_.find(std::string(token));
  if (it == id_of_.end()) return std::nullopt;
  return it->second;
}

// --- one call of Encode --------------------------------------------------------------------------

class BpeTokenizer::Run {
 public:
  Run(const BpeTokenizer& tokenizer, size_t text_size, std::vector<int32_t>* ids)
      : tokenizer_(tokenizer), ids_(*ids) {
    if (text_size >= kCacheFromBytes) cache_.resize(kCacheSlots);
  }

  void AddId(int32_t id) { ids_.push_back(id); }

  // Text between added tokens. `allow_special`: all of it may hold special tokens.
  void AddPlain(std::string_view text, bool allow_special) {
    while (!text.empty()) {
      const Utf8Run run = FirstUtf8Run(text);
      text.remove_prefix(run.text.size());
      if (run.valid) {
        AddValid(run.text, allow_special);
      } else {
        AddWord(run.text);
      }
    }
  }

 private:
  static constexpr size_t kCacheFromBytes = 2048;  // a shorter text repeats few words
  static constexpr size_t kCacheSlots = 1 << 13;
  static constexpr size_t kCachedWordBytes = 64;

  // A word seen before and where in ids_ its tokens are.
  struct CacheSlot {
    std::string_view word;
    size_t begin = 0, end = 0;
  };

  void AddValid(std::string_view text, bool allow_special) {
    if (tokenizer_.normalize_nfc_ && !IsNfc(text)) text = Keep(NormalizeNfc(text));
    if (tokenizer_.normalized_added_.empty()) return AddWords(text);
    const TextRange all = {0, text.size()};
    std::vector<AddedSegment> segments;
    tokenizer_.normalized_added_.Cut(
        text, all, allow_special ? std::span(&all, 1) : std::span<const TextRange>(), &segments);
    for (const AddedSegment& segment : segments) {
      if (segment.id >= 0) {
        AddId(segment.id);
      } else {
        AddWords(text.substr(segment.range.begin, segment.range.end - segment.range.begin));
      }
    }
  }

  void AddWords(std::string_view text) {
    if (tokenizer_.add_prefix_space_ && !text.starts_with(' ')) {
      text = Keep(" " + std::string(text));
    }
    words_.clear();
    tokenizer_.splitter_.Split(text, &words_);
    for (const std::string_view word : words_) AddWord(word);
  }

  void AddWord(std::string_view word) {
    if (cache_.empty() || word.size() > kCachedWordBytes) return MergeWord(word);
    CacheSlot& slot = cache_[std::hash<std::string_view>()(word) % kCacheSlots];
    const size_t begin = ids_.size();
    if (slot.word == word) {
      ids_.resize(begin + slot.end - slot.begin);
      std::copy_n(ids_.begin() + slot.begin, slot.end - slot.begin, ids_.begin() + begin);
    } else {
      MergeWord(word);
      slot = {word, begin, ids_.size()};
    }
  }

  void MergeWord(std::string_view word) {
    if (tokenizer_.ignore_merges_) {
      const auto it = tokenizer_.word_id_.find(word);
      if (it != tokenizer_.word_id_.end()) return AddId(it->second);
    }
    symbols_.clear();
    for (const char c : word) {
      const int32_t id = tokenizer_.byte_id_[static_cast<unsigned char>(c)];
      if (id >= 0) {
        symbols_.push_back(id);
      } else if (tokenizer_.unk_id_ >= 0) {
        symbols_.push_back(tokenizer_.unk_id_);
      }
    }
    ApplyMerges(tokenizer_.merges_, &symbols_);
    ids_.insert(ids_.end(), symbols_.begin(), symbols_.end());
  }

  // Texts made on the way live to the end of the call: the cache points into them.
  std::string_view Keep(std::string text) { return kept_.emplace_back(std::move(text)); }

  const BpeTokenizer& tokenizer_;
  std::vector<int32_t>& ids_;
  std::vector<int32_t> symbols_;
  std::vector<std::string_view> words_;
  std::vector<CacheSlot> cache_;
  std::deque<std::string> kept_;
};

std::vector<int32_t> BpeTokenizer::EncodeText(std::string_view text,
                                              std::span<const TextRange> allowed,
                                              bool add_bos) const {
  base::Require(text.size() < (1u << 31), "expected a text under 2 GiB, got ", text.size(),
                " bytes; split it");
  std::vector<int32_t> ids;
  Run run(*this, text.size(), &ids);
  if (add_bos && bos_id_ >= 0) run.AddId(bos_id_);
  std::vector<AddedSegment> segments;
  raw_added_.Cut(text, {0, text.size()}, allowed, &segments);
  for (const AddedSegment& segment : segments) {
    if (segment.id >= 0) {
      run.AddId(segment.id);
      continue;
    }
    const TextRange range = segment.range;
    const bool allow_special = std::any_of(allowed.begin(), allowed.end(), [&](TextRange a) {
      return a.begin <= range.begin && range.end <= a.end;
    });
    run.AddPlain(text.substr(range.begin, range.end - range.begin), allow_special);
  }
  return ids;
}

std::vector<int32_t> BpeTokenizer::Encode(std::string_view text,
                                          const EncodeOptions& options) const {
  const TextRange all = {0, text.size()};
  return EncodeText(text, std::span(&all, options.parse_special ? 1 : 0), options.add_bos);
}

std::vector<int32_t> BpeTokenizer::EncodePieces(std::span<const TextPiece> pieces,
                                                const EncodeOptions& options) const {
  std::string text;
  std::vector<TextRange> allowed;
  for (const TextPiece& piece : pieces) {
    const size_t begin = text.size();
    text += piece.text;
    if (!piece.allow_special || piece.text.empty()) continue;
    if (!allowed.empty() && allowed.back().end == begin) {
      allowed.back().end = text.size();
    } else {
      allowed.push_back({begin, text.size()});
    }
  }
  return EncodeText(text, allowed, options.add_bos);
}

std::unique_ptr<Tokenizer> MakeBpeTokenizer(const BpeSpec& spec) {
  return std::make_unique<BpeTokenizer>(spec);
}

}  // namespace r1bench::data
