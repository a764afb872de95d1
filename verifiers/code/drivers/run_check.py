# The trusted side of a HumanEval test: runs check(candidate), where each call of the candidate goes
# to the other box and comes back as a value of built-in types. Files: prompt.py, check.py. Standard
# input: the candidate's name. Standard output: one word (passed, failed, raised, gone, untold) and,
# behind it, what went wrong.
class Gone(Exception):
    """The candidate ended, or said something that is no answer."""


class Untold(Exception):
    """The candidate returned what cannot be told."""


class Candidate:
    def __init__(self, name):
        self.name = name
        self.answers = os.fdopen(3, "rb")

    def __call__(self, *arguments, **keywords):
        try:
            write_all(4, encode([self.name, list(arguments), keywords]) + "\n")
        except BrokenPipeError:
            raise Gone("the program ended before a call") from None
        return self.value(self.answers.readline(MAX_LINE))

    @staticmethod
    def value(line):
        if not line.endswith(b"\n"):
            raise Gone("the program ended in a call" if len(line) < MAX_LINE else "a long answer")
        if line.startswith(b"!"):
            raise Untold(ascii(line[1:200].decode("latin-1").strip()))
        try:
            if line.startswith(b"="):
                return decode(line[1:])
        except Exception:
            pass
        raise Untold("an answer that is no value")


def run_prompt(namespace):
    with open("prompt.py", "rb") as file:
        source = file.read()
    try:
        code = compile(source, "prompt.py", "exec")
    except SyntaxError:  # it ends in the head of the function
        code = compile(source + b"\n    pass\n", "prompt.py", "exec")
    exec(code, namespace)


def verdict(name):
    namespace = {"__name__": "check"}
    # The prompt's helpers are known here; the candidate, also by its own name, is the other side.
    run_prompt(namespace)
    namespace[name] = candidate = Candidate(name)
    with open("check.py", "rb") as file:
        exec(compile(file.read(), "check.py", "exec"), namespace)
    try:
        namespace["check"](candidate)
    except Gone as error:
        return "gone " + str(error)
    except Untold as error:
        return "untold " + str(error)
    except AssertionError:
        return "failed an assertion"
    except Exception as error:
        return "raised " + ascii(type(error).__name__)
    return "passed"


def main():
    result = keep_stdout()
    # A hostile answer must not cost much to read.
    sys.set_int_max_str_digits(4300)
    write_all(result, verdict(sys.stdin.read()) + "\n")
    os._exit(0)


main()
