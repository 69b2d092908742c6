package io.github.wasmpool.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.runtime.WasmtimeRuntime;

/**
 * Reaches past the ends of memories and tables with every instruction that the engine
 * carries out in code of its own, where a fault would be the virtual machine's, and from
 * Java.
 */
final class BulkFaults {

	private static final String GUEST = """
			(module
				(memory (export "memory") 1 4)
				(table $table 4 8 funcref)
				(elem $functions func $nothing $nothing)
				(data $bytes "abcdefgh")
				(func $nothing)
				(func (export "memoryFill") (param i32 i32 i32)
					(memory.fill (local.get 0) (local.get 1) (local.get 2)))
				(func (export "memoryCopy") (param i32 i32 i32)
					(memory.copy (local.get 0) (local.get 1) (local.get 2)))
				(func (export "memoryInit") (param i32 i32 i32)
					(memory.init $bytes (local.get 0) (local.get 1) (local.get 2)))
				(func (export "tableFill") (param i32 i32 i32)
					(table.fill $table (local.get 0) (ref.null func) (local.get 2)))
				(func (export "tableCopy") (param i32 i32 i32)
					(table.copy $table $table (local.get 0) (local.get 1) (local.get 2)))
				(func (export "tableInit") (param i32 i32 i32)
					(table.init $table $functions (local.get 0) (local.get 1) (local.get 2)))
				(func (export "tableGet") (param i32 i32 i32)
					(drop (table.get $table (local.get 0))))
				(func (export "tableSet") (param i32 i32 i32)
					(table.set $table (local.get 0) (ref.func $nothing)))
				(func (export "indirect") (param i32 i32 i32)
					(call_indirect (local.get 0)))
				(func (export "load") (param i32 i32 i32)
					(drop (i64.load offset=4294967295 (local.get 0))))
				(func (export "store") (param i32 i32 i32)
					(v128.store offset=65530 (local.get 0) (v128.const i64x2 -1 -1)))
				(func (export "grow") (param i32 i32 i32)
					(if (i32.lt_s (memory.grow (local.get 0)) (i32.const 0)) (then (unreachable)))
					(if (i32.lt_s (table.grow $table (ref.null func) (local.get 0)) (i32.const 0))
						(then (unreachable)))))
			""";

	private static final List<String> EXPORTS = List.of("memoryFill", "memoryCopy", "memoryInit", "tableFill",
			"tableCopy", "tableInit", "tableGet", "tableSet", "indirect", "load", "store", "grow");

	/** From, to and how much: the last byte, one more, and those that wrap around. */
	private static final int[][] PLACES = { { 65_536, 0, 1 }, { 65_535, 7, 2 }, { 0, 0, -1 }, { -1, -1, 1 },
			{ -1, 1, -1 }, { 0x7FFF_FFFF, 0x7FFF_FFFF, 0x7FFF_FFFF }, { Integer.MIN_VALUE, 0, Integer.MIN_VALUE },
			{ 9, 9, 65_536 }, { 65_537, 65_537, 1 }, { -65_536, 4, 65_536 } };

	private BulkFaults() {
	}

	public static void main(String[] args) {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(GUEST)).build();
				WasmModule reserve = runtime.module(Wat.compile(GUEST)).memoryReserve(2).build()) {
			tryAll("fresh", runtime.pool(module));
			tryAll("warm", runtime.pool(module).reset(ResetPolicy.WARM));
			tryAll("seeded", runtime.pool(module).snapshot((instance) -> instance.callVoid("memoryFill", 0, 1, 9)));
			tryAll("dedicated", runtime.pool(module).execution(ExecutionMode.DEDICATED));
			tryAll("reserve", runtime.pool(reserve));
			try (WasmInstance instance = module.instantiate()) {
				Scenario.say("Java " + fromJava(instance.memory()));
			}
		}
		Scenario.say("null checks " + NullChecks.provoke());
	}

	private static void tryAll(String name, WasmPoolBuilder builder) {
		Map<String, Integer> outcomes = new TreeMap<>();
		try (WasmPool pool = builder.size(2).build()) {
			for (String export : EXPORTS) {
				for (int[] place : PLACES) {
					try {
						pool.callVoid(export, place[0], place[1], place[2]);
						outcomes.merge("RETURNED", 1, Integer::sum);
					}
					catch (WasmTrapException ex) {
						outcomes.merge(ex.code().name(), 1, Integer::sum);
					}
				}
			}
			pool.callVoid("memoryFill", 65_535, 1, 1);
		}
		Scenario.say(name + " " + outcomes);
	}

	private static Map<String, Integer> fromJava(WasmMemory memory) {
		List<Callable<?>> uses = new ArrayList<>();
		for (long offset : new long[] { -1, Long.MIN_VALUE, Long.MAX_VALUE, 65_533, 1L << 32, (1L << 32) - 1 }) {
			uses.add(() -> memory.readInt(offset));
			uses.add(() -> memory.readLong(offset));
			uses.add(() -> memory.read(offset, Integer.MAX_VALUE));
			uses.add(() -> done(() -> memory.writeInt(offset, 1)));
			uses.add(() -> done(() -> memory.write(offset, new byte[8])));
			uses.add(() -> done(() -> memory.fill(offset, Integer.MAX_VALUE, (byte) 1)));
			uses.add(() -> done(() -> memory.read(offset, new byte[8], 4, 4)));
		}
		for (int length : new int[] { -1, Integer.MIN_VALUE }) {
			uses.add(() -> memory.read(0, length));
			uses.add(() -> done(() -> memory.fill(0, length, (byte) 1)));
			uses.add(() -> memory.grow(length));
		}
		uses.add(() -> memory.grow(Integer.MAX_VALUE));
		Map<String, Integer> outcomes = new TreeMap<>();
		uses.forEach((use) -> outcomes.merge(Scenario.outcome(use), 1, Integer::sum));
		return outcomes;
	}

	private static Object done(Runnable work) {
		work.run();
		return work;
	}

}
