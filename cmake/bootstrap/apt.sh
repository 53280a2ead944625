# What apt is told: where later Debian suites are found and which packages may come from them. To be sourced.
# shellcheck shell=bash disable=SC2154  # variables of common.sh

# The sources named SUITES in apt's deb822 format (standard input), made into the same ones for other suites
deb822_for_suites() { # SUITES KNOWN_SUITES
  awk -v suites="$1" -v known=" $2 " '
    function flush(  i) {
      if (wanted && enabled) { for (i = 1; i <= n; ++i) print line[i]; print "" }
      n = 0; wanted = 0; enabled = 1; field = ""
    }
    BEGIN { n = 0; wanted = 0; enabled = 1 }
    /^[ \t]*$/ { flush(); next }
    /^#/ { next }
    { value = $0 }
    /^[^ \t]/ {
      field = tolower(substr($0, 1, index($0, ":") - 1)); value = substr($0, index($0, ":") + 1)
      if (field == "suites") line[++n] = "Suites: " suites
      else if (field == "components") line[++n] = "Components: main"
      else if (field == "types") line[++n] = "Types: deb"
      else if (field == "enabled") enabled = tolower(value) !~ /no|false|off|without|disable|0/
      else line[++n] = $0
    }
    /^[ \t]/ && field !~ /^(suites|components|types|enabled)$/ { line[++n] = $0 }  # a value of several lines
    field == "suites" {
      m = split(value, s, /[ \t]+/)
      for (i = 1; i <= m; ++i) if (s[i] != "" && index(known, " " s[i] " ")) wanted = 1
    }
    END { flush() }'
}

