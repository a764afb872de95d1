#!/bin/sh
# bazelw with made-up machines: every tool that it asks is a stub on PATH.
# Stubs hold variables that they expand themselves.
# shellcheck disable=SC2016
set -u

failures=0
scratch=${TEST_TMPDIR:?}
repo=$scratch/repo

fail() {
  printf 'FAILED %s: %s\n' "$name" "$*" >&2
  printf '%s\n' "--- output" "$output" >&2
  failures=$((failures + 1))
}

# stub NAME BODY: a command of the machine under test. Each call is written to "calls".
stub() {
  rm -f "$scratch/bin/$1" # it may be a link to the real tool
  printf '#!/bin/sh\necho "%s $*" >>%s/calls\n%s\n' "$1" "$scratch" "$2" >"$scratch/bin/$1"
  chmod +x "$scratch/bin/$1"
}

# A machine as it should be: root, every package installed, Debian's Bazel.
new_machine() {
  name=$1
  rm -rf "${scratch:?}/bin" "$scratch/calls"
  mkdir -p "$scratch/bin"
  : >"$scratch/calls"
  echo 'flags		: fpu sse2 fma f16c avx avx2' >"$scratch/cpuinfo"
  for tool in sh cat cut dirname env getent head ln mkdir mktemp rm sed tail tr; do
    ln -s "$(command -v "$tool")" "$scratch/bin/$tool"
  done
  stub true 'exit 0'
  stub id 'echo 0'
  stub dpkg-query 'shift 3; for p in "$@"; do echo "$p installed"; done'
  stub apt-get 'exit 0'
  stub bazel-4 'exit 7'
}

# Runs bazelw there. Sets output and status.
run_bazelw() {
  output=$(PATH=$scratch/bin BAZELW_CPUINFO=$scratch/cpuinfo TMPDIR=$scratch \
    "$repo/bazelw" "$@" 2>&1)
  status=$?
}

expect_status() { [ "$status" = "$1" ] || fail "expected status $1, got $status"; }
expect_output() { case $output in *"$1"*) ;; *) fail "expected in the output: $1" ;; esac; }
expect_call() { grep -q -x -e "$1" "$scratch/calls" || fail "expected the call: $1"; }
expect_no_call() { ! grep -q -e "$1" "$scratch/calls" || fail "unexpected call: $1"; }

mkdir -p "$repo/third_party"
cp bazelw "$repo/bazelw"
printf '# A comment.\nbazel-bootstrap\nlibone-dev\nlibtwo-dev # why\n' \
  >"$repo/third_party/apt_packages.txt"

new_machine "arguments and status are Bazel's"
run_bazelw test //... --flag='a b'
expect_status 7
expect_call 'bazel-4 test //... --flag=a b'
expect_no_call apt-get

new_machine "an old processor is refused"
echo 'flags		: fpu sse2 avx f16c' >"$scratch/cpuinfo"
run_bazelw build
expect_status 1
expect_output 'this processor lacks avx2 fma;'
expect_no_call bazel-4

new_machine "root installs what is missing and no more"
stub dpkg-query 'echo libone-dev installed; echo libtwo-dev not-installed'
run_bazelw build
expect_status 7
expect_call 'apt-get .*install --no-install-recommends libtwo-dev'

new_machine "Bazel itself is installed"
rm "$scratch/bin/bazel-4"
stub dpkg-query 'echo libone-dev installed; echo libtwo-dev installed'
stub apt-get "case \$* in *' bazel-bootstrap') ln -s /bin/true $scratch/bin/bazel-4 ;; esac"
run_bazelw build
expect_status 0
expect_call 'apt-get .*install --no-install-recommends bazel-bootstrap'

new_machine "Bazelisk will do"
rm "$scratch/bin/bazel-4"
stub bazelisk 'exit 9'
stub dpkg-query 'echo libone-dev installed; echo libtwo-dev installed'
run_bazelw info
expect_status 9
expect_call 'bazelisk info'
expect_no_call apt-get

new_machine "a user without sudo is told the one command"
stub id 'echo 1000'
stub sudo 'exit 1'
stub dpkg-query 'echo libone-dev installed'
run_bazelw build
expect_status 1
expect_output "sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends libtwo-dev'"
expect_no_call apt-get
expect_no_call bazel-4

new_machine "passwordless sudo installs, and hears of the proxy"
stub id 'echo 1000'
stub sudo 'shift; exec "$@"'
stub dpkg-query 'echo libone-dev installed'
stub apt-get 'echo "proxy=$http_proxy" >>'"$scratch/calls"
http_proxy=http://proxy.invalid:3128
export http_proxy
run_bazelw build
unset http_proxy
expect_status 7
expect_call 'apt-get .*install --no-install-recommends libtwo-dev'
expect_call 'proxy=http://proxy.invalid:3128'

new_machine "a failed installation says why"
stub dpkg-query 'echo libone-dev installed'
stub apt-get 'echo "E: Could not resolve the mirror"; exit 100'
run_bazelw build
expect_status 1
expect_output 'E: Could not resolve the mirror'
expect_output 'Check the network'
expect_no_call bazel-4

new_machine "without HOME Bazel gets one"
stub bazel-4 'echo "home=$HOME" >>'"$scratch/calls"
stub getent 'exit 2'
HOME='' run_bazelw build
expect_status 0
expect_call "home=$scratch/r1bench-home-0"

if [ "$failures" -gt 0 ]; then
  echo "$failures expectations failed" >&2
  exit 1
fi
echo "bazelw keeps its contract"
