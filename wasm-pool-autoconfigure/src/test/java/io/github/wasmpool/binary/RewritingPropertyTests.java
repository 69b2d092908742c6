package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.Val;
import io.github.wasmpool.Effort;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.Wat;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Rewriting changes nothing a guest can observe but the ceilings it is to enforce.
 */
class RewritingPropertyTests {

	private static final int CALLS = 300;

	private static final int[] PAGES = Arrays.copyOf(new int[] { 300, 40, 32_767 }, Effort.of(1, 3));

	private static final String GREEDY = """
			(module
				(memory (export "memory") 1)
				(table $functions 1 funcref)
				(table $references 1 externref)
				(func (export "pages") (result i32)
					(loop $again (br_if $again (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
					(memory.size))
				(func (export "elements") (result i32)
					(loop $again
						(br_if $again (i32.ne (table.grow $functions (ref.null func) (i32.const 1)) (i32.const -1))))
					(loop $again
						(br_if $again
							(i32.ne (table.grow $references (ref.null extern) (i32.const 1)) (i32.const -1))))
					(i32.add (table.size $functions) (table.size $references))))
			""";

	static Stream<byte[]> modules() {
		return Stream.concat(Stream.of(Wat.CALLS, Wat.STATE).map(Wat::compile),
				Stream.of(RealModules.values()).map(RealModules::binary));
	}

	@ParameterizedTest
	@MethodSource
	void modulesBehaveAsBefore(String wat) {
		byte[] binary = Wat.compile(wat);
		GuestBinary rewritten = Binaries.inspect(binary).rewrite(MemoryLimits.ofModule());
		List<String> before = behaviour(binary, binary, List.of());
		List<String> after = behaviour(binary, rewritten.bytes(),
				Binaries.inspect(rewritten.bytes()).exports().stream().map(ExportType::name).toList());
		assertThat(after).isEqualTo(before).anyMatch((each) -> each.contains("trap"));
	}

	static Stream<String> modulesBehaveAsBefore() {
		return Stream.of(Wat.CALLS, Wat.STATE);
	}

	@ParameterizedTest
	@MethodSource("modules")
	void modulesStillValidateWithAnyLimits(byte[] binary) {
		for (long elements : new long[] { 10_000, 1_000_000, 9_000_000_000L }) {
			ModuleLimits limits = ModuleLimits.DEFAULTS.withTableElements(elements)
				.withFunctions(200_000)
				.withComplexity(5_000_000)
				.withModuleSize(128L << 20);
			BinaryModule module = BinaryModule.inspect("module", binary, limits);
			for (int pages : PAGES) {
				MemoryLimits memory = module.memory().filter((own) -> own.maxPages() != null).isPresent()
						? MemoryLimits.ofModule() : new MemoryLimits(null, pages);
				byte[] rewritten = module.rewrite(memory).bytes();
				assertThatCode(() -> Guest.compile(rewritten)).doesNotThrowAnyException();
			}
		}
	}

	@ParameterizedTest
	@MethodSource("modules")
	void modulesStillValidateApartFromTheirState(byte[] binary) {
		for (boolean counted : new boolean[] { false, true }) {
			GuestBinary code = Binaries.inspect(binary).rewriteSplit(counted);
			assertThatCode(() -> Guest.compile(code.bytes())).doesNotThrowAnyException();
			boolean hasMemory = Binaries.inspect(binary).memory().isPresent();
			assertThat(Binaries.inspect(code.bytes()).imports()).hasSize(hasMemory ? 1 : 0);
		}
	}

	@Test
	void ceilingsHoldWhileAGuestGrowsInALoop() {
		byte[] binary = Wat.compile(GREEDY);
		Random random = new Random(3);
		for (int i = 0; i < 20; i++) {
			int pages = 1 + random.nextInt(300);
			int elements = 2 + random.nextInt(5_000);
			BinaryModule module = BinaryModule.inspect("greedy", binary,
					ModuleLimits.DEFAULTS.withTableElements(elements)
						.withFunctions(9)
						.withComplexity(10_000)
						.withModuleSize(1_000));
			try (Guest guest = new Guest(module.rewrite(new MemoryLimits(null, pages)))) {
				assertThat(guest.callInt("pages")).isEqualTo(pages);
				assertThat(guest.callInt("elements")).isBetween(elements - 1, elements);
			}
		}
	}

	/**
	 * Call exported functions at random on the engine itself.
	 * @param original what says which functions there are
	 * @param binary what is run
	 * @param names their names in what is run, empty if they are the same
	 * @return what was called and what came of it
	 */
	private static List<String> behaviour(byte[] original, byte[] binary, List<String> names) {
		List<ExportType> exports = Binaries.inspect(original).exports();
		Engine engine = new Engine();
		Module module = Module.fromBinary(engine, binary);
		Random random = new Random(9);
		List<String> behaviour = new ArrayList<>();
		try (Store<Void> store = new Store<>(null, engine)) {
			Instance instance = new Instance(store, module, List.of());
			for (int i = 0; i < CALLS; i++) {
				int chosen = random.nextInt(exports.size());
				ExportType export = exports.get(chosen);
				if (export.type() instanceof FunctionType type && type.isNumeric() && !export.name().equals("spin")) {
					String name = names.isEmpty() ? export.name() : names.get(chosen);
					behaviour.add(export.name() + " " + call(instance, store, name, arguments(type, random)));
				}
			}
		}
		module.dispose();
		engine.dispose();
		return behaviour;
	}

	private static String call(Instance instance, Store<Void> store, String name, Val[] arguments) {
		try {
			List<String> results = new ArrayList<>();
			for (Val result : instance.getFunc(store, name).orElseThrow().call(store, arguments)) {
				results.add(Objects.toString(result.getValue()));
			}
			return results.toString();
		}
		catch (RuntimeException ex) {
			return "trap " + ex.getClass().getSimpleName();
		}
	}

	private static Val[] arguments(FunctionType type, Random random) {
		List<Val> values = new ArrayList<>();
		for (ValueType param : type.params()) {
			values.add(switch (param) {
				case I32 -> Val.fromI32(random.nextInt(7) - 2);
				case I64 -> Val.fromI64(random.nextLong());
				case F32 -> Val.fromF32(random.nextFloat());
				default -> Val.fromF64(random.nextDouble());
			});
		}
		return values.toArray(Val[]::new);
	}

}
