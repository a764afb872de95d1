"""Repository rule that finds the CUDA toolkit: under CUDA_HOME, else /usr/local/cuda.

Without one the repository is empty, which only --config=cuda minds. Nothing is copied: the toolkit
has thousands of headers, and only nvcc reads them.
"""

_BUILD = """
package(default_visibility = ["//visibility:public"])

load("@rules_cc//cc:defs.bzl", "cc_library")

cc_library(
    name = "cudart",
    linkopts = [{cudart}],
)

cc_library(
    name = "cublaslt",
    linkopts = [{cublaslt}],
)

cc_library(
    name = "nccl",
    linkopts = [{nccl}],
)
"""

def _cuda_toolkit_impl(ctx):
    home = ctx.os.environ.get("CUDA_HOME", "") or "/usr/local/cuda"
    if not ctx.path(home + "/bin/nvcc").exists:
        home = ""
    folder = "-L" + home + "/lib64"
    cudart = [folder, "-lcudart_static", "-ldl", "-lpthread", "-lrt"]
    rpath = "-Wl,-rpath," + home + "/lib64"
    cublaslt = [folder, "-lcublasLt", rpath]
    nccl = [folder, "-lnccl", rpath]
    ctx.file("defs.bzl", "CUDA_HOME = " + repr(home) + "\n")
    ctx.file("BUILD", _BUILD.format(
        cublaslt = ", ".join([repr(option) for option in cublaslt if home]),
        cudart = ", ".join([repr(option) for option in cudart if home]),
        nccl = ", ".join([repr(option) for option in nccl if home]),
    ))

cuda_toolkit = repository_rule(
    implementation = _cuda_toolkit_impl,
    environ = ["CUDA_HOME"],
    doc = "Where the CUDA toolkit is and how to link with it.",
    configure = True,
)
