package io.github.wasmpool.runtime;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.SharedGuests;
import io.github.wasmpool.SharedWasmMemory;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmMemoryAccessException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.AfterEach;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Instances that see one memory, and what Java does with it.
 */
class SharedMemoryTests {

	private static final int TIMES = 5_000_000;

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = this.runtime.module(SharedGuests.guest())
		.name("guest")
		.sharedMemory(true)
		.executionTimeout(Duration.ofSeconds(60))
		.build();

	@AfterEach
	void close() {
		this.module.close();
		this.runtime.close();
	}

	private WasmPool pool(int size) {
		return this.runtime.pool(this.module).size(size).build();
	}

	@ParameterizedTest
	@EnumSource
	void twoInstancesOnTwoThreadsAddTenMillion(ExecutionMode execution) throws Exception {
		try (WasmPool pool = this.runtime.pool(this.module).size(2).execution(execution).build()) {
			List<FutureTask<Integer>> tasks = List.of(add(pool), add(pool));
			tasks.forEach((task) -> new Thread(task, "adder").start());
			for (FutureTask<Integer> task : tasks) {
				task.get();
			}
			assertThat(pool.sharedMemory().loadInt(0)).isEqualTo(2 * TIMES);
		}
	}

	private static FutureTask<Integer> add(WasmPool pool) {
		return new FutureTask<>(() -> {
			pool.useInstance((instance) -> instance.callVoid("add", 0, TIMES));
			return 0;
		});
	}

	@Test
	void javaAddsToTheSameWordAsGuests() throws Exception {
		try (WasmPool pool = pool(2)) {
			SharedWasmMemory memory = pool.sharedMemory();
			FutureTask<Integer> guest = add(pool);
			new Thread(guest, "adder").start();
			for (int i = 0; i < 100_000; i++) {
				memory.addInt(0, 1);
			}
			guest.get();
			assertThat(memory.loadInt(0)).isEqualTo(TIMES + 100_000);
			pool.useInstance((instance) -> instance.callVoid("addLong", 64, 1_000));
			assertThat(memory.addLong(64, 1L << 40)).isEqualTo(1_000);
			assertThat(memory.loadLong(64)).isEqualTo((1L << 40) + 1_000);
		}
	}

	@Test
	void severalThreadsOfJavaAddToOneWord() throws Exception {
		try (WasmPool pool = pool(1)) {
			SharedWasmMemory memory = pool.sharedMemory();
			List<FutureTask<Integer>> tasks = Stream.generate(() -> new FutureTask<>(() -> {
				for (int i = 0; i < 5_000; i++) {
					int seen = memory.loadInt(4);
					while (memory.compareAndExchangeInt(4, seen, seen + 1) != seen) {
						seen = memory.loadInt(4);
					}
					memory.addLong(72, -1);
				}
				return 0;
			})).limit(4).toList();
			tasks.forEach((task) -> new Thread(task, "adder").start());
			for (FutureTask<Integer> task : tasks) {
				task.get();
			}
			assertThat(memory.loadInt(4)).isEqualTo(20_000);
			assertThat(memory.loadLong(72)).isEqualTo(-20_000);
		}
	}

