package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.github.wasmpool.WasmAction;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolInterruptedException;
import io.github.wasmpool.WasmPoolSwapFailedEvent;
import io.github.wasmpool.WasmPoolSwappedEvent;
import io.github.wasmpool.WasmPoolSwappedEvent.Kind;
import io.github.wasmpool.WasmReplacementException;
import io.github.wasmpool.WasmReplacementException.Step;
import io.github.wasmpool.WasmSwapListener;
import io.github.wasmpool.pool.SlotPool;
import io.github.wasmpool.wasmtime.GuestInstance;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a pool begin its next generation. That is made and tried beside the present one,
 * on the thread that asks for it, and takes its place at once, or not at all.
 *
 * <p>
 * Thread-safe.
 */
final class PoolSwaps {

	private static final Logger logger = LoggerFactory.getLogger(PoolSwaps.class);

	private final String pool;

	private final SlotPool<GuestInstance> slots;

	private final Preflight preflight;

	private final List<WasmSwapListener> listeners;

	private final PoolLog log;

	private final SwapLine line = new SwapLine();

	private volatile @Nullable Throwable lastFailure;

	private volatile boolean closed;

	/**
	 * Create what lets a pool begin generations.
	 * @param pool the name of the pool
	 * @param slots its slots
	 * @param preflight makes the generations
	 * @param listeners are told what became of it
	 * @param log tells what became of it
	 */
	PoolSwaps(String pool, SlotPool<GuestInstance> slots, Preflight preflight, List<WasmSwapListener> listeners,
			PoolLog log) {
		this.pool = pool;
		this.slots = slots;
		this.preflight = preflight;
		this.listeners = listeners;
		this.log = log;
	}

	/**
	 * Let loans run other code.
	 * @param module a module, of which a count is taken
	 */
	void replace(WasmModule module) {
		this.<RuntimeException>swap(Kind.REPLACED,
				(swap) -> this.preflight.ofCode(present().code(), () -> own(module)));
	}

	/**
	 * Let loans run other code.
	 * @param binary the bytes of a module, which is compiled as the present one is
	 */
	void replace(byte[] binary) {
		this.<RuntimeException>swap(Kind.REPLACED, (swap) -> ofBinary(binary));
	}

	/**
	 * Let loans begin in another state of the present code.
	 * @param work reaches the state
	 * @param <E> the type of exception the work throws
	 * @throws E what the work threw
	 */
	<E extends Exception> void reseed(WasmAction<E> work) throws E {
		this.<E>swap(Kind.SEEDED, (swap) -> this.preflight.ofState(present().code(), work, swap));
	}

	/**
	 * Abort all that is not done yet. Nobody is waited for.
	 */
	void abort() {
		this.line.abort();
	}

	/**
	 * Abort all that is not done yet, and begin nothing any more.
	 */
	void close() {
		this.closed = true;
		abort();
	}

	/**
	 * Return why the last attempt failed.
	 * @return the reason, or {@code null} if it succeeded, or there was none
	 */
	@Nullable Throwable lastFailure() {
		return this.lastFailure;
	}

	private InstanceGeneration present() {
		return InstanceGeneration.of(this.slots.generation());
	}

	private <E extends Exception> void swap(Kind kind, Next<E> next) throws E {
		if (present().memory() != null) {
			throw new IllegalStateException("Pool '" + this.pool + "' can neither be replaced nor seeded, because"
					+ " its instances share one memory ('memory.shared')");
		}
		WasmPoolSwappedEvent event;
		try {
			event = inTurn(kind, next);
		}
		catch (Throwable ex) {
			WasmPoolSwapFailedEvent failed = new WasmPoolSwapFailedEvent(this.pool, ex);
			tell((listener) -> listener.failed(failed));
			throw ex;
		}
		tell((listener) -> listener.swapped(event));
	}

	private <E extends Exception> WasmPoolSwappedEvent inTurn(Kind kind, Next<E> next) throws E {
		Swap swap = this.line.join();
		try {
			await(swap);
			WasmPoolSwappedEvent event = makeUnlessAborted(kind, next, swap);
			this.lastFailure = null;
			return event;
		}
		catch (Throwable ex) {
			this.lastFailure = ex;
			throw ex;
		}
		finally {
			this.line.leave(swap);
		}
	}

	private void await(Swap swap) {
		try {
			this.line.await(swap);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new WasmPoolInterruptedException(this.slots.stats(), "interrupted while waiting for its turn", ex);
		}
	}

	private <E extends Exception> WasmPoolSwappedEvent makeUnlessAborted(Kind kind, Next<E> next, Swap swap) throws E {
		try {
			return make(kind, next, swap);
		}
		catch (Throwable ex) {
			if (swap.isAborted() && !(ex instanceof WasmPoolClosedException)) {
				throw aborted(ex);
			}
			throw ex;
		}
	}

	private <E extends Exception> WasmPoolSwappedEvent make(Kind kind, Next<E> next, Swap swap) throws E {
		long start = System.nanoTime();
		if (swap.isAborted() || this.closed) {
			throw aborted(null);
		}
		InstanceGeneration made = next.make(swap);
		try {
			this.preflight.tryOut(made, swap);
			if (!swap.commit()) {
				throw aborted(null);
			}
			this.slots.replace(made);
		}
		catch (Throwable ex) {
			made.close();
			throw ex;
		}
		WasmPoolSwappedEvent event = new WasmPoolSwappedEvent(this.pool, this.slots.generation().number(),
				made.module().sha256(), kind, Duration.ofNanos(System.nanoTime() - start));
		this.log.swapped(event, made);
		return event;
	}

	private RuntimeException aborted(@Nullable Throwable cause) {
		if (!this.closed) {
			return new WasmReplacementException(this.slots.stats(), Step.INITIALIZE,
					"the pool was drained meanwhile; try again when it is in use again", cause);
		}
		WasmPoolClosedException closed = new WasmPoolClosedException(this.slots.stats());
		if (cause != null) {
			closed.addSuppressed(cause);
		}
		return closed;
	}

	private ModuleHandle own(WasmModule module) {
		ModuleHandle present = present().code().module();
		return present.runtime().handle(module).copyInPlaceOf(present);
	}

	private InstanceGeneration ofBinary(byte[] binary) {
		PoolCode present = present().code();
		return this.preflight.ofCode(present, () -> present.module().withBinary(binary));
	}

	private void tell(Consumer<WasmSwapListener> telling) {
		for (WasmSwapListener listener : this.listeners) {
			try {
				telling.accept(listener);
			}
			catch (Throwable ex) {
				logger.warn("{} - a listener failed", this.pool, ex);
			}
		}
	}

	/**
	 * Makes the next generation.
	 *
	 * @param <E> the type of exception it throws
	 */
	@FunctionalInterface
	private interface Next<E extends Exception> {

		InstanceGeneration make(Swap swap) throws E;

	}

}
