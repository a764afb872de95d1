"""The warmed interpreter: has imported what programs import, and becomes each of them by a fork.

A program's process copies every page that it writes to, and to look at an object is to write its
reference count. So whatever can be made before the fork is made before it.
"""

import os

_in_program = False
_register_at_fork = os.register_at_fork


def _register_for_programs(after_in_child):
    """What a module does after a fork is for the forks of programs, not for those that make them."""
    _register_at_fork(after_in_child=lambda: _in_program and after_in_child())


os.register_at_fork = _register_for_programs

import abc, array, atexit, bisect, cmath, collections, collections.abc, contextlib, copy, ctypes, dataclasses
import datetime, decimal, enum, fractions, functools, gc, heapq, io, itertools, json, math, numbers
import operator, queue, random, re, signal, statistics, string, struct, sys, threading, time, types
import typing, unicodedata, builtins, traceback, hashlib, textwrap, _random, _sitebuiltins

os.register_at_fork = _register_at_fork


def _load_library():
    library = ctypes.PyDLL("/r1bench/warm_box.so")
    if library.PrepareBoxes() != 0:
        os._exit(1)
    library.NextBox.restype = ctypes.py_object
    for name in [name for name in sys.modules if name.partition(".")[0] == "ctypes"]:
        del sys.modules[name]
    return library.NextBox


def _make_streams():
    """The standard streams as a fresh interpreter makes them for a file, and pipes to write to.

    They look at their descriptors only while they are made. Those are a box's later, and its input
    is a file or /dev/null.
    """
    saved = [os.dup(fd) for fd in range(3)]
    file, (end, start) = os.memfd_create("input"), os.pipe()
    for fd, source in enumerate((file, start, start)):
        os.dup2(source, fd)
    options = {"encoding": "utf-8", "closefd": False}
    sys.stdin = sys.__stdin__ = open(0, "r", errors="surrogateescape", **options)
    sys.stdout = sys.__stdout__ = open(1, "w", errors="surrogateescape", **options)
    sys.stderr = sys.__stderr__ = open(2, "w", errors="backslashreplace", buffering=1, **options)
    for fd in range(3):
        os.dup2(saved[fd], fd)
    for fd in saved + [file, end, start]:
        os.close(fd)


def _make_main():
    # What programs expect of an interpreter, though -S leaves it out.
    builtins.exit = _sitebuiltins.Quitter("exit", "Ctrl-D (i.e. EOF)")
    builtins.quit = _sitebuiltins.Quitter("quit", "Ctrl-D (i.e. EOF)")
    main = types.ModuleType("__main__")
    main.__file__ = None
    main.__builtins__ = builtins
    sys.modules["__main__"] = main
    return main.__dict__


def _become(names, arguments, environment):
    global _in_program
    _in_program = True
    _random.Random.seed(random._inst)
    sys.argv = arguments
    path = arguments[0]
    names["__file__"] = path if path.startswith("/") else os.getcwd() + "/" + path
    if environment or os.environ:
        os.environ.clear()
    for pair in environment:
        name, _, value = pair.partition(b"=")
        os.environb[name] = value


def _read(path):
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    source = b""
    while part := os.read(file, 65536):
        source += part
    os.close(file)
    return source


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
        # Later versions keep no such list: then it is always called.
        if getattr(threading, "_shutdown_locks", True) or threading._threading_atexits:
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
    next_box = _load_library()
    names = _make_main()
    _make_streams()
    gc.collect()
    gc.freeze()
    box = next_box()
    if box is None:
        os._exit(0)
    arguments, environment = box
    _become(names, arguments, environment)
    path = names["__file__"]
    status = 0
    try:
        exec(compile(_read(path), path, "exec", dont_inherit=True), names)
    except BaseException as error:
        # Without the frame above, which is not the program's.
        status = _status(error.with_traceback(error.__traceback__.tb_next))
    _end(names, status)


_run()
