package io.github.wasmpool.coordination;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.WasmCallback;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.WasmPoolInterruptedException;
import io.github.wasmpool.WasmPoolStats;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A pool of instances that do nothing, which notices two threads on one of them.
 */
final class FakeLeasing implements Leasing {

	private final int instances;

	private volatile int size;

	private final Semaphore free;

	private final AtomicInteger waiting = new AtomicInteger();

	private volatile int maxWaiting = Integer.MAX_VALUE;

	private final AtomicInteger made = new AtomicInteger();

	private final AtomicInteger renewed = new AtomicInteger();

	private final AtomicInteger misused = new AtomicInteger();

	private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

	FakeLeasing(int size) {
		this.instances = size;
		this.size = size;
		this.free = new Semaphore(size, true);
	}

	/**
	 * Fail to lease or renew.
	 * @param failure what is thrown, or {@code null} to go on
	 */
	void fail(@Nullable RuntimeException failure) {
		this.failure.set(failure);
	}

	/**
	 * Say another size. The number of instances stays as it is.
	 */
	void resize(int size) {
		this.size = size;
	}

	void maxWaiting(int maxWaiting) {
		this.maxWaiting = maxWaiting;
	}

	int active() {
		return this.instances - this.free.availablePermits();
	}

	int renewed() {
		return this.renewed.get();
	}

	void assertAllReturned() {
		assertThat(active()).isZero();
		assertThat(this.misused).hasValue(0);
		assertThat(this.waiting).hasValue(0);
	}

	@Override
	public WasmPoolStats stats() {
		return new WasmPoolStats("orders", this.size, active(), active(), 0, 0, 0, this.waiting.get());
	}

	@Override
	public Duration acquireTimeout() {
		return Duration.ofSeconds(30);
	}

	@Override
	public Place place() {
		return new FakePlace();
	}

	private Lease lease(LoanOptions options) {
		throwFailure();
		Duration timeout = Objects.requireNonNull(options.acquireTimeout());
		try {
			if (!this.free.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
				throw new WasmPoolExhaustedException(stats(), "none free", timeout);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new WasmPoolInterruptedException(stats(), ex);
		}
		return new FakeLease();
	}

	private FakeInstance make() {
		return new FakeInstance(this.made.getAndIncrement());
	}

	private void throwFailure() {
		RuntimeException failure = this.failure.get();
		if (failure != null) {
			throw failure;
		}
	}

	private final class FakePlace implements Place {

		private boolean taken;

		@Override
		public void take() {
			this.taken = true;
			if (FakeLeasing.this.waiting.getAndIncrement() >= FakeLeasing.this.maxWaiting) {
				close();
				throw new WasmPoolExhaustedException(stats(), "too many wait", Duration.ZERO);
			}
		}

		@Override
		public Lease lease(LoanOptions options) {
			return FakeLeasing.this.lease(options);
		}

		@Override
		public void close() {
			if (this.taken) {
				this.taken = false;
				FakeLeasing.this.waiting.decrementAndGet();
			}
		}

	}

	private final class FakeLease implements Lease {

		private FakeInstance instance = make();

		private final AtomicReference<@Nullable Thread> user = new AtomicReference<>();

		private boolean closed;

		@Override
		public WasmInstance instance() {
			return this.instance;
		}

		@Override
		public void takeOver() {
			// Nobody is interrupted here, or closes the pool
		}

		@Override
		public <T extends @Nullable Object, E extends Exception> T call(WasmCallback<T, E> work) throws E {
			if (!this.user.compareAndSet(null, Thread.currentThread())) {
				FakeLeasing.this.misused.incrementAndGet();
			}
			try {
				return work.call(this.instance);
			}
			finally {
				this.user.set(null);
			}
		}

		@Override
		public boolean isUsable() {
			return this.instance.isHealthy() && !this.instance.isClosed();
		}

		@Override
		public void renew(Duration timeout) {
			throwFailure();
			this.instance = make();
			FakeLeasing.this.renewed.incrementAndGet();
		}

		@Override
		public void close() {
			if (this.user.get() != null || this.closed) {
				FakeLeasing.this.misused.incrementAndGet();
			}
			this.closed = true;
			FakeLeasing.this.free.release();
		}

	}

}
