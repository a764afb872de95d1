#!/bin/bash
# Makes an environment with the programs that r1bench is measured against:
#
#   tools/peers/setup.sh FOLDER          # about 6 GB; delete it when done
#   ./bazelw run -c opt //model:engine_bench -- --peers=FOLDER
#
# Needs Python 3.11 or later with venv, a C++ compiler and CMake: llama.cpp is built here, with the
# instructions of this machine. Options for that build go into LLAMA_CMAKE_ARGS, and
# CMAKE_BUILD_PARALLEL_LEVEL says how many files are compiled at once. pip's own settings choose the
# index; where it offers PyTorch's builds for CPUs alone they are smaller and compute the same.
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
CMAKE_ARGS="-DGGML_NATIVE=ON ${LLAMA_CMAKE_ARGS-}" \
  "$environment/bin/pip" install --no-binary llama-cpp-python -r "$here/requirements.txt"
"$environment/bin/python" - <<'END'
import llama_cpp, torch, transformers, trl
print("torch", torch.__version__, "transformers", transformers.__version__, "trl", trl.__version__)
print("llama.cpp", llama_cpp.__version__, llama_cpp.llama_print_system_info().decode())
END
