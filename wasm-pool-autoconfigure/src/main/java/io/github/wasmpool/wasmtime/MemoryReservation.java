package io.github.wasmpool.wasmtime;

import io.github.kawamuray.wasmtime.Config;
import io.github.wasmpool.bridge.FrameLayout;
import io.github.wasmpool.type.MemoryLimits;
import org.jspecify.annotations.Nullable;

/**
 * The address space that is set aside for each memory. A memory that cannot outgrow it
 * never moves. One that can is given 2 GiB, and moves when it outgrows that.
 *
 * @param bytes whole pages, at least what the memory of a bridge takes, at most 4 GiB
 */
public record MemoryReservation(long bytes) {

	/**
	 * All that a guest can address: its accesses need no check.
	 */
	public static final MemoryReservation DEFAULT = new MemoryReservation(4L << 30);

	/** The engine's own choice, on both sides of a memory. */
	private static final long DEFAULT_GUARD = 2L << 30;

	/** Less would not do: an access may reach that far past what was checked. */
	private static final long GUARD = 64 << 10;

	/** What the engine gives to a memory that can move. */
	private static final long GROWTH = 2L << 30;

	/**
	 * Round what was configured.
	 * @param bytes a positive number of bytes, or {@code null} for the default
	 * @return a reservation of at least so many bytes
	 */
	public static MemoryReservation of(@Nullable Long bytes) {
		if (bytes == null || bytes >= DEFAULT.bytes) {
			return DEFAULT;
		}
		long pages = (bytes + MemoryLimits.PAGE_SIZE - 1) / MemoryLimits.PAGE_SIZE;
		return new MemoryReservation(Math.max(pages * MemoryLimits.PAGE_SIZE, FrameLayout.SIZE));
	}

	/**
	 * Reserve enough for a memory that must not move.
	 * @param size the most bytes of the memory
	 * @return a reservation of at least so many bytes
	 */
	public MemoryReservation atLeast(long size) {
		return (size > this.bytes) ? of(size) : this;
	}

	void applyTo(Config config) {
		if (!equals(DEFAULT)) {
			config.staticMemoryMaximumSize(this.bytes).staticMemoryGuardSize(GUARD).dynamicMemoryGuardSize(GUARD);
		}
	}

	/**
	 * Return what a memory takes of the address space.
	 * @param initial the bytes it begins with
	 * @param max the bytes it can grow to
	 * @return its reservation, with the guards on both sides
	 */
	long addressSpace(long initial, long max) {
		if (equals(DEFAULT)) {
			return this.bytes + 2 * DEFAULT_GUARD;
		}
		return ((max <= this.bytes) ? this.bytes : Math.max(initial + GROWTH, max)) + 2 * GUARD;
	}

}
