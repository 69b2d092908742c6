package io.github.wasmpool.runtime;

import java.util.List;

import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmCaller;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.ValueType;

/**
 * Guests with every kind of state that can be put back, and every way to change it.
 */
enum StatefulGuest {

	/** Globals alone. */
	NO_MEMORY("", "", 0),

	/** Nothing but zeros. */
	EMPTY_MEMORY("(memory (export \"memory\") 2 6)", "", 0),

	/** No page at all until it grows. */
	NO_PAGES("(memory (export \"memory\") 0 6)", "", 0),

	DATA_AT_ZERO("(memory (export \"memory\") 1 6)", "(data (i32.const 0) \"the beginning\")", 0),

	/** Across pages, at the end, and twice in one place. */
	DATA_AT_ODD_PLACES("(memory (export \"memory\") 3 6)", """
			(data (i32.const 4093) "across pages")
			(data (i32.const 65533) "across more pages")
			(data (i32.const 131069) "one")
			(data (i32.const 131070) "two")
			(data (i32.const 196600) "the end\\ff")
			""", 0),

	HIDDEN_MEMORY("(memory 2 6)", "(data (i32.const 70000) \"hidden\")", 0),

	IMPORTED_MEMORY("", "(data (i32.const 70000) \"imported\")", 0),

	START_FUNCTION("(memory (export \"memory\") 2 6)", """
			(data (i32.const 10) "data")
			(func $begin
				(i64.store (i32.const 70001) (i64.const 0x1122334455667788))
				(i32.store8 (i32.const 12) (i32.const 65))
				(global.set $double (f64.const -0))
				(global.set $function (ref.null func)))
			(start $begin)
			""", 0),

	/** A reactor whose memory has grown before its first loan. */
	INITIALIZER("(memory (export \"memory\") 1 6)", """
			(func (export "_initialize")
				(drop (memory.grow (i32.const 1)))
				(memory.fill (i32.const 65000) (i32.const 7) (i32.const 9000))
				(global.set $int (i32.const 4711)))
			""", 0),

	/**
	 * Passive segments that are copied to places the guest computes, into memory it has
	 * just grown. Active ones have no computed offsets here: nobody can provide the
	 * global that one would need, and the engine lacks extended constant expressions.
	 */
	SEGMENTS_AT_COMPUTED_OFFSETS("(memory (export \"memory\") 1 6)", """
			(data (i32.const 65530) "active")
			(data $first "across two pages")
			(data $last "at the very end")
			(global $base i32 (i32.const 61430))
			(func $begin
				(memory.init $first
					(i32.add (global.get $base) (i32.mul (memory.grow (i32.const 1)) (i32.const 4096)))
					(i32.const 0) (i32.const 16))
				(memory.init $last
					(i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 8))
					(i32.const 7) (i32.const 8)))
			(start $begin)
			""", 0),

	RESERVE("(memory (export \"memory\") 1 6)", "(data (i32.const 9) \"data\")", 3),

	/** Data lies where the guest is not told that there is memory. */
	DATA_IN_RESERVE("(memory (export \"memory\") 1 6)", "(data (i32.const 140001) \"beyond\")", 2),

	HIDDEN_RESERVE("(memory 1 6)", "(data (i32.const 9) \"data\")", 3),

	/** Has grown into its reserve before its first loan. */
	RESERVE_USED_BY_INITIALIZER("(memory (export \"memory\") 1 6)", """
			(func (export "_initialize") (drop (memory.grow (i32.const 1))))
			""", 2);

	static final int PAGE = MemoryLimits.PAGE_SIZE;

	/** An operation of the host function that fails. */
	static final int HOST_FAILS = 0;

	private static final List<ValueType> THREE = List.of(ValueType.I32, ValueType.I32, ValueType.I32);

	private static final String GLOBALS = """
			(global $int (mut i32) (i32.const -7))
			(global $long (mut i64) (i64.const 0x0123456789abcdef))
			(global $float (mut f32) (f32.const nan:0x200001))
			(global $double (mut f64) (f64.const -nan:0x4000000000123))
			(global $vector (mut v128) (v128.const i64x2 0x1111 0x2222))
			(global $function (mut funcref) (ref.func $self))
			(global $extern (mut externref) (ref.null extern))
			(global (export "open") (mut i64) (i64.const 9))
			(func $self (export "self") (result i32) (i32.const 1))
			(func (export "setGlobals") (param $bits i64)
				(global.set $int (i32.wrap_i64 (local.get $bits)))
				(global.set $long (local.get $bits))
				(global.set $float (f32.reinterpret_i32 (i32.wrap_i64 (local.get $bits))))
				(global.set $double (f64.reinterpret_i64 (local.get $bits)))
				(global.set $vector (i64x2.splat (local.get $bits)))
				(global.set $extern (ref.null extern))
				(if (i64.eqz (i64.and (local.get $bits) (i64.const 1)))
					(then (global.set $function (ref.null func)))
					(else (global.set $function (ref.func $self)))))
			(func (export "globals") (result i64 i64 i64 i64 i64 i64 i64 i64)
				(i64.extend_i32_u (global.get $int))
				(global.get $long)
				(i64.extend_i32_u (i32.reinterpret_f32 (global.get $float)))
				(i64.reinterpret_f64 (global.get $double))
				(i64x2.extract_lane 0 (global.get $vector))
				(i64x2.extract_lane 1 (global.get $vector))
				(i64.extend_i32_u (ref.is_null (global.get $function)))
				(i64.extend_i32_u (ref.is_null (global.get $extern))))
			(func (export "host") (param i32 i32 i32) (result i32)
				(call $host (local.get 0) (local.get 1) (local.get 2)))
			(func (export "quit") (param i32) (call $exit (local.get 0)))
			(func (export "fail") (unreachable))
			(func (export "spin") (loop (br 0)))
			""";

