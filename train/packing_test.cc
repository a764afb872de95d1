#include "train/packing.h"

#include "base/error.h"
#include "gtest/gtest.h"

namespace r1bench::train {
namespace {

Document Doc(std::vector<int32_t> tokens, int64_t loss_from = 0) {
  return {.tokens = std::move(tokens), .loss_from = loss_from};
}

TEST(PackingTest, EachRowPredictsTheNextTokenOfItsOwnDocument) {
  const auto batches = PackDocuments(std::vector<Document>{Doc({1, 2, 3}), Doc({4, 5})}, 100);
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_EQ(batches[0].batch.tokens, (std::vector<int32_t>{1, 2, 3, 4, 5}));
  EXPECT_EQ(batches[0].batch.targets, (std::vector<int32_t>{2, 3, -1, 5, -1}));
  EXPECT_EQ(batches[0].batch.cu_seqlens, (std::vector<int32_t>{0, 3, 5}));
  EXPECT_EQ(batches[0].cu_tokens, (std::vector<int32_t>{0, 2, 3}));
  EXPECT_EQ(batches[0].loss_rows, (std::vector<int32_t>{0, 1, 3}));
}

TEST(PackingTest, PromptTokensAreNotLearnedButTheFirstAnswerTokenIs) {
  const auto batches = PackDocuments(std::vector<Document>{Doc({1, 2, 3, 4}, 2)}, 100);
  EXPECT_EQ(batches[0].batch.targets, (std::vector<int32_t>{-1, 3, 4, -1}));
}

TEST(PackingTest, BudgetCutsBetweenDocumentsAndKeepsTheirOrder) {
  std::vector<Document> documents;
  for (int n : {3, 3, 4, 9, 1, 2}) {
    documents.push_back(Doc(std::vector<int32_t>(n, static_cast<int32_t>(documents.size()))));
  }
  const auto batches = PackDocuments(documents, 7);
  ASSERT_EQ(batches.size(), 4u);  // {3,3} {4} {9: alone, over the budget} {1,2}
  EXPECT_EQ(batches[0].rows(), 6);
  EXPECT_EQ(batches[2].rows(), 9);
  EXPECT_EQ(batches[2].sequences(), 1);
  std::vector<int64_t> firsts;
  std::vector<int32_t> row;
  for (const MicroBatch& b : batches) {
    firsts.push_back(b.first_document);
    row.insert(row.end(), b.batch.tokens.begin(), b.batch.tokens.end());
  }
  EXPECT_EQ(firsts, (std::vector<int64_t>{0, 2, 3, 4}));
  std::vector<int32_t> expected;
  for (const Document& d : documents) {
    expected.insert(expected.end(), d.tokens.begin(), d.tokens.end());
  }
  EXPECT_EQ(row, expected);
}

TEST(PackingTest, DocumentWithNothingToLearnKeepsItsPlace) {
  const auto batches = PackDocuments(std::vector<Document>{Doc({7}), Doc({1, 2}, 2)}, 10);
  EXPECT_EQ(batches[0].loss_tokens(), 0);
  EXPECT_EQ(batches[0].cu_tokens, (std::vector<int32_t>{0, 0, 0}));
}

TEST(PackingTest, BadInputIsRefused) {
  EXPECT_THROW(PackDocuments(std::vector<Document>{Doc({})}, 10), base::Error);
  EXPECT_THROW(PackDocuments(std::vector<Document>{Doc({1}, 2)}, 10), base::Error);
  EXPECT_THROW(PackDocuments(std::vector<Document>{Doc({1})}, 0), base::Error);
  EXPECT_TRUE(PackDocuments({}, 10).empty());
}

}  // namespace
}  // namespace r1bench::train
