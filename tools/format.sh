#!/bin/sh
# Formats the C++ sources with clang-format 14; with --check only says which are not formatted.
set -u
cd "$(dirname "$0")/.." || exit 1
formatter=$(command -v clang-format-14 || command -v clang-format) || {
  echo "format.sh: clang-format not found; install clang-format-14" >&2
  exit 1
}
case ${1-} in
  --check) mode='--dry-run -Werror' ;;
  '') mode=-i ;;
  *)
    echo "usage: tools/format.sh [--check]" >&2
    exit 2
    ;;
esac
# shellcheck disable=SC2086
git ls-files -z '*.h' '*.cc' '*.cu' '*.cuh' | xargs -0 -r "$formatter" $mode
