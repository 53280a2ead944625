#!/bin/bash
# A year of gross primary productivity at two sites, from hourly weather, a map of a made-up planet, the water of four
# years in Seattle, and five centuries of a forest.
#   examples/demo.sh OUTDIR
# Every command is shown as it runs, so that it can be copied. SYLVA_BIN says where the programs are, if not in
# build/release/bin of this source tree.
set -euo pipefail

if [[ $# != 1 || $1 == -* ]]; then
  echo "usage: ${0##*/} OUTDIR" >&2
  exit 2
fi
examples=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
bin=${SYLVA_BIN:-$(dirname -- "$examples")/build/release/bin}
if [[ ! -x $bin/sylva-pmodel ]]; then
  echo "${0##*/}: there is no sylva-pmodel in $bin: build the programs first, or say where they are with SYLVA_BIN" >&2
  exit 2
fi
mkdir -p -- "$1"
out=$(cd -- "$1" && pwd)
cd -- "$out"
say() { printf '\n%s\n' "$*"; }
run() {
  local word line=
  for word in "$@"; do
    if [[ ! $word =~ ^[A-Za-z0-9_./,=+:-]+$ ]]; then word="'$word'"; fi
    line+=" $word"
  done
  printf '\n$%s\n' "$line"
  "$@"
}

# Leaves absorb four fifths of the light all year, CO2 is that of 2010, and the quantum yield is the one that
# Stocker et al. (2020) fitted to flux towers with this response to temperature.
fapar=0.8 co2=390 kphio=0.081785

say "To repeat a command:
  $(dirname -- "$examples")/cmake/toolbox bash
  cd $out; PATH=$bin:\$PATH"
PATH=$bin:$PATH

say "Typical years of hourly weather, from warm-temperate North Carolina and from cool, maritime Alaska. Radiation and
humidity become what the P-model wants; fAPAR is $fapar all year, CO2 $co2 ppm, the reference quantum yield $kphio."
run cp "$examples/data/greensboro_north_carolina.csv" "$examples/data/sand_point_alaska.csv" .
for site in greensboro_north_carolina sand_point_alaska; do
  run sylva-site-forcing $site.csv -o ${site}_forcing.csv --fapar $fapar --co2 $co2
  run sylva-pmodel ${site}_forcing.csv -o ${site}_gpp.csv --reference-kphio $kphio --outputs gpp,lue,iwue,vcmax25
  run sylva-pmodel ${site}_forcing.csv -o ${site}_gpp.nc --reference-kphio $kphio --outputs gpp,lue,iwue,vcmax25
done
run sylva-compare-sites "Greensboro, North Carolina=greensboro_north_carolina_gpp.csv" \
  "Sand Point, Alaska=sand_point_alaska_gpp.csv" --plot sites.png \
  --title "Gross primary productivity in a typical year, fAPAR $fapar, CO2 $co2 ppm"

say "The climate of a planet that does not exist, at half a degree and in twelve months, and the P-model on it."
run sylva-make-grid planet.nc --lon 720 --lat 360 --months 12 --co2 $co2
run sylva-pmodel planet.nc -o planet_gpp.nc --reference-kphio $kphio --plot planet.png

say "Four years of daily weather in Seattle, and the water that evaporates, stays in the soil and runs off, by SPLASH. Nobody
measured the sunshine: it is estimated from the range of temperature."
run cp "$examples/data/seattle_daily.csv" .
run sylva-splash seattle_daily.csv -o seattle_water.csv --set latitude=47.45,elevation=130 --sunshine temperature_range \
  --plot seattle_water.png
run sylva-splash seattle_daily.csv -o seattle_months.csv --set latitude=47.45,elevation=130 --totals month \
  --outputs precipitation,pet,aet,runoff,aet_over_pet,aridity_index

say "Five hundred years of a mixed forest and of a young one, cohort by cohort; the trees are made up. Then the same forest
in two parts: what 30 years leave goes on for 20."
run cp "$examples/data/forest_flora.toml" "$examples/data/forest_stand.csv" .
run sylva-forest forest_flora.toml forest_stand.csv -o forest.csv --set background=0.02 --plot forest.png
run sylva-forest forest_flora.toml forest_stand.csv -o forest_30.nc --years 30 --state-out after_30.csv
run sylva-forest forest_flora.toml after_30.csv -o forest_50.nc --years 20 --start-year 30 --state-out after_50.csv \
  --plot forest_50.png --plot-cell 2

say "Look at these pictures:
  $out/forest.png
  $out/forest_50.png
  $out/seattle_water.png
  $out/sites.png
  $out/planet.png"
