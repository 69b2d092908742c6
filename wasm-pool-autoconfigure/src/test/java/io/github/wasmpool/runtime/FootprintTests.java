package io.github.wasmpool.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.wasmpool.EngineOptions;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What instances take of the mappings of the process is no more than what is promised
 * them: past the limit of the system the engine ends the JVM.
 */
@EnabledOnOs(OS.LINUX)
class FootprintTests {

	private static final String GUEST = """
			(module %s %s
				(func (export "run") %s %s))
			""";

	private static final int INSTANCES = 150;

	/** What the JVM maps meanwhile, for its heap and its compilers. */
	private static final int OF_JVM = 100;

	@ParameterizedTest
	@CsvSource({ "'', false", "'', true", "'(memory 1 4)', false", "'(memory 1 4)', true", "'(memory 1)', true",
			"'(memory 8 100) (data (i32.const 0) \"data\")', true",
			"'(memory 8 100) (data (i32.const 200000) \"data\")', false",
			"'(memory 8 100) (data (i32.const 200000) \"data\")', true" })
	void noMoreIsMappedThanIsPromised(String memory, boolean callsHost) throws IOException {
		HostFunction host = HostFunction.of("env", "host", FunctionType.of(List.of(), List.of()),
				(caller, values) -> null);
		byte[] guest = Wat.compile(GUEST.formatted(callsHost ? "(import \"env\" \"host\" (func $host))" : "", memory,
				callsHost ? "(call $host)" : "", memory.isEmpty() ? "" : "(drop (memory.grow (i32.const 1)))"));
		for (Long reservation : new Long[] { null, 1L << 17, 1L << 23 }) {
			EngineOptions options = new EngineOptions(Optimization.SPEED, Duration.ofMillis(10), 1, reservation, null);
			try (WasmtimeRuntime runtime = new WasmtimeRuntime(options);
					WasmModule module = runtime.module(guest).hostFunctions(host).build()) {
				long promised = (long) INSTANCES * ((ModuleHandle) module).footprint().mappings() + OF_JVM;
				assertThat(mappingsOf(module, false)).as("with a reservation of " + reservation)
					.isLessThanOrEqualTo(promised);
				assertThat(mappingsOf(module, true)).as("apart, with a reservation of " + reservation)
					.isLessThanOrEqualTo(promised);
			}
		}
	}

	@Test
	void anInstanceThatTakesMoreThanThoseOfTheNextStateIsReplaced() {
		byte[] guest = Wat.compile("(module (memory (export \"memory\") 8))");
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(guest).build();
				WasmPool pool = runtime.pool(module).size(1).build()) {
			pool.useInstance((instance) -> assertThat(instance.memory().size()).isPositive());
			assertThat(createdForSeed(pool, 200_000, 1)).as("of the code as it is").isEqualTo(1);
			assertThat(createdForSeed(pool, 200_000, 2)).as("in place").isZero();
			assertThat(createdForSeed(pool, 0, 1)).as("one mapping less").isEqualTo(1);
			assertThat(createdForSeed(pool, 0, 0)).as("nothing but zeros").isEqualTo(1);
			assertThat(createdForSeed(pool, 200_000, 1)).as("promised more than it takes").isZero();
		}
	}

	private static long createdForSeed(WasmPool pool, long address, int value) {
		long before = pool.counters().created();
		pool.reseed((instance) -> instance.memory().writeByte(address, (byte) value));
		pool.useInstance((instance) -> assertThat(instance.memory().readByte(address)).isEqualTo((byte) value));
		return pool.counters().created() - before;
	}

	/**
	 * Count what instances take.
	 * @param apart whether there were others between them that are gone
	 */
	private static long mappingsOf(WasmModule module, boolean apart) throws IOException {
		List<WasmInstance> all = new ArrayList<>();
		List<WasmInstance> between = new ArrayList<>();
		try {
			module.instantiate().close();
			long before = mappings();
			for (int i = 0; i < INSTANCES; i++) {
				WasmInstance instance = module.instantiate();
				all.add(instance);
				instance.callVoid("run");
				if (apart) {
					between.add(module.instantiate());
				}
			}
			between.forEach(WasmInstance::close);
			return mappings() - before;
		}
		finally {
			all.forEach(WasmInstance::close);
		}
	}

	private static long mappings() throws IOException {
		try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
			return maps.count();
		}
	}

}
