// Allocates as programs do: a text, its words, a map of how often each occurs. Freed at the end of the call, but the
// first allocation makes the memory grow by a page. Made with rustc 1.63 of Debian:
//
//     rustc --edition 2021 --target wasm32-unknown-unknown --crate-type cdylib -O -C strip=symbols \
//         -o words.wasm words.rs

use std::collections::BTreeMap;

/// Return how often the most frequent of some words occurs in a text of so many words.
#[no_mangle]
pub extern "C" fn most_frequent(words: i32) -> i32 {
    let text: String = (0..words).map(|n| format!("w{} ", n * n % 7)).collect();
    let mut counts = BTreeMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word.to_owned()).or_insert(0) += 1;
    }
    counts.into_values().max().unwrap_or(0)
}
