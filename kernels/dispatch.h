// Which implementation of a kernel runs.
//
// Each kernel exists as a reference (plain loops, std::fma), for AVX2 and for AVX-512; those with
// bf16 or 8-bit dot products also for AVX-512 with BF16 and VNNI ("dot"). All follow one documented
// order of operations, so they give the same bits; the choice changes the
// speed of a run and never its result (each op's test compares them with memcmp).
//
// AMX is the exception: its tiles sum bf16 products in an order of their own
// (kernels/gemm_bf16/gemm_bf16.h). It is used only where SetMaxIsa(kAmx) asks for it.
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
// kAmx: kAvx512Dot, and AMX-BF16 tiles for products of bf16 matrices (Sapphire Rapids and later).
enum class Isa { kReference, kAvx2, kAvx512, kAvx512Dot, kAmx };

// The set that the next kernel call will use.
Isa ActiveIsa();

// The same for kernels that have no AMX variant: the best other set where ActiveIsa() is kAmx.
Isa ActiveIsaButAmx();

// The best set this processor offers, AMX aside.
Isa BestIsa();

// Upper bound on the set used. Default: kAvx512Dot, all but AMX. Not while kernels run. With kAmx
// the process asks the operating system for the tiles (kernels/amx.h); where it gets none, the best
// other set is used, as IsaName() tells.
void SetMaxIsa(Isa isa);

// "reference", "avx2", "avx512", "avx512dot" or "amx".
const char* IsaName(Isa isa);
// The name of the active set; "amx-emulated" where tests emulate it.
const char* IsaName();

// The bound that a name stands for: one of the first four, or "auto" for all of them. Nothing for
// other names: such a bound changes no number, and AMX does.
std::optional<Isa> ParseMaxIsa(std::string_view name);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_DISPATCH_H_
