package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.loan.Execution;
import io.github.wasmpool.pool.PooledFactory;
import io.github.wasmpool.wasmtime.CallCounts;
import io.github.wasmpool.wasmtime.Footprint;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.InstanceBudget;
import io.github.wasmpool.wasmtime.Restorability;
import io.github.wasmpool.wasmtime.RestoreHistory;
import io.github.wasmpool.wasmtime.RestorePoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances of a pool whose loans all begin in the same state. After a loan an
 * instance is put back in place where that is exact, and else replaced. What can be done
 * is found out when the first instance is made.
 *
 * <p>
 * Thread-safe.
 */
final class FreshInstances implements PooledFactory<GuestInstance> {

	private static final Logger logger = LoggerFactory.getLogger(FreshInstances.class);

	private static final Duration MOMENT = Duration.ofSeconds(1);

	private final String pool;

	private final InstanceFactory factory;

	private final Execution execution;

	private final CallCounts counts;

	private final GrowthAdvice advice;

	private final RestoreHistory history;

	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicReference<@Nullable Restorability> restorability = new AtomicReference<>();

	/** How often what was decided was let go. */
	private final AtomicInteger rests = new AtomicInteger();

	private volatile boolean closed;

	/**
	 * Create what makes and restores instances.
	 * @param pool the name of the pool
	 * @param factory makes instances
	 * @param execution runs the guests
	 * @param counts gets what was called
	 * @param advice is told of loans that grow the memory
	 * @param history what is known of other states of the same code
	 */
	FreshInstances(String pool, InstanceFactory factory, Execution execution, CallCounts counts, GrowthAdvice advice,
			RestoreHistory history) {
		this.pool = pool;
		this.factory = factory;
		this.execution = execution;
		this.counts = counts;
		this.advice = advice;
		this.history = history;
	}

	@Override
	public GuestInstance create() {
		return this.execution.runGuest(() -> {
			RestorePoint point = point();
			long start = System.nanoTime();
			GuestInstance instance = this.factory.create();
			if (point != null) {
				adopt(point, instance, start);
			}
			return instance;
		});
	}

	private static void adopt(RestorePoint point, GuestInstance instance, long start) {
		try {
			point.adopt(instance, System.nanoTime() - start);
			instance.report(CallMeter.NONE);
		}
		catch (Throwable ex) {
			instance.dispose();
			throw ex;
		}
	}

	@Override
	public @Nullable RetirementReason reset(GuestInstance instance) {
		instance.report(this.counts);
		RetirementReason reason = instance.restore();
		if (reason == RetirementReason.GROWN) {
			this.advice.grown(instance);
		}
		return reason;
	}

	@Override
	public @Nullable RetirementReason renew(GuestInstance instance) {
		return reset(instance);
	}

	/**
	 * Have an instance that began in one of the last states begin in this one, in place.
	 */
	@Override
	public boolean adopt(GuestInstance instance) {
		Restorability decided = this.restorability.get();
		RestorePoint point = (decided != null) ? decided.point().orElse(null) : null;
		if (point == null) {
			return false;
		}
		instance.report(this.counts);
		instance.tell(null);
		instance.limit(this.factory.settings().initialization().timeout());
		try {
			return this.execution.runGuest(() -> point.takeOver(instance));
		}
		finally {
			instance.report(CallMeter.NONE);
		}
	}

	@Override
	public void destroy(GuestInstance instance) {
		instance.report(this.counts);
		instance.dispose();
	}

	/**
	 * Return how much memory of the guests is resident because loans wrote or read it.
	 * @return the bytes
	 */
	long residentBytes() {
		Restorability decided = this.restorability.get();
		return (decided != null) ? decided.point().map(RestorePoint::residentBytes).orElse(0L) : 0;
	}

	/**
	 * Say how loans become fresh.
	 * @return some words
	 */
	String description() {
		Restorability decided = this.restorability.get();
		return (decided != null) ? describe(decided) : "each loan begins fresh: how is decided with the first instance";
	}

	/**
	 * Let go of the state that loans begin in until an instance is made again. It is
	 * freed with the last instance.
	 */
	@Override
	public void rest() {
		// Whoever decides meanwhile looks at this afterwards, so nobody waits for it here
		this.rests.incrementAndGet();
		letGo(this.restorability.getAndSet(null));
	}

	/**
	 * Let go of the state that loans begin in for good. It is freed with the last
	 * instance.
	 */
	@Override
	public void close() {
		this.closed = true;
		rest();
	}

	private static void letGo(@Nullable Restorability decided) {
		if (decided != null) {
			decided.point().ifPresent(RestorePoint::close);
		}
	}

	/**
	 * Return the state to put instances back to, which the first caller decides. The
	 * guest that is initialised meanwhile may borrow from this pool, by a host function
	 * and on any thread, so nobody waits for that for long.
	 * @return the point, or {@code null} if there is none, or none yet
	 */
	private @Nullable RestorePoint point() {
		Restorability decided = this.restorability.get();
		if (decided == null && !this.closed && !this.lock.isHeldByCurrentThread() && lockForAMoment()) {
			try {
				decided = this.restorability.get();
				if (decided == null) {
					decided = decideAndKeep();
				}
			}
			finally {
				this.lock.unlock();
			}
		}
		return (decided != null) ? decided.point().orElse(null) : null;
	}

	private Restorability decideAndKeep() {
		int before = this.rests.get();
		Restorability decided = decide();
		this.restorability.set(decided);
		if (this.rests.get() != before && this.restorability.compareAndSet(decided, null)) {
			letGo(decided);
		}
		return decided;
	}

	private boolean lockForAMoment() {
		try {
			return this.lock.tryLock(MOMENT.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private Restorability decide() {
		Optional<Restorability> obstacle = Restorability.ofModule(this.factory.module().guest());
		Restorability decided = obstacle.orElseGet(this::tryOut);
		if (this.advice.isOther(describe(decided))) {
			logger.info("{} - from now on {}", this.pool, describe(decided));
		}
		return decided;
	}

	private static String describe(Restorability decided) {
		return "each loan begins fresh: " + (decided.point().isPresent() ? "instances are put back in place"
				: "with a new instance, because " + decided.reason());
	}

	/**
	 * The baseline counts like an instance, and so does the one it may be tried with.
	 */
	private Restorability tryOut() {
		Footprint share = this.factory.module().footprint();
		int instances = this.history.instances();
		if (!InstanceBudget.OF_JVM.take(share, instances)) {
			return Restorability.not("there is no room beside its instances for one that holds their beginning");
		}
		try {
			return Restorability.tryOut(this.factory.module().guest(), this.history, this.factory::create,
					() -> InstanceBudget.OF_JVM.give(share, 1));
		}
		finally {
			InstanceBudget.OF_JVM.give(share, instances - 1);
		}
	}

}
