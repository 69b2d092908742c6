package io.github.wasmpool.runtime;

import java.nio.file.Files;
import java.nio.file.Path;

import io.github.wasmpool.GuestFeatures;
import io.github.wasmpool.SharedGuests;
import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmAction;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmSettingsException;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.Wat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A state that cannot be carried to other instances is refused, with the reason and what
 * would help.
 */
class SnapshotRefusalTests {

	private static final WasmAction<RuntimeException> NOTHING = (guest) -> {
	};

	private static final String LASTING = """
			(module
				(memory (export "memory") 1)
				(table $table 3 8 funcref)
				(elem (table $table) (i32.const 0) func $one $two)
				(elem $elements func $two)
				(data $data "passive")
				(func $one (result i32) (i32.const 1))
				(func $two (result i32) (i32.const 2))
				(func (export "answer") (result i32) (call_indirect (result i32) (i32.const 0)))
				(func (export "init") (memory.init $data (i32.const 9) (i32.const 0) (i32.const 7)))
				(func (export "table.set") (table.set $table (i32.const 0) (ref.func $two)))
				(func (export "table.grow") (drop (table.grow $table (ref.func $two) (i32.const 1))))
				(func (export "table.fill") (table.fill $table (i32.const 0) (ref.func $two) (i32.const 1)))
				(func (export "table.copy") (table.copy $table $table (i32.const 0) (i32.const 1) (i32.const 1)))
				(func (export "table.init") (table.init $table $elements (i32.const 0) (i32.const 0) (i32.const 1)))
				(func (export "elem.drop") (elem.drop $elements))
				(func (export "data.drop") (data.drop $data)))
			""";

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void aTableThatWasChanged() {
		for (String change : new String[] { "table.set", "table.grow", "table.fill", "table.copy", "table.init" }) {
			refuse(LASTING, (guest) -> guest.callVoid(change), "it has changed a table since it began",
					"without dynamic linking");
		}
	}

	@Test
	void aSegmentThatWasDropped() {
		for (String change : new String[] { "elem.drop", "data.drop" }) {
			refuse(LASTING, (guest) -> guest.callVoid(change), "it has dropped a passive segment since it began",
					"without '-pthread'");
		}
	}

	@Test
	@Tag("thorough")
	void moreStateThanInstancesCanBeginWith() {
		refuse("""
				(module
					(memory (export "memory") 8210)
					(func (export "fill") (memory.fill (i32.const 0) (i32.const 1) (i32.const 538050560))))
				""", (guest) -> guest.callVoid("fill"), "it holds 513 MiB that are not zero",
				"more than the 512 MiB that every instance can begin with");
	}

	@Test
	void codeThatCouldDoThatAndHasNotIsNotRefused() {
		try (WasmModule module = this.runtime.module(Wat.compile(LASTING)).build();
				WasmModule snapshot = module.snapshot((guest) -> guest.callVoid("init"));
				WasmInstance instance = snapshot.instantiate()) {
			assertThat(instance.memory().readString(9, 7)).isEqualTo("passive");
			assertThat(instance.callInt("answer")).isOne();
			instance.memory().fill(9, 7, (byte) 0);
			instance.callVoid("init");
			assertThat(instance.memory().readString(9, 7)).isEqualTo("passive");
			instance.callVoid("table.set");
			assertThat(instance.callInt("answer")).isEqualTo(2);
			try (WasmInstance other = snapshot.instantiate()) {
				assertThat(other.callInt("answer")).isOne();
			}
		}
	}

	@Test
	void aVectorInAGlobal() {
		refuse("(module (global (mut v128) (v128.const i64x2 1 2)))", NOTHING,
				"it has a mutable global of the type v128", "'-mno-simd128'");
	}

	@Test
	void aReferenceInAGlobal() {
		refuse("(module (global (mut funcref) (ref.null func)))", NOTHING,
				"it has a mutable global that holds a reference", "'-mno-reference-types'");
		refuse("(module (global (mut externref) (ref.null extern)))", NOTHING,
				"it has a mutable global that holds a reference", "'-mno-reference-types'");
	}

	@Test
	void moreGlobalsThanAreKept() {
		refuse("(module " + "(global (mut i32) (i32.const 0))\n".repeat(257) + ")", NOTHING,
				"it has more than 256 globals that can change");
	}

	@Test
	void aSharedMemory() {
		try (WasmModule module = this.runtime.module(SharedGuests.guest())
			.sharedMemory(true)
			.features(GuestFeatures.of(null, true, true))
			.build()) {
			assertThatExceptionOfType(WasmModuleException.class).isThrownBy(() -> module.snapshot(NOTHING))
				.withMessageContaining("its instances share a memory")
				.withMessageContaining("'--shared-memory'");
			assertThatExceptionOfType(WasmSettingsException.class)
				.isThrownBy(() -> this.runtime.pool(module).snapshot(true).build())
				.withMessageContaining("'snapshot' must be false, or not set");
		}
	}

	@Test
	void aGuestThatFailed() {
		refuse("(module (func (export \"fail\") (unreachable)))",
				(guest) -> assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> guest.callVoid("fail")),
				"a call failed in it");
	}

	@Test
	void anOpenFile(@TempDir Path directory) throws Exception {
		Files.writeString(directory.resolve("a"), "content");
		String wat = """
				(module
					(import "wasi_snapshot_preview1" "path_open"
						(func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
					(import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
					(memory (export "memory") 1)
					(data (i32.const 0) "a")
					(func (export "open") (result i32)
						(call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 0)
							(i64.const 2) (i64.const 0) (i32.const 0) (i32.const 8)))
					(func (export "close") (result i32) (call $close (i32.load (i32.const 8)))))
				""";
		WasiOptions wasi = WasiOptions.INERT.withDirectory("/data", directory);
		try (WasmModule module = this.runtime.module(Wat.compile(wat)).build()) {
			WasmAction<RuntimeException> open = (guest) -> assertThat(guest.callInt("open")).isZero();
			try (WasmPool pool = this.runtime.pool(module).wasi(wasi).size(1).snapshot(open).build()) {
				assertThatExceptionOfType(WasmModuleException.class).isThrownBy(pool::prefill)
					.withMessageContaining("it has files open")
					.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.SNAPSHOT));
			}
			try (WasmPool pool = this.runtime.pool(module)
				.wasi(wasi)
				.size(1)
				.snapshot(open)
				.snapshot((guest) -> assertThat(guest.callInt("close")).isZero())
				.build()) {
				assertThat(pool.callInt("open")).isZero();
				assertThat(pool.callInt("open")).isZero();
			}
		}
	}

	/**
	 * Refuse a snapshot, and before that to build a pool, if it depends on the module
	 * alone.
	 */
	private void refuse(String wat, WasmAction<RuntimeException> warmUp, String... sentences) {
		try (WasmModule module = this.runtime.module(Wat.compile(wat)).name("guest").build()) {
			assertThatExceptionOfType(WasmModuleException.class).isThrownBy(() -> module.snapshot(warmUp))
				.withMessageStartingWith("The state of an instance of module 'guest' cannot be carried to others: ")
				.satisfies((ex) -> {
					assertThat(ex.getReason()).isEqualTo(Reason.SNAPSHOT);
					assertThat(ex).hasMessageContainingAll(sentences);
				});
			if (warmUp == NOTHING) {
				assertThatExceptionOfType(WasmModuleException.class)
					.isThrownBy(() -> this.runtime.pool(module).snapshot(true).build())
					.satisfies((ex) -> assertThat(ex).hasMessageContainingAll(sentences));
			}
		}
	}

}
