"""The warmed interpreter: has imported what programs import, and becomes each of them by a fork."""

import abc, array, atexit, bisect, cmath, collections, collections.abc, contextlib, copy, ctypes, dataclasses
import datetime, decimal, enum, fractions, functools, gc, heapq, io, itertools, json, math, numbers
import operator, os, queue, random, re, signal, statistics, string, struct, sys, threading, time, types
import typing, unicodedata, builtins, traceback, hashlib, textwrap, _sitebuiltins


class _Program(ctypes.Structure):
    _fields_ = [
        ("num_arguments", ctypes.c_int),
        ("arguments", ctypes.POINTER(ctypes.c_char_p)),
        ("num_environment", ctypes.c_int),
        ("environment", ctypes.POINTER(ctypes.c_char_p)),
    ]


def _wait():
    """Returns in a box: the arguments and the environment of its program."""
    library = ctypes.PyDLL("/r1bench/warm_box.so")
    if library.PrepareBoxes() != 0:
        os._exit(1)
    program = _Program()
    gc.collect()
    gc.freeze()
    if library.NextBox(ctypes.byref(program)) == 0:
        os._exit(0)
    arguments = [os.fsdecode(program.arguments[i]) for i in range(program.num_arguments)]
    environment = [program.environment[i] for i in range(program.num_environment)]
    return arguments, environment


def _open_streams():
    """The standard streams as a fresh interpreter would make them for these descriptors."""
    options = {"encoding": "utf-8", "closefd": False}
    sys.stdin = sys.__stdin__ = open(0, "r", errors="surrogateescape", **options)
    sys.stdout = sys.__stdout__ = open(1, "w", errors="surrogateescape", **options)
    sys.stderr = sys.__stderr__ = open(2, "w", errors="backslashreplace", buffering=1, **options)


def _become(arguments, environment):
    sys.argv = arguments
    os.environ.clear()
    for pair in environment:
        name, _, value = pair.partition(b"=")
        os.environb[name] = value
    _open_streams()
    for name in [name for name in sys.modules if name.partition(".")[0] == "ctypes"]:
        del sys.modules[name]
    # What programs expect of an interpreter, though -S leaves it out.
    builtins.exit = _sitebuiltins.Quitter("exit", "Ctrl-D (i.e. EOF)")
    builtins.quit = _sitebuiltins.Quitter("quit", "Ctrl-D (i.e. EOF)")
    main = types.ModuleType("__main__")
    main.__file__ = os.path.abspath(arguments[0])
    main.__builtins__ = builtins
    sys.modules["__main__"] = main
    return main.__dict__


def _read(path):
    with open(path, "rb") as file:
        return file.read()


def _status(error):
    """The exit status, or minus the signal, of a script that an exception has ended."""
    if not isinstance(error, SystemExit):
        sys.excepthook(type(error), error, error.__traceback__)
        return -signal.SIGINT if isinstance(error, KeyboardInterrupt) else 1
    if error.code is None or isinstance(error.code, int):
        return (error.code or 0) & 255
    print(error.code, file=sys.stderr)
    return 1


def _end(names, status):
    """Ends as the interpreter would, but leaves the memory it shares with its parent alone."""
    try:
        threading._shutdown()
        atexit._run_exitfuncs()
        for name in list(names):
            if name != "__builtins__":
                names[name] = None
    except BaseException as error:
        sys.excepthook(type(error), error, error.__traceback__)
    for stream in (sys.stdout, sys.stderr):
        try:
            if not stream.closed:
                stream.flush()
        except BaseException:
            status = 120
    if status == -signal.SIGINT:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    os._exit(status)


def _run():
    names = _become(*_wait())
    path = names["__file__"]
    status = 0
    try:
        exec(compile(_read(path), path, "exec", dont_inherit=True), names)
    except BaseException as error:
        # Without the frame above, which is not the program's.
        status = _status(error.with_traceback(error.__traceback__.tb_next))
    _end(names, status)


_run()
