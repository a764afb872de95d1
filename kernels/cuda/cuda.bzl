"""Build rules for GPU code.

With --config=cuda nvcc compiles the .cu sources and their libraries link with the CUDA runtime.
Otherwise the host's compiler compiles the same sources for the emulated device
(kernels/cuda/emulation), and nothing of CUDA is needed.
"""

load("@cuda//:defs.bzl", "CUDA_HOME")
load("@rules_cc//cc:defs.bzl", "CcInfo", "cc_common")
load("//:defs.bzl", "r1_cc_binary", "r1_cc_library", "r1_cc_test")

# For target_compatible_with: bazel //... leaves the target out of the other build.
CUDA_ONLY = select({
    "//:cuda": [],
    "//conditions:default": ["@platforms//:incompatible"],
})
EMULATED_ONLY = select({
    "//:cuda": ["@platforms//:incompatible"],
    "//conditions:default": [],
})

# Machine code for Hopper with all of its instructions, PTX for later chips. As everywhere in the
# project a fused multiply-add happens where the source says so.
_NVCC_FLAGS = [
    "-std=c++20",
    "-O3",
    "-gencode=arch=compute_90a,code=sm_90a",
    "-gencode=arch=compute_90,code=compute_90",
    "-fmad=false",
    "-lineinfo",
    "--compress-mode=size",
    "-Werror=all-warnings",
    "-Xcompiler=-fPIC,-O2,-Wall,-Wextra,-Werror,-ffp-contract=off",
]

def _cuda_object_impl(ctx):
    if not CUDA_HOME:
        fail("--config=cuda needs the CUDA toolkit: set CUDA_HOME to it, or install it as " +
             "/usr/local/cuda")
    context = cc_common.merge_cc_infos(
        cc_infos = [dep[CcInfo] for dep in ctx.attr.deps],
    ).compilation_context
    object = ctx.actions.declare_file(ctx.label.name + ".o")
    arguments = ctx.actions.args()
    arguments.add_all(_NVCC_FLAGS)
    arguments.add_all(context.defines, before_each = "-D")
    arguments.add("-I.")
    arguments.add("-I" + ctx.bin_dir.path)
    arguments.add_all(context.system_includes, before_each = "-isystem")
    arguments.add_all(["-c", ctx.file.src, "-o", object])
    ctx.actions.run(
        executable = CUDA_HOME + "/bin/nvcc",
        arguments = [arguments],
        inputs = depset([ctx.file.src] + ctx.files.hdrs, transitive = [context.headers]),
        outputs = [object],
        use_default_shell_env = True,
        mnemonic = "Nvcc",
    )
    return [DefaultInfo(files = depset([object]))]

cuda_object = rule(
    implementation = _cuda_object_impl,
    attrs = {
        "deps": attr.label_list(providers = [CcInfo]),
        "hdrs": attr.label_list(allow_files = [".h"]),
        "src": attr.label(allow_single_file = [".cu"], mandatory = True),
    },
    doc = "The object file that nvcc makes of one .cu source.",
)

def r1_cuda_library(name, srcs, hdrs = [], deps = [], opt = 2, target_compatible_with = [], **kwargs):
    """cc_library of .cu sources, for the real device or the emulated one.

    Args:
      name: the library.
      srcs: .cu files (and headers that only they include).
      hdrs: headers; they must compile without CUDA's.
      deps: libraries.
      opt: -O level of the emulated build.
      target_compatible_with: see CUDA_ONLY.
      **kwargs: for cc_library.
    """
    deps = deps + ["//kernels/cuda"]
    headers = [src for src in srcs if src.endswith(".h")]
    objects, wrappers = [], []
    for src in [src for src in srcs if src.endswith(".cu")]:
        stem = name + "_" + src[:-len(".cu")]
        cuda_object(
            name = stem + "_object",
            src = src,
            hdrs = hdrs + headers,
            deps = deps,
            target_compatible_with = CUDA_ONLY,
            testonly = kwargs.get("testonly", False),
        )
        objects.append(stem + "_object")

        # Bazel takes no .cu for a C++ source.
        native.genrule(
            name = stem + "_emulated",
            outs = [stem + "_emulated.cc"],
            cmd = "echo '#include \"%s/%s\"' > $@" % (native.package_name(), src),
            target_compatible_with = EMULATED_ONLY,
        )
        wrappers.append(stem + "_emulated.cc")
    r1_cc_library(
        name = name,
        srcs = headers + select({
            "//:cuda": objects,
            "//conditions:default": wrappers,
        }),
        hdrs = hdrs,
        textual_hdrs = [src for src in srcs if src.endswith(".cu")],
        # Kernels read and write arrays as wider words, which nvcc allows.
        copts = ["-fno-strict-aliasing"],
        opt = opt,
        deps = deps,
        target_compatible_with = target_compatible_with,
        **kwargs
    )

def r1_cuda_test(name, deps = [], size = "small", **kwargs):
    """<name>.cc: a test on the emulated device or, with --config=cuda, on the real one.

    Without a device the latter skips visibly (kernels/cuda/testing.h).
    """
    r1_cc_test(
        name = name,
        size = size,
        srcs = [name + ".cc"],
        tags = ["gpu"],
        deps = deps + [
            "//kernels/cuda",
            "//kernels/cuda:testing",
            "//third_party:gtest_main",
        ],
        **kwargs
    )

def r1_cuda_bench(name, deps = []):
    """<name>.cc: a bench, with --config=cuda alone."""
    r1_cc_binary(
        name = name,
        testonly = True,
        srcs = [name + ".cc"],
        tags = ["benchmark", "gpu"],
        target_compatible_with = CUDA_ONLY,
        deps = deps + [
            "//kernels/cuda",
            "//kernels/cuda:bench",
        ],
    )
