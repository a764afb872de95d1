// The vocabulary of the OPS-M micro world: 19 tokens, one character each.
//
//   ids 0-9   numerals 0..9 (OPS-M uses the first M; M may be at most 10)
//   ids 10-12 the operators + - *
//   id  13    V, "this attempt reaches the target"
//   id  14    W, "this attempt misses the target"
//   id  15    ?, ends the prompt
//   id  16    A, opens the answer
//   id  17    E, ends the document
//   id  18    _, padding
//
// The size does not depend on M, so that models for different M can be compared.
// OpsVocabulary is the same layout for any number of numerals (OPS-K has 13, ops_k_task.h): the
// numerals first, then these nine in this order. The constants below are OpsVocabulary(10).
//
// Text form: every token is its character and one space, "3 5 2 6 ? + 1 * 2 V A + * E ".
// So the text of a sequence is the concatenation of the texts of its tokens.
#ifndef R1BENCH_DATA_MICRO_OPS_VOCABULARY_H_
#define R1BENCH_DATA_MICRO_OPS_VOCABULARY_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/micro/alphabet.h"

namespace r1bench::micro {

inline constexpr Alphabet kOpsAlphabet("OPS", "0123456789+-*VW?AE_");
inline constexpr int kOpsVocabSize = 19;
inline constexpr int kMaxModulus = 10;

// Token ids. Numeral n is the token n itself.
enum OpsToken : int32_t {
  kTokenAdd = 10,
  kTokenSub = 11,
  kTokenMul = 12,
  kTokenRight = 13,     // V
  kTokenWrong = 14,     // W
  kTokenQuestion = 15,  // ?
  kTokenAnswer = 16,    // A
  kTokenEnd = 17,       // E
  kTokenPad = 18,       // _
};

// True for ids 0..18.
constexpr bool IsToken(int32_t id) { return id >= 0 && id < kOpsVocabSize; }
constexpr bool IsNumeral(int32_t id) { return id >= 0 && id < kMaxModulus; }
constexpr bool IsOperator(int32_t id) { return id >= kTokenAdd && id <= kTokenMul; }
constexpr bool IsCheck(int32_t id) { return id == kTokenRight || id == kTokenWrong; }

// The same vocabulary with `numerals` numerals, 0..numerals-1, each one token.
class OpsVocabulary {
 public:
  // 2 to 64 numerals; throws base::Error otherwise.
  explicit OpsVocabulary(int numerals = kMaxModulus);

  int numerals() const { return numerals_; }
  int size() const { return numerals_ + 9; }
  int32_t op(int index) const { return numerals_ + index; }  // 0: +, 1: -, 2: *
  int op_index(int32_t id) const { return id - numerals_; }
  int32_t right() const { return numerals_ + 3; }
  int32_t wrong() const { return numerals_ + 4; }
  int32_t question() const { return numerals_ + 5; }
  int32_t answer() const { return numerals_ + 6; }
  int32_t end() const { return numerals_ + 7; }
  int32_t pad() const { return numerals_ + 8; }

  bool IsToken(int32_t id) const { return id >= 0 && id < size(); }
  bool IsNumeral(int32_t id) const { return id >= 0 && id < numerals_; }
  bool IsOperator(int32_t id) const { return id >= numerals_ && id < numerals_ + 3; }
  bool IsCheck(int32_t id) const { return id == right() || id == wrong(); }

  // "12 ": a token's text, one space behind it; "<id> " outside the vocabulary.
  std::string Text(int32_t id) const;
  std::string Decode(std::span<const int32_t> ids) const;
  // Words between white space; throws base::Error, naming the word, for anything else.
  std::vector<int32_t> Encode(std::string_view text) const;

 private:
  int numerals_;
};

// kOpsAlphabet's Char, Id, Decode and Encode (alphabet.h).
char TokenChar(int32_t id);
int32_t TokenOfChar(char c);
std::string OpsDecode(std::span<const int32_t> ids);
std::vector<int32_t> OpsEncode(std::string_view text);

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_OPS_VOCABULARY_H_
