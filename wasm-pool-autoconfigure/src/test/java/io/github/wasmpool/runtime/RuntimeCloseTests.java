package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Closing a runtime.
 */
class RuntimeCloseTests {

	@Test
	void itsPoolsWaitForTheirLoansTogether() throws Exception {
		WasmtimeRuntime runtime = new WasmtimeRuntime();
		List<WasmInstance> loans = new ArrayList<>();
		List<WasmPool> pools = new ArrayList<>();
		try (WasmModule module = runtime.module(Wat.compile("(module)")).build()) {
			for (String name : List.of("one", "two", "three", "four")) {
				WasmPool pool = runtime.pool(module)
					.name(name)
					.size(1)
					.shutdownGracePeriod(Duration.ofSeconds(2))
					.build();
				pools.add(pool);
				loans.add(pool.acquire());
			}
		}
		long began = System.nanoTime();
		CompletableFuture.runAsync(runtime::close).get(30, TimeUnit.SECONDS);
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(6));
		assertThat(pools).allMatch(WasmPool::isClosed);
		loans.forEach(WasmInstance::close);
	}

}
