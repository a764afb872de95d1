#include "base/hash.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/error.h"
#include "base/testing.h"

namespace r1bench::base {
namespace {

constexpr char kAbc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr char kEmpty[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

TEST(Sha256Test, GivesThePublishedAnswers) {
  EXPECT_EQ(Sha256Hex("abc"), kAbc);
  EXPECT_EQ(Sha256Hex(""), kEmpty);
  EXPECT_EQ(Sha256Hex(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256Test, OnlyTheBytesCountAndHexMayBeAskedOnTheWay) {
  Sha256 hash;
  EXPECT_EQ(hash.Hex(), kEmpty);
  hash.Update("a");
  hash.Hex();
  const std::vector<char> rest = {'b', 'c'};
  hash.Update(std::span<const char>(rest));
  EXPECT_EQ(hash.Hex(), kAbc);
}

TEST(Sha256Test, ValuesAreHashedAsLittleEndianBytes) {
  Sha256 values, bytes;
  values.UpdateValue(uint32_t{0x04030201});
  values.UpdateValue(1.0f);
  bytes.Update(std::string_view("\x01\x02\x03\x04\x00\x00\x80\x3f", 8));
  EXPECT_EQ(values.Hex(), bytes.Hex());
}

TEST(Sha256FileTest, EqualsTheHashOfTheContent) {
  const TempDir folder;
  EXPECT_EQ(Sha256File(folder.Write("abc", "abc")), kAbc);
  EXPECT_EQ(Sha256File(folder.Write("empty", "")), kEmpty);
  const std::string big(40 << 20, 'x');
  EXPECT_EQ(Sha256File(folder.Write("big", big)), Sha256Hex(big));
}

TEST(Sha256FileTest, NamesTheFileThatIsMissing) {
  EXPECT_THROW(Sha256File("/no/such/file"), Error);
  EXPECT_NE(MessageOf([] { Sha256File("/no/such/file"); }).find("/no/such/file"),
            std::string::npos);
}

}  // namespace
}  // namespace r1bench::base
