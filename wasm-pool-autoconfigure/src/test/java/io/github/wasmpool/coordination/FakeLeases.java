package io.github.wasmpool.coordination;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.github.wasmpool.WasmCallback;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmPoolStats;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Leases of instances that do nothing, which notice two threads on one of them.
 */
final class FakeLeases {

	private final AtomicInteger active = new AtomicInteger();

	private final AtomicInteger made = new AtomicInteger();

	private final AtomicInteger renewed = new AtomicInteger();

	private final AtomicInteger misused = new AtomicInteger();

	private final Queue<Thread> takenOver = new ConcurrentLinkedQueue<>();

	private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

	/**
	 * Fail to renew.
	 * @param failure what is thrown, or {@code null} to go on
	 */
	void fail(@Nullable RuntimeException failure) {
		this.failure.set(failure);
	}

	int active() {
		return this.active.get();
	}

	int renewed() {
		return this.renewed.get();
	}

	/**
	 * Return who took a lease over, in the order of time.
	 */
	List<Thread> takenOver() {
		return List.copyOf(this.takenOver);
	}

	void assertAllReturned() {
		assertThat(active()).isZero();
		assertThat(this.misused).hasValue(0);
	}

	WasmPoolStats stats() {
		return new WasmPoolStats("orders", active(), active(), active(), 0, 0, 0, 0);
	}

	List<Lease> lease(int count) {
		this.active.addAndGet(count);
		return IntStream.range(0, count).<Lease>mapToObj((index) -> new FakeLease()).toList();
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
			FakeLeases.this.takenOver.add(Thread.currentThread());
		}

		@Override
		public <T extends @Nullable Object, E extends Exception> T call(WasmCallback<T, E> work) throws E {
			if (!this.user.compareAndSet(null, Thread.currentThread())) {
				FakeLeases.this.misused.incrementAndGet();
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
			FakeLeases.this.renewed.incrementAndGet();
		}

		@Override
		public void close() {
			if (this.user.get() != null || this.closed) {
				FakeLeases.this.misused.incrementAndGet();
			}
			this.closed = true;
			FakeLeases.this.active.decrementAndGet();
		}

	}

}
