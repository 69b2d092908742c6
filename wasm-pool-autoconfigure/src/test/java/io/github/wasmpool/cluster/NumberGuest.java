package io.github.wasmpool.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.wasmpool.Wat;

/**
 * A guest that computes with numbers, of which there are several versions, and that holds
 * a number. {@code add} and {@code version} take their time, so that some thousand items
 * are worth while to share.
 */
final class NumberGuest {

	/** What traps. */
	static final int BAD = Integer.MIN_VALUE;

	private static final Map<Integer, byte[]> VERSIONS = new ConcurrentHashMap<>();

	private NumberGuest() {
	}

	/**
	 * Return a version of the guest.
	 * @param version a number that {@code version} adds, times a million
	 */
	static byte[] of(int version) {
		return VERSIONS.computeIfAbsent(version, (number) -> Wat.compile("""
				(module
					(memory (export "memory") 1)
					(func $work
						(local $i i32)
						(loop $again
							(local.set $i (i32.add (local.get $i) (i32.const 1)))
							(br_if $again (i32.lt_u (local.get $i) (i32.const 2000)))))
					(func (export "add") (param i32 i32) (result i32)
						(if (i32.eq (local.get 0) (i32.const -2147483648)) (then (unreachable)))
						(call $work)
						(i32.add (local.get 0) (local.get 1)))
					(func (export "double") (param i64) (result i64) (i64.mul (local.get 0) (i64.const 2)))
					(func (export "half") (param f32) (result f32) (f32.div (local.get 0) (f32.const 2)))
					(func (export "root") (param f64) (result f64) (f64.sqrt (local.get 0)))
					(func (export "set") (param i32) (i32.store (i32.const 16) (local.get 0)))
					(func (export "version") (param i32) (result i32)
						(call $work)
						(i32.add (i32.const %d) (i32.load (i32.const 16))))
					(func (export "spin") (param i32) (result i32)
						(local $i i32)
						(loop $again
							(local.set $i (i32.add (local.get $i) (i32.const 1)))
							(br_if $again (i32.lt_u (local.get $i) (i32.const 20000))))
						(i32.xor (local.get 0) (local.get $i))))
				""".formatted(number * 1_000_000)));
	}

	/**
	 * Return what {@code spin} returns.
	 */
	static int spun(int value) {
		return value ^ 20_000;
	}

}
