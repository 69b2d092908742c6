package io.github.wasmpool.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.type.MemoryLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A guest that fills 16 MiB when it begins does so once; all instances have the same
 * pages until they write to them.
 */
class LargeSnapshotTests {

	private static final Logger logger = LoggerFactory.getLogger(LargeSnapshotTests.class);

	private static final int FILLED = 16 << 20;

	private static final int INSTANCES = 100;

	private static final byte[] GUEST = Wat.compile("""
			(module
				(memory (export "memory") 300 400)
				(func (export "fill") (param $step i32) (local $at i32) (local $x i32)
					(local.set $x (i32.const 12345))
					(loop
						(local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1103515245)) (i32.const 12345)))
						(i32.store (local.get $at) (local.get $x))
						(local.set $at (i32.add (local.get $at) (local.get $step)))
						(br_if 0 (i32.lt_u (local.get $at) (i32.const 16777216)))))
				(func (export "get") (param i32) (result i32) (i32.load (local.get 0)))
				(func (export "write") (param $pages i32) (local $at i32)
					(loop
						(i32.store (local.get $at) (i32.const 1))
						(local.set $at (i32.add (local.get $at) (i32.const 4096)))
						(local.set $pages (i32.sub (local.get $pages) (i32.const 1)))
						(br_if 0 (local.get $pages)))))
			""");

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = this.runtime.module(GUEST).memory(new MemoryLimits(null, 400)).build();

	@AfterEach
	void close() {
		this.module.close();
		this.runtime.close();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void idleInstancesTakeNoMemoryOfTheirOwn() throws IOException {
		try (WasmPool pool = this.runtime.pool(this.module)
			.size(INSTANCES)
			.snapshot((guest) -> guest.callVoid("fill", 4))
			.build()) {
			long before = residentKilobytes();
			pool.prefill();
			assertThat(pool.stats().idle()).isEqualTo(INSTANCES);
			long taken = residentKilobytes() - before;
			logger.info("{} idle instances of 16 MiB take {} kB of resident memory", INSTANCES, taken);
			// Copied they would take 1.6 GB; what the compiler and the heap took is in it
			assertThat(taken).isLessThan(400_000);
		}
	}

	@Test
	void loansThatWriteSomePagesArePutBack() {
		try (WasmPool pool = this.runtime.pool(this.module)
			.size(1)
			.snapshot((guest) -> guest.callVoid("fill", 4))
			.build()) {
			int first = pool.callInt("get", 0);
			int last = pool.callInt("get", FILLED - 4);
			for (int i = 0; i < 20; i++) {
				pool.useInstance((guest) -> {
					assertThat(guest.callInt("get", 0)).isEqualTo(first).isNotEqualTo(1);
					assertThat(guest.callInt("get", FILLED - 4)).isEqualTo(last);
					guest.callVoid("write", 10);
					assertThat(guest.callInt("get", 0)).isOne();
				});
			}
			assertThat(pool.counters().restored()).isGreaterThan(10);
		}
	}

	@Test
	void aSparseStateIsWhole() {
		try (WasmModule sparse = this.module.snapshot((guest) -> {
			guest.callVoid("fill", 8192);
			guest.memory().writeInt(300 * 65_536 - 4, 5);
		}); WasmPool pool = this.runtime.pool(sparse).size(1).build()) {
			pool.useInstance((guest) -> {
				for (int at = 0; at < FILLED; at += 8192) {
					assertThat(guest.callInt("get", at)).isNotZero();
					assertThat(guest.callInt("get", at + 4096)).isZero();
				}
				assertThat(guest.callInt("get", 300 * 65_536 - 4)).isEqualTo(5);
			});
		}
	}

	private static long residentKilobytes() throws IOException {
		return Files.readAllLines(Path.of("/proc/self/status"))
			.stream()
			.filter((line) -> line.startsWith("VmRSS:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
			.findFirst()
			.orElseThrow();
	}

}
