#!/bin/bash
# Debian's libkokkos-dev names two libraries in its CMake files that it does not ship: they have no object code, all of
# them is in headers. Empty archives in their places make the package usable. Nothing is done where the files exist.
# mend-kokkos.sh [--check] [ROOT]
set -euo pipefail
check=; if [[ ${1:-} == --check ]]; then check=1; shift; fi
root=${1:-}
for folder in "$root"/usr/lib/*/cmake/Kokkos; do
  [[ -d $folder ]] || continue
  for name in libkokkosalgorithms libkokkossimd; do
    file=${folder%/cmake/Kokkos}/$name
    compgen -G "$file.*" >/dev/null && continue
    grep -q -s -F "$name.a" "$folder"/*.cmake || continue
    [[ -z $check ]] || exit 1
    printf '!<arch>\n' >"$file.a"  # what an archive without members looks like
    chmod 644 "$file.a"
  done
done
