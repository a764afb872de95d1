# The candidate's side of a HumanEval test: answers calls until the other side has ended. A call is
# the text of [name, arguments, keyword arguments] on a line; the answer "=" and the value, or "!"
# and why that value cannot be told. An exception ends the program, and with it the test.
def answer(namespace, line):
    name, arguments, keywords = decode(line)
    try:
        return "=" + encode(find_function(namespace, name)(*arguments, **keywords))
    except CannotEncode as error:
        return "!" + str(error)


def main():
    calls = os.fdopen(3, "rb")
    os.dup2(2, 1)
    namespace = load("solution.py", "")
    for line in calls:
        write_all(4, answer(namespace, line) + "\n")
    os._exit(0)


main()
