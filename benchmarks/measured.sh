# shellcheck shell=bash
# For scripts in benchmarks/ that measure one model beside pyrealm; $project is the root of the project.

# shellcheck source-path=SCRIPTDIR source=../cmake/bootstrap/common.sh
source "$project/cmake/bootstrap/common.sh"
# shellcheck source-path=SCRIPTDIR source=peers/venv.sh
source "$project/benchmarks/peers/venv.sh"

# measured MODEL [--quick]: builds bench_MODEL and runs benchmarks/MODEL.py, which writes into benchmarks/README.md
measured() {
  local model=$1
  shift
  [[ $# == 0 || ($# == 1 && $1 == --quick) ]] || fail "usage: benchmarks/$model [--quick]"
  cd -- "$project" || fail "cannot go to $project"
  one_at_a_time
  cmake/toolbox || fail 'nothing was measured: the set-up failed, see above'
  cmake/toolbox bash cmake/bootstrap/build.sh release "bench_$model" || fail 'nothing was measured: the build failed, see above'
  mkdir -p -- build/benchmarks
  cp -- "build/release/bin/bench_$model" build/benchmarks
  exec 8>&-  # others may build from here on: what is measured is a copy
  make_venv || fail 'nothing was measured: the Python peers could not be installed, see above'
  cmake/toolbox python3 "benchmarks/$model.py" "build/benchmarks/bench_$model" "$venv/bin/python" benchmarks/README.md "$@" ||
    fail 'the measurement failed, see above'
  [[ ${1:-} == --quick ]] || say 'the tables are in benchmarks/README.md'
}
