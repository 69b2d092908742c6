//! Statistics of a text that the host writes into this module's memory.
//!
//! The host calls `allocate` for the text's UTF-8 bytes, writes them, calls `analyze`,
//! reads the JSON text whose address and length it returns, and calls `deallocate`. What
//! the numbers mean is written at the fields of `Statistics`.

#![no_std]

use core::arch::wasm32;
use core::fmt::{self, Write};
use core::slice;
use core::str;

const PAGE: usize = 65_536;

/// Where the first byte of the heap must lie, and how far apart allocations are.
const ALIGNMENT: usize = 8;

/// How many tenths of a second it takes to read a word, at 200 words a minute.
const TENTHS_PER_WORD: u64 = 3;

/// What the host reads, as JSON.
struct Statistics {
	/// Unicode code points, line ends included; ill-formed UTF-8 counts one for each
	/// replacement character a decoder would put.
	characters: u32,
	/// Runs of anything but white space (Unicode's property `White_Space`).
	words: u32,
	/// Lines, ended by LF, CR or CRLF; the end of the text ends the last one.
	lines: u32,
	/// Sentences. A word that ends in `.`, `!`, `?` or `…`, quotes and brackets behind it
	/// left aside, ends one; so does the end of the text.
	sentences: u32,
	/// The letters a, e, i, o and u, with or without a diacritic of Latin-1.
	vowels: u32,
}

