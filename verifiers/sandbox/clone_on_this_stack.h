// clone(2) for children that share this process's memory and suspend this thread (CLONE_VM and
// CLONE_VFORK), like vfork with other flags.
#ifndef R1BENCH_VERIFIERS_SANDBOX_CLONE_ON_THIS_STACK_H_
#define R1BENCH_VERIFIERS_SANDBOX_CLONE_ON_THIS_STACK_H_

#include <sys/types.h>

extern "C" {
// Returns 0 in the child, which goes on with this stack, and its pid here once it has ended or
// called exec. The return address is kept in a register, because the child will have overwritten
// its place. A negative errno on failure. `parent_tid`: for CLONE_PARENT_SETTID.
long CloneOnThisStack(unsigned long flags, void* no_stack, pid_t* parent_tid)
    __attribute__((returns_twice));
}

#endif  // R1BENCH_VERIFIERS_SANDBOX_CLONE_ON_THIS_STACK_H_
