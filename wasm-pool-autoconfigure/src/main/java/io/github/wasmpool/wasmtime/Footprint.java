package io.github.wasmpool.wasmtime;

import java.util.Objects;

import io.github.wasmpool.binary.Extent;
import io.github.wasmpool.binary.GuestLayout;
import io.github.wasmpool.bridge.FrameLayout;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.MemoryType;

/**
 * What an instance takes of the process, beside memory: address space and mappings, for
 * its memory, for that of its bridge, for the way to its host functions, and for a thread
 * where it has one.
 *
 * @param memories how many memories it has
 * @param threads how many threads it has
 * @param addressSpace the bytes of address space
 * @param mappings the mappings, of which Linux limits the number
 */
public record Footprint(int memories, int threads, long addressSpace, int mappings) {

	/**
	 * What a compiled module takes with its bridge: the code of both, and what is before
	 * it.
	 */
	static final Footprint OF_CODE = new Footprint(0, 0, 1 << 20, 4);

	/**
	 * What a compiled module takes that holds a state and no code.
	 */
	static final Footprint OF_STATE = new Footprint(0, 0, 1 << 20, 1);

	/**
	 * A part that can be accessed, and a guard before and behind it: those of neighbours
	 * are one, but not where another memory between them is gone.
	 */
	private static final int MAPPINGS_OF_ZEROS = 3;

	/** The same, and the data before the part that is zero. */
	private static final int MAPPINGS_OF_DATA = 4;

	/**
	 * The way to its host functions, which is compiled for each store: code, and what is
	 * before and behind it.
	 */
	private static final int MAPPINGS_OF_DISPATCHER = 3;

	/**
	 * The code of the three modules of each shared memory, and of its way into the store:
	 * a pool with one instance was seen to take 14 mappings in all.
	 */
	private static final int MAPPINGS_OF_ACCESS = 8;

	/**
	 * Its stack and the guard of that, and the same for the engine's signal handlers.
	 */
	private static final int MAPPINGS_OF_THREAD = 4;

	/** The data begins at a page of the processor. */
	private static final int PAGE = 4096;

	/**
	 * Tell what each instance of a module takes.
	 * @param guest the module
	 * @param reservation the address space of its memories
	 * @return what an instance takes
	 */
	public static Footprint of(GuestLayout guest, MemoryReservation reservation) {
		Footprint bridge = new Footprint(1, 0, reservation.addressSpace(FrameLayout.SIZE, FrameLayout.SIZE),
				MAPPINGS_OF_ZEROS + (guest.hostFunctions().isEmpty() ? 0 : MAPPINGS_OF_DISPATCHER));
		return guest.memory()
			.filter((memory) -> !memory.shared())
			.map((memory) -> bridge.plus(memory(memory, guest, reservation)))
			.orElse(bridge);
	}

	/**
	 * Tell what each instance of a module takes at most, whatever state it begins in.
	 * @param guest the module
	 * @param reservation the address space of its memories
	 * @return what an instance takes
	 */
	public static Footprint ofAnyState(GuestLayout guest, MemoryReservation reservation) {
		MemoryType largest = guest.memory()
			.map((memory) -> new MemoryType(Objects.requireNonNullElse(memory.maxPages(), MemoryLimits.HIGHEST_PAGES),
					memory.maxPages(), memory.shared()))
			.orElse(null);
		return of(guest.beginningWith(largest, 0, new Extent(PAGE, PAGE)), reservation);
	}

	/**
	 * Tell what a memory takes that all instances share, with Java's access to it.
	 * @param guest the module
	 * @param reservation the address space of its memories
	 * @return what the memory takes
	 */
	public static Footprint ofShared(GuestLayout guest, MemoryReservation reservation) {
		return of(guest, reservation).plus(memory(guest.memory().orElseThrow(), guest, reservation))
			.plus(new Footprint(0, 0, 0, MAPPINGS_OF_ACCESS));
	}

	/**
	 * Tell what an instance takes that runs on a thread of its own.
	 * @param stack the bytes of the stack of the thread
	 * @return what the instance takes with its thread
	 */
	public Footprint withThread(long stack) {
		return plus(new Footprint(0, 1, stack, MAPPINGS_OF_THREAD));
	}

	/**
	 * Tell what is enough for either of two instances.
	 * @param other what the other one takes
	 * @return what neither exceeds
	 */
	public Footprint max(Footprint other) {
		return new Footprint(Math.max(this.memories, other.memories), Math.max(this.threads, other.threads),
				Math.max(this.addressSpace, other.addressSpace), Math.max(this.mappings, other.mappings));
	}

	private static Footprint memory(MemoryType memory, GuestLayout guest, MemoryReservation reservation) {
		Integer max = memory.maxPages();
		long highest = (max != null) ? max : MemoryLimits.HIGHEST_PAGES;
		return new Footprint(1, 0, reservation.addressSpace((long) memory.minPages() * MemoryLimits.PAGE_SIZE,
				highest * MemoryLimits.PAGE_SIZE), mappingsOfMemory(guest));
	}

	/**
	 * Tell how many mappings a memory takes with what lies in it at first.
	 * @param guest a module that has a memory
	 * @return the number
	 */
	static int mappingsOfMemory(GuestLayout guest) {
		return guest.data()
			.map((data) -> (data.start() < PAGE) ? MAPPINGS_OF_DATA : MAPPINGS_OF_DATA + 1)
			.orElse(MAPPINGS_OF_ZEROS);
	}

	private Footprint plus(Footprint other) {
		return new Footprint(this.memories + other.memories, this.threads + other.threads,
				this.addressSpace + other.addressSpace, this.mappings + other.mappings);
	}

}
