# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sourced by ./run and ./check, which set `root` and `build`: which Debian packages each of them needs, and how the
# missing ones get installed.
# A name with bars is a choice: the first one that the system knows is taken ("new-name|old-name").

packages_build=(
    g++ cmake ninja-build
    qt6-base-dev qt6-base-dev-tools qt6-svg-dev qt6-httpserver-dev qt6-websockets-dev
    qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools
    qtkeychain-qt6-dev libsimdjson-dev libcli11-dev libre2-dev libsqlitecpp-dev libfontconfig-dev libgl-dev
    libxkbcommon-dev
)
# Loaded at run time by name, so that no linker asks for them.
packages_runtime=(libsecret-1-0 ca-certificates fonts-dejavu-core)
packages_headless=(xvfb)
packages_check=(
    clang "libclang-rt-dev|libclang-rt-14-dev" llvm mold xvfb
    dbus at-spi2-core python3-pyatspi gir1.2-atspi-2.0 xdotool python3-venv gnome-keyring libsecret-tools openssl httpie curl
)
packages_lint=(clang-format clang-tidy clazy)

say() { printf 'waldesk: %s\n' "$*" >&2; }

# is_installed NAME NAMES: whether one of the bar-separated names stands in the list.
is_installed() {
    local name
    for name in ${1//|/ }; do
        [[ " $2 " == *" $name "* ]] && return 0
    done
    return 1
}

# install_packages NAME...: installs what is missing, and asks the network for nothing when nothing is.
install_packages() {
    local have missing=() name as_root=() apt
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        [[ -f $build/build.ninja ]] && return 0
        say "this is no Debian system. Waldesk needs these, by the names they have in Debian: $*"
        return 0
    fi
    # One name per line, doubled where a package is installed for two architectures; unknown names only complain.
    have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' ${@//|/ } 2>/dev/null |
        sed -n 's/^installed //p' | tr '\n' ' ') || true
    for name in "$@"; do
        is_installed "$name" "$have" || missing+=("$name")
    done
    ((${#missing[@]})) || return 0

    if [[ $(id -u) != 0 ]]; then
        if ! command -v sudo >/dev/null; then
            say "these packages are missing, and there is no sudo to install them with: ${missing[*]%%|*}"
            return 0
        fi
        as_root=(sudo)
    fi
    apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
    say "installing packages: ${missing[*]%%|*}"
    "${apt[@]}" update </dev/null >&2 || say "the package lists could not be refreshed; trying with the old ones"
    for name in "${!missing[@]}"; do
        missing[name]=$(known_package "${missing[name]}")
    done
    if ! "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null >&2; then
        say "the packages could not be installed; going on without them"
    fi
}

# known_package A|B: the first of the names that apt can install, else the first.
known_package() {
    local name
    for name in ${1//|/ }; do
        if apt-cache show --no-all-versions "$name" >/dev/null 2>&1; then
            echo "$name"
            return
        fi
    done
    echo "${1%%|*}"
}

# configure PRESET [ARGS]: configures `build` once; later changes of a CMakeLists.txt are ninja's to notice.
configure() {
    if [[ ! -f $build/build.ninja || $root/CMakePresets.json -nt $build/build.ninja ]]; then
        (cd "$root" && cmake -B "$build" --preset "$@") </dev/null >&2
    fi
}
