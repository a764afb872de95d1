"""Project-wide C++ rules: one place for the compiler flags."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library", "cc_test")

# AVX2, FMA and F16C are the least a processor must have (bazelw checks). Products and sums are
# never contracted by the compiler: a fused multiply-add happens where the source says so.
# A sanitizer build is quick to compile, and its warnings (clang's, not gcc's) are no errors.
def _copts(opt, copts):
    werror = select({
        "//:sanitizer": [],
        "//conditions:default": ["-Werror"],
    })
    level = select({
        "//:sanitizer": ["-O1"],
        "//conditions:default": ["-O" + str(opt)],
    })
    warnings = ["-std=c++20", "-Wall", "-Wextra"]
    numerics = ["-ffp-contract=off", "-mavx2", "-mfma", "-mf16c"]
    return warnings + werror + numerics + level + copts

def r1_cc_library(name, opt = 2, copts = [], **kwargs):
    """cc_library with the project's flags; `opt` is the -O level, `copts` come last."""
    cc_library(name = name, copts = _copts(opt, copts), linkstatic = True, **kwargs)

def r1_cc_test(name, opt = 2, copts = [], size = "small", **kwargs):
    """cc_test with the project's flags. Add //third_party:gtest_main to deps for a main."""
    cc_test(name = name, copts = _copts(opt, copts), size = size, **kwargs)

def r1_cc_binary(name, opt = 2, copts = [], **kwargs):
    """cc_binary with the project's flags."""
    cc_binary(name = name, copts = _copts(opt, copts), **kwargs)
