package io.github.wasmpool.runtime;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.type.MemoryLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TrapMessageTests {

	/** Gives up when it cannot grow, as allocators do. */
	private static final byte[] GREEDY = Wat.compile("""
			(module
				(memory (export "memory") 1)
				(func (export "fill")
					(loop $again
						(if (i32.eq (memory.grow (i32.const 1)) (i32.const -1)) (then unreachable))
						(br $again))))
			""");

	private static final byte[] WITHOUT_MEMORY = Wat.compile("(module (func (export \"fail\") unreachable))");

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void nameWhereItHappenedAndHowMuchMemoryWasInUse() {
		try (WasmModule module = this.runtime.module(GREEDY).name("rules").memory(MemoryLimits.of(1, 20)).build();
				WasmPool pool = this.runtime.pool(module).name("orders").size(1).build()) {
			assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> pool.callVoid("fill"))
				.withMessage("'fill' trapped: the guest gave up (unreachable), in module 'rules' of pool 'orders' with"
						+ " 20 of 20 pages of memory ('memory.max-pages')")
				.satisfies((ex) -> {
					assertThat(ex.getPool()).isEqualTo("orders");
					assertThat(ex.getModule()).isEqualTo("rules");
					assertThat(ex.getFunction()).isEqualTo("fill");
					assertThat(ex.getMemoryInUse()).isEqualTo(20 * 65_536);
					assertThat(ex.getMemoryCeiling()).isEqualTo(20 * 65_536);
				});
		}
	}

	@Test
	void ofStandAloneInstancesNameNoPool() {
		try (WasmModule module = this.runtime.module(WITHOUT_MEMORY).name("rules").build();
				WasmInstance instance = module.instantiate()) {
			assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> instance.callVoid("fail"))
				.withMessage("'fail' trapped: the guest gave up (unreachable), in module 'rules'")
				.satisfies((ex) -> assertThat(ex.getPool()).isNull());
		}
	}

}