	@Test
	void atomicAccessesReturnWhatWasThere() {
		try (WasmPool pool = pool(1)) {
			SharedWasmMemory memory = pool.sharedMemory();
			memory.storeInt(40, Integer.MIN_VALUE);
			assertThat(memory.addInt(40, -1)).isEqualTo(Integer.MIN_VALUE);
			assertThat(memory.compareAndExchangeInt(40, 7, 8)).isEqualTo(Integer.MAX_VALUE);
			assertThat(memory.compareAndExchangeInt(40, Integer.MAX_VALUE, -8)).isEqualTo(Integer.MAX_VALUE);
			assertThat(memory.loadInt(40)).isEqualTo(-8);
			memory.storeLong(48, Long.MIN_VALUE);
			assertThat(memory.compareAndExchangeLong(48, Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MIN_VALUE);
			assertThat(memory.compareAndExchangeLong(48, 1, 2)).isEqualTo(Long.MAX_VALUE);
			assertThat(memory.loadLong(48)).isEqualTo(Long.MAX_VALUE);
			assertThat(memory.notify(40, 1)).isZero();
		}
	}

	@Test
	void bytesOfAnyLengthAndPlaceAreCopied() {
		try (WasmPool pool = pool(1)) {
			SharedWasmMemory memory = pool.sharedMemory();
			byte[] expected = new byte[131_072];
			memory.read(0, expected, 0, expected.length);
			for (int length : new int[] { 0, 1, 3, 7, 8, 9, 63, 64, 65, 127, 1_000, 65_535, 65_536, 65_537, 100_000 }) {
				byte[] data = new byte[length + 5];
				ThreadLocalRandom.current().nextBytes(data);
				int offset = 2_001 + length / 7;
				memory.write(offset, data, 3, length);
				System.arraycopy(data, 3, expected, offset, length);
				assertThat(memory.read(0, expected.length)).isEqualTo(expected);
				assertThat(memory.read(offset, length)).isEqualTo(Arrays.copyOfRange(data, 3, 3 + length));
			}
		}
	}

	@Test
	void accessesPastTheEndOrBesideAWordAreRefused() {
		try (WasmPool pool = pool(1)) {
			SharedWasmMemory memory = pool.sharedMemory();
			assertThat(memory.size()).isEqualTo(131_072);
			for (long offset : new long[] { -1, 131_065, Long.MAX_VALUE, 1L << 32 }) {
				assertThatExceptionOfType(WasmMemoryAccessException.class).isThrownBy(() -> memory.read(offset, 8));
				assertThatExceptionOfType(WasmMemoryAccessException.class)
					.isThrownBy(() -> memory.write(offset, new byte[8]));
			}
			assertThatExceptionOfType(WasmMemoryAccessException.class).isThrownBy(() -> memory.read(0, -1));
			assertThatExceptionOfType(WasmMemoryAccessException.class).isThrownBy(() -> memory.read(0, 1 << 30));
			assertThatExceptionOfType(WasmMemoryAccessException.class).isThrownBy(() -> memory.loadInt(131_072));
			assertThatExceptionOfType(WasmMemoryAccessException.class).isThrownBy(() -> memory.notify(131_072, 1));
			assertThatIllegalArgumentException().isThrownBy(() -> memory.addInt(2, 1))
				.withMessage("An atomic access to 4 bytes needs an offset that is a multiple of 4, but 2 is none");
			assertThatIllegalArgumentException().isThrownBy(() -> memory.storeLong(4, 1));
			assertThatIllegalArgumentException().isThrownBy(() -> memory.notify(1, 1));
			assertThat(pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("grow", 2)))
				.isEqualTo(2);
			memory.write(131_072, new byte[131_072]);
			assertThat(memory.pages()).isEqualTo(4);
		}
	}

	@Test
	void dataIsWrittenOnceAndTheStartFunctionRunsInEachInstance() {
		try (WasmPool pool = pool(2)) {
			SharedWasmMemory memory = pool.sharedMemory();
			pool.prefill();
			assertThat(memory.read(1024, 12)).isEqualTo("written once".getBytes(StandardCharsets.UTF_8));
			memory.write(1024, "overwritten ".getBytes(StandardCharsets.UTF_8));
			assertThat(memory.loadInt(8)).isEqualTo(2);
			assertThatExceptionOfType(WasmTrapException.class)
				.isThrownBy(() -> pool.useInstance((instance) -> instance.callVoid("fail")));
			pool.prefill();
			Awaitility.await().until(() -> memory.loadInt(8), (made) -> made == 3);
			assertThat(memory.instances()).isEqualTo(3);
			pool.useInstance((instance) -> {
				instance.callVoid("init", 2048);
				assertThat(instance.memory().readString(2048, 9)).isEqualTo("on demand");
				assertThat(instance.memory().readString(1024, 12)).isEqualTo("overwritten ");
			});
		}
	}

	@ParameterizedTest
	@EnumSource
	void instancesThatCannotBeMadeAreTriedLessAndLess(ExecutionMode execution) {
		try (WasmModule failing = this.runtime.module(SharedGuests.guest())
			.sharedMemory(true)
			.initialize("fail")
			.build(); WasmPool pool = this.runtime.pool(failing).size(2).execution(execution).build()) {
			for (int i = 0; i < 500; i++) {
				assertThatExceptionOfType(WasmInstanceCreationException.class).isThrownBy(pool::acquire)
					.withStackTraceContaining("WasmTrapException");
			}
			assertThat(pool.sharedMemory().instances()).isLessThan(250);
		}
	}

