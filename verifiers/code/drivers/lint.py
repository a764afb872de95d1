# Compiles main.py without running it and prints its warnings, one a line. Status 1: it does not
# parse; why stands last on standard error.
import sys
import warnings


def main():
    with open("main.py", "rb") as file:
        source = file.read()
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        try:
            compile(source, "main.py", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            print(ascii(error), file=sys.stderr)
            return 1
    for warning in found:
        print(ascii(str(warning.message)))
    return 0


sys.exit(main())