impl fmt::Display for Statistics {
	fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
		let Statistics { characters, words, lines, sentences, vowels } = *self;
		let tenths = u64::from(words) * TENTHS_PER_WORD;
		write!(out, r#"{{"characters":{characters},"words":{words},"lines":{lines},"#)?;
		write!(out, r#""sentences":{sentences},"vowels":{vowels},"#)?;
		write!(out, r#""readingSeconds":{}.{}}}"#, tenths / 10, tenths % 10)
	}
}

/// The JSON text that the host reads.
struct Answer {
	bytes: [u8; 256],
	length: usize,
}

impl Write for Answer {
	fn write_str(&mut self, text: &str) -> fmt::Result {
		let end = self.length + text.len();
		let free = self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?;
		free.copy_from_slice(text.as_bytes());
		self.length = end;
		Ok(())
	}
}

static mut ANSWER: Answer = Answer { bytes: [0; 256], length: 0 };

/// Where the next allocation begins, zero before the first one.
static mut HEAP_TOP: usize = 0;

/// Allocations that were not given back.
static mut LIVE: usize = 0;

extern "C" {
	static __heap_base: u8;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
	wasm32::unreachable()
}

/// Returns the address of `length` bytes for the host to write to, or zero if the memory
/// cannot grow that far.
#[no_mangle]
pub unsafe extern "C" fn allocate(length: usize) -> usize {
	if HEAP_TOP == 0 {
		HEAP_TOP = heap_start();
	}
	let begin = HEAP_TOP;
	let end = match begin.checked_add(length).and_then(align) {
		Some(end) => end,
		None => return 0,
	};
	let present = wasm32::memory_size(0);
	let needed = (end - 1) / PAGE + 1;
	if needed > present && wasm32::memory_grow(0, needed - present) == usize::MAX {
		return 0;
	}
	HEAP_TOP = end;
	LIVE += 1;
	begin
}

/// Gives back what `allocate` returned. The space is used again once the latest
/// allocation, or all of them, are back.
#[no_mangle]
pub unsafe extern "C" fn deallocate(address: usize, length: usize) {
	if address == 0 || LIVE == 0 {
		return;
	}
	LIVE -= 1;
	if LIVE == 0 {
		HEAP_TOP = heap_start();
	} else if align(address.wrapping_add(length)) == Some(HEAP_TOP) {
		HEAP_TOP = address;
	}
}

/// Counts what is in the text of `length` bytes at `address`. Returns the address of the
/// answer in the upper half, its length in the lower. It holds until the next call.
#[no_mangle]
pub unsafe extern "C" fn analyze(address: usize, length: usize) -> u64 {
	let mut counter = Counter::default();
	if length > 0 {
		let mut bytes = slice::from_raw_parts(address as *const u8, length);
		loop {
			match str::from_utf8(bytes) {
				Ok(text) => {
					text.chars().for_each(|c| counter.next(c));
					break;
				}
				Err(error) => {
					let (valid, rest) = bytes.split_at(error.valid_up_to());
					str::from_utf8_unchecked(valid).chars().for_each(|c| counter.next(c));
					counter.next(char::REPLACEMENT_CHARACTER);
					match error.error_len() {
						Some(ill_formed) => bytes = &rest[ill_formed..],
						None => break,
					}
				}
			}
		}
	}
	ANSWER.length = 0;
	match write!(ANSWER, "{}", counter.finish()) {
		Ok(()) => (ANSWER.bytes.as_ptr() as u64) << 32 | ANSWER.length as u64,
		Err(fmt::Error) => wasm32::unreachable(),
	}
}

unsafe fn heap_start() -> usize {
	let base = &__heap_base as *const u8 as usize;
	(base + ALIGNMENT - 1) & !(ALIGNMENT - 1)
}

fn align(address: usize) -> Option<usize> {
	Some(address.checked_add(ALIGNMENT - 1)? & !(ALIGNMENT - 1))
}

#[derive(Default)]
struct Counter {
	characters: u32,
	words: u32,
	lines: u32,
	sentences: u32,
	vowels: u32,
	/// Inside a word.
	in_word: bool,
	/// Inside a line that has no end yet.
	in_line: bool,
	/// Inside a sentence that has no end yet.
	in_sentence: bool,
	/// The word so far ends a sentence.
	ends_sentence: bool,
	/// The latest character was a carriage return.
	after_return: bool,
}

impl Counter {
	fn next(&mut self, c: char) {
		self.characters += 1;
		if is_vowel(c) {
			self.vowels += 1;
		}
		self.next_in_line(c);
		if c.is_whitespace() {
			self.end_word();
		} else {
			self.next_in_word(c);
		}
	}

	fn next_in_line(&mut self, c: char) {
		let second_half = c == '\n' && self.after_return;
		self.after_return = c == '\r';
		if second_half {
			return;
		}
		if c == '\n' || c == '\r' {
			self.lines += 1;
			self.in_line = false;
		} else {
			self.in_line = true;
		}
	}

	fn next_in_word(&mut self, c: char) {
		if !self.in_word {
			self.in_word = true;
			self.in_sentence = true;
			self.ends_sentence = false;
			self.words += 1;
		}
		if is_terminator(c) {
			self.ends_sentence = true;
		} else if !is_closing(c) {
			self.ends_sentence = false;
		}
	}

	fn end_word(&mut self) {
		if self.in_word && self.ends_sentence {
			self.end_sentence();
		}
		self.in_word = false;
	}

	fn end_sentence(&mut self) {
		self.sentences += 1;
		self.in_sentence = false;
	}

	fn finish(mut self) -> Statistics {
		self.end_word();
		if self.in_sentence {
			self.end_sentence();
		}
		if self.in_line {
			self.lines += 1;
		}
		Statistics {
			characters: self.characters,
			words: self.words,
			lines: self.lines,
			sentences: self.sentences,
			vowels: self.vowels,
		}
	}
}

fn is_vowel(c: char) -> bool {
	matches!(
		c,
		'a' | 'e' | 'i' | 'o' | 'u' | 'A' | 'E' | 'I' | 'O' | 'U'
			| 'À'..='Æ' | 'È'..='Ï' | 'Ò'..='Ö' | 'Ø'..='Ü'
			| 'à'..='æ' | 'è'..='ï' | 'ò'..='ö' | 'ø'..='ü'
	)
}

fn is_terminator(c: char) -> bool {
	matches!(c, '.' | '!' | '?' | '…')
}

fn is_closing(c: char) -> bool {
	matches!(c, '"' | '\'' | ')' | ']' | '}' | '”' | '’' | '»')
}
