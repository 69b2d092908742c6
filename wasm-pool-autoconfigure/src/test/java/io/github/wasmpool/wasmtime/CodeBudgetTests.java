package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.FunctionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Compiled modules count among what the process can map, past which the engine ends the
 * JVM.
 */
class CodeBudgetTests {

	private static final int MODULES = 100;

	/** What the JVM maps meanwhile. */
	private static final int OF_JVM = 60;

	private static final Footprint MAPPING = new Footprint(0, 0, 1, 1);

	private final byte[] guest = Wat.compile("""
			(module
				(import "env" "host" (func $host))
				(memory 1 4)
				(func (export "run") (call $host))
				(data (i32.const 0) "0000"))
			""");

	private WasmModule compile(WasmtimeRuntime runtime, int number) {
		ByteBuffer.wrap(this.guest).putInt(this.guest.length - Integer.BYTES, number);
		return runtime.module(this.guest)
			.hostFunctions(
					HostFunction.of("env", "host", FunctionType.of(List.of(), List.of()), (caller, args) -> null))
			.build();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void noMoreIsMappedThanIsPromised() throws IOException {
		List<WasmModule> modules = new ArrayList<>();
		try (WasmtimeRuntime runtime = new WasmtimeRuntime()) {
			modules.add(compile(runtime, 0));
			modules.get(0).instantiate().close();
			long before = mappings();
			for (int i = 1; i <= MODULES; i++) {
				WasmModule module = compile(runtime, i);
				modules.add(module);
				module.instantiate().close();
			}
			assertThat(mappings() - before).isBetween(MODULES * 2L,
					(long) MODULES * Footprint.OF_CODE.mappings() + OF_JVM);
		}
		finally {
			modules.forEach(WasmModule::close);
		}
	}

	@Test
	void whatDoesNotFitIsRefusedUntilOthersAreClosed() {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime()) {
			WasmModule first = compile(runtime, 0);
			long all = InstanceBudget.OF_JVM.fit(MAPPING);
			assertThat(InstanceBudget.OF_JVM.take(MAPPING, all)).isTrue();
			try {
				assertThatExceptionOfType(WasmModuleException.class).isThrownBy(() -> compile(runtime, 1))
					.withMessageStartingWith("Module 'module' does not fit into this process, because ")
					.withMessageContaining("'vm.max_map_count'");
				// What is compiled already takes no more
				compile(runtime, 0).close();
				first.close();
				compile(runtime, 1).close();
			}
			finally {
				first.close();
				InstanceBudget.OF_JVM.give(MAPPING, all);
			}
			assertThat(InstanceBudget.OF_JVM.fit(MAPPING)).isEqualTo(all + Footprint.OF_CODE.mappings());
		}
	}

	private static long mappings() throws IOException {
		try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
			return maps.count();
		}
	}

}
