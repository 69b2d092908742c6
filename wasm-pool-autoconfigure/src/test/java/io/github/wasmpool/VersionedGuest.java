package io.github.wasmpool;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Guests that tell their version, in two halves that belong together, and others that
 * cannot take their place.
 */
public final class VersionedGuest {

	private static final Map<String, byte[]> COMPILED = new ConcurrentHashMap<>();

	private VersionedGuest() {
	}

	/**
	 * Return a guest in order.
	 * @param version its version
	 */
	public static byte[] of(int version) {
		return with(version, "");
	}

	/**
	 * Return a guest with something else.
	 * @param version its version
	 * @param more what else it has, imports aside
	 */
	public static byte[] with(int version, String more) {
		return compile("", version, more);
	}

	/**
	 * Return a guest that imports functions.
	 * @param version its version
	 * @param imports the imports
	 */
	public static byte[] importing(int version, String imports) {
		return compile(imports, version, "");
	}

	/**
	 * Return a guest that the engine refuses.
	 */
	public static byte[] invalid() {
		byte[] valid = with(0, "(func (export \"wrong\") (result i32) (i32.add (i32.const 1) (i32.const 2)))");
		byte[] invalid = valid.clone();
		// i64.add of two i32
		for (int i = invalid.length - 1; i > 0; i--) {
			if (invalid[i] == 0x6a) {
				invalid[i] = 0x7c;
				return invalid;
			}
		}
		throw new IllegalStateException("There is no addition to change");
	}

	/**
	 * Return what belongs to the left half.
	 * @param left what {@code left} returned
	 * @return what {@code right} returns
	 */
	public static int right(int left) {
		return left * 31 + 7;
	}

	private static byte[] compile(String imports, int version, String more) {
		return COMPILED.computeIfAbsent("""
				(module
					%s
					(memory (export "memory") 1 4)
					(global $touched (mut i32) (i32.const 0))
					(func (export "left") (result i32) (i32.const %d))
					(func (export "right") (result i32) (i32.const %d))
					(func (export "touch") (result i32)
						(global.set $touched (i32.add (global.get $touched) (i32.const 1)))
						(global.get $touched))
					(func (export "poke") (param i32) (i32.store (i32.const 1000) (local.get 0)))
					(func (export "peek") (result i32) (i32.load (i32.const 1000)))
					%s)
				""".formatted(imports, version, right(version), more), Wat::compile);
	}

	/**
	 * Both halves.
	 */
	public interface Halves {

		int left();

		int right();

	}

}
