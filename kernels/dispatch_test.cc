#include "kernels/dispatch.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/testing.h"

namespace r1bench::kernels {
namespace {

TEST(Dispatch, NamesOfSetsAreBoundsAndAutoIsNone) {
  for (const Isa isa : {Isa::kReference, Isa::kAvx2, Isa::kAvx512, Isa::kAvx512Dot}) {
    EXPECT_EQ(ParseMaxIsa(IsaName(isa)), isa);
  }
  EXPECT_EQ(ParseMaxIsa("auto"), Isa::kAvx512Dot);
  for (const char* name : {"", "avx", "AVX2", "avx2 ", "amx"}) EXPECT_FALSE(ParseMaxIsa(name));
}

TEST(Dispatch, ABoundMasksWhatTheProcessorHasAndAddsNothing) {
  const VariantGuard guard;
  EXPECT_EQ(ActiveIsa(), BestIsa());
  for (const Isa isa : {Isa::kReference, Isa::kAvx2, Isa::kAvx512, Isa::kAvx512Dot}) {
    SetMaxIsa(isa);
    EXPECT_EQ(ActiveIsa(), std::min(isa, BestIsa()));
    EXPECT_STREQ(IsaName(), IsaName(std::min(isa, BestIsa())));
  }
}

}  // namespace
}  // namespace r1bench::kernels
