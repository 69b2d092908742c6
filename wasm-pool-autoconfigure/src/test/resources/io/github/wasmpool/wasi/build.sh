#!/bin/sh
# Compiles the guests, here, with Debian's packages: clang, lld, wasi-libc, libclang-rt-dev-wasm32, rustc (the one in
# /usr/bin) and libstd-rust-dev-wasm32. Made with clang 14 and rustc 1.63.
set -e
cd "$(dirname "$0")"
/usr/bin/rustc --edition 2021 --target wasm32-wasi -O -C strip=symbols -C panic=abort -o tool.wasm tool.rs
clang --target=wasm32-wasi -O2 -Wall -Wextra -Wl,--strip-all -o words.wasm words.c
clang --target=wasm32-wasi -O2 -Wall -Wextra -Wl,--strip-all -mexec-model=reactor -o greeter.wasm greeter.c
