package io.github.wasmpool.wasmtime;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the instances of one pool, or the stand-alone ones of a module, take together of
 * the host calls that the JVM can hold. It counts among the shares from its first
 * instance until it is closed and its last instance is gone.
 *
 * <p>
 * Thread-safe.
 */
public final class HostCallShare implements AutoCloseable {

	private final String holder;

	private final HostCallBudget budget;

	/** What is taken of the calls that are set aside. */
	private final AtomicLong own = new AtomicLong();

	private volatile int setAside;

	/** Changed by the budget alone, one thread at a time. */
	private final AtomicLong lent = new AtomicLong();

	private int instances;

	private boolean open;

	private boolean closed;

	/**
	 * Create a share of what there is in this JVM.
	 * @param holder what messages call its holder, for example {@code pool 'orders'}
	 */
	public HostCallShare(String holder) {
		this(holder, HostCallBudget.OF_JVM);
	}

	HostCallShare(String holder, HostCallBudget budget) {
		this.holder = holder;
		this.budget = budget;
	}

	/**
	 * Have one more instance. It {@linkplain #leave() leaves} when it is gone.
	 */
	public synchronized void join() {
		this.instances++;
		if (!this.open) {
			this.open = true;
			this.setAside = this.budget.open(this);
		}
	}

	/**
	 * Have an instance less, which has given back all it took.
	 */
	public synchronized void leave() {
		this.instances--;
		closeIfUnused();
	}

	/**
	 * Have no instances any more, once those that live are gone.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		closeIfUnused();
	}

	private void closeIfUnused() {
		if (this.open && this.closed && this.instances == 0) {
			this.open = false;
			this.budget.close(this, this.setAside);
			this.setAside = 0;
		}
	}

	/**
	 * Take calls for an entry: first those that are set aside, which takes no lock.
	 * @param wanted how many, at least 1
	 * @return how many it may make, 0 if it may make none
	 */
	int take(int wanted) {
		int most = this.setAside;
		long before = this.own.get();
		while (before < most) {
			int calls = (int) Math.min(wanted, most - before);
			if (this.own.compareAndSet(before, before + calls)) {
				return calls;
			}
			before = this.own.get();
		}
		return this.budget.lend(this, wanted);
	}

	/**
	 * Give calls back when the entry has returned.
	 * @param calls as many as were taken
	 */
	void give(long calls) {
		long lent = (lent() > 0) ? this.budget.giveBack(this, calls) : 0;
		this.own.addAndGet(lent - calls);
	}

	/**
	 * Return how many calls are taken.
	 */
	long taken() {
		return this.own.get() + lent();
	}

	long lent() {
		return this.lent.get();
	}

	/**
	 * Have more calls lent, or fewer.
	 * @param calls how many more
	 */
	void borrow(long calls) {
		this.lent.addAndGet(calls);
	}

	String holder() {
		return this.holder;
	}

	/**
	 * Say why there are no more.
	 * @return part of a sentence
	 */
	String explain() {
		return this.budget.explain();
	}

}
