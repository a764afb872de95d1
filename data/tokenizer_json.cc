// Reading a Hugging Face tokenizer.json into a BpeSpec.
//
// Plain nlohmann::json (a map) instead of base::Json: a vocabulary is one object with 128,000 keys,
// and an ordered object looks up each new key by a linear scan.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "data/tokenizer.h"
#include "data/tokenizer_split.h"

namespace r1bench::data {
namespace {

using Json = nlohmann::json;

constexpr char kUseAnother[] = "; only byte-level BPE tokenizers are supported";

Json ReadJson(const std::string& path) {
  try {
    return Json::parse(base::ReadFile(path));
  } catch (const nlohmann::json::exception& error) {
    base::Fail(path, ": not valid JSON: ", error.what(), "; get the file again");
  }
}

// The member `key`, or null where there is none.
const Json& At(const Json& object, const char* key) {
  static const Json null;
  if (!object.is_object()) return null;
  const auto it = object.find(key);
  return it == object.end() ? null : *it;
}

std::string TextAt(const Json& object, const char* key) {
  const Json& value = At(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

bool FlagAt(const Json& object, const char* key, bool fallback) {
  const Json& value = At(object, key);
  return value.is_boolean() ? value.get<bool>() : fallback;
}

// --- model ---------------------------------------------------------------------------------------

void PutToken(int64_t id, const std::string& text, BpeSpec* spec) {
  base::Require(id >= 0 && id < (1 << 24), "expected token ids from 0 to 16,777,215, got ", id);
  if (static_cast<int64_t>(spec->tokens.size()) <= id) spec->tokens.resize(id + 1);
  spec->tokens[id] = text;
}

void ReadModel(const Json& model, BpeSpec* spec) {
  const std::string type = TextAt(model, "type");
  base::Require(type == "BPE" || type.empty(), "expected a BPE model, got \"", type, "\"",
                kUseAnother);
  base::Require(!FlagAt(model, "byte_fallback", false), "got a BPE with byte_fallback",
                kUseAnother);
  base::Require(TextAt(model, "continuing_subword_prefix").empty() &&
                    TextAt(model, "end_of_word_suffix").empty(),
                "got a BPE with a subword prefix or suffix", kUseAnother);
  spec->ignore_merges = FlagAt(model, "ignore_merges", false);
  const Json& vocab = At(model, "vocab");
  base::Require(vocab.is_object(), "expected model.vocab to be an object, got ", vocab.type_name());
  for (const auto& [text, id] : vocab.items()) {
    base::Require(id.is_number_integer(), "expected an integer as the id of \"", text, "\"");
    PutToken(id.get<int64_t>(), text, spec);
  }
  const Json& merges = At(model, "merges");
  base::Require(merges.is_array(), "expected model.merges to be a list, got ", merges.type_name());
  for (const Json& merge : merges) {
    if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
      spec->merges.push_back(merge[0].get<std::string>() + " " + merge[1].get<std::string>());
    } else {
      base::Require(merge.is_string(), "expected each merge to be text or a pair of texts, got ",
                    merge.dump());
      spec->merges.push_back(merge.get<std::string>());
    }
  }
  const std::string unk = TextAt(model, "unk_token");
  if (!unk.empty() && vocab.contains(unk)) spec->unk_id = vocab[unk].get<int32_t>();
}

void ReadAddedTokens(const Json& list, BpeSpec* spec) {
  if (!list.is_array()) return;
  for (const Json& entry : list) {
    base::Require(At(entry, "id").is_number_integer() && At(entry, "content").is_string(),
                  "expected each added token to have an id and content, got ", entry.dump());
    AddedToken token;
    const int64_t id = At(entry, "id").get<int64_t>();
    token.content = TextAt(entry, "content");
    token.special = FlagAt(entry, "special", false);
    token.lstrip = FlagAt(entry, "lstrip", false);
    token.rstrip = FlagAt(entry, "rstrip", false);
    token.single_word = FlagAt(entry, "single_word", false);
    token.normalized = FlagAt(entry, "normalized", !token.special);
    PutToken(id, token.content, spec);
    token.id = static_cast<int32_t>(id);
    spec->added_tokens.push_back(std::move(token));
  }
}

// --- normaliser and pre-tokeniser ----------------------------------------------------------------

void ReadNormalizer(const Json& normalizer, BpeSpec* spec) {
  if (normalizer.is_null()) return;
  const std::string type = TextAt(normalizer, "type");
  if (type == "Sequence") {
    for (const Json& step : At(normalizer, "normalizers")) ReadNormalizer(step, spec);
    return;
  }
  base::Require(type == "NFC", "expected no normalizer or NFC, got \"", type, "\"", kUseAnother);
  spec->normalize_nfc = true;
}

std::string EscapedForPattern(const std::string& text) {
  std::string pattern;
  for (const char c : text) {
    if (std::string_view("\\^$.[|()?*+{}").find(c) != std::string_view::npos) pattern += '\\';
    pattern += c;
  }
  return pattern;
}

SplitStep ReadSplit(const Json& split) {
  const Json& pattern = At(split, "pattern");
  const std::string behavior = TextAt(split, "behavior");
  const bool invert = FlagAt(split, "invert", false);
  SplitStep step;
  step.pattern = pattern.contains("Regex") ? TextAt(pattern, "Regex")
                                           : EscapedForPattern(TextAt(pattern, "String"));
  base::Require(!step.pattern.empty(), "expected a Split step to have a pattern, got ",
                split.dump());
  base::Require(behavior == "Isolated" || (behavior == "Removed" && invert),
                "expected a Split step that isolates its matches, got behavior \"", behavior,
                "\" (invert ", invert, ")", kUseAnother);
  step.kind = behavior == "Isolated" ? SplitStep::Kind::kPattern : SplitStep::Kind::kPatternOnly;
  return step;
}

// `alone`: this step is the whole pre-tokeniser.
void ReadPreTokenizer(const Json& pre, bool alone, bool* byte_level, BpeSpec* spec) {
  const std::string type = TextAt(pre, "type");
  if (type == "Sequence") {
    const Json& steps = At(pre, "pretokenizers");
    for (const Json& step : steps) ReadPreTokenizer(step, steps.size() == 1, byte_level, spec);
  } else if (type == "Split") {
    spec->split_steps.push_back(ReadSplit(pre));
  } else if (type == "Digits") {
    base::Require(FlagAt(pre, "individual_digits", false),
                  "expected a Digits step with individual_digits", kUseAnother);
    spec->split_steps.push_back({SplitStep::Kind::kDigits, ""});
  } else if (type == "ByteLevel") {
    *byte_level = true;
    spec->add_prefix_space = FlagAt(pre, "add_prefix_space", false);
    base::Require(alone || !spec->add_prefix_space,
                  "got a ByteLevel step with add_prefix_space after other steps", kUseAnother);
    if (FlagAt(pre, "use_regex", true)) spec->split_steps.push_back(Gpt2Split());
  } else {
    base::Fail("got a pre-tokenizer step of type \"", type, "\"", kUseAnother);
  }
}

// --- which tokens begin and end text -------------------------------------------------------------

// A TemplateProcessing that begins with a special token means: the family puts bos first.
void ReadPostProcessor(const Json& post, BpeSpec* spec) {
  for (const Json& part : At(post, "processors")) ReadPostProcessor(part, spec);
  const Json& single = At(post, "single");
  if (!single.is_array() || single.empty()) return;
  const std::string name = TextAt(At(single[0], "SpecialToken"), "id");
  const Json& ids = At(At(At(post, "special_tokens"), name.c_str()), "ids");
  if (name.empty() || !ids.is_array() || ids.size() != 1 || !ids[0].is_number_integer()) return;
  spec->bos_id = ids[0].get<int32_t>();
  spec->add_bos = true;
}

int32_t IdOf(const BpeSpec& spec, const std::string& text) {
  if (text.empty()) return -1;
  const auto it = std::find(spec.tokens.begin(), spec.tokens.end(), text);
  return it == spec.tokens.end() ? -1 : static_cast<int32_t>(it - spec.tokens.begin());
}

// A token of tokenizer_config.json: text, or an object with "content".
int32_t ConfigToken(const BpeSpec& spec, const Json& config, const char* key) {
  const Json& value = At(config, key);
  return IdOf(spec, value.is_string() ? value.get<std::string>() : TextAt(value, "content"));
}

void AddEos(int64_t id, BpeSpec* spec) {
  if (id < 0 || id >= static_cast<int64_t>(spec->tokens.size())) return;
  const int32_t eos = static_cast<int32_t>(id);
  if (std::find(spec->eos_ids.begin(), spec->eos_ids.end(), eos) == spec->eos_ids.end()) {
    spec->eos_ids.push_back(eos);
  }
}

void ReadTokenizerConfig(const Json& config, BpeSpec* spec) {
  const int32_t bos = ConfigToken(*spec, config, "bos_token");
  if (bos >= 0) spec->bos_id = bos;
  spec->pad_id = ConfigToken(*spec, config, "pad_token");
  spec->add_bos = FlagAt(config, "add_bos_token", spec->add_bos) && spec->bos_id >= 0;
  AddEos(ConfigToken(*spec, config, "eos_token"), spec);
}

void ReadGenerationConfig(const Json& config, BpeSpec* spec) {
  const Json& eos = At(config, "eos_token_id");
  if (eos.is_number_integer()) AddEos(eos.get<int64_t>(), spec);
  if (!eos.is_array()) return;
  for (const Json& id : eos) {
    if (id.is_number_integer()) AddEos(id.get<int64_t>(), spec);
  }
}

BpeSpec ReadSpec(const Json& root) {
  BpeSpec spec;
  base::Require(root.is_object(), "expected an object, got ", root.type_name());
  ReadModel(At(root, "model"), &spec);
  ReadAddedTokens(At(root, "added_tokens"), &spec);
  ReadNormalizer(At(root, "normalizer"), &spec);
  bool byte_level = false;
  ReadPreTokenizer(At(root, "pre_tokenizer"), true, &byte_level, &spec);
  base::Require(byte_level, "expected a ByteLevel step in the pre-tokenizer", kUseAnother);
  ReadPostProcessor(At(root, "post_processor"), &spec);
  return spec;
}

}  // namespace

BpeSpec ReadHfTokenizer(const std::string& path) {
  const std::string file = base::IsDirectory(path) ? base::JoinPath(path, "tokenizer.json") : path;
  BpeSpec spec;
  try {
    spec = ReadSpec(ReadJson(file));
  } catch (const base::Error& error) {
    if (std::string_view(error.what()).find(file) != std::string_view::npos) throw;
    base::Fail(file, ": ", error.what());
  }
  const std::string folder = base::DirName(file);
  const std::string config = base::JoinPath(folder, "tokenizer_config.json");
  const std::string generation = base::JoinPath(folder, "generation_config.json");
  if (base::Exists(config)) ReadTokenizerConfig(ReadJson(config), &spec);
  if (base::Exists(generation)) ReadGenerationConfig(ReadJson(generation), &spec);
  return spec;
}

std::unique_ptr<Tokenizer> LoadHfTokenizer(const std::string& path) {
  return MakeBpeTokenizer(ReadHfTokenizer(path));
}

}  // namespace r1bench::data
