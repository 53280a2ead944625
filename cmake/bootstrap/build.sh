#!/bin/bash
# build.sh PRESET [TARGET...]: configures and builds, quietly unless it fails. Runs inside the toolbox:
#   cmake/toolbox bash cmake/bootstrap/build.sh release
set -euo pipefail
here=$(dirname -- "${BASH_SOURCE[0]}")
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$here/common.sh"
preset=$1
shift
folder=$project/build/$preset
cd -- "$project"

# Objects of another compiler, system or processor are of no use, and CMake does not always notice
environment() {
  "${CXX:-c++}" --version 2>/dev/null | head -n 1
  printf '%s %s\n' "$(os_release PRETTY_NAME)" "$project"
  grep -m 1 '^flags' /proc/cpuinfo | sha256sum || true
}
made_elsewhere() { # NOW
  if [[ -e $folder/.environment ]]; then [[ $(cat -- "$folder/.environment") != "$1" ]]; return; fi
  # configured by hand: by its compiler's version
  ! grep -q -s -F "\"$("${CXX:-c++}" -dumpfullversion)\"" "$folder"/CMakeFiles/*/CMakeCXXCompiler.cmake
}
start_afresh_if_needed() {
  local now; now=$(environment)
  if [[ -e $folder/CMakeCache.txt ]] && made_elsewhere "$now"; then
    say "build/$preset was made by another compiler or on another system: starting it afresh"
    rm -rf --one-file-system -- "$folder"
  fi
  mkdir -p -- "$folder"
  printf '%s\n' "$now" >"$folder/.environment"
}

# Shows what a step printed only when it failed
quietly() { # LOG CMD...
  local log=$1
  shift
  "$@" >"$log" 2>&1 </dev/null || { cat -- "$log" >&2; return 1; }
}

start_afresh_if_needed
quietly "$folder/configure.log" cmake --preset "$preset" || fail "configuring failed, see above ($folder/configure.log)"
targets=()
for target in "$@"; do targets+=(--target "$target"); done
say "building (preset $preset); the first time takes minutes"
cmake --build --preset "$preset" "${targets[@]}" >&2 </dev/null || fail 'building failed, see above'