	@Test
	void aTrapEndsOneInstanceAndLeavesTheOthersAndTheMemory() {
		try (WasmPool pool = pool(2); WasmInstance lasting = pool.acquire()) {
			lasting.callVoid("add", 0, 7);
			assertThat(lasting.callInt("own")).isOne();
			for (int i = 0; i < 5; i++) {
				assertThatExceptionOfType(WasmTrapException.class)
					.isThrownBy(() -> pool.useInstance((instance) -> instance.callVoid("fail")));
			}
			assertThat(lasting.callInt("own")).isEqualTo(2);
			pool.useInstance((instance) -> {
				assertThat(instance.callInt("own")).isOne();
				assertThat(instance.callInt("peek", 0)).isEqualTo(7);
			});
			assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> lasting.callInt("peek", 131_072));
		}
	}

	@Test
	void instancesAreKeptUntilTheyFail() {
		try (WasmPool pool = pool(1)) {
			for (int i = 1; i <= 20; i++) {
				int uses = i;
				pool.useInstance((instance) -> assertThat(instance.callInt("own")).isEqualTo(uses));
			}
			assertThat(pool.sharedMemory().instances()).isOne();
			assertThatExceptionOfType(WasmExecutionTimeoutException.class).isThrownBy(() -> {
				try (WasmInstance instance = pool
					.acquire(LoanOptions.ofPool().withExecutionTimeout(Duration.ofMillis(20)))) {
					instance.callVoid("spin");
				}
			});
			pool.useInstance((instance) -> assertThat(instance.callInt("own")).isOne());
			assertThat(pool.sharedMemory().instances()).isEqualTo(2);
		}
	}

	@Test
	void theMemoryOfAnInstanceIsTheSharedOne() {
		try (WasmPool pool = pool(2); WasmInstance one = pool.acquire(); WasmInstance other = pool.acquire()) {
			WasmMemory memory = one.memory();
			memory.writeInt(200, 1);
			memory.writeInt(193, -2);
			memory.writeLong(208, 3);
			memory.writeLong(217, Long.MIN_VALUE);
			memory.writeShort(229, (short) -5);
			memory.writeByte(231, (byte) 6);
			memory.writeFloat(232, 7.5f);
			memory.writeDouble(241, -8.25);
			memory.writeString(300, "shared\u00e4\0");
			memory.fill(400, 70_000, (byte) 9);
			WasmMemory seen = other.memory();
			assertThat(seen.readInt(200)).isOne();
			assertThat(seen.readInt(193)).isEqualTo(-2);
			assertThat(seen.readLong(208)).isEqualTo(3);
			assertThat(seen.readLong(217)).isEqualTo(Long.MIN_VALUE);
			assertThat(seen.readShort(229)).isEqualTo((short) -5);
			assertThat(seen.readByte(231)).isEqualTo((byte) 6);
			assertThat(seen.readFloat(232)).isEqualTo(7.5f);
			assertThat(seen.readDouble(241)).isEqualTo(-8.25);
			assertThat(seen.readCString(300)).isEqualTo("shared\u00e4");
			assertThat(seen.readByte(70_399)).isEqualTo((byte) 9);
			assertThat(seen.readByte(70_400)).isZero();
			assertThat(seen.grow(3)).isEqualTo(2);
			assertThat(memory.pages()).isEqualTo(5);
			assertThat(pool.sharedMemory().pages()).isEqualTo(5);
			assertThatExceptionOfType(WasmMemoryAccessException.class).isThrownBy(() -> seen.grow(4))
				.withMessageContaining("has 5 pages and cannot grow by 4 past the ceiling of 8");
			assertThatExceptionOfType(WasmMemoryAccessException.class).isThrownBy(() -> seen.readLong(5 * 65_536 - 4));
			seen.fill(1_000, 5 * 65_536 - 1_000, (byte) 1);
			assertThatExceptionOfType(WasmMemoryAccessException.class).isThrownBy(() -> seen.readCString(1_000))
				.withMessageContaining("No zero byte ends the text");
		}
	}

	@Test
	void guestsOnASharedMemoryCallJava() {
		WasmModule caller = this.runtime.module(SharedGuests.caller())
			.sharedMemory(true)
			.hostFunctions(HostFunction.of("env", "add",
					FunctionType.of(List.of(ValueType.I32, ValueType.I64), List.of(ValueType.I64)), (guest, args) -> {
						guest.memory().writeInt(16, (int) args[0]);
						return (int) args[0] + (long) args[1];
					}), HostFunction.of("env", "look", FunctionType.of(List.of(ValueType.I32), List.of()),
							(guest, args) -> {
								throw new IllegalStateException("seen " + guest.memory().readInt(16));
							}))
			.build();
		try (caller; WasmPool pool = this.runtime.pool(caller).size(2).build()) {
			for (int i = 0; i < 10; i++) {
				pool.useInstance((instance) -> {
					assertThat(instance.callLong("add", 3, 1L << 40)).isEqualTo((1L << 40) + 3);
					assertThat(instance.memory("memory").readInt(16)).isEqualTo(3);
				});
				assertThatExceptionOfType(WasmHostFunctionException.class)
					.isThrownBy(() -> pool.useInstance((instance) -> instance.callVoid("look", 1)))
					.withStackTraceContaining("seen 3");
			}
			pool.prefill();
			Awaitility.await().until(() -> pool.sharedMemory().instances(), (made) -> made == 12);
		}
	}

	@Test
	void poolsOfOneModuleHaveAMemoryEach() {
		try (WasmPool one = pool(1);
				WasmPool other = this.runtime.pool(this.module).name("other").size(1).build();
				WasmInstance alone = this.module.instantiate()) {
			one.sharedMemory().storeInt(100, 1);
			other.sharedMemory().storeInt(100, 2);
			alone.callVoid("poke", 100, 3);
			assertThat(one.sharedMemory().loadInt(100)).isOne();
			assertThat(other.sharedMemory().loadInt(100)).isEqualTo(2);
			assertThat(alone.memory().readInt(100)).isEqualTo(3);
			assertThat(alone.callInt("refers")).isZero();
		}
	}

	@Test
	void aClosedPoolGivesItsMemoryBackAndLetsNobodyIn() {
		NativeMemory before = NativeMemory.now();
		WasmPool pool = pool(2);
		pool.prefill();
		SharedWasmMemory memory = pool.sharedMemory();
		assertThat(NativeMemory.now().budget()).isNotEqualTo(before.budget());
		pool.close();
		pool.close();
		assertThatIllegalStateException().isThrownBy(() -> memory.loadInt(0))
			.withMessage("The shared memory was used after 'default' was closed");
		assertThatIllegalStateException().isThrownBy(() -> memory.read(0, 1));
		assertThatIllegalStateException().isThrownBy(() -> memory.write(0, new byte[1]));
		assertThatIllegalStateException().as("of nothing, too").isThrownBy(() -> memory.read(0, 0));
		assertThatIllegalStateException().as("of nothing, too").isThrownBy(() -> memory.write(0, new byte[0]));
		assertThatIllegalStateException().isThrownBy(memory::size);
		assertThat(NativeMemory.now()).isEqualTo(before);
	}

	@Test
	void aLoanThatOutlivesThePoolGoesOnAndItsMemoryDoesNot() {
		WasmPool pool = this.runtime.pool(this.module).size(1).shutdownGracePeriod(Duration.ZERO).build();
		WasmInstance instance = pool.acquire();
		WasmMemory memory = instance.memory();
		memory.writeInt(0, 41);
		pool.close();
		instance.callVoid("add", 0, 1);
		assertThat(instance.callInt("peek", 0)).isEqualTo(42);
		assertThatIllegalStateException().isThrownBy(() -> memory.readInt(0));
		instance.close();
	}

	@Test
	void replacedInstancesSeeTheSameMemory() {
		try (WasmPool pool = pool(2)) {
			pool.prefill();
			pool.sharedMemory().storeInt(100, 5);
			pool.refresh();
			pool.useInstance((instance) -> {
				assertThat(instance.callInt("own")).isOne();
				assertThat(instance.callInt("peek", 100)).isEqualTo(5);
			});
		}
	}

	@Test
	void aMemoryThatMustNotMoveIsReservedAsAWhole() {
		try (WasmModule small = this.runtime.module(SharedGuests.guest())
			.sharedMemory(true)
			.memoryReservation(65_536L)
			.build(); WasmPool pool = this.runtime.pool(small).size(1).build()) {
			assertThat(pool.<Integer, RuntimeException>withInstance((instance) -> instance.callInt("grow", 6)))
				.isEqualTo(2);
			assertThat(pool.sharedMemory().size()).isEqualTo(8 * 65_536);
			pool.sharedMemory().storeInt(8 * 65_536 - 4, 1);
		}
	}

	@Test
	void theMemoryHasTheLimitsOfItsImport() {
		assertThat(this.module.memory()).contains(new MemoryType(2, 8, true));
		try (WasmModule same = this.module.withMemory(new MemoryLimits(2, 8));
				WasmPool pool = this.runtime.pool(same).name("same").reset(ResetPolicy.WARM).size(1).build()) {
			assertThat(pool.sharedMemory().pages()).isEqualTo(2);
		}
	}

}
