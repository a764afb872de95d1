// Which implementation of a kernel runs.
//
// Each kernel exists three times: a reference (plain loops, std::fma), AVX2 and AVX-512. All three
// follow one documented order of operations, so they give the same bits; the choice changes the
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

// The instruction set in use: "reference", "avx2" or "avx512".
const char* IsaName();

// Instruction sets in rising order.
enum class Isa { kReference, kAvx2, kAvx512 };

// The set that the next kernel call will use.
Isa ActiveIsa();

// The best set this processor offers.
Isa BestIsa();

// Upper bound on the set used (tests and benches compare the variants with it). Default: no bound.
void SetMaxIsa(Isa isa);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_DISPATCH_H_
