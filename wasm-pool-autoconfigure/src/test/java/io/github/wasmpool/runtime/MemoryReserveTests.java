package io.github.wasmpool.runtime;

import java.util.Random;

import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmMemoryAccessException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A memory that has more pages than its guest is told looks as if it had not.
 */
class MemoryReserveTests {

	private static final int PAGE = StatefulGuest.PAGE;

	private static final int RESERVE = 3;

	private static final String GUEST = """
			(module
				(memory (export "memory") 2 9)
				(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
				(func (export "pages") (result i32) (memory.size))
				(func (export "get") (param i32) (result i32) (i32.load8_u (local.get 0)))
				(func (export "put") (param i32 i32) (i32.store8 (local.get 0) (local.get 1))))
			""";

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void sizesAnswerAsWithoutAReserve() {
		Random random = new Random(14);
		int[] wild = { -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 65_536, 65_535, -2, -3 };
		try (WasmModule reserving = this.runtime.module(Wat.compile(GUEST)).memoryReserve(RESERVE).build();
				WasmModule plain = this.runtime.module(Wat.compile(GUEST)).build()) {
			for (int i = 0; i < 40; i++) {
				try (WasmInstance one = reserving.instantiate(); WasmInstance other = plain.instantiate()) {
					for (int j = 0; j < 12; j++) {
						boolean fromJava = random.nextInt(3) == 0;
						int pages = (random.nextInt(4) == 0) ? wild[random.nextInt(wild.length)] : random.nextInt(4);
						String known = "loan " + i + ", growing by " + pages;
						assertThat(grow(one, pages, fromJava)).as(known).isEqualTo(grow(other, pages, fromJava));
						assertThat(one.callInt("pages")).as(known).isEqualTo(other.callInt("pages"));
						assertThat(one.memory().pages()).as(known).isEqualTo(other.memory().pages());
						assertThat(one.memory().size()).as(known).isEqualTo(one.callInt("pages") * (long) PAGE);
						assertThat(read(one, one.memory().size() - 3)).as(known)
							.isEqualTo(read(other, other.memory().size() - 3));
						assertThat(read(one, one.memory().size() - 4)).as(known).isEqualTo("0");
					}
				}
			}
		}
	}

	private static String grow(WasmInstance instance, int pages, boolean fromJava) {
		try {
			return "" + (fromJava ? instance.memory().grow(pages) : instance.callInt("grow", pages));
		}
		catch (RuntimeException ex) {
			return ex.toString();
		}
	}

	private static String read(WasmInstance instance, long at) {
		try {
			return "" + instance.memory().readInt(at);
		}
		catch (WasmMemoryAccessException ex) {
			return ex.toString();
		}
	}

	@Test
	void growthWithinTheReserveIsUndoneAndGrowthBeyondItRetires() {
		try (WasmModule module = this.runtime.module(Wat.compile(GUEST)).memoryReserve(RESERVE).build();
				WasmPool pool = this.runtime.pool(module).size(1).build()) {
			pool.useInstance((instance) -> assertThat(instance.callInt("grow", RESERVE)).isEqualTo(2));
			pool.useInstance((instance) -> assertThat(instance.memory().grow(RESERVE)).isEqualTo(2));
			pool.useInstance((instance) -> assertThat(instance.memory().pages()).isEqualTo(2));
			assertThat(Restorations.of(pool)).isEqualTo(3);
			pool.useInstance((instance) -> assertThat(instance.callInt("grow", RESERVE + 1)).isEqualTo(2));
			pool.useInstance((instance) -> assertThat(instance.callInt("pages")).isEqualTo(2));
			assertThat(pool.counters().retired()).containsEntry(RetirementReason.GROWN, 1L);
		}
	}

