#include "data/micro/ops_tokenizer.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "data/micro/ops_corpus.h"

namespace r1bench::micro {
namespace {

TEST(OpsTokenizer, RoundTripsEveryDocumentAndAgreesWithTheVocabulary) {
  const OpsTokenizer tokenizer;
  const OpsTask task(7);
  const OpsCorpus corpus(task, task.solvable(), 1);
  for (uint64_t i = 0; i < 200; ++i) {
    const std::vector<int32_t> ids = corpus.Document(i).tokens;
    const std::string text = tokenizer.Decode(ids);
    EXPECT_EQ(text, OpsDecode(ids));
    EXPECT_EQ(tokenizer.Encode(text), ids);
  }
}

TEST(OpsTokenizer, KnowsItsSpecialTokens) {
  const OpsTokenizer tokenizer;
  EXPECT_EQ(tokenizer.vocab_size(), 19);
  ASSERT_EQ(tokenizer.eos_ids().size(), 1u);
  EXPECT_EQ(tokenizer.eos_ids()[0], kTokenEnd);
  EXPECT_EQ(tokenizer.TokenId("E"), kTokenEnd);
  EXPECT_EQ(tokenizer.TokenId("EE"), std::nullopt);
  EXPECT_EQ(tokenizer.TokenId(""), std::nullopt);
  EXPECT_EQ(tokenizer.TokenBytes(19), "");
  EXPECT_EQ(tokenizer.TokenBytes(-1), "");
  EXPECT_THROW(tokenizer.Encode("hello"), base::Error);
}

}  // namespace
}  // namespace r1bench::micro
