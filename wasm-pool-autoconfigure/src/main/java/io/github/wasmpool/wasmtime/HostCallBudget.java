package io.github.wasmpool.wasmtime;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.wasmpool.type.Wording;

/**
 * Counts the host calls of all entries that have not returned yet. JNI keeps what the
 * binding allocates for each until the outermost entry returns: about 40 bytes of heap
 * were counted, and when the heap is full the binding ends the JVM.
 *
 * <p>
 * An eighth of them is set aside, a little for each of the first 512 shares, which nobody
 * else ever gets. The rest is lent: half of it belongs to the shares in equal parts, half
 * is for whoever comes first. So no share, and no number of them together, takes what
 * belongs to another. What was lent before a share was opened comes back when those
 * entries return, or want more.
 *
 * <p>
 * Thread-safe.
 */
final class HostCallBudget {

	/**
	 * What all of this JVM draws on: about a sixth of its heap.
	 */
	static final HostCallBudget OF_JVM = new HostCallBudget(Runtime.getRuntime().maxMemory() / 256);

	private static final int SET_ASIDE = 512;

	private static final int MOST_NAMED = 3;

	private final Set<HostCallShare> shares = new LinkedHashSet<>();

	private final long limit;

	private final int setAside;

	private final long lendable;

	private int secured;

	private long lent;

	HostCallBudget(long limit) {
		this.limit = limit;
		this.setAside = (int) Math.min(Integer.MAX_VALUE, limit / 8 / SET_ASIDE);
		this.lendable = limit - (long) SET_ASIDE * this.setAside;
	}

	/**
	 * Have one more share, which makes the parts of the others smaller.
	 * @param share a share that is not open
	 * @return how many calls are set aside for it
	 */
	synchronized int open(HostCallShare share) {
		this.shares.add(share);
		if (this.secured == SET_ASIDE) {
			return 0;
		}
		this.secured++;
		return this.setAside;
	}

	/**
	 * Have a share less.
	 * @param share a share that holds nothing
	 * @param setAside how many calls were set aside for it
	 */
	synchronized void close(HostCallShare share, int setAside) {
		this.shares.remove(share);
		this.secured -= (setAside > 0) ? 1 : 0;
	}

	/**
	 * Lend calls that do not belong to others.
	 * @param share who gets them
	 * @param wanted how many, at least 1
	 * @return how many it got, 0 if there are none
	 */
	synchronized int lend(HostCallShare share, int wanted) {
		long part = part();
		long calls = Math.min(wanted, part - share.lent());
		if (calls < wanted) {
			calls = Math.min(wanted, Math.max(calls, this.lendable - this.lent - belongsToOthers(share, part)));
		}
		calls = Math.max(0, Math.min(calls, this.lendable - this.lent));
		this.lent += calls;
		share.borrow(calls);
		return (int) calls;
	}

	/**
	 * Get calls back.
	 * @param share who had them
	 * @param calls how many
	 * @return how many of them were lent, the others were set aside
	 */
	synchronized long giveBack(HostCallShare share, long calls) {
		long back = Math.min(calls, share.lent());
		this.lent -= back;
		share.borrow(-back);
		return back;
	}

	/**
	 * Return how many of the calls that are lent belong to each share.
	 */
	synchronized long part() {
		return this.lendable / 2 / Math.max(1, this.shares.size());
	}

	private long belongsToOthers(HostCallShare share, long part) {
		long calls = 0;
		for (HostCallShare other : this.shares) {
			calls += (other != share) ? Math.max(0, part - other.lent()) : 0;
		}
		return calls;
	}

	/**
	 * Say why there are no more, and who has them.
	 * @return part of a sentence
	 */
	synchronized String explain() {
		List<HostCallShare> holders = this.shares.stream()
			.filter((share) -> share.lent() > 0)
			.sorted(Comparator.comparingLong(HostCallShare::lent).reversed())
			.toList();
		String most = holders.stream()
			.limit(MOST_NAMED)
			.map((share) -> share.holder() + " has " + share.taken())
			.collect(Collectors.joining(", "));
		int others = holders.size() - MOST_NAMED;
		return "the host calls of all guests that are running may be " + this.limit
				+ ", as many as the heap can hold, and at least " + (this.setAside + part()) + " those of each pool: "
				+ most + ((others > 0) ? " and " + Wording.count(others, "other") + " the rest" : "")
				+ "; make fewer in one entry, or raise '-Xmx'";
	}

}
