#!/bin/sh
# Assembles the guests beside their text, with WABT (https://github.com/WebAssembly/wabt).
set -eu
cd "$(dirname "$0")"
for guest in guest caller; do
	wat2wasm --enable-threads "$guest.wat" -o "$guest.wasm"
done
