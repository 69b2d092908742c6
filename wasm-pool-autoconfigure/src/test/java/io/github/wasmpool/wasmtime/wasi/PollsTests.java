package io.github.wasmpool.wasmtime.wasi;

import java.util.concurrent.TimeUnit;

import io.github.wasmpool.WasiOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class PollsTests {

	private static final int IN = 1024;

	private static final int OUT = 4096;

	private final FakeGuest guest = new FakeGuest(WasiOptions.INERT);

	@Test
	void aClockIsWaitedFor() {
		clock(0, 7, TimeUnit.MILLISECONDS.toNanos(20), 0);
		assertThat(this.guest.call("poll_oneoff", IN, OUT, 1, 16)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.resultInt()).isEqualTo(1);
		assertThat(this.guest.memory().readLong(OUT)).isEqualTo(7);
		assertThat(this.guest.memory().readInt(OUT + 8)).isZero();
	}

	@Test
	void aTimeThatHasComeIsNotWaitedFor() {
		clock(0, 7, 1000, 1);
		assertThat(this.guest.call("poll_oneoff", IN, OUT, 1, 16)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.resultInt()).isEqualTo(1);
	}

	@Test
	void nobodyWaitsLongerThanTheGuestMayRun() {
		this.guest.endTime();
		clock(0, 1, -1, 0);
		clock(1, 2, TimeUnit.HOURS.toNanos(1), 0);
		assertThat(this.guest.call("poll_oneoff", IN, OUT, 2, 16)).isEqualTo(Errno.INTR);
		assertThat(this.guest.resultInt()).isZero();
		assertThat(this.guest.memory().readLong(OUT)).isZero();
	}

	@Test
	void descriptorsAreReadyAtOnce() {
		clock(0, 1, TimeUnit.HOURS.toNanos(1), 0);
		descriptor(1, 2, 1, 0);
		descriptor(2, 3, 2, 1);
		descriptor(3, 4, 1, 99);
		assertThat(this.guest.call("poll_oneoff", IN, OUT, 4, 16)).isEqualTo(Errno.SUCCESS);
		assertThat(this.guest.resultInt()).isEqualTo(3);
		assertThat(this.guest.memory().readLong(OUT)).isEqualTo(2);
		assertThat(this.guest.memory().readByte(OUT + 32 + 10)).isEqualTo((byte) 2);
		assertThat(this.guest.memory().readShort(OUT + 64 + 8)).isEqualTo((short) Errno.BADF.value());
	}

	@Test
	void anInterruptEndsTheWaitAndIsKept() {
		clock(0, 1, TimeUnit.HOURS.toNanos(1), 0);
		Thread.currentThread().interrupt();
		assertThat(this.guest.call("poll_oneoff", IN, OUT, 1, 16)).isEqualTo(Errno.INTR);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void impossibleSubscriptionsAreRefused() {
		assertThat(this.guest.call("poll_oneoff", IN, OUT, 0, 16)).isEqualTo(Errno.INVAL);
		assertThat(this.guest.call("poll_oneoff", 0, 0, 1025, 16)).isEqualTo(Errno.INVAL);
		assertThat(this.guest.call("poll_oneoff", 0, 0, -1, 16)).isEqualTo(Errno.INVAL);
		assertThat(this.guest.call("poll_oneoff", 131_000, OUT, 4, 16)).isEqualTo(Errno.FAULT);
		assertThat(this.guest.call("poll_oneoff", IN, 131_060, 1, 16)).isEqualTo(Errno.FAULT);
		descriptor(0, 1, 3, 0);
		assertThat(this.guest.call("poll_oneoff", IN, OUT, 1, 16)).isEqualTo(Errno.INVAL);
		clock(0, 1, 0, 0);
		this.guest.memory().writeInt(IN + 16, 3);
		assertThat(this.guest.call("poll_oneoff", IN, OUT, 1, 16)).isEqualTo(Errno.NOTSUP);
	}

	private void clock(int index, long userData, long nanos, int flags) {
		long at = IN + 48L * index;
		this.guest.memory().writeLong(at, userData);
		this.guest.memory().writeByte(at + 8, (byte) 0);
		this.guest.memory().writeInt(at + 16, 1);
		this.guest.memory().writeLong(at + 24, nanos);
		this.guest.memory().writeShort(at + 40, (short) flags);
	}

	private void descriptor(int index, long userData, int type, int fd) {
		long at = IN + 48L * index;
		this.guest.memory().writeLong(at, userData);
		this.guest.memory().writeByte(at + 8, (byte) type);
		this.guest.memory().writeInt(at + 16, fd);
	}

}
