#include "verifiers/sandbox/clone_on_this_stack.h"

asm(R"(
  .text
  .globl CloneOnThisStack
  .hidden CloneOnThisStack
  .type CloneOnThisStack, @function
  CloneOnThisStack:
    popq %r9
    xorl %r10d, %r10d
    xorl %r8d, %r8d
    movl $56, %eax
    syscall
    pushq %r9
    ret
  .size CloneOnThisStack, .-CloneOnThisStack
)");
