"""Repository rule that gathers the installed system libraries as Bazel targets.

Static archives are taken where the distribution has them, so that a binary runs on a machine with
the C and C++ runtimes alone. The others are shared libraries: Bazel carries them in the runfiles.
"""

_LIBRARY_FOLDERS = ["/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib"]

_STATIC = [
    "libcrypto.a",
    "libgflags.a",
    "libglog.a",
    "libgmock.a",
    "libgtest.a",
    "libgtest_main.a",
    "libicudata.a",
    "libicui18n.a",
    "libicuuc.a",
    "libpcre2-8.a",
    "libseccomp.a",
]

# Named by their soname, which is what the loader will look for.
_SHARED = [
    "libbenchmark.so.1debian",
    "libflint-arb.so.2",
    "libflint.so.17",
    "libgmp.so.10",
    "liblzma.so.5",
    "libmpfr.so.6",
    "libntl.so.44",
    "libunwind.so.8",
]

_ASSETS = {
    "chart.min.js": "/usr/share/javascript/chart.js/chart.min.js",
}

def _find(ctx, name):
    for folder in _LIBRARY_FOLDERS:
        path = ctx.path(folder + "/" + name)
        if path.exists:
            return path
    return None

def _system_libraries_impl(ctx):
    missing = []
    for name in _STATIC + _SHARED:
        path = _find(ctx, name)
        if path:
            ctx.symlink(path.realpath, "lib/" + name)
        else:
            missing.append(name)
    for name, path in _ASSETS.items():
        if ctx.path(path).exists:
            ctx.symlink(ctx.path(path).realpath, "assets/" + name)
        else:
            missing.append(path)
    if missing:
        fail(("system libraries are missing: {}. Install the packages listed in " +
              "third_party/apt_packages.txt (./bazelw does it).").format(", ".join(missing)))
    ctx.symlink(ctx.attr.build_file, "BUILD")

system_libraries = repository_rule(
    implementation = _system_libraries_impl,
    attrs = {"build_file": attr.label(default = Label("//third_party:system.BUILD"))},
    doc = "The installed system libraries as cc_library targets.",
    configure = True,
)
