package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.util.BitSet;

import io.github.wasmpool.RetirementReason;
import org.jspecify.annotations.Nullable;

/**
 * Puts one instance back into the state in which it began, in place: the pages that were
 * written are found and copied back, the globals are put back on the way into the next
 * entry, and what Java keeps for the guest begins anew. Used by whoever has the instance.
 */
final class InPlace {

	/** A thread that loses its processor makes one measurement look dear. */
	private static final int DEAR_IN_A_ROW = 3;

	private final RestorePoint point;

	private final GuestInstance instance;

	private final @Nullable MemoryPages pages;

	private final boolean worthIt;

	private int resident;

	/** How often in a row it took longer than a new instance. */
	private int dear;

	private boolean everCheap;

	private boolean lent;

	private boolean noted;

	/** Whether the instance left the state that it was made for. */
	private boolean followed;

	/**
	 * Create what puts an instance back.
	 * @param point the state it begins in, of which this is a user
	 * @param instance the instance
	 * @param pages its memory, or {@code null} if it has none
	 * @param worthIt whether a new instance is not known to take less time
	 */
	InPlace(RestorePoint point, GuestInstance instance, @Nullable MemoryPages pages, boolean worthIt) {
		this.point = point;
		this.instance = instance;
		this.pages = pages;
		this.worthIt = worthIt;
	}

	/**
	 * Begin a loan. Before the first one the instance gets what it is likely to write.
	 */
	void begin() {
		if (!this.lent && this.pages != null) {
			this.point.own(this.pages);
		}
		this.lent = true;
	}

	/**
	 * Put the instance back.
	 * @return {@code null} if it begins anew, else why it cannot be lent again
	 */
	@Nullable RetirementReason restore() {
		if (hasOutgrown()) {
			return RetirementReason.GROWN;
		}
		if (!this.worthIt) {
			return RetirementReason.TOO_MANY_PAGES;
		}
		long start;
		try {
			noteFirst();
			start = System.nanoTime();
			restoreMemory();
		}
		catch (IOException ex) {
			this.point.warnOnce("does not tell what a loan has written", ex);
			return RetirementReason.NOT_RESTORABLE;
		}
		this.instance.beginAnew(this.point.pageCount());
		return isDear(System.nanoTime() - start) ? RetirementReason.TOO_MANY_PAGES : null;
	}

	/**
	 * Have the instance begin in another state, if it is healthy and no larger than it
	 * began. What put it back until now is to {@link #letGo()} then.
	 * @param next a state of the same code, of which the caller is a user
	 * @param differing the pages in which the two states differ
	 * @return whether it does, and what puts it back from now on is a user of that state;
	 * if not it is of no use any more
	 * @throws IOException if it cannot be found out what was written
	 */
	boolean follow(RestorePoint next, BitSet differing) throws IOException {
		if (!this.worthIt || !this.instance.isHealthy() || hasOutgrown()) {
			return false;
		}
		if (!leave()) {
			return false;
		}
		noteFirst();
		MemoryPages other = next.pages();
		int own = (this.pages != null && other != null) ? this.pages.become(other, differing, next.mostOwned()) : 0;
		if (own < 0) {
			return false;
		}
		this.instance.beginAnew(next.pageCount());
		this.instance.exports().writeGlobals(next.globals());
		this.instance.exports().saveGlobals();
		InPlace there = new InPlace(next, this.instance, this.pages, true);
		there.lent = true;
		there.noted = true;
		there.followed = true;
		// What it owns is not what a new one would
		there.everCheap = true;
		there.resident = own;
		next.addResidentPages(own);
		this.instance.restoreBy(there);
		return true;
	}

	/**
	 * Be no user of the state any more, as the instance is put back to another one.
	 */
	void letGo() {
		this.point.release(this.resident);
	}

	private boolean leave() {
		this.followed = this.followed || this.point.history().leave(this.instance.made());
		return this.followed;
	}

	/**
	 * Whether it puts the instance back to where a step begins.
	 */
	boolean beginsWhere(Step step) {
		return this.point.id() == step.from();
	}

	private boolean hasOutgrown() {
		return this.instance.ownMemory().hasOutgrown((this.pages != null) ? this.pages.wasmPages() : 0);
	}

	private void noteFirst() throws IOException {
		if (this.lent && !this.noted && this.pages != null) {
			this.point.wrote(this.pages);
		}
		this.noted |= this.lent;
	}

	private boolean isDear(long nanos) {
		if (nanos <= this.point.creationNanos()) {
			this.dear = 0;
			this.everCheap = true;
			this.point.effort().wasWorthIt();
			return false;
		}
		this.dear++;
		if (this.dear < DEAR_IN_A_ROW) {
			return false;
		}
		if (!this.everCheap) {
			this.point.effort().wasInVain();
		}
		return true;
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
		if (this.followed) {
			this.point.history().gone(this.instance.made());
		}
		this.point.release(this.resident);
	}

}
