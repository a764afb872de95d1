"""Build rules of one kernel folder."""

load("//:defs.bzl", "r1_cc_binary", "r1_cc_library", "r1_cc_test")

# gcc 12 takes the "undefined" operand inside its own AVX-512 intrinsics for a mistake. In a
# sanitizer build clang takes minutes to optimise what the checks make of the widest tiles.
_AVX512_COPTS = [
    "-mavx512f",
    "-mavx512vl",
    "-mavx512dq",
    "-mavx512bw",
] + select({
    "//:sanitizer": ["-O0"],
    "//conditions:default": ["-Wno-maybe-uninitialized", "-Wno-uninitialized"],
})

_ISAS = [
    ("avx2", 3, []),
    ("avx512", 3, _AVX512_COPTS),
]
_DOT_ISAS = [("avx512dot", 3, _AVX512_COPTS + ["-mavx512bf16", "-mavx512vnni"])]

# Flags of a file with AMX instructions.
AMX_COPTS = ["-mamx-tile", "-mamx-bf16"]

def r1_kernel(
        name,
        deps = [],
        variants = True,
        dot = False,
        cpu_srcs = [],
        cpu_deps = [],
        tables = []):
    """Library, test and bench of the op `name`.

    Sources by name: <name>.h and .cc (contract; checks, threads, choice of the instruction set),
    <name>_impl.h (what a variant provides), <name>_ref.cc (plain loops), <name>_cpu.cc (compiled
    for AVX2, AVX-512 and, with `dot`, AVX-512 with BF16 and VNNI), <name>_test.cc, <name>_bench.cc.

    Args:
      name: the op.
      deps: more dependencies of the library.
      variants: False for an op of one source file, <name>.cc.
      dot: True compiles <name>_cpu.cc for the dot-product instructions too.
      cpu_srcs: more sources and headers that are compiled for each instruction set.
      cpu_deps: dependencies of those.
      tables: libraries with further implementations of <name>_impl.h.
    """
    common = deps + [
        "//base:array_memory",
        "//base:error",
        "//base:parallel",
        "//kernels:common",
    ]
    if variants:
        headers = [name + ".h", name + "_impl.h"]
        isas = _ISAS + (_DOT_ISAS if dot else [])
        for isa, opt, copts in isas:
            r1_cc_library(
                name = name + "_" + isa,
                srcs = [name + "_cpu.cc"] + headers + cpu_srcs,
                copts = copts,
                opt = opt,
                deps = common + cpu_deps,
            )
    r1_cc_library(
        name = name,
        srcs = [name + ".cc"] + ([name + "_ref.cc", name + "_impl.h"] if variants else []),
        hdrs = [name + ".h"],
        opt = 2 if variants else 3,
        visibility = ["//:__subpackages__"],
        deps = common + tables +
               ([":" + name + "_" + isa[0] for isa in isas] if variants else []),
    )

def r1_kernel_test(name, deps = [], size = "small", **kwargs):
    """<name>_test: claims about the op `name`."""
    r1_cc_test(
        name = name + "_test",
        size = size,
        srcs = [name + "_test.cc"],
        deps = deps + [
            ":" + name,
            "//base:error",
            "//base:parallel",
            "//kernels:common",
            "//kernels:testing",
            "//third_party:gtest_main",
        ],
        **kwargs
    )

def r1_kernel_bench(name, deps = []):
    """<name>_bench: Google Benchmark of the op `name`."""
    r1_cc_binary(
        name = name + "_bench",
        testonly = True,
        srcs = [name + "_bench.cc"],
        tags = ["benchmark"],
        deps = deps + [
            ":" + name,
            "//base:parallel",
            "//kernels:bench",
            "//kernels:common",
            "//third_party:benchmark",
        ],
    )
