# SPDX-License-Identifier: BSD-2-Clause
# Sourced by tests/run and .ci/run: the packages of Debian and its relatives, in one place;
# the working folder is the top of the tree.
# What the live tests need is known to tests/harness/package.py and to each server that they start.

packages_libraries=$(sed -n 's/^CITY_LIBRARY(.*\[\([^]]*\)\], \[[^]]*\])$/\1/p' libraries.m4)
packages_build="autoconf automake cmark gcc gettext libc6-dev libcmocka-dev locales make mandoc pkg-config $packages_libraries"
packages_icinga="icinga2-bin icinga2-common"
packages_gates="binutils clang-format git nagios4-core $packages_icinga"
packages_live="ca-certificates python3 python3-pytest"
packages_clang="clang libclang-rt-dev"
packages_roots="debian-archive-keyring debootstrap util-linux"

apt() {
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -q -y --no-install-recommends "$@"
}

# need PACKAGE...: installs what is missing when root, else says what to install. On other systems
# what is missing shows in ./configure.
need() {
    local package status missing=()
    command -v dpkg-query >/dev/null || return 0
    for package in "$@"; do
        status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=absent
        [ "$status" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ]; then
        echo "missing packages; please run as root: apt-get install ${missing[*]}" >&2
        return 1
    fi
    echo "installing ${missing[*]}"
    apt install "${missing[@]}" >/dev/null 2>&1 && return 0
    # The lists may be absent or older than the archive.
    apt update >/dev/null && apt install "${missing[@]}" >/dev/null
}
