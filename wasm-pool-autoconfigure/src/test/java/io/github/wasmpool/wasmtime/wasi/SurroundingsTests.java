package io.github.wasmpool.wasmtime.wasi;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ImportType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SurroundingsTests {

	private static final FunctionType NOTHING = FunctionType.of(List.of(), List.of());

	@Test
	void onlyThisVersionOfWasiIsProvided() {
		ImportType older = new ImportType("wasi_unstable", "fd_write", NOTHING);
		assertThat(WasiHost.provides(new ImportType(WasiHost.MODULE, "fd_write", NOTHING))).isTrue();
		assertThat(WasiHost.provides(new ImportType(WasiHost.MODULE, "fd_wrote", NOTHING))).isFalse();
		assertThat(WasiHost.provides(new ImportType("env", "fd_write", NOTHING))).isFalse();
		assertThat(WasiHost.provides(older)).isFalse();
		assertThat(WasiHost.isOutdated(older)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "args", "environ" })
	void byDefaultThereAreNoArgumentsAndNoEnvironment(String what) {
		FakeGuest guest = new FakeGuest(WasiOptions.INERT);
		guest.memory().writeLong(16, -1);
		assertThat(guest.call(what + "_sizes_get", 16, 20)).isEqualTo(Errno.SUCCESS);
		assertThat(guest.memory().readLong(16)).isZero();
		assertThat(guest.call(what + "_get", 32, 64)).isEqualTo(Errno.SUCCESS);
		assertThat(guest.memory().readInt(32)).isZero();
	}

	@Test
	void argumentsFollowTheNameOfTheProgramAndTheConfiguredOnes() {
		FakeGuest guest = new FakeGuest(WasiOptions.INERT.withArgs("-v")).begin("", "é", "");
		guest.call("args_sizes_get", 16, 20);
		assertThat(guest.memory().readInt(16)).isEqualTo(4);
		assertThat(guest.memory().readInt(20)).isEqualTo(10 + 3 + 3 + 1);
		guest.call("args_get", 32, 64);
		assertThat(strings(guest, 32, 4)).containsExactly("fake.wasm", "-v", "é", "");
	}

	@Test
	void theEnvironmentIsTheConfiguredOne() {
		FakeGuest guest = new FakeGuest(WasiOptions.INERT.withEnvironment("A", "1").withEnvironment("B_C", "="));
		guest.call("environ_sizes_get", 16, 20);
		assertThat(guest.memory().readInt(16)).isEqualTo(2);
		assertThat(guest.memory().readInt(20)).isEqualTo(4 + 6);
		guest.call("environ_get", 32, 64);
		assertThat(strings(guest, 32, 2)).containsExactly("A=1", "B_C==");
	}

	@Test
	void addressesOutsideTheMemoryAreAnswered() {
		FakeGuest guest = new FakeGuest(WasiOptions.INERT.withArgs("a"));
		assertThat(guest.call("args_sizes_get", -1, 16)).isEqualTo(Errno.FAULT);
		assertThat(guest.call("args_get", 131_071, 16)).isEqualTo(Errno.FAULT);
		assertThat(guest.call("args_get", 16, -2)).isEqualTo(Errno.FAULT);
		assertThat(guest.call("clock_time_get", 0, 0, -8)).isEqualTo(Errno.FAULT);
		assertThat(guest.call("random_get", 131_071, 2)).isEqualTo(Errno.FAULT);
		assertThat(guest.call("random_get", -1, -1)).isEqualTo(Errno.FAULT);
	}

	@Test
	void randomnessFillsWhatItIsGivenAndNothingElse() {
		FakeGuest guest = new FakeGuest(WasiOptions.INERT);
		assertThat(guest.call("random_get", 100, 70_000)).isEqualTo(Errno.SUCCESS);
		assertThat(guest.memory().read(0, 100)).containsOnly(0);
		assertThat(guest.memory().read(70_100, 1000)).containsOnly(0);
		Set<Long> values = new HashSet<>();
		for (int i = 0; i < 8750; i++) {
			values.add(guest.memory().readLong(100 + 8L * i));
		}
		assertThat(values).hasSize(8750);
	}

	@Test
	void randomnessEndsWithTheTimeOfTheGuest() {
		FakeGuest guest = new FakeGuest(WasiOptions.INERT);
		guest.endTime();
		assertThat(guest.call("random_get", 0, 131_072)).isEqualTo(Errno.INTR);
	}

	@Test
	void theClocksAreReal() {
		FakeGuest guest = new FakeGuest(WasiOptions.INERT);
		long before = System.currentTimeMillis();
		assertThat(guest.call("clock_time_get", 0, 1, 16)).isEqualTo(Errno.SUCCESS);
		assertThat(guest.memory().readLong(16) / 1_000_000).isBetween(before, System.currentTimeMillis());
		guest.call("clock_time_get", 1, 1, 16);
		guest.call("clock_time_get", 1, 1, 24);
		assertThat(guest.memory().readLong(16)).isNotNegative().isLessThanOrEqualTo(guest.memory().readLong(24));
		assertThat(guest.call("clock_res_get", 1, 16)).isEqualTo(Errno.SUCCESS);
		assertThat(guest.memory().readLong(16)).isEqualTo(1);
		assertThat(guest.call("clock_time_get", 2, 1, 16)).isEqualTo(Errno.NOTSUP);
		assertThat(guest.call("clock_time_get", 9, 1, 16)).isEqualTo(Errno.INVAL);
	}

	@Test
	void anExitEndsTheCall() {
		FakeGuest guest = new FakeGuest(WasiOptions.INERT);
		assertThatExceptionOfType(WasmExitException.class).isThrownBy(() -> guest.call("proc_exit", 3))
			.satisfies((ex) -> assertThat(ex.getExitCode()).isEqualTo(3));
	}

	@Test
	void whatIsNotSupportedSaysSo() {
		FakeGuest guest = new FakeGuest(WasiOptions.INERT);
		assertThat(guest.call("sched_yield")).isEqualTo(Errno.SUCCESS);
		assertThat(guest.call("proc_raise", 9)).isEqualTo(Errno.NOSYS);
		assertThat(guest.call("sock_accept", 0, 0, 16)).isEqualTo(Errno.NOTSOCK);
		assertThat(guest.call("sock_shutdown", 7, 0)).isEqualTo(Errno.BADF);
	}

	private static List<String> strings(FakeGuest guest, int pointers, int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> guest.memory().readCString(guest.memory().readInt(pointers + 4L * i)))
			.toList();
	}

}
