package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.github.wasmpool.binary.Extent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state in which the instances of a pool begin, held by an instance that is never
 * lent: the baseline. It lives until the pool and the last of its instances let go.
 *
 * <p>
 * Thread-safe.
 */
public final class RestorePoint implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RestorePoint.class);

	/** A new measurement counts for an eighth. */
	private static final int SMOOTHING = 8;

	/** From so many states before this one instances may come. */
	private static final int STEPS = 8;

	/**
	 * An instance that comes from another state may own so many times what a loan writes.
	 */
	private static final int OWNED = 2;

	/** And so many pages more. */
	private static final int OWNED_BESIDE = 256;

	private final Id id = new Id();

	private final GuestInstance baseline;

	private final PageMap map;

	private final RestoreHistory history;

	private final @Nullable MemoryPages pages;

	private final int[] written;

	private final long[] globals;

	/** What leads here from the states before. */
	private final List<Step> steps;

	private final Runnable whenFreed;

	/** The pool, and each instance that can be put back to this point. */
	private final Users users = new Users(this::free);

	private final AtomicBoolean closed = new AtomicBoolean();

	private final RestoreEffort effort = new RestoreEffort();

	private final AtomicBoolean warned = new AtomicBoolean();

	private final AtomicLong residentPages = new AtomicLong();

	/** What a new instance takes. Written by several threads, none of which matters. */
	private volatile long creationNanos = Long.MAX_VALUE;

	/**
	 * Create a point.
	 * @param baseline an instance as it begins, which belongs to this point from now on
	 * @param map tells what was written
	 * @param history what is known of other states of the code
	 * @param whenFreed called once, after the baseline was freed
	 * @throws IOException if the system does not tell what was written
	 */
	RestorePoint(GuestInstance baseline, PageMap map, RestoreHistory history, Runnable whenFreed) throws IOException {
		this.baseline = baseline;
		this.map = map;
		this.history = history;
		this.whenFreed = whenFreed;
		this.pages = baseline.ownMemory().systemPages(map);
		map.join();
		try {
			this.written = (this.pages != null) ? this.pages.written() : new int[0];
			this.globals = baseline.exports().readGlobals();
			this.steps = steps();
		}
		catch (Throwable ex) {
			map.leave();
			throw ex;
		}
	}

	/**
	 * Let a new instance be put back to this point from now on, if it begins there.
	 * @param instance an instance that was made like the baseline and not used
	 * @param nanos the time it took to make it
	 * @return whether it begins there
	 */
	public boolean adopt(GuestInstance instance, long nanos) {
		if (!this.users.retain()) {
			return false;
		}
		boolean adopted = false;
		try {
			MemoryPages own = instance.ownMemory().systemPages(this.map);
			if (beginsHere(instance, own)) {
				instance.exports().saveGlobals();
				long before = this.creationNanos;
				this.creationNanos = (before == Long.MAX_VALUE) ? nanos : before + (nanos - before) / SMOOTHING;
				instance.restoreBy(new InPlace(this, instance, own, this.effort.isWorthIt()));
				adopted = true;
			}
			else {
				warnOnce("begins in another state than the first one", null);
			}
		}
		catch (IOException ex) {
			warnOnce("does not tell what it has written", ex);
		}
		finally {
			if (!adopted) {
				this.users.release();
			}
		}
		return adopted;
	}

	/**
	 * Find out what leads here from the last states, if one of them still is.
	 */
	private List<Step> steps() {
		for (RestorePoint before : this.history.reached()) {
			try {
				List<Step> steps = before.stepsTo(this);
				if (!steps.isEmpty()) {
					return steps;
				}
			}
			catch (IOException ex) {
				logger.debug("How a state of module '{}' differs from the last one is not known", this.baseline.name(),
						ex);
			}
		}
		return List.of();
	}

	/**
	 * Find out what leads to another state, from here and from where something led here.
	 * @param next a state of the same code, of which the caller is a user
	 * @return the steps, none if instances cannot take them, or if this state is gone
	 * @throws IOException if the system does not tell what was written
	 */
	private List<Step> stepsTo(RestorePoint next) throws IOException {
		if (!this.users.retain()) {
			return List.of();
		}
		try {
			return this.baseline.isLike(next.baseline) ? stepsBy(new Step(this.id, differing(next))) : List.of();
		}
		finally {
			this.users.release();
		}
	}

	private List<Step> stepsBy(Step last) {
		return Stream.concat(Stream.of(last), this.steps.stream().limit(STEPS - 1).map((step) -> step.then(last)))
			.toList();
	}

	private BitSet differing(RestorePoint next) throws IOException {
		if (this.pages == null || next.pages == null) {
			return new BitSet();
		}
		return this.pages.differing(next.pages, this.baseline.guest().data().orElse(null),
				next.baseline.guest().data().orElse(null));
	}

	/**
	 * Let an instance that can be put back to one of the last states before this one
	 * begin in this one, and be put back to it from now on. That is worth it where the
	 * two differ in little but what loans write. Enters the guest.
	 * @param instance an instance in which no call runs
	 * @return whether it begins here; if not it is of no use any more
	 */
	public boolean takeOver(GuestInstance instance) {
		InPlace former = instance.inPlace();
		Step step = (former != null) ? this.steps.stream().filter(former::beginsWhere).findFirst().orElse(null) : null;
		if (former == null || step == null || !this.users.retain()) {
			return false;
		}
		boolean taken = false;
		try {
			taken = former.follow(this, step.differing());
		}
		catch (IOException ex) {
			warnOnce("does not tell what it has written", ex);
		}
		finally {
			if (!taken) {
				this.users.release();
			}
		}
		if (taken) {
			former.letGo();
		}
		return taken;
	}

	Id id() {
		return this.id;
	}

	RestoreHistory history() {
		return this.history;
	}

	/**
	 * Return how many pages an instance may own that comes from another state.
	 */
	int mostOwned() {
		return OWNED * this.history.written().length + OWNED_BESIDE;
	}

	/**
	 * Return the values of all globals that can change, as they are here.
	 * @return their bits, not a copy
	 */
	long[] globals() {
		return this.globals;
	}

	private boolean beginsHere(GuestInstance instance, @Nullable MemoryPages own) throws IOException {
		return !instance.calledHost() && instance.pages() == this.baseline.pages()
				&& Arrays.equals(instance.exports().readGlobals(), this.globals)
				&& (own == null || this.pages == null || own.isLike(this.pages, this.written));
	}

	/**
	 * Warn of an instance that cannot be put back, though others can. Said once.
	 * @param what is wrong with it
	 * @param failure the reason, or {@code null} if there is none
	 */
	void warnOnce(String what, @Nullable Exception failure) {
		if (this.warned.compareAndSet(false, true)) {
			logger.warn("An instance of module '{}' {}, so it is replaced and not put back in place",
					this.baseline.name(), what, failure);
		}
	}

	/**
	 * Return how much memory of the guests is resident because loans wrote or read it: as
	 * it was when each was last put back.
	 * @return the bytes
	 */
	public long residentBytes() {
		return (this.pages != null) ? this.residentPages.get() * this.pages.pageSize() : 0;
	}

	/**
	 * Let go. Instances that live can still be put back.
	 */
	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.users.release();
		}
	}

	/**
	 * Note that an instance is gone.
	 * @param pages how many of its pages were resident
	 */
	void release(int pages) {
		this.residentPages.addAndGet(-pages);
		this.users.release();
	}

	private void free() {
		this.baseline.dispose();
		this.map.leave();
		this.whenFreed.run();
	}

	void addResidentPages(int pages) {
		this.residentPages.addAndGet(pages);
	}

	long creationNanos() {
		return this.creationNanos;
	}

	/**
	 * Return the memory as it was at the beginning.
	 * @return the pages, or {@code null} if there is no memory
	 */
	@Nullable MemoryPages pages() {
		return this.pages;
	}

	/**
	 * Return what is known of whether putting instances back is worth it.
	 */
	RestoreEffort effort() {
		return this.effort;
	}

	/**
	 * Give an instance, before its first loan, pages of its own that the loan is likely
	 * to write.
	 * @param pages its memory
	 */
	void own(MemoryPages pages) {
		Extent data = this.baseline.guest().data().orElse(null);
		if (this.pages != null && data != null) {
			pages.own(this.history.written(), data, this.pages);
		}
	}

	/**
	 * Note what the first loan of an instance wrote.
	 * @param pages its memory, which was not put back yet
	 * @throws IOException if that cannot be found out
	 */
	void wrote(MemoryPages pages) throws IOException {
		if (this.pages != null) {
			this.history.wrote(pages.different(this.pages));
		}
	}

	/**
	 * Return the size of the memory as the guest is told.
	 */
	int pageCount() {
		return this.baseline.pages();
	}

	/**
	 * Tells a state from others, also when it is gone.
	 */
	static final class Id {

	}

}
