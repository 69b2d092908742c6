package io.github.wasmpool.wasmtime.wasi;

import java.time.Instant;

/**
 * The clocks: that of the wall, and one that never goes back. Time on a processor is not
 * told.
 */
final class Clocks {

	private static final int REALTIME = 0;

	private static final int MONOTONIC = 1;

	private static final int THREAD_CPUTIME = 3;

	private static final long ORIGIN = System.nanoTime();

	private Clocks() {
	}

	static void resolution(WasiContext context, WasiCall call) throws ErrnoException {
		now(call.int32(0));
		call.memory().writeLong(call.pointer(1), 1);
	}

	static void time(WasiContext context, WasiCall call) throws ErrnoException {
		call.memory().writeLong(call.pointer(2), now(call.int32(0)));
	}

	/**
	 * Read a clock.
	 * @param clock its number
	 * @return the nanoseconds
	 * @throws ErrnoException if there is no such clock
	 */
	static long now(int clock) throws ErrnoException {
		return switch (clock) {
			case REALTIME -> {
				Instant now = Instant.now();
				yield now.getEpochSecond() * 1_000_000_000 + now.getNano();
			}
			case MONOTONIC -> System.nanoTime() - ORIGIN;
			default -> throw ((clock > 0 && clock <= THREAD_CPUTIME) ? Errno.NOTSUP : Errno.INVAL).toException();
		};
	}

}
