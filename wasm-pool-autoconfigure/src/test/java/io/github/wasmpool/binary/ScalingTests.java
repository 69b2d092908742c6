package io.github.wasmpool.binary;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.bridge.Bridge;
import io.github.wasmpool.type.MemoryLimits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a module says, the work before it is compiled grows with its bytes and not
 * with their square: what is four times as long would take 16 times as many steps, or
 * memory, if it did.
 */
class ScalingTests {

	private static final int GROWN = 4;

	private static final int TOO_MUCH = 6;

	private static final Consumer<byte[]> EVERYTHING = Steps.counted(EverythingButCompile.class);

	private static final Map<String, Family> FAMILIES = new LinkedHashMap<>();

	static {
		EVERYTHING.accept(imports(1));
		family("exports of a reserved name", 10_000, ScalingTests::reservedExports);
		family("exports of numbered reserved names", 10_000, (n) -> exports(n, (i) -> "wasm-pool-" + i + ":"));
		family("exports of long names", 4_000, (n) -> exports(n, (i) -> "a".repeat(200) + i));
		family("exports of names that hash alike", 1 << 11, (n) -> exports(n, ScalingTests::alike));
		family("exports of one large type", 2_000, ScalingTests::exportsOfLargeType);
		family("imports", 5_000, ScalingTests::imports);
		family("types", 10_000, ScalingTests::types);
		family("globals", 5_000, ScalingTests::globals);
		family("data", 20_000, ScalingTests::data);
		family("elements", 20_000, ScalingTests::elements);
		family("groups of locals", 20_000, ScalingTests::localGroups);
		for (String shape : new String[] { "br-table", "blocks-nested", "brif-out", "brif-nested-exits",
				"chain-in-arms", "gvn-calls", "loads-live", "loads-live-calls", "live-under-if", "switch",
				"locals1000-blocks-brif", "locals1000-interp", "locals1000-rotate-if", "block-params16", "loops-nested",
				"tree" }) {
			family(shape, 3_000, (n) -> FunctionShapes.module(shape, n));
		}
	}

	static Stream<String> families() {
		return FAMILIES.keySet().stream();
	}

	@ParameterizedTest
	@MethodSource("families")
	void workGrowsWithTheModule(String name) {
		Family family = Objects.requireNonNull(FAMILIES.get(name));
		byte[] small = family.module().apply(family.size());
		byte[] large = family.module().apply(GROWN * family.size());
		Steps.Work before = Steps.of(EVERYTHING, small);
		Steps.Work after = Steps.of(EVERYTHING, large);
		assertThat(after.steps()).as("steps for %,d bytes, for %,d: %,d", large.length, small.length, before.steps())
			.isLessThan(TOO_MUCH * before.steps());
		assertThat(after.allocated())
			.as("bytes allocated for %,d bytes, for %,d: %,d", large.length, small.length, before.allocated())
			.isLessThan(TOO_MUCH * before.allocated());
	}

	private static void family(String name, int size, IntFunction<byte[]> module) {
		FAMILIES.put(name, new Family(size, module));
	}

	private static byte[] reservedExports(int count) {
		return exports(count, (i) -> (i == 0) ? "wasm-pool:" + ":".repeat(count) : "wasm-pool" + i);
	}

	private static byte[] exports(int count, IntFunction<String> name) {
		ByteWriter exports = new ByteWriter().u32(count);
		for (int i = 0; i < count; i++) {
			exports.name(name.apply(i)).u8(0).u32(0);
		}
		return module(procedure()).section(3, new ByteWriter().u32(1).u32(0))
			.section(7, exports)
			.section(10, new ByteWriter().u32(1).u32(2).u8(0).u8(0x0B))
			.toByteArray();
	}

	/**
	 * Return names whose hashes are equal: "Aa" and "BB" have the same.
	 */
	private static String alike(int number) {
		StringBuilder name = new StringBuilder();
		for (int bit = 0; bit < 16; bit++) {
			name.append(((number >> bit & 1) == 0) ? "Aa" : "BB");
		}
		return name.toString();
	}

