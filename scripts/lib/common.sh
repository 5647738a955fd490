# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Sourced by the scripts beside it: the root of the tree, how it is configured and built.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
jobs=${EASEL_JOBS:-$(nproc 2>/dev/null || echo 2)}

say() { printf '\n== %s\n' "$*" >&2; }

# Several build folders of one tree share what they compile alike. Asked when a build begins, not when this file is read: on a
# new machine scripts/setup installs ccache in between.
use_compiler_cache() {
    command -v ccache >/dev/null || return 0
    export CMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER:-ccache}
    export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$root} CCACHE_NOHASHDIR=1
    # What ccache asks for where precompiled headers are in use.
    export CCACHE_SLOPPINESS=pch_defines,time_macros
}

# configure PRESET [cmake argument...]: quiet unless it fails
configure() {
    local preset=$1 log; shift
    use_compiler_cache
    mkdir -p "$root/build"
    log=$root/build/$preset-configure.log
    # CMake 3.25 does not run AUTOMOC again when a source was only added to a list.
    find "$root/build/$preset" -path '*_autogen/timestamp' -delete 2>/dev/null || true
    (cd "$root" && cmake --preset "$preset" "$@") > "$log" 2>&1 || { cat "$log" >&2; return 1; }
}

# build PRESET [target...]
build() {
    local preset=$1; shift
    use_compiler_cache
    cmake --build "$root/build/$preset" -j "$jobs" ${1:+--target "$@"}
}
