#!/bin/bash
# Makes an environment with Math-Verify, which r1bench's math verifier is measured against:
#
#   tools/peers/setup_math_verify.sh FOLDER          # about 120 MB; delete it when done
#   ./bazelw run -c opt //verifiers:math_bench -- --peer=FOLDER
#
# Needs Python 3.10 or later with venv. pip's own settings choose the index.
set -eu -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [[ $# != 1 || $1 == -* ]]; then
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "$0" >&2
  exit 2
fi
environment=$1

if [[ ! -x $environment/bin/python ]]; then
  python3 -m venv "$environment"
fi
"$environment/bin/pip" install --quiet -r "$here/requirements_math_verify.txt"
"$environment/bin/python" -c 'import importlib.metadata as m
print("math-verify", m.version("math-verify"), "sympy", m.version("sympy"))'
