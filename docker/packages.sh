#!/usr/bin/env bash
# Make sure the system packages listed in the given files are there: install them as root, else say what to install.
set -euo pipefail
command -v dpkg-query >/dev/null 2>&1 || {
    echo "This is not a Debian-like system; install the counterparts of: $(cat "$@" | tr '\n' ' ')" >&2
    exit 0
}
missing=()
for package in $(cat "$@"); do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "Cutroom needs these system packages; install them and run this again:" >&2
    echo "    sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "Installing system packages: ${missing[*]}"
{ apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    exit 1
}