# The same for sources of one line each: "deb [options] URI suite components"
oneline_for_suites() { # SUITES KNOWN_SUITES
  awk -v suites="$1" -v known=" $2 " '
    { sub(/#.*/, "") }
    $1 == "deb" {
      options = ""; rest = $0; sub(/^[ \t]*deb[ \t]+/, "", rest)
      if (rest ~ /^\[/) { options = substr(rest, 1, index(rest, "]")) " "; rest = substr(rest, index(rest, "]") + 1) }
      split(rest, f, " ")
      if (!index(known, " " f[2] " ")) next
      m = split(suites, s, " "); for (i = 1; i <= m; ++i) print "deb " options f[1] " " s[i] " main"
    }' | sort -u
}

# write_sources FOLDER SUITE...: FOLDER/sylva.sources and/or FOLDER/sylva.list: this machine's own mirrors, with those suites.
# SYLVA_DEBIAN_MIRROR=URL takes that mirror instead (needed where the machine is no Debian). Status 1 when there are none.
write_sources() {
  local folder=$1 known suite file
  shift
  rm -f -- "$folder/sylva.sources" "$folder/sylva.list"
  if [[ -n ${SYLVA_DEBIAN_MIRROR:-} ]]; then
    for suite in "$@"; do printf 'deb %s %s main\n' "$SYLVA_DEBIAN_MIRROR" "$suite"; done >"$folder/sylva.list"
    return 0
  fi
  [[ $(os_release ID) == debian ]] || return 1
  known="$(os_release VERSION_CODENAME) oldoldstable oldstable stable testing unstable sid"
  # files of ours (sylva*) were made from the others
  for file in /etc/apt/sources.list.d/*.sources; do
    if [[ -r $file && ${file##*/} != sylva* ]]; then deb822_for_suites "$*" "$known" <"$file"; fi
  done >"$folder/sylva.sources"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    if [[ -r $file && ${file##*/} != sylva* ]]; then oneline_for_suites "$*" "$known" <"$file"; fi
  done >"$folder/sylva.list"
  for file in "$folder/sylva.sources" "$folder/sylva.list"; do [[ -s $file ]] || rm -f -- "$file"; done
  [[ -e $folder/sylva.sources || -e $folder/sylva.list ]]
}

# apt's pins: of a later suite only the packages in the list; everything else stays with the machine's own suite
pins_for() { # SUITE...
  local suite package names wanted
  for wanted in "$@"; do
    names=
    while read -r suite package _; do
      if [[ $suite == "$wanted" ]]; then names+=" $package"; fi
    done < <(package_lines)
    printf 'Package: *\nPin: release n=%s\nPin-Priority: -1\n\n' "$wanted"
    printf 'Package:%s\nPin: release n=%s\nPin-Priority: 990\n\n' "$names" "$wanted"
  done
}

# This machine's settings for downloads (proxies, retries, ...), for an apt that works on another root
apt_acquire_settings() {
  apt-config dump Acquire | grep -E '^Acquire::[^ ]+ "[^"]+";$' | grep -v '^Acquire::cdrom' || true
  printf 'Acquire::Retries "3";\nAcquire::Languages "none";\n'
  # passwords of private mirrors are read where they are, never copied
  if compgen -G '/etc/apt/auth.conf.d/*.conf' >/dev/null; then printf 'Dir::Etc::netrcparts "/etc/apt/auth.conf.d/";\n'; fi
  if [[ -r /etc/apt/auth.conf ]]; then printf 'Dir::Etc::netrc "/etc/apt/auth.conf";\n'; fi
}

# Whether it was the packages' demands on each other that could not be met, rather than anything about the machine or network
unmet_dependencies() { # LOG
  grep -q -i -E 'unmet dependencies|unable to locate package|held broken|no installation candidate|unsatisfied dependencies|unable to correct problems' "$1"
}

free_mb() { df -Pk -- "$1" | awk 'NR == 2 { print int($4 / 1024) }'; }

# Why apt or mmdebstrap failed, in words, from its log
explain_failure() { # LOG PLACE
  local network='could not (connect|resolve)|unable to connect|connection (refused|failed|timed out)|temporary failure|failed to fetch|does not have a release file|no longer has a release file'
  # dpkg does not always say that the disk is full, so that is looked at as well
  if grep -q -i -E 'no space left on device|have enough free space|disk quota exceeded' "$1" || [[ $(free_mb "$2") -lt 100 ]]; then
    printf 'the disk is full. Make room in %s and run this again' "$2"
  elif grep -q -i -E 'NO_PUBKEY|public key is not available|is not signed|signatures? (could|were invalid)|missing key' "$1"; then
    printf 'the mirror is signed with a key that this machine does not know. Upgrade the package debian-archive-keyring and run this again'
  elif grep -q -i -E "$network" "$1"; then
    printf 'the Debian mirror does not answer as it should (%s). Check the network and the addresses in /etc/apt, and run this again' \
      "$(grep -i -E "$network" "$1" | head -1 | sed -E 's/^[EWN]: *//; s/^ +//; s/ +/ /g; s/\.$//' | cut -c1-200)"
  elif unmet_dependencies "$1"; then
    printf 'the mirror does not have the packages in versions that go together (%s)' \
      "$(grep -i -E 'Depends:|unable to locate|no installation candidate' "$1" | head -2 | tr -s ' \n' ' ' | cut -c1-200)"
  else
    printf 'its last words were: %s' "$(grep -v '^ *$' "$1" | tail -3 | tr -s ' \n' ' ' | cut -c1-300)"
  fi
}

# One paragraph that says why, and the log kept where it can be read
fail_with_log() { # LOG WHAT PLACE; PLACE is where the packages were to go
  local kept why
  why=$(explain_failure "$1" "$3")
  for kept in "$(cache_dir)/last-failure.log" "${TMPDIR:-/tmp}/sylva-last-failure.log"; do
    if { mkdir -p -- "${kept%/*}" && cp -- "$1" "$kept"; } 2>/dev/null; then
      fail "$2: $why. The whole log: $kept"
    fi
  done
  fail "$2: $why."
}

# apt_install LOG PACKAGE...: from the suites that apt knows now, taking nothing away; can_be_root comes before
apt_install() {
  local log=$1
  shift
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 \
    install -y -f --no-remove --no-install-recommends "$@" </dev/null >>"$log" 2>&1
}

apt_update() { # LOG
  as_root apt-get -o Acquire::Retries=3 -o APT::Update::Error-Mode=any update </dev/null >>"$1" 2>&1
}

# An installation that was cut short leaves dpkg in a state that apt refuses to go on from
finish_interrupted_dpkg() { # LOG
  if [[ -n $(ls -A /var/lib/dpkg/updates) || -n $(dpkg --audit) ]]; then
    say 'an earlier installation of packages was interrupted: finishing it'
    as_root env DEBIAN_FRONTEND=noninteractive dpkg --configure -a </dev/null >>"$1" 2>&1 || true
  fi
}
