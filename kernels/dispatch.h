// Which implementation of a kernel runs.
//
// Each kernel exists as a reference (plain loops, std::fma), for AVX2 and for AVX-512; those with
// bf16 or 8-bit dot products also for AVX-512 with BF16 and VNNI ("dot"). All follow one documented
// order of operations, so they give the same bits; the choice changes the
// speed of a run and never its result (each op's test compares the three with memcmp).
//
// The choice is made at run time by CPUID. `--kernels=reference` of a binary calls
// SetKernelSet(kReference). Call the setters before kernels run, not while they run.
#ifndef R1BENCH_KERNELS_DISPATCH_H_
#define R1BENCH_KERNELS_DISPATCH_H_

namespace r1bench::kernels {

enum class KernelSet { kAuto, kReference };

void SetKernelSet(KernelSet set);
KernelSet GetKernelSet();

// The instruction set in use: "reference", "avx2", "avx512" or "avx512dot".
const char* IsaName();

// Instruction sets in rising order.
// kAvx512Dot: AVX-512 with the dot-product instructions of BF16 and VNNI (AMD Zen 4, Intel Sapphire
// Rapids and later).
enum class Isa { kReference, kAvx2, kAvx512, kAvx512Dot };

// The set that the next kernel call will use.
Isa ActiveIsa();

// The best set this processor offers.
Isa BestIsa();

// Upper bound on the set used (tests and benches compare the variants with it). Default: no bound.
void SetMaxIsa(Isa isa);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_DISPATCH_H_
