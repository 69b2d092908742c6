package io.github.wasmpool.wasmtime;

import java.io.IOException;

import io.github.wasmpool.RetirementReason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts one instance back into the state in which it began, in place: the pages that were
 * written are found and copied back, the globals are put back on the way into the next
 * entry, and what Java keeps for the guest begins anew. Used by whoever has the instance.
 */
final class InPlace {

	private static final Logger logger = LoggerFactory.getLogger(InPlace.class);

	/** A thread that loses its processor makes one measurement look dear. */
	private static final int DEAR_IN_A_ROW = 3;

	private final RestorePoint point;

	private final GuestInstance instance;

	private final @Nullable MemoryPages pages;

	private int resident;

	private int dear;

	/**
	 * Create what puts an instance back.
	 * @param point the state it begins in, of which this is a user
	 * @param instance the instance
	 * @param pages its memory, or {@code null} if it has none
	 */
	InPlace(RestorePoint point, GuestInstance instance, @Nullable MemoryPages pages) {
		this.point = point;
		this.instance = instance;
		this.pages = pages;
	}

	/**
	 * Put the instance back.
	 * @return {@code null} if it begins anew, else why it cannot be lent again
	 */
	@Nullable RetirementReason restore() {
		if (this.instance.hasOutgrown(this.point.pageCount())) {
			return RetirementReason.GROWN;
		}
		long start = System.nanoTime();
		try {
			restoreMemory();
		}
		catch (IOException ex) {
			logger.warn("It could not be found out what a loan has written, so its instance is replaced", ex);
			return RetirementReason.NOT_RESTORABLE;
		}
		this.instance.beginAnew(this.point.pageCount());
		boolean dear = System.nanoTime() - start > this.point.creationNanos();
		this.dear = dear ? this.dear + 1 : 0;
		return (this.dear < DEAR_IN_A_ROW) ? null : RetirementReason.TOO_MANY_PAGES;
	}

	private void restoreMemory() throws IOException {
		MemoryPages baseline = this.point.pages();
		if (this.pages != null && baseline != null) {
			int found = this.pages.restore(baseline);
			if (found != this.resident) {
				this.point.addResidentPages(found - this.resident);
				this.resident = found;
			}
		}
	}

	/**
	 * Note that the instance is gone.
	 */
	void release() {
		this.point.release(this.resident);
	}

}
