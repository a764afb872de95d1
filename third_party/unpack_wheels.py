"""Unpacks chosen members of the wheels in a folder.

Usage: unpack_wheels.py WHEEL_FOLDER TARGET_FOLDER PREFIX=NEW_PREFIX...
A prefix that matches no member of any wheel is an error.
"""

import pathlib
import shutil
import sys
import zipfile


def new_name(name, renames):
    """The member's name in the target folder, and the prefix that chose it."""
    for prefix, replacement in renames:
        if name.startswith(prefix):
            return replacement + name[len(prefix):], prefix
    return None, None


def main():
    wheels, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    renames = [tuple(arg.split("=", 1)) for arg in sys.argv[3:]]
    unused = {prefix for prefix, _ in renames}
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            for info in archive.infolist():
                name, prefix = new_name(info.filename, renames)
                if name is None or info.is_dir():
                    continue
                unused.discard(prefix)
                path = target / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(info) as source, open(path, "wb") as out:
                    shutil.copyfileobj(source, out, 1 << 20)
    if unused:
        sys.exit("no member of the wheels starts with " + ", ".join(sorted(unused)))


main()