	private static final String MEMORY = """
			(data $passive "passive data of a guest")
			(func (export "put") (param i32 i32) (result i32)
				(i32.store8 (local.get 0) (local.get 1)) (i32.load8_u (local.get 0)))
			(func (export "get") (param i32) (result i32) (i32.load8_u (local.get 0)))
			(func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
			(func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
			(func (export "init") (param i32 i32 i32) (memory.init $passive (local.get 0) (local.get 1) (local.get 2)))
			(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
			(func (export "pages") (result i32) (memory.size))
			(func (export "sum") (param $at i32) (param $end i32) (result i64) (local $sum i64)
				(if (i32.lt_u (local.get $at) (local.get $end)) (then
					(loop
						(local.set $sum (i64.add (i64.load (local.get $at))
							(i64.mul (i64.const 1099511628211) (i64.xor (local.get $sum) (i64.const 0x1234567)))))
						(local.set $at (i32.add (local.get $at) (i32.const 8)))
						(br_if 0 (i32.lt_u (local.get $at) (local.get $end))))))
				(local.get $sum))
			""";

	private final String memory;

	private final String more;

	private final int reserve;

	StatefulGuest(String memory, String more, int reserve) {
		this.memory = memory;
		this.more = more;
		this.reserve = reserve;
	}

	boolean hasMemory() {
		return this != NO_MEMORY;
	}

	/**
	 * Whether Java reaches the memory.
	 */
	boolean hasOpenMemory() {
		return this.memory.contains("export") || this == IMPORTED_MEMORY;
	}

	/**
	 * Return how many pages of a new instance a guest can reach without a trap.
	 */
	int reach() {
		return switch (this) {
			case NO_MEMORY, NO_PAGES -> 0;
			case DATA_AT_ODD_PLACES -> 3;
			case EMPTY_MEMORY, HIDDEN_MEMORY, IMPORTED_MEMORY, START_FUNCTION, INITIALIZER,
					SEGMENTS_AT_COMPUTED_OFFSETS ->
				2;
			default -> 1 + this.reserve;
		};
	}

	String wat() {
		return """
				(module
					(import "env" "host" (func $host (param i32 i32 i32) (result i32)))
					(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
				""" + ((this == IMPORTED_MEMORY) ? "(import \"env\" \"memory\" (memory 2 6))" : "") + this.memory
				+ (hasMemory() ? MEMORY : "") + GLOBALS + this.more + ")";
	}

	WasmModule module(WasmRuntime runtime) {
		return module(runtime, wat());
	}

	/**
	 * Make a module whose globals hold nothing but numbers, so that its state can be
	 * carried from one instance to others.
	 */
	WasmModule moduleOfNumbers(WasmRuntime runtime) {
		return module(runtime,
				wat().replace("(mut v128) (v128.const i64x2 0x1111 0x2222)", "(mut i64) (i64.const 0x1111)")
					.replace("(mut funcref)", "(mut i32)")
					.replace("(mut externref)", "(mut i32)")
					.replaceAll("\\(i64x2[._a-z]+(?: [01])? (\\([a-z.]+ \\$[a-z]+\\))\\)", "$1")
					.replace("(ref.is_null (global.get $function))", "(global.get $function)")
					.replace("(ref.is_null (global.get $extern))", "(global.get $extern)")
					.replace("(ref.func $self)", "(i32.const 0)")
					.replaceAll("\\(ref.null [a-z]+\\)", "(i32.const 1)"));
	}

	private WasmModule module(WasmRuntime runtime, String wat) {
		WasmModuleBuilder builder = runtime.module(Wat.compile(wat)).name(name());
		if (this.reserve > 0) {
			builder.memoryReserve(this.reserve);
		}
		return builder
			.hostFunctions(
					HostFunction.of("env", "host", FunctionType.of(THREE, List.of(ValueType.I32)), StatefulGuest::host))
			.build();
	}

	/**
	 * Change the calling instance, and be sure to do the same for the same arguments.
	 */
	private static Object host(WasmCaller caller, Object... args) {
		int operation = (Integer) args[0];
		int at = (Integer) args[1];
		int value = (Integer) args[2];
		switch (operation) {
			case HOST_FAILS -> throw new IllegalStateException("the host fails");
			case 1 -> caller.global("open").set((long) value);
			case 2 -> caller.memory().writeInt(at, value);
			case 3 -> caller.memory().fill(at, Math.min(value & 0xFFFF, (int) caller.memory().size() - at), (byte) 5);
			case 4 -> {
				return caller.memory().grow(value & 1);
			}
			case 5 -> {
				return caller.function("put").callInt(at, value);
			}
			case 6 -> caller.function("quit").callVoid(value & 3);
			default -> {
				WasmMemory memory = caller.memory();
				memory.grow(1);
				memory.fill(memory.size() - PAGE, PAGE, (byte) value);
				throw new IllegalStateException("the host fails after it grew the memory");
			}
		}
		return at;
	}

}
