"""An experiment's targets beside its library and tests."""

load("//:defs.bzl", "r1_cc_binary")

def r1_experiment(name, small_tags = []):
    """Its programs and pages, from main.cc and the library `name`_lib.

    `name` is the program at micro scale, and the experiment's folder; `small` is the same with SmolLM2
    beside it, at small scale by default. Apart, so that the micro scale downloads nothing.

    Args:
      name: of the experiment.
      small_tags: tags of `small`; "gpu" puts it into the pack for a GPU (tools/pack_gpu).
    """
    flagfiles = native.glob(["*.flags"])
    deps = [":" + name + "_lib", "//experiments/common:experiment_program"]
    native.exports_files(flagfiles)
    native.filegroup(
        name = "pages",
        srcs = ["README.md", "findings.cc"],
        visibility = ["//experiments:__pkg__"],
    )
    r1_cc_binary(
        name = name,
        srcs = ["main.cc"],
        data = flagfiles,
        visibility = ["//tests:__subpackages__"],
        deps = deps,
    )
    r1_cc_binary(
        name = "small",
        srcs = ["main.cc"],
        data = flagfiles + ["@smollm2//:gguf"],
        local_defines = ["R1_DEFAULT_FLAGFILE='\"small.flags\"'"],
        tags = small_tags,
        deps = deps,
    )
