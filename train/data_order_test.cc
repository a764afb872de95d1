#include "train/data_order.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "gtest/gtest.h"

namespace r1bench::train {
namespace {

TEST(DataOrderTest, EveryEpochVisitsEveryItemOnceInItsOwnOrder) {
  DataOrder order(50, 7, "test");
  const auto first = order.Take(50), second = order.Take(50);
  EXPECT_EQ(std::set<int64_t>(first.begin(), first.end()).size(), 50u);
  EXPECT_EQ(std::set<int64_t>(second.begin(), second.end()).size(), 50u);
  EXPECT_NE(first, second);
  EXPECT_EQ(order.epoch(), 2);
}

TEST(DataOrderTest, SeekContinuesAsIfItemsHadBeenTaken) {
  for (int64_t position : {0, 1, 9, 10, 11, 25}) {
    DataOrder through(10, 3, "test"), resumed(10, 3, "test");
    through.Take(position);
    resumed.Seek(position);
    EXPECT_EQ(through.Take(17), resumed.Take(17));
    EXPECT_EQ(through.position(), position + 17);
  }
}

TEST(DataOrderTest, SeedAndStreamBothMatter) {
  const auto a = DataOrder(30, 1, "x").Take(30);
  EXPECT_EQ(a, DataOrder(30, 1, "x").Take(30));
  EXPECT_NE(a, DataOrder(30, 2, "x").Take(30));
  EXPECT_NE(a, DataOrder(30, 1, "y").Take(30));
}

TEST(DataOrderTest, BadInputIsRefused) {
  EXPECT_THROW(DataOrder(0, 1, "x"), base::Error);
  EXPECT_THROW(DataOrder(3, 1, "x").Seek(-1), base::Error);
}

}  // namespace
}  // namespace r1bench::train
