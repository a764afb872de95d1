// Words, units and names behind and in answers: what may be left out, and what says something else.
#include "verifiers/math/units.h"

#include <gtest/gtest.h>

#include <string>

#include "verifiers/math/verify_math.h"

namespace r1bench::verifiers {
namespace {

struct Pair {
  const char* gold;
  const char* answer;
};

Status StatusOf(const Pair& pair) {
  return VerifyMathAnswer(pair.answer, ParseReference(pair.gold), {}).status;
}

template <size_t n>
void ExpectEqual(const Pair (&pairs)[n]) {
  for (const Pair& pair : pairs) {
    EXPECT_EQ(StatusOf(pair), Status::kCorrect) << pair.gold << " | " << pair.answer;
    EXPECT_EQ(StatusOf({pair.answer, pair.gold}), Status::kCorrect)
        << pair.answer << " | " << pair.gold;
  }
}

template <size_t n>
void ExpectDifferent(const Pair (&pairs)[n]) {
  for (const Pair& pair : pairs) {
    EXPECT_NE(StatusOf(pair), Status::kCorrect) << pair.gold << " | " << pair.answer;
    EXPECT_NE(StatusOf({pair.answer, pair.gold}), Status::kCorrect)
        << pair.answer << " | " << pair.gold;
  }
}

TEST(Units, CountedNounsMayBeLeftOut) {
  const Pair pairs[] = {{"17", "17 pencils"},
                        {"17", "17\\text{ red pencils}"},
                        {"17", "17\\text{ ordered pairs}"},
                        {"17", "17 times"},
                        {"17", "17\\text{ positive integers}"},
                        {"17\\text{ children}", "17\\text{ kids}"},
                        {"17", "17\\text{ square tiles}"}};
  ExpectEqual(pairs);
}

TEST(Units, WordsThatChangeAValueAreNoNouns) {
  for (const std::string words :
       {"thousands", "halved",     "false",   "doubled",   "squared",    "tenths",       "dozens",
        "fold",      "roughly",    "perhaps", "pairs",     "at most",    "or more",      "times x",
        "times two", "over seven", "below",   "in binary", "base seven", "percent less", "negative",
        "square",    "twice",      "wrong",   "per"}) {
    EXPECT_NE(StatusOf({"17", ("17\\text{ " + words + "}").c_str()}), Status::kCorrect) << words;
    EXPECT_NE(StatusOf({"17", ("17 " + words).c_str()}), Status::kCorrect) << words;
  }
}

TEST(Units, MultipliersCount) {
  const Pair equal[] = {{"17000000", "17 million"},
                        {"2500", "2.5\\text{ thousand}"},
                        {"36", "3 dozen eggs"},
                        {"300000", "3 hundred thousand"},
                        {"\\$1.2\\text{ million}", "1.2 million dollars"},
                        {"\\frac{1}{2}\\text{ million}", "500000"}};
  ExpectEqual(equal);
  const Pair different[] = {{"17", "17 million"}, {"1.7", "1.7\\text{ billion}"}};
  ExpectDifferent(different);
}

TEST(Units, SpellingsOfOneUnitAreEqual) {
  const Pair pairs[] = {{"7\\text{ ft}^2", "7\\text{ square feet}"},
                        {"7\\text{ ft}^2", "7\\text{ sq. ft}"},
                        {"7\\text{ m}^3", "7\\text{ cubic metres}"},
                        {"55\\text{ mph}", "55\\text{ miles per hour}"},
                        {"55\\text{ km/h}", "55\\text{ kilometers per hour}"},
                        {"9\\text{ m/s}^2", "9\\text{ meters per second squared}"},
                        {"9\\text{ m/s}", "9\\text{ m s}^{-1}"},
                        {"\\$7", "7\\text{ dollars}"},
                        {"\\$7", "\\$7.00"},
                        {"7\\%", "7\\text{ per cent}"},
                        {"90\\text{ minutes}", "90\\text{ min}"},
                        {"-\\$7", "\\$-7"},
                        {"£7", "7\\text{ pounds}"},
                        {"40^\\circ", "40\\text{ degrees}"},
                        {"40^\\circ C", "40\\text{ degrees Celsius}"},
                        {"7\\text{ cm}, 8\\text{ cm}", "8,7"},
                        {"7\\text{ square units}", "7\\text{ cm}^2"}};
  ExpectEqual(pairs);
}

TEST(Units, UnitsOfOneKindAreConvertedExactly) {
  const Pair equal[] = {{"300\\text{ cm}", "3\\text{ m}"},
                        {"2\\text{ ft}", "24\\text{ inches}"},
                        {"1\\text{ inch}", "2.54\\text{ cm}"},
                        {"150\\text{ minutes}", "2.5\\text{ hours}"},
                        {"\\$3", "300\\text{ cents}"},
                        {"36\\text{ km/h}", "10\\text{ m/s}"},
                        {"2\\text{ liters}", "2000\\text{ cm}^3"},
                        {"3\\pi\\text{ m}^2", "30000\\pi\\text{ cm}^2"}};
  ExpectEqual(equal);
  const Pair different[] = {{"300\\text{ cm}", "300\\text{ m}"},
                            {"7\\text{ hours}", "7 minutes"},
                            {"\\$7", "7 cents"},
                            {"\\$7", "€7"},
                            {"40^\\circ C", "40^\\circ F"},
                            {"3\\text{ m}^2", "300\\text{ cm}^2"}};
  ExpectDifferent(different);
}

TEST(Units, UnitsOfTwoKindsDiffer) {
  const Pair pairs[] = {{"7 cm", "7 cm^2"},
                        {"7\\text{ m}^2", "7\\text{ m}^3"},
                        {"7\\text{ feet}", "7\\text{ square feet}"},
                        {"7\\text{ mph}", "7\\text{ miles}"},
                        {"7\\text{ m/s}", "7\\text{ m/s}^2"},
                        {"40^\\circ", "40\\text{ radians}"},
                        {"40^\\circ", "40\\text{ cm}"},
                        {"40\\%", "40\\text{ cm}"},
                        {"7\\text{ kg}", "7\\text{ lb}"}};
  ExpectDifferent(pairs);
}

TEST(Units, TextOfABuilder) {
  UnitBuilder unit;
  unit.Noun("mile/hour");
  EXPECT_TRUE(unit.complete());
  EXPECT_EQ(unit.Text(), "hour^-1 mile^1");
  unit.Square(2);
  EXPECT_FALSE(unit.complete());
  unit.Noun("foot");
  EXPECT_TRUE(unit.Power(3));
  EXPECT_EQ(unit.Text(), "foot^4 hour^-1 mile^1");
  EXPECT_FALSE(UnitBuilder().Power(2));
}

}  // namespace
}  // namespace r1bench::verifiers