	@Test
	void whatWasWrittenWhereTheGuestIsNotToldOfMemoryIsGone() {
		try (WasmModule module = this.runtime.module(Wat.compile(GUEST)).memoryReserve(RESERVE).build();
				WasmPool pool = this.runtime.pool(module).size(1).build()) {
			int last = (2 + RESERVE) * PAGE - 1;
			for (int i = 0; i < 3; i++) {
				pool.useInstance((instance) -> {
					assertThat(instance.callInt("get", last)).isZero();
					instance.callVoid("put", last, 77);
					assertThatExceptionOfType(WasmMemoryAccessException.class)
						.isThrownBy(() -> instance.memory().readByte(last));
					instance.callInt("grow", RESERVE);
					assertThat(instance.memory().readByte(last)).isEqualTo((byte) 77);
				});
			}
			assertThat(Restorations.of(pool)).isEqualTo(3);
		}
	}

	@Test
	void aGuestThatGrowsWhileItIsInitialisedCannotLeaveAnythingBeyondItsReserve() {
		String guest = GUEST.replace("(func (export \"get\")",
				"(func (export \"_initialize\") (drop (memory.grow (i32.const 2)))) (func (export \"get\")");
		try (WasmModule module = this.runtime.module(Wat.compile(guest)).memoryReserve(RESERVE).build();
				WasmPool pool = this.runtime.pool(module).size(1).build()) {
			for (int pages = 1; pages <= 5; pages++) {
				int more = pages;
				for (int i = 0; i < 2; i++) {
					pool.useInstance((instance) -> {
						assertThat(instance.callInt("grow", more)).isEqualTo(4);
						WasmMemory memory = instance.memory();
						int last = (int) memory.size() - 1;
						assertThat(memory.readByte(last)).isZero();
						memory.writeByte(last, (byte) 99);
					});
				}
			}
			assertThat(pool.counters().retired()).containsEntry(RetirementReason.GROWN, 8L);
			assertThat(Restorations.of(pool)).isEqualTo(2);
		}
	}

	@Test
	void dataMayLieInTheReserve() {
		String guest = "(module (memory (export \"memory\") 1 4) (data (i32.const 100000) \"beyond\")"
				+ " (func (export \"grow\") (param i32) (result i32) (memory.grow (local.get 0))))";
		try (WasmModule plain = this.runtime.module(Wat.compile(guest)).build()) {
			assertThatExceptionOfType(WasmInstanceCreationException.class)
				.isThrownBy(() -> plain.instantiate().close());
		}
		try (WasmModule module = this.runtime.module(Wat.compile(guest)).memoryReserve(1).build();
				WasmPool pool = this.runtime.pool(module).size(1).build()) {
			for (int i = 0; i < 3; i++) {
				pool.useInstance((instance) -> {
					assertThat(instance.callInt("grow", 1)).isEqualTo(1);
					assertThat(instance.memory().readString(100_000, 6)).isEqualTo("beyond");
					instance.memory().fill(0, 2 * PAGE, (byte) 3);
				});
			}
			assertThat(Restorations.of(pool)).isEqualTo(3);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 5 * PAGE, 8 * PAGE, 1 << 28, 4L << 30 })
	void instancesAreRestoredWhateverIsReservedOfTheAddressSpace(long bytes) {
		try (WasmModule module = this.runtime.module(Wat.compile(GUEST))
			.memoryReserve(RESERVE)
			.memoryReservation(bytes)
			.build(); WasmPool pool = this.runtime.pool(module).size(1).build()) {
			for (int i = 0; i < 12; i++) {
				int pages = i % 6;
				pool.useInstance((instance) -> {
					assertThat(instance.callInt("grow", pages)).isEqualTo(2);
					WasmMemory memory = instance.memory();
					for (int at = 0; at < memory.size(); at += 1000) {
						assertThat(memory.readByte(at)).isZero();
						memory.writeByte(at, (byte) 88);
					}
				});
			}
			assertThat(Restorations.of(pool)).isEqualTo(8);
			assertThat(pool.counters().retired()).containsEntry(RetirementReason.GROWN, 4L);
		}
	}

}
