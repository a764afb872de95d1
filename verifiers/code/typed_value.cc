#include "verifiers/code/typed_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "base/error.h"

namespace r1bench::verifiers {
namespace {

using Kind = TypedValue::Kind;

// Kinds that are written {"letter": [...]}.
struct Tag {
  Kind kind;
  char letter;
};
constexpr Tag kTags[] = {{Kind::kTuple, 't'}, {Kind::kSet, 's'},   {Kind::kFrozenSet, 'f'},
                         {Kind::kDict, 'd'},  {Kind::kBytes, 'b'}, {Kind::kComplex, 'c'}};

void AppendUtf8(uint32_t code, std::string* out) {
  if (code < 0x80) {
    *out += static_cast<char>(code);
  } else if (code < 0x800) {
    *out += static_cast<char>(0xC0 | code >> 6);
    *out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    *out += static_cast<char>(0xE0 | code >> 12);
    *out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    *out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    *out += static_cast<char>(0xF0 | code >> 18);
    *out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
    *out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    *out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  TypedValue Whole() {
    TypedValue value = Value(0);
    Blanks();
    Require(at_ == text_.size(), "nothing more");
    return value;
  }

 private:
  void Require(bool ok, std::string_view what) const {
    base::Require(ok, "expected ", what, " at byte ", at_);
  }

  void Blanks() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

  bool Take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  // After blanks.
  bool TakeNext(std::string_view word) {
    Blanks();
    return Take(word);
  }

  TypedValue Value(int depth) {
    Require(depth <= kMaxTypedDepth, "less nesting");
    Blanks();
    if (at_ < text_.size() && text_[at_] == '"') return {.kind = Kind::kText, .text = Text()};
    if (Take("[")) return {.kind = Kind::kList, .items = Items(depth)};
    if (Take("{")) return Tagged(depth);
    if (Take("null")) return {};
    if (Take("true")) return {.kind = Kind::kBool, .truth = true};
    if (Take("false")) return {.kind = Kind::kBool};
    return Number();
  }

  // Behind the opening bracket, to behind the closing one.
  std::vector<TypedValue> Items(int depth) {
    std::vector<TypedValue> items;
    if (TakeNext("]")) return items;
    do {
      items.push_back(Value(depth + 1));
    } while (TakeNext(","));
    Require(Take("]"), "',' or ']'");
    return items;
  }

  TypedValue Tagged(int depth) {
    Blanks();
    const std::string name = Text();
    const auto tag = std::find_if(std::begin(kTags), std::end(kTags), [&](const Tag& candidate) {
      return name.size() == 1 && name[0] == candidate.letter;
    });
    Require(tag != std::end(kTags) && TakeNext(":"), "a known type");
    TypedValue value{.kind = tag->kind};
    Blanks();
    if (tag->kind == Kind::kBytes) {
      value.text = Bytes();
    } else {
      Require(Take("["), "'['");
      value.items = Items(depth);
      if (tag->kind == Kind::kDict) value.items = Pairs(std::move(value.items));
      if (tag->kind == Kind::kComplex) TakeParts(&value);
    }
    Require(TakeNext("}"), "'}'");
    return value;
  }

  std::vector<TypedValue> Pairs(std::vector<TypedValue> pairs) const {
    std::vector<TypedValue> flat;
    for (TypedValue& pair : pairs) {
      Require(pair.kind == Kind::kList && pair.items.size() == 2, "pairs");
      for (TypedValue& item : pair.items) flat.push_back(std::move(item));
    }
    return flat;
  }

  void TakeParts(TypedValue* value) const {
    const auto& parts = value->items;
    Require(parts.size() == 2 && parts[0].kind == Kind::kFloat && parts[1].kind == Kind::kFloat,
            "two floats");
    value->number = parts[0].number;
    value->imaginary = parts[1].number;
    value->items.clear();
  }

  std::string Bytes() {
    const std::string hex = Text();
    Require(hex.size() % 2 == 0 && hex.find_first_not_of("0123456789abcdef") == hex.npos,
            "hexadecimal digits");
    std::string bytes;
    for (size_t i = 0; i < hex.size(); i += 2) {
      bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    }
    return bytes;
  }

  uint32_t Hex4() {
    uint32_t code = 0;
    const char* const begin = text_.data() + at_;
    Require(at_ + 4 <= text_.size() && std::from_chars(begin, begin + 4, code, 16).ptr == begin + 4,
            "four hexadecimal digits");
    at_ += 4;
    return code;
  }

  // Behind "\u". A high surrogate takes the low one that follows it.
  uint32_t CodePoint() {
    const uint32_t high = Hex4();
    if (high < 0xD800 || high > 0xDBFF || !text_.substr(at_).starts_with("\\u")) return high;
    const size_t behind = at_;
    at_ += 2;
    const uint32_t low = Hex4();
    if (low >= 0xDC00 && low <= 0xDFFF) return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    at_ = behind;
    return high;
  }

  std::string Text() {
    Require(Take("\""), "'\"'");
    std::string out;
    while (!Take("\"")) {
      const size_t end = std::min(text_.find_first_of("\"\\", at_), text_.size());
      Require(end < text_.size(), "the end of a text");
      out += text_.substr(at_, end - at_);
      at_ = end;
      if (Take("\\")) Escape(&out);
    }
    return out;
  }

  void Escape(std::string* out) {
    constexpr std::string_view kLetters = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
    if (Take("u")) return AppendUtf8(CodePoint(), out);
    const size_t letter = at_ < text_.size() ? kLetters.find(text_[at_]) : kLetters.npos;
    Require(letter != kLetters.npos, "an escape");
    *out += kMeanings[letter];
    ++at_;
  }

  TypedValue Number() {
    if (Take("NaN")) return Float(std::numeric_limits<double>::quiet_NaN());
    if (Take("Infinity")) return Float(std::numeric_limits<double>::infinity());
    if (Take("-Infinity")) return Float(-std::numeric_limits<double>::infinity());
    const size_t end = std::min(text_.find_first_not_of("0123456789.eE+-", at_), text_.size());
    const std::string token(text_.substr(at_, end - at_));
    const bool whole = token.find_first_of(".eE") == token.npos;
    if (whole) Require(IsWhole(token), "a value");
    const char* const last = token.data() + token.size();
    double value = 0;
    Require(!token.empty() && (whole || std::from_chars(token.data(), last, value).ptr == last),
            "a value");
    at_ = end;
    if (whole) return {.kind = Kind::kInt, .text = token == "-0" ? "0" : token};
    return Float(std::strtod(token.c_str(), nullptr));
  }

  static bool IsWhole(std::string_view token) {
    if (token.starts_with('-')) token.remove_prefix(1);
    return !token.empty() && token.find_first_not_of("0123456789") == token.npos &&
           (token.size() == 1 || token[0] != '0');
  }

  static TypedValue Float(double value) { return {.kind = Kind::kFloat, .number = value}; }

  std::string_view text_;
  size_t at_ = 0;
};

std::string FloatText(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  char digits[40];
  const auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
  std::string text(digits, end);
  if (text.find_first_of(".e") == text.npos) text += ".0";
  return text;
}

std::string HexText(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    char digits[4];
    std::snprintf(digits, sizeof(digits), "%02x", static_cast<unsigned char>(c));
    text += digits;
  }
  return text;
}

std::string QuotedText(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof(escaped), "\\u%04x", c);
      quoted += escaped;
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::vector<std::string> ItemTexts(const TypedValue& value) {
  std::vector<std::string> texts;
  const size_t step = value.kind == Kind::kDict ? 2 : 1;
  for (size_t i = 0; i < value.items.size(); i += step) {
    std::string text = TypedText(value.items[i]);
    if (step == 2) text = "[" + text + "," + TypedText(value.items[i + 1]) + "]";
    texts.push_back(std::move(text));
  }
  const bool ordered = value.kind == Kind::kList || value.kind == Kind::kTuple;
  if (!ordered) std::sort(texts.begin(), texts.end());
  return texts;
}

std::string ContainerText(const TypedValue& value) {
  std::string text = "[";
  for (const std::string& item : ItemTexts(value)) {
    if (text.size() > 1) text += ',';
    text += item;
  }
  text += ']';
  for (const Tag& tag : kTags) {
    if (tag.kind == value.kind) return base::StrCat("{\"", tag.letter, "\":", text, "}");
  }
  return text;
}

bool IsNumber(const TypedValue& value) {
  return value.kind == Kind::kInt || value.kind == Kind::kFloat;
}

double NumberOf(const TypedValue& value) {
  return value.kind == Kind::kInt ? std::strtod(value.text.c_str(), nullptr) : value.number;
}

// Whether the digits of `whole` are exactly the value `number`.
bool SameWhole(double number, const std::string& whole) {
  if (!std::isfinite(number) || std::trunc(number) != number) return false;
  char digits[400];
  std::snprintf(digits, sizeof(digits), "%.0f", number == 0 ? 0.0 : number);
  return whole == digits;
}

bool Near(double expected, double got, const TypedOptions& options) {
  if (expected == got || (std::isnan(expected) && std::isnan(got))) return true;
  if (!std::isfinite(expected) || !std::isfinite(got)) return false;
  const double distance = std::abs(expected - got);
  return distance <= options.absolute || distance <= options.relative * std::abs(expected);
}

bool SameNumbers(const TypedValue& expected, const TypedValue& got, const TypedOptions& options) {
  if (expected.kind == Kind::kInt && got.kind == Kind::kInt && expected.text == got.text) {
    return true;
  }
  if (options.absolute > 0 || options.relative > 0) {
    return Near(NumberOf(expected), NumberOf(got), options);
  }
  if (expected.kind != Kind::kFloat) return false;
  if (got.kind == Kind::kInt) return SameWhole(expected.number, got.text);
  return Near(expected.number, got.number, options);
}

bool SameItems(const TypedValue& expected, const TypedValue& got, const TypedOptions& options) {
  return std::equal(expected.items.begin(), expected.items.end(), got.items.begin(),
                    got.items.end(), [&](const TypedValue& want, const TypedValue& have) {
                      return SameTyped(want, have, options);
                    });
}

// Indices of the pairs, in the order of the keys' texts.
std::vector<std::pair<std::string, size_t>> SortedKeys(const TypedValue& dict) {
  std::vector<std::pair<std::string, size_t>> keys;
  for (size_t i = 0; i < dict.items.size(); i += 2) keys.emplace_back(TypedText(dict.items[i]), i);
  std::sort(keys.begin(), keys.end());
  return keys;
}

bool SameDicts(const TypedValue& expected, const TypedValue& got, const TypedOptions& options) {
  const auto want = SortedKeys(expected), have = SortedKeys(got);
  return std::equal(
      want.begin(), want.end(), have.begin(), have.end(), [&](const auto& a, const auto& b) {
        return a.first == b.first &&
               SameTyped(expected.items[a.second + 1], got.items[b.second + 1], options);
      });
}

TypedValue DictFromJson(const base::Json& json) {
  TypedValue dict{.kind = Kind::kDict};
  for (const auto& [key, value] : json.items()) {
    dict.items.push_back({.kind = Kind::kText, .text = key});
    dict.items.push_back(TypedFromJson(value));
  }
  return dict;
}

}  // namespace

TypedValue ParseTyped(std::string_view text) { return Parser(text).Whole(); }

TypedValue TypedFromJson(const base::Json& json) {
  if (json.is_null()) return {};
  if (json.is_boolean()) return {.kind = Kind::kBool, .truth = json.get<bool>()};
  if (json.is_number_integer()) return {.kind = Kind::kInt, .text = json.dump()};
  if (json.is_number()) return {.kind = Kind::kFloat, .number = json.get<double>()};
  if (json.is_string()) return {.kind = Kind::kText, .text = json.get<std::string>()};
  if (json.is_object()) return DictFromJson(json);
  TypedValue list{.kind = Kind::kList};
  for (const base::Json& item : json) list.items.push_back(TypedFromJson(item));
  return list;
}

std::string TypedText(const TypedValue& value) {
  switch (value.kind) {
    case Kind::kNone:
      return "null";
    case Kind::kBool:
      return value.truth ? "true" : "false";
    case Kind::kInt:
      return value.text;
    case Kind::kFloat:
      return FloatText(value.number);
    case Kind::kComplex:
      return base::StrCat("{\"c\":[", FloatText(value.number), ",", FloatText(value.imaginary),
                          "]}");
    case Kind::kText:
      return QuotedText(value.text);
    case Kind::kBytes:
      return "{\"b\":\"" + HexText(value.text) + "\"}";
    default:
      return ContainerText(value);
  }
}

bool SameTyped(const TypedValue& expected, const TypedValue& got, const TypedOptions& options) {
  if (IsNumber(expected) && IsNumber(got)) return SameNumbers(expected, got, options);
  const bool tuple_for_list =
      options.tuples_as_lists && expected.kind == Kind::kList && got.kind == Kind::kTuple;
  if (expected.kind != got.kind && !tuple_for_list) return false;
  switch (expected.kind) {
    case Kind::kComplex:
      return Near(expected.number, got.number, options) &&
             Near(expected.imaginary, got.imaginary, options);
    case Kind::kList:
    case Kind::kTuple:
      return SameItems(expected, got, options);
    case Kind::kDict:
      return SameDicts(expected, got, options);
    default:
      return TypedText(expected) == TypedText(got);
  }
}

}  // namespace r1bench::verifiers
