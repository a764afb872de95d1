# Calls a function once. Standard input: {"function": name, "arguments": [...]}. Standard output:
# "=" and the value it returned, or "!" and why that value cannot be told.
def main():
    result = keep_stdout()
    call = json.loads(sys.stdin.buffer.read())
    value = find_function(load("solution.py", PRELUDE), call["function"])(*call["arguments"])
    try:
        text = "=" + encode(value)
    except CannotEncode as error:
        text = "!" + str(error)
    write_all(result, text + "\n")
    os._exit(0)


main()
