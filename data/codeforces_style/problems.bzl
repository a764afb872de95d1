"""The targets of the suite's problems."""

load("//:defs.bzl", "r1_cc_binary")

def contest_problem(path, checker = False):
    """Compiles the reference of the problem in the folder `path` and makes PATH.jsonl with it.

    The tools stand among `srcs`: as `tools` they would be compiled a second time for the host.
    """
    reference = path + "_reference"
    r1_cc_binary(
        name = reference,
        srcs = [path + "/reference.cc"],
    )
    checker_flag = " --checker=$(location %s/checker.cc)" % path if checker else ""
    native.genrule(
        name = path + "_jsonl",
        srcs = [
            path + "/problem.json",
            path + "/statement.md",
            reference,
            "make_problem",
        ] + ([path + "/checker.cc"] if checker else []),
        outs = [path + ".jsonl"],
        cmd = ("$(location make_problem) --problem=%s --reference=$(location %s)" +
               " --settings=$(location %s/problem.json)" +
               " --statement=$(location %s/statement.md)%s --out=$@") %
              (path, reference, path, path, checker_flag),
    )

def contest_suite(name, out, problems, with_checker):
    """`out`: the problems (folders), one a line. Those in `with_checker` have a checker.cc."""
    for path in problems:
        contest_problem(path, checker = path in with_checker)
    native.genrule(
        name = name,
        srcs = [path + ".jsonl" for path in problems],
        outs = [out],
        cmd = "cat $(SRCS) > $@",
    )
