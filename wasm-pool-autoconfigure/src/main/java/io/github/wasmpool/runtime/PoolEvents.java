package io.github.wasmpool.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.wasmpool.CallOutcome;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolListener;
import io.github.wasmpool.WasmRuntimeListener;
import io.github.wasmpool.WasmSpan;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listeners of a runtime what one pool does. What they throw is logged, once a
 * pool, and harms nobody.
 *
 * <p>
 * Thread-safe.
 */
final class PoolEvents implements WasmPoolListener {

	private static final Logger logger = LoggerFactory.getLogger(PoolEvents.class);

	private final List<WasmRuntimeListener> runtimeListeners;

	private final AtomicBoolean failed = new AtomicBoolean();

	private final AtomicBoolean open = new AtomicBoolean();

	/** Nobody until the pool is known. */
	private volatile WasmPoolListener[] listeners = {};

	PoolEvents(List<WasmRuntimeListener> runtimeListeners) {
		this.runtimeListeners = runtimeListeners;
	}

	/**
	 * Tell that a pool was built, and whoever answers everything it does from now on.
	 */
	void opened(WasmPool pool) {
		this.open.set(true);
		List<WasmPoolListener> interested = new ArrayList<>();
		tellAll(this.runtimeListeners, (listener) -> {
			WasmPoolListener answer = listener.opened(pool);
			if (answer != null) {
				interested.add(answer);
			}
		});
		this.listeners = interested.toArray(WasmPoolListener[]::new);
	}

	/**
	 * Tell that the pool was closed, unless nobody ever heard of it.
	 */
	void closed(WasmPool pool) {
		if (this.open.compareAndSet(true, false)) {
			tellAll(this.runtimeListeners, (listener) -> listener.closed(pool));
		}
	}

	@Override
	public void acquired(long waited) {
		tell((listener) -> listener.acquired(waited));
	}

	@Override
	public void released(long used) {
		tell((listener) -> listener.released(used));
	}

	@Override
	public void created(long took) {
		tell((listener) -> listener.created(took));
	}

	@Override
	public void called(CallOutcome outcome, long took, @Nullable WasmException failure) {
		tell((listener) -> listener.called(outcome, took, failure));
	}

	@Override
	public @Nullable WasmSpan lent() {
		return begin(WasmPoolListener::lent);
	}

	@Override
	public @Nullable WasmSpan calling(String export) {
		return begin((listener) -> listener.calling(export));
	}

	private @Nullable WasmSpan begin(Function<WasmPoolListener, @Nullable WasmSpan> beginning) {
		WasmSpan all = null;
		for (WasmPoolListener listener : this.listeners) {
			WasmSpan span = null;
			try {
				span = beginning.apply(listener);
			}
			catch (Throwable ex) {
				failed(listener, ex);
			}
			all = (span != null) ? join(all, listener, span) : all;
		}
		return all;
	}

	/**
	 * What began last ends first.
	 */
	private WasmSpan join(@Nullable WasmSpan before, WasmPoolListener listener, WasmSpan span) {
		return (failure) -> {
			try {
				span.end(failure);
			}
			catch (Throwable ex) {
				failed(listener, ex);
			}
			if (before != null) {
				before.end(failure);
			}
		};
	}

	private void tell(Consumer<WasmPoolListener> event) {
		for (WasmPoolListener listener : this.listeners) {
			try {
				event.accept(listener);
			}
			catch (Throwable ex) {
				failed(listener, ex);
			}
		}
	}

	private void failed(WasmPoolListener listener, Throwable failure) {
		if (this.failed.compareAndSet(false, true)) {
			logger.warn("{} failed to listen to a pool; further failures are not logged", listener, failure);
		}
	}

	/**
	 * Tell all listeners of a runtime something.
	 */
	static void tellAll(List<WasmRuntimeListener> listeners, Consumer<WasmRuntimeListener> event) {
		for (WasmRuntimeListener listener : listeners) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.warn("{} failed to listen to the runtime", listener, ex);
			}
		}
	}

}
