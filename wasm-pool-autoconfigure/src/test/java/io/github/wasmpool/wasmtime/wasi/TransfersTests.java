package io.github.wasmpool.wasmtime.wasi;

import java.util.Arrays;

import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmOutputLimitException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TransfersTests {

	private final FakeGuest guest = new FakeGuest(WasiOptions.INERT).begin("hello world");

	@Test
	void bytesAreSpreadOverVectorsAndGathered() {
		this.guest.vectors(100, 3, 200, 0, 300, 100);
		assertThat(this.guest.call("fd_read", 0, FakeGuest.VECTORS, 3, 16)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.resultInt()).isEqualTo(11);
		assertThat(this.guest.memory().readString(100, 3)).isEqualTo("hel");
		assertThat(this.guest.memory().readString(300, 8)).isEqualTo("lo world");
		this.guest.vectors(300, 8, 100, 3);
		assertThat(this.guest.call("fd_write", 1, FakeGuest.VECTORS, 2, 16)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.write(2, "!")).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.result().stdoutText()).isEqualTo("lo worldhel");
		assertThat(this.guest.result().stderrText()).isEqualTo("!");
	}

	@Test
	void standardInputEnds() {
		assertThat(this.guest.read(0)).isEqualTo("hello world");
		assertThat(this.guest.read(0)).isEmpty();
		assertThat(new FakeGuest(WasiOptions.INERT).read(0)).isEmpty();
	}

	@Test
	void vectorsThatReachOutOfTheMemoryDoNothing() {
		this.guest.vectors(100, 3, 200, -1);
		assertThat(this.guest.call("fd_read", 0, FakeGuest.VECTORS, 2, 16)).isEqualTo(Errno.FAULT);
		assertThat(this.guest.call("fd_write", 1, FakeGuest.VECTORS, 2, 16)).isEqualTo(Errno.FAULT);
		this.guest.vectors(-1, 1);
		assertThat(this.guest.call("fd_read", 0, FakeGuest.VECTORS, 1, 16)).isEqualTo(Errno.FAULT);
		assertThat(this.guest.call("fd_write", 1, -8, 1, 16)).isEqualTo(Errno.FAULT);
		assertThat(this.guest.call("fd_read", 0, this.guest.vector(5), 1, -4)).isEqualTo(Errno.FAULT);
		assertThat(this.guest.call("fd_write", 1, this.guest.vector(5), 1, 131_069)).isEqualTo(Errno.FAULT);
		assertThat(this.guest.result().stdout()).isEmpty();
		assertThat(this.guest.read(0)).isEqualTo("hello world");
	}

	@Test
	void countsOfVectorsAreLimited() {
		assertThat(this.guest.call("fd_write", 1, 0, Transfers.MOST_VECTORS, 131_064)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.call("fd_write", 1, 0, Transfers.MOST_VECTORS + 1, 16)).isEqualTo(Errno.INVAL);
		assertThat(this.guest.call("fd_read", 0, 0, -1, 16)).isEqualTo(Errno.INVAL);
	}

	@Test
	void moreThanAMebibyteIsWrittenInPart() {
		int[] vectors = new int[2 * 40];
		Arrays.setAll(vectors, (i) -> (i % 2 == 0) ? FakeGuest.BUFFER : 60_000);
		this.guest.vectors(vectors);
		assertThat(this.guest.call("fd_write", 1, FakeGuest.VECTORS, 40, 16)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.resultInt()).isEqualTo(Transfers.MOST_BYTES);
		assertThat(this.guest.result().stdout()).hasSize(Transfers.MOST_BYTES);
	}

	@Test
	void moreOutputThanAllowedEndsTheGuest() {
		FakeGuest bounded = new FakeGuest(WasiOptions.INERT.withOutputLimit(10)).begin("");
		assertThat(bounded.write(1, "12345")).isEqualTo(Errno.SUCCESS);
		assertThat(bounded.write(2, "12345")).isEqualTo(Errno.SUCCESS);
		assertThat(bounded.write(2, "")).isEqualTo(Errno.SUCCESS);
		assertThatExceptionOfType(WasmOutputLimitException.class).isThrownBy(() -> bounded.write(1, "6"))
			.withMessageContaining("more than 10 bytes")
			.withMessageContaining("'wasi.output-limit'")
			.satisfies((ex) -> assertThat(ex.getLimit()).isEqualTo(10));
	}

	@Test
	void streamsAreNoFilesAndHaveADirection() {
		assertThat(this.guest.write(0, "x")).isEqualTo(Errno.BADF);
		assertThat(this.guest.read(1)).isEqualTo("BADF");
		assertThat(this.guest.write(3, "x")).isEqualTo(Errno.BADF);
		assertThat(this.guest.write(-1, "x")).isEqualTo(Errno.BADF);
		assertThat(this.guest.call("fd_seek", 1, 0, 0, 16)).isEqualTo(Errno.SPIPE);
		assertThat(this.guest.call("fd_pread", 0, this.guest.vector(5), 1, 0, 16)).isEqualTo(Errno.SPIPE);
		assertThat(this.guest.call("fd_readdir", 0, 1024, 100, 0, 16)).isEqualTo(Errno.NOTDIR);
		assertThat(this.guest.open(1, "a", 0, 0)).isEqualTo(Errno.NOTDIR);
		assertThat(this.guest.call("fd_prestat_get", 3, 16)).isEqualTo(Errno.BADF);
		assertThat(this.guest.call("fd_filestat_get", 1, 1024)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.call("fd_filestat_get", 1, 131_040)).isEqualTo(Errno.FAULT);
	}

	@Test
	void streamsCanBeClosedAndMoved() {
		assertThat(this.guest.call("fd_renumber", 2, 1)).isEqualTo(Errno.SUCCESS);
		this.guest.write(1, "e");
		assertThat(this.guest.result().stderrText()).isEqualTo("e");
		assertThat(this.guest.write(2, "e")).isEqualTo(Errno.BADF);
		assertThat(this.guest.call("fd_renumber", 1, 77)).isEqualTo(Errno.BADF);
		assertThat(this.guest.call("fd_close", 1)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.call("fd_close", 1)).isEqualTo(Errno.BADF);
	}

	@Test
	void onlyALogIsTakenForATerminal() {
		assertThat(typeOfStdout(this.guest)).isZero();
		assertThat(typeOfStdout(new FakeGuest(WasiOptions.INERT))).isEqualTo(FileType.CHARACTER_DEVICE.value());
	}

	@Test
	void rightsCanBeGivenUpButNotTaken() {
		assertThat(this.guest.call("fd_fdstat_set_rights", 1, Rights.FD_READ, 0)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.call("fd_fdstat_set_rights", 1, 0, 0)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.call("fd_fdstat_set_rights", 1, Rights.FD_WRITE, 0)).isEqualTo(Errno.NOTCAPABLE);
		assertThat(this.guest.write(1, "x")).isEqualTo(Errno.BADF);
	}

	private static byte typeOfStdout(FakeGuest guest) {
		assertThat(guest.call("fd_fdstat_get", 1, 1024)).isEqualTo(Errno.SUCCESS);
		return guest.memory().readByte(1024);
	}

}
