#!/bin/bash
# Runs the programs of a folder that tools/pack_gpu has made, on a machine with a GPU.
set -u -o pipefail
cd "$(dirname "$0")" || exit 1

usage() {
  cat <<'TEXT'
usage: ./gpu_check STEP [WORDS...]

  list                  the programs of each step
  tests [WORD]          the tests, on the GPU; with WORD those with it in their path
  benches [WORD]        the benches; their tables and JSON go to $OUT
  library               PyTorch's kernels at the same shapes, to compare with
  memcheck [WORD]       the tests under compute-sanitizer's memcheck and racecheck
  run PATH [FLAGS...]   one program, e.g. an experiment with its flags

Results go to the folder $OUT (default: ./out). The CUDA libraries are those of the Python package
torch, of CUDA_HOME or of the system. $LIMIT: seconds for one program (default 540).
Exit status: 0 when all programs succeeded, 1 when some did not, 2 for a wrong command line.
TEXT
}

# The folders of the libraries that programs link with: those that torch was installed with.
library_path() {
  python3 - <<'PYTHON' 2>/dev/null
import importlib.util, pathlib
found = importlib.util.find_spec("torch")
if found and found.origin:
    packages = pathlib.Path(found.origin).parent.parent
    folders = sorted({str(p.parent) for p in packages.glob("nvidia/**/lib/*.so*")})
    print(":".join(folders))
PYTHON
}

# Unpacks the programs once, and puts the files together whose parts are all here.
unpack() {
  local name part parts
  if [[ ! -d bin ]]; then
    python3 -c 'import tarfile; tarfile.open("programs.tar.xz").extractall("unpacked")' &&
      mv unpacked/* . && rmdir unpacked || exit 1
  fi
  cut -f 2 parts.txt | sort -u | while read -r name; do
    [[ -f runfiles/$name ]] && continue
    mapfile -t parts < <(awk -F'\t' -v name="$name" '$2 == name { print $1 }' parts.txt)
    for part in "${parts[@]}"; do
      [[ -f $part ]] && continue
      echo "gpu_check: $part is not here: programs that read $name will skip or fail" >&2
      continue 2
    done
    mkdir -p "runfiles/$(dirname "$name")"
    cat "${parts[@]}" >"runfiles/$name.partial" && mv "runfiles/$name.partial" "runfiles/$name"
  done
}

programs() { # STEP WORD
  awk -F'\t' -v step="$1" -v word="${2-}" '$1 == step && index($2, word) { print $2 }' programs.txt
}

# run_all STEP WORD COMMAND...: each program of the step, its output in $OUT; counts the failures.
run_all() {
  local step=$1 word=$2 failed=0 count=0 path log status started
  shift 2
  while read -r path; do
    log=$OUT/$(tr / - <<<"$path").txt
    started=$SECONDS
    timeout "$LIMIT" "$@" "bin/$path" >"$log" 2>&1 </dev/null
    status=$?
    count=$((count + 1))
    if [[ $status == 0 ]] && grep -q 'no CUDA device' "$log"; then status=skip; fi
    printf '%-8s %5d s  %s\n' "$([[ $status == 0 ]] && echo ok || echo "FAIL $status")" \
      $((SECONDS - started)) "$path"
    if [[ $status == skip ]]; then
      failed=$((failed + 1))
      echo "  there is no CUDA device: nothing was shown"
    elif [[ $status != 0 ]]; then
      failed=$((failed + 1))
      tail -n 15 "$log"
    elif [[ $step == benches ]]; then
      cat "$log"
    else
      grep -E 'SKIPPED|  PASSED' "$log" | head -n 3
    fi
  done < <(programs "$step" "$word")
  echo "$count $step, $failed failed"
  [[ $count -gt 0 && $failed == 0 ]]
}

OUT=$(realpath -m "${OUT:-out}")
LIMIT=${LIMIT:-540}
mkdir -p "$OUT" || exit 1
export RUNFILES_DIR=$PWD/runfiles
LD_LIBRARY_PATH=$(library_path):${CUDA_HOME:-/usr/local/cuda}/lib64:${LD_LIBRARY_PATH-}
export LD_LIBRARY_PATH
word=${2-}

case ${1-} in
  list) sort programs.txt ;;
  tests | benches)
    unpack
    nvidia-smi --query-gpu=name,driver_version,clocks.sm --format=csv,noheader ||
      echo "gpu_check: nvidia-smi does not answer" >&2
    run_all "$1" "$word"
    ;;
  library) timeout "$LIMIT" python3 bench_torch_kernels.py | tee "$OUT/library.jsonl" ;;
  memcheck)
    unpack
    sanitizer=$(command -v compute-sanitizer || echo "${CUDA_HOME:-/usr/local/cuda}/bin/compute-sanitizer")
    [[ -x $sanitizer ]] || { echo "gpu_check: compute-sanitizer is not installed" >&2; exit 1; }
    top=$OUT status=0
    for tool in memcheck racecheck; do
      OUT=$top/$tool
      mkdir -p "$OUT"
      run_all tests "$word" "$sanitizer" --tool "$tool" --error-exitcode 9 || status=1
    done
    exit "$status"
    ;;
  run)
    unpack
    [[ -x bin/${2-} ]] || { echo "gpu_check: expected a program of 'gpu_check list', got '${2-}'" >&2; exit 2; }
    shift
    path=$1
    shift
    timeout "$LIMIT" "bin/$path" "$@"
    ;;
  -h | --help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
