# shellcheck shell=bash
# For scripts in benchmarks/, in the root of the project and after cmake/bootstrap/common.sh: $venv, where the Python
# peers are installed, and what installs them there.

venv=$(cache_dir)/bench-venv
requirements=benchmarks/peers/requirements.txt

# The Python peers live in a virtual environment of their own, which is made anew when it is not whole
make_venv() {
  local certificates=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}
  mkdir -p -- "${venv%/*}"
  exec 9>"$venv.lock"
  flock 9
  if cmp -s -- "$requirements" "$venv/made-from" && cmake/toolbox "$venv/bin/python" -c ''; then return; fi
  say "installing the Python peers into $venv (600 MB)"
  rm -rf --one-file-system -- "$venv"
  if [[ -r $certificates ]]; then  # those this machine trusts, as the private root has its own
    cp -- "$certificates" "$venv.pem"
    export SSL_CERT_FILE=$venv.pem PIP_CERT=$venv.pem
  fi
  cmake/toolbox python3 -m venv "$venv"
  cmake/toolbox "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements"
  cp -- "$requirements" "$venv/made-from"
}
