// Which implementation of a kernel runs.
//
// Each kernel exists as a reference (plain loops, std::fma), for AVX2 and for AVX-512; those with
// bf16 or 8-bit dot products also for AVX-512 with BF16 and VNNI ("dot"). All follow one documented
// order of operations, so they give the same bits; the choice changes the
// speed of a run and never its result (each op's test compares the three with memcmp).
//
// The choice is made at run time by CPUID, and SetMaxIsa bounds it: `--kernels=avx2` of a program
// is a processor that has no more. (GLIBC_TUNABLES masks the C library's own choices, not this
// one.)
#ifndef R1BENCH_KERNELS_DISPATCH_H_
#define R1BENCH_KERNELS_DISPATCH_H_

#include <optional>
#include <string_view>

namespace r1bench::kernels {

// Instruction sets in rising order.
// kAvx512Dot: AVX-512 with the dot-product instructions of BF16 and VNNI (AMD Zen 4, Intel Sapphire
// Rapids and later).
enum class Isa { kReference, kAvx2, kAvx512, kAvx512Dot };

// The set that the next kernel call will use.
Isa ActiveIsa();

// The best set this processor offers.
Isa BestIsa();

// Upper bound on the set used. Default: kAvx512Dot, no bound. Not while kernels run.
void SetMaxIsa(Isa isa);

// "reference", "avx2", "avx512" or "avx512dot".
const char* IsaName(Isa isa);
// The name of the active set.
const char* IsaName();

// The bound that a name stands for: one of the four, or "auto" for none. Nothing for other names.
std::optional<Isa> ParseMaxIsa(std::string_view name);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_DISPATCH_H_
