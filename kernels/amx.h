// Leave to use Intel AMX-BF16, and a stand-in for it.
//
// A process may use tile registers after arch_prctl(ARCH_REQ_XCOMP_PERM, XTILEDATA), which holds
// for all of its threads, those to come included, and which enlarges their signal frames (Linux,
// Documentation/arch/x86/xstate.rst). So it is asked for only when AMX is wanted.
#ifndef R1BENCH_KERNELS_AMX_H_
#define R1BENCH_KERNELS_AMX_H_

namespace r1bench::kernels {

// Whether this processor has AMX-BF16 and AVX-512 with BF16 and VNNI, and the operating system
// lets this process use the tiles. Asks it the first time.
bool AmxPermitted();

// For tests: while true, AMX is taken to be permitted on any processor and its tiles are emulated,
// bit for bit by the definition of the instructions, at the speed of plain loops. Initially false.
void EmulateAmx(bool emulate);
bool AmxEmulated();

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_AMX_H_
