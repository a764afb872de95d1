"""Repository rules that use the Bazel rule sets which Debian packages under /usr/share/bazel."""

_RULES_CC = "/usr/share/bazel/rules/cc"

# bazel-rules-cc 0.0.4 calls a helper that Bazel 4 does not have. Its old spelling means the same.
_OLD = "toolchains = use_cpp_toolchain()"
_NEW = "toolchains = [\"@bazel_tools//tools/cpp:toolchain_type\"]"
_OLD_LOAD = "\"find_cpp_toolchain\", \"use_cpp_toolchain\""
_NEW_LOAD = "\"find_cpp_toolchain\""
_PATCHED = [
    "cc/private/rules_impl/cc_flags_supplier.bzl",
    "cc/private/rules_impl/compiler_flag.bzl",
]

def _require(ctx, path, package):
    if not ctx.path(path).exists:
        fail("{} is missing: install the package {} (./bazelw does it)".format(path, package))

def _copy_tree(ctx, path):
    result = ctx.execute(["cp", "-rL", path + "/.", "."])
    if result.return_code != 0:
        fail("cannot copy {}: {}".format(path, result.stderr))

def _debian_rule_set_impl(ctx):
    _require(ctx, ctx.attr.path, ctx.attr.package)
    _copy_tree(ctx, ctx.attr.path)

debian_rule_set = repository_rule(
    implementation = _debian_rule_set_impl,
    attrs = {
        "path": attr.string(mandatory = True),
        "package": attr.string(mandatory = True),
    },
    doc = "A rule set copied from where its Debian package keeps it.",
)

def _debian_rules_cc_impl(ctx):
    _require(ctx, _RULES_CC, "bazel-rules-cc")
    _copy_tree(ctx, _RULES_CC)
    for name in _PATCHED:
        text = ctx.read(name)
        text = text.replace(_OLD, _NEW).replace(_OLD_LOAD, _NEW_LOAD)
        ctx.file(name, text)

debian_rules_cc = repository_rule(
    implementation = _debian_rules_cc_impl,
    doc = "bazel-rules-cc from Debian, made to load under Bazel 4 as well.",
)
