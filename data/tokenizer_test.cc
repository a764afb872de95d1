// The BPE tokenizer on a vocabulary small enough to check by hand, and on hostile input.

#include "data/tokenizer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

#include "base/error.h"
#include "data/tokenizer_alphabet.h"
#include "data/utf8.h"

namespace r1bench::data {
namespace {

using namespace std::string_literals;

using Ids = std::vector<int32_t>;

constexpr int32_t kLo = 256, kLow = 257, kSpaceLow = 258, kEr = 259, kBos = 260, kEnd = 261,
                  kThink = 262;

// 256 byte tokens (id = byte), then: lo, low, " low", er, <|bos|>, <|end|>, <think>.
BpeSpec SmallSpec() {
  BpeSpec spec;
  for (int byte = 0; byte < 256; ++byte) {
    spec.tokens.push_back(BytesToAlphabet(std::string(1, static_cast<char>(byte))));
  }
  spec.tokens.insert(spec.tokens.end(),
                     {"lo", "low", "Ġlow", "er", "<|bos|>", "<|end|>", "<think>"});
  spec.merges = {"l o", "lo w", "Ġ low", "e r"};
  spec.token_types.assign(spec.tokens.size(), 1);
  spec.token_types[kBos] = spec.token_types[kEnd] = 3;
  spec.token_types[kThink] = 4;
  spec.pre_tokenizer = "gpt-2";
  spec.bos_id = kBos;
  spec.eos_ids = {kEnd};
  return spec;
}

std::unique_ptr<Tokenizer> Small() { return MakeBpeTokenizer(SmallSpec()); }

std::string ErrorOf(const BpeSpec& spec) {
  try {
    MakeBpeTokenizer(spec);
  } catch (const base::Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(TokenizerTest, MergesFollowTheirRank) {
  EXPECT_EQ(Small()->Encode("lower"), (Ids{kLow, kEr}));
  EXPECT_EQ(Small()->Encode("lower lower"), (Ids{kLow, kEr, kSpaceLow, kEr}));
  EXPECT_EQ(Small()->Encode("lol"), (Ids{kLo, 'l'}));
}

TEST(TokenizerTest, EmptyTextHasNoTokens) {
  EXPECT_TRUE(Small()->Encode("").empty());
  EXPECT_EQ(Small()->Encode("", {.add_bos = true}), (Ids{kBos}));
  EXPECT_EQ(Small()->Decode({}), "");
}

TEST(TokenizerTest, SpecialTokensInPlainTextArePlainText) {
  const auto tokenizer = Small();
  const Ids plain = tokenizer->Encode("<|end|>");
  EXPECT_EQ(plain.size(), 7u);
  EXPECT_EQ(std::count(plain.begin(), plain.end(), kEnd), 0);
  EXPECT_EQ(tokenizer->Decode(plain), "<|end|>");
  EXPECT_EQ(tokenizer->Encode("<|end|>", {.parse_special = true}), (Ids{kEnd}));
}

TEST(TokenizerTest, AddedTokensThatAreNotSpecialAreAlwaysRead) {
  EXPECT_EQ(Small()->Encode("<think>lo"), (Ids{kThink, kLo}));
}

TEST(TokenizerTest, PiecesGivePermissionByRange) {
  const auto tokenizer = Small();
  const TextPiece mixed[] = {{"<|bos|>", true}, {"lo<|end|>", false}, {"<|end|>", true}};
  const Ids ids = tokenizer->EncodePieces(mixed);
  EXPECT_EQ(ids.front(), kBos);
  EXPECT_EQ(std::count(ids.begin(), ids.end(), kEnd), 1);
  EXPECT_EQ(tokenizer->Decode(ids), "<|bos|>lo<|end|><|end|>");
}

TEST(TokenizerTest, ATokenThatStraddlesAPieceBorderNeedsPermissionOnBothSides) {
  const auto tokenizer = Small();
  const TextPiece forged[] = {{"<|e", true}, {"nd|>", false}};
  const Ids ids = tokenizer->EncodePieces(forged);
  EXPECT_EQ(std::count(ids.begin(), ids.end(), kEnd), 0);
  const TextPiece trusted[] = {{"<|e", true}, {"nd|>", true}};
  EXPECT_EQ(tokenizer->EncodePieces(trusted), (Ids{kEnd}));
}

TEST(TokenizerTest, PieceBordersDoNotCutWords) {
  const TextPiece pieces[] = {{"l", true}, {"o", false}, {"w", true}};
  EXPECT_EQ(Small()->EncodePieces(pieces), (Ids{kLow}));
}

TEST(TokenizerTest, SpecialTokensCanBeLeftOutOfDecodedText) {
  const auto tokenizer = Small();
  const Ids ids = {kBos, kLow, kThink, kEnd};
  EXPECT_EQ(tokenizer->Decode(ids), "<|bos|>low<think><|end|>");
  EXPECT_EQ(tokenizer->Decode(ids, {.skip_special = true}), "low<think>");
}

TEST(TokenizerTest, IdsOutsideTheVocabularyDecodeToNothing) {
  const auto tokenizer = Small();
  EXPECT_EQ(tokenizer->Decode(Ids{-1, kLo, 1 << 30}), "lo");
  EXPECT_FALSE(tokenizer->IsSpecial(-1));
  EXPECT_FALSE(tokenizer->IsSpecial(1 << 30));
}

TEST(TokenizerTest, TokenIdFindsTheWrittenForm) {
  EXPECT_EQ(Small()->TokenId("Ġlow"), kSpaceLow);
  EXPECT_EQ(Small()->TokenId("<|end|>"), kEnd);
  EXPECT_EQ(Small()->TokenId("nothing"), std::nullopt);
}

TEST(TokenizerTest, HalfACharacterHasItsOwnBytes) {
  const auto tokenizer = Small();
  const Ids ids = tokenizer->Encode("é");
  ASSERT_EQ(ids.size(), 2u);
  EXPECT_EQ(tokenizer->TokenBytes(ids[0]), "\xC3");
  EXPECT_EQ(tokenizer->TokenBytes(ids[1]), "\xA9");
}

TEST(TokenizerTest, InvalidUtf8Survives) {
  const auto tokenizer = Small();
  for (const std::string text : {"\xff", "a\xc3", "\xc3\x28", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                 "lo\x80\x80low", "\xc0\xaf", "\xf0\x9f\x98", "ok\xe2\x82low"}) {
    EXPECT_EQ(tokenizer->Decode(tokenizer->Encode(text)), text);
  }
}

TEST(TokenizerTest, RandomBytesSurviveAndAreDeterministic) {
  const auto tokenizer = Small();
  std::mt19937 random(7);
  const std::string alphabet = "\0\xff\x80\xc3\xa9 \n<|end|>low'er1\xe2\x82\xac"s;
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    const bool wild = round % 2 == 0;
    for (size_t n = random() % 40; n > 0; --n) {
      text += wild ? static_cast<char>(random()) : alphabet[random() % alphabet.size()];
    }
    const Ids ids = tokenizer->Encode(text);
    ASSERT_EQ(tokenizer->Decode(ids), text);
    ASSERT_EQ(tokenizer->Encode(text), ids);
    ASSERT_EQ(tokenizer->Decode(tokenizer->Encode(text, {.parse_special = true})), text);
  }
}

TEST(TokenizerTest, LongTextsGiveTheSameIdsAsShortOnes) {
  const auto tokenizer = Small();
  std::string text;
  Ids expected;
  for (int i = 0; i < 2000; ++i) {  // long enough for the cache of words
    text += " lower";
    expected.insert(expected.end(), {kSpaceLow, kEr});
  }
  EXPECT_EQ(tokenizer->Encode(text), expected);
}

TEST(TokenizerTest, OneWordOfTenMegabytesIsMergedWhole) {
  const auto tokenizer = Small();
  std::string text;
  while (text.size() < 10'000'000) text += "lowerlo";
  const Ids ids = tokenizer->Encode(text);
  ASSERT_EQ(ids.size(), text.size() / 7 * 3);
  EXPECT_EQ(ids[0], kLow);
  EXPECT_EQ(ids[1], kEr);
  EXPECT_EQ(ids[2], kLo);
  EXPECT_TRUE(tokenizer->Decode(ids) == text);
}

TEST(TokenizerTest, ThreadsMayShareOneTokenizer) {
  const auto tokenizer = Small();
  const std::string text = "lower low <think> 12 lol é\xff lower";
  const Ids expected = tokenizer->Encode(text);
  std::atomic<int> different = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 200; ++round) different += tokenizer->Encode(text) != expected;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(different, 0);
}

class HostileTextTest : public ::testing::TestWithParam<const char*> {};

// A megabyte that would cost hours if the time were quadratic. No clock is read: the test's time
// limit is the claim.
TEST_P(HostileTextTest, LongRunsOfOneCharacterAreSplitInLinearTime) {
  BpeSpec spec = SmallSpec();
  spec.pre_tokenizer = GetParam();
  const auto tokenizer = MakeBpeTokenizer(spec);
  for (const char* unit : {" ", "\n ", "\xff", "1", "=", "哈"}) {
    std::string text;
    while (text.size() < 1'000'000) text += unit;
    text += "x";
    EXPECT_TRUE(tokenizer->Decode(tokenizer->Encode(text)) == text) << unit;
  }
}

INSTANTIATE_TEST_SUITE_P(Families, HostileTextTest,
                         ::testing::Values("smollm", "gpt-2", "qwen2", "llama-bpe", "deepseek-llm",
                                           "deepseek-coder", "deepseek-v3"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(TokenizerTest, Qwen2NormalisesToNfc) {
  BpeSpec spec = SmallSpec();
  spec.pre_tokenizer = "qwen2";
  EXPECT_EQ(MakeBpeTokenizer(spec)->Encode("e\u0301"), Small()->Encode("\u00e9"));
  EXPECT_NE(Small()->Encode("e\u0301"), Small()->Encode("\u00e9"));
}

TEST(TokenizerTest, Llama3TakesWholeTokensWhateverTheMerges) {
  BpeSpec spec = SmallSpec();
  spec.merges = {"l o"};  // "low" cannot be reached by merging
  EXPECT_EQ(MakeBpeTokenizer(spec)->Encode("low"), (Ids{kLo, 'w'}));
  spec.pre_tokenizer = "llama-bpe";
  EXPECT_EQ(MakeBpeTokenizer(spec)->Encode("low"), (Ids{kLow}));
}

TEST(TokenizerTest, BytesWithoutATokenAreDroppedOrUnknown) {
  BpeSpec spec = SmallSpec();
  spec.tokens[4] = "unused";
  EXPECT_EQ(MakeBpeTokenizer(spec)->Encode("a\x04z"), (Ids{'a', 'z'}));
  spec.unk_id = 'u';
  EXPECT_EQ(MakeBpeTokenizer(spec)->Encode("a\x04z"), (Ids{'a', 'u', 'z'}));
}

TEST(TokenizerTest, APrefixSpaceIsPutOnlyWhereThereIsNone) {
  BpeSpec spec = SmallSpec();
  spec.add_prefix_space = true;
  EXPECT_EQ(MakeBpeTokenizer(spec)->Encode("low"), (Ids{kSpaceLow}));
  EXPECT_EQ(MakeBpeTokenizer(spec)->Encode(" low"), (Ids{kSpaceLow}));
}

TEST(TokenizerTest, SpecsThatMakeNoSenseAreRefused) {
  BpeSpec spec = SmallSpec();
  spec.pre_tokenizer = "klingon";
  EXPECT_NE(ErrorOf(spec).find("known are: smollm"), std::string::npos) << ErrorOf(spec);
  spec = SmallSpec();
  spec.merges.push_back("l x");
  EXPECT_NE(ErrorOf(spec).find("not in the vocabulary"), std::string::npos) << ErrorOf(spec);
  spec = SmallSpec();
  spec.merges.push_back("lonely");
  EXPECT_NE(ErrorOf(spec).find("a space between"), std::string::npos) << ErrorOf(spec);
  spec = SmallSpec();
  spec.eos_ids = {100000};
  EXPECT_NE(ErrorOf(spec).find("eos"), std::string::npos) << ErrorOf(spec);
  spec = SmallSpec();
  spec.token_types.pop_back();
  EXPECT_NE(ErrorOf(spec).find("token type"), std::string::npos) << ErrorOf(spec);
  EXPECT_NE(ErrorOf(BpeSpec()).find("vocabulary"), std::string::npos);
}

TEST(ByteAlphabetTest, EveryByteHasItsOwnCharacter) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  const std::string written = BytesToAlphabet(all);
  EXPECT_TRUE(IsValidUtf8(written));
  EXPECT_EQ(AlphabetToBytes(written), all);
  EXPECT_EQ(BytesToAlphabet(" the\n"), "ĠtheĊ");
  EXPECT_EQ(AlphabetToBytes("<｜User｜>"), std::nullopt);
}

TEST(Utf8Test, RunsAreMaximal) {
  EXPECT_EQ(FirstUtf8Run("aé\xff").text, "aé");
  EXPECT_TRUE(FirstUtf8Run("aé\xff").valid);
  EXPECT_EQ(FirstUtf8Run("\xff\x80z").text, "\xff\x80");
  EXPECT_FALSE(FirstUtf8Run("\xff\x80z").valid);
  EXPECT_TRUE(FirstUtf8Run("").text.empty());
}

}  // namespace
}  // namespace r1bench::data