	/**
	 * Write a type of 900 parameters, and functions of that type.
	 */
	private static byte[] exportsOfLargeType(int count) {
		int params = 900;
		ByteWriter types = new ByteWriter().u32(1).u8(0x60).u32(params);
		for (int i = 0; i < params; i++) {
			types.u8(0x7F);
		}
		ByteWriter functions = new ByteWriter().u32(count);
		ByteWriter exports = new ByteWriter().u32(count);
		ByteWriter code = new ByteWriter().u32(count);
		for (int i = 0; i < count; i++) {
			functions.u32(0);
			exports.name("f" + i).u8(0).u32(i);
			code.u32(2).u8(0).u8(0x0B);
		}
		return module(types.u32(0)).section(3, functions).section(7, exports).section(10, code).toByteArray();
	}

	private static byte[] imports(int count) {
		ByteWriter imports = new ByteWriter().u32(count);
		for (int i = 0; i < count; i++) {
			imports.name("m").name("f" + i).u8(0).u32(0);
		}
		return module(procedure()).section(2, imports).toByteArray();
	}

	private static byte[] types(int count) {
		ByteWriter types = new ByteWriter().u32(count);
		for (int i = 0; i < count; i++) {
			types.u8(0x60).u32(16);
			for (int bit = 0; bit < 16; bit++) {
				types.u8(0x7F - (i >> bit & 1));
			}
			types.u32(0);
		}
		return module(types).toByteArray();
	}

	private static byte[] globals(int count) {
		ByteWriter globals = new ByteWriter().u32(count);
		ByteWriter exports = new ByteWriter().u32(count);
		for (int i = 0; i < count; i++) {
			globals.u8(0x7F).u8(1).u8(0x41).u8(0).u8(0x0B);
			exports.name("g" + i).u8(3).u32(i);
		}
		return module(procedure()).section(6, globals).section(7, exports).toByteArray();
	}

	private static byte[] data(int count) {
		ByteWriter data = new ByteWriter().u32(count);
		for (int i = 0; i < count; i++) {
			data.u8(0).u8(0x41).signed(i).u8(0x0B).u32(1).u8(i);
		}
		return module(procedure()).section(5, new ByteWriter().u32(1).u8(0).u32(9)).section(11, data).toByteArray();
	}

	private static byte[] elements(int count) {
		ByteWriter elements = new ByteWriter().u32(count);
		for (int i = 0; i < count; i++) {
			elements.u8(4).u8(0x41).u8(0).u8(0x0B).u32(2).u8(0xD0).u8(0x70).u8(0x0B).u8(0xD0).u8(0x70).u8(0x0B);
		}
		return module(procedure()).section(4, new ByteWriter().u32(1).u8(0x70).u8(0).u32(9))
			.section(9, elements)
			.toByteArray();
	}

	/**
	 * Write a function with so many groups of one local each.
	 */
	private static byte[] localGroups(int count) {
		ByteWriter body = new ByteWriter().u32(count);
		for (int i = 0; i < count; i++) {
			body.u32(1).u8(0x7F - i % 2);
		}
		body.u8(0x0B);
		return module(procedure()).section(3, new ByteWriter().u32(1).u32(0))
			.section(10, new ByteWriter().u32(1).u32(body.size()).append(body))
			.toByteArray();
	}

	private static ByteWriter module(ByteWriter types) {
		return new ByteWriter().header().section(1, types);
	}

	private static ByteWriter procedure() {
		return new ByteWriter().u32(1).u8(0x60).u8(0).u8(0);
	}

	/**
	 * All the work before a module is compiled.
	 */
	static final class EverythingButCompile implements Consumer<byte[]> {

		private static final ModuleLimits LIMITS = ModuleLimits.DEFAULTS.withComplexity(1 << 25)
			.withTotalComplexity(1 << 30);

		@Override
		public void accept(byte[] binary) {
			try {
				GuestBinary guest = BinaryModule.inspect("rules", binary, LIMITS).rewrite(MemoryLimits.ofModule());
				assertThat(Bridge.of(guest.layout()).writeCompanion(guest.layout())).isNotEmpty();
			}
			catch (WasmModuleException ex) {
				// more than even these limits allow: what counts is how soon that was
				// known
				assertThat(ex.getReason()).isEqualTo(Reason.TOO_COMPLEX);
			}
		}

	}

	private record Family(int size, IntFunction<byte[]> module) {

	}

}
