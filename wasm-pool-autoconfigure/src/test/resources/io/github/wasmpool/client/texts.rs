// Text in the conventions of Rust: sizes are told when memory is freed, and what is returned belongs to the caller.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicI32, Ordering};

struct Counting;

static LIVING: AtomicI32 = AtomicI32::new(0);

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVING.fetch_add(layout.size() as i32, Ordering::Relaxed);
        System.alloc(layout)
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        LIVING.fetch_sub(layout.size() as i32, Ordering::Relaxed);
        System.dealloc(at, layout)
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The bytes that live.
#[no_mangle]
pub extern "C" fn living() -> i32 {
    LIVING.load(Ordering::Relaxed)
}

#[no_mangle]
pub unsafe extern "C" fn alloc(size: usize, align: usize) -> *mut u8 {
    std::alloc::alloc(Layout::from_size_align_unchecked(size, align))
}

#[no_mangle]
pub unsafe extern "C" fn dealloc(at: *mut u8, size: usize, align: usize) {
    std::alloc::dealloc(at, Layout::from_size_align_unchecked(size, align))
}

fn leak(bytes: Vec<u8>) -> (u64, u64) {
    let bytes = bytes.into_boxed_slice();
    let length = bytes.len() as u64;
    (Box::into_raw(bytes) as *mut u8 as u64, length)
}

fn give(text: String) -> u64 {
    let (at, length) = leak(text.into_bytes());
    at << 32 | length
}

unsafe fn text<'a>(at: *const u8, length: usize) -> &'a str {
    std::str::from_utf8(std::slice::from_raw_parts(at, length)).unwrap()
}

#[no_mangle]
pub unsafe extern "C" fn upper(at: *const u8, length: usize) -> u64 {
    give(text(at, length).to_uppercase())
}

unsafe fn reversed(at: *const u8, length: usize) -> String {
    text(at, length).chars().rev().collect()
}

#[no_mangle]
pub unsafe extern "C" fn reverse(at: *const u8, length: usize) -> u64 {
    give(reversed(at, length))
}

// The same in the other conventions

#[no_mangle]
pub unsafe extern "C" fn reverse_length_first(at: *const u8, length: usize) -> u64 {
    let (result, result_length) = leak(reversed(at, length).into_bytes());
    result_length << 32 | result
}

static mut PAIR: [u32; 2] = [0; 2];

#[no_mangle]
pub unsafe extern "C" fn reverse_pointer(at: *const u8, length: usize) -> *const u32 {
    let (result, result_length) = leak(reversed(at, length).into_bytes());
    PAIR = [result as u32, result_length as u32];
    PAIR.as_ptr()
}

static mut LAST_LENGTH: u32 = 0;

#[no_mangle]
pub unsafe extern "C" fn last_length() -> u32 {
    LAST_LENGTH
}

#[no_mangle]
pub unsafe extern "C" fn reverse_length(at: *const u8, length: usize) -> u32 {
    let (result, result_length) = leak(reversed(at, length).into_bytes());
    LAST_LENGTH = result_length as u32;
    result as u32
}

#[no_mangle]
pub unsafe extern "C" fn reverse_c_string(at: *const u8, length: usize) -> u32 {
    let mut bytes = reversed(at, length).into_bytes();
    bytes.push(0);
    leak(bytes).0 as u32
}

/// Takes ownership of its argument.
#[no_mangle]
pub unsafe extern "C" fn consume(at: *mut u8, length: usize) -> u64 {
    let text = String::from_utf8(Vec::from_raw_parts(at, length, length)).unwrap();
    give(format!("{}!", text))
}

/// Doubles each number of a JSON array, without a parser.
#[no_mangle]
pub unsafe extern "C" fn double(at: *const u8, length: usize) -> u64 {
    let numbers: Vec<String> = text(at, length)
        .trim_matches(|c| c == '[' || c == ']')
        .split(',')
        .filter_map(|n| n.trim().parse::<i64>().ok())
        .map(|n| (n * 2).to_string())
        .collect();
    give(format!("[{}]", numbers.join(",")))
}

/// Panics unless the text is a number.
#[no_mangle]
pub unsafe extern "C" fn parse(at: *const u8, length: usize) -> i64 {
    text(at, length).parse().unwrap()
}
