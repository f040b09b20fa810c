#!/bin/sh
# Installs the programs that the tests start by themselves: PostgreSQL, Redis, strace, and Chromium.
# Takes their names as arguments (postgresql redis strace chromium); does nothing for those that are there.
# Installs through apt as root or by passwordless sudo; otherwise says which command to run, and fails.
set -eu

has_postgresql() {
    command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

has_redis() {
    command -v redis-server >/dev/null 2>&1
}

has_strace() {
    command -v strace >/dev/null 2>&1
}

has_chromium() {
    command -v chromium-headless-shell >/dev/null 2>&1
}

package_of() {
    case $1 in
        redis) echo redis-server ;;
        chromium) echo chromium-headless-shell ;;
        *) echo "$1" ;;
    esac
}

packages=
for server in "$@"; do
    "has_$server" || packages="$packages $(package_of "$server")"
done
[ -n "$packages" ] || exit 0

command="apt-get install --yes --no-install-recommends$packages"
if ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need these programs, please install them:$packages" >&2
    exit 1
elif [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "The tests need these packages; please run: sudo $command" >&2
    exit 1
fi

echo "Installing what the tests need:$packages"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive $command; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "apt could not install them; see above, then run: $command" >&2
    exit 1
fi
