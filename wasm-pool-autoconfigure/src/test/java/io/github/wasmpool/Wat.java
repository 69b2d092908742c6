package io.github.wasmpool;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.dylibso.chicory.wabt.Wat2Wasm;

/**
 * Guests of the tests, written as text.
 */
public final class Wat {

	/** One function of each numeric type, several results, and some that go wrong. */
	public static final String CALLS = """
			(module
				(func (export "addInts") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
				(func (export "addLongs") (param i64 i64) (result i64) (i64.add (local.get 0) (local.get 1)))
				(func (export "addFloats") (param f32 f32) (result f32) (f32.add (local.get 0) (local.get 1)))
				(func (export "addDoubles") (param f64 f64) (result f64) (f64.add (local.get 0) (local.get 1)))
				(func (export "nothing"))
				(func (export "all") (param i32 i64 f32 f64) (result f64 f32 i64 i32)
					(local.get 3) (local.get 2) (local.get 1) (local.get 0))
				(func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
				(func $recurse (export "recurse") (call $recurse))
				(func (export "giveUp") (unreachable))
				(func (export "spin") (loop (br 0)))
				(func (export "reference") (param externref) (result externref) (local.get 0)))
			""";

	/** State of each kind that an instance can have. */
	public static final String STATE = """
			(module
				(memory (export "memory") 1 4)
				(data (i32.const 0) "clean")
				(table $table 2 8 funcref)
				(elem (i32.const 0) $one)
				(global $hidden (mut i32) (i32.const 7))
				(global $counter (export "counter") (mut i64) (i64.const 40))
				(global (export "ratio") (mut f32) (f32.const 0.5))
				(global (export "limit") f64 (f64.const 2.5))
				(func $one (result i32) (i32.const 1))
				(func $two (result i32) (i32.const 2))
				(elem declare func $two)
				(type $answer (func (result i32)))
				(func (export "hidden") (result i32) (global.get $hidden))
				(func (export "setHidden") (param i32) (global.set $hidden (local.get 0)))
				(func (export "count") (result i64)
					(global.set $counter (i64.add (global.get $counter) (i64.const 1)))
					(global.get $counter))
				(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
				(func (export "growTable") (param i32) (result i32)
					(table.grow $table (ref.func $two) (local.get 0)))
				(func (export "tableSize") (result i32) (table.size $table))
				(func (export "swap") (table.set $table (i32.const 0) (ref.func $two)))
				(func (export "answer") (result i32) (call_indirect (type $answer) (i32.const 0)))
				(func (export "fail") (unreachable)))
			""";

	private static final Map<String, byte[]> COMPILED = new ConcurrentHashMap<>();

	private Wat() {
	}

	/**
	 * Compile text to a binary, each text once.
	 * @return an array of the caller's own
	 */
	public static byte[] compile(String text) {
		return COMPILED.computeIfAbsent(text, Wat2Wasm::parse).clone();
	}

}
