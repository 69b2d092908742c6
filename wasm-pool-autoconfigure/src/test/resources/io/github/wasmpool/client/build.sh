#!/bin/sh
# Compiles the guests, here, with Debian's packages: clang, lld, rustc (the one in /usr/bin) and
# libstd-rust-dev-wasm32. Made with clang 14 and rustc 1.63.
set -e
cd "$(dirname "$0")"
clang --target=wasm32 -O2 -Wall -Wextra -fno-builtin -nostdlib -Wl,--no-entry -Wl,--strip-all -o texts-c.wasm texts.c
/usr/bin/rustc --edition 2021 --target wasm32-unknown-unknown --crate-type cdylib -O -C strip=symbols -C panic=abort \
	-o texts-rust.wasm texts.rs
