package io.github.wasmpool.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

import io.github.wasmpool.WasmAction;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.client.ClientFactory;
import io.github.wasmpool.imports.ImportLinker;
import io.github.wasmpool.type.Wording;
import io.github.wasmpool.wasmtime.Footprint;
import io.github.wasmpool.wasmtime.GuestInstance;
import io.github.wasmpool.wasmtime.InstanceBudget;
import org.jspecify.annotations.Nullable;

/**
 * The state in which the instances of a pool begin that has one of them initialised for
 * all. It is reached when it is first asked for, and again if that failed.
 *
 * <p>
 * Thread-safe. Who asks meanwhile waits for it, but not for longer than each step of it
 * may take.
 */
final class PoolSnapshot implements AutoCloseable {

	private final String pool;

	private final ModuleHandle module;

	private final ImportLinker linker;

	private final int maxHostCalls;

	private final ClientFactory clients;

	private final List<WasmAction<? extends Exception>> work;

	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicReference<@Nullable ModuleHandle> reached = new AtomicReference<>();

	private volatile String description = "";

	private volatile boolean closed;

	/**
	 * Describe the state.
	 * @param pool the name of the pool
	 * @param module the module as it begins by itself, closed by the caller
	 * @param linker finds what its guests import
	 * @param maxHostCalls how many host calls each step may make
	 * @param clients makes the clients of what is done
	 * @param work what is done after the module has initialised itself, in this order
	 */
	PoolSnapshot(String pool, ModuleHandle module, ImportLinker linker, int maxHostCalls, ClientFactory clients,
			List<WasmAction<? extends Exception>> work) {
		this.pool = pool;
		this.module = module;
		this.linker = linker;
		this.maxHostCalls = maxHostCalls;
		this.clients = clients;
		this.work = List.copyOf(work);
	}

	/**
	 * Return the module whose instances begin in the state.
	 * @return a handle that belongs to this
	 * @throws WasmInstanceCreationException if the state cannot be reached
	 * @throws io.github.wasmpool.WasmModuleException if it cannot be carried to others
	 */
	ModuleHandle module() {
		ModuleHandle known = this.reached.get();
		if (known != null) {
			return known;
		}
		lock();
		try {
			known = this.reached.get();
			return (known != null) ? known : reachAndKeep();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void lock() {
		if (this.lock.isHeldByCurrentThread()) {
			throw new IllegalStateException("Pool '" + this.pool
					+ "' has no instances yet, because what begins them is still at work; use the instance it is given");
		}
		Duration longest = this.module.settings().initialization().timeout();
		try {
			if (!this.lock.tryLock(longest.toNanos(), TimeUnit.NANOSECONDS)) {
				throw failure("what begins them has not ended after " + longest.toMillis() + " ms", null);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failure("the thread that waited for what begins them was interrupted", ex);
		}
	}

	private ModuleHandle reachAndKeep() {
		requireOpen();
		ModuleHandle known = reach();
		this.reached.set(known);
		if (this.closed && this.reached.compareAndSet(known, null)) {
			known.close();
		}
		requireOpen();
		return known;
	}

	private void requireOpen() {
		if (this.closed) {
			throw new IllegalStateException("Pool '" + this.pool + "' is closed");
		}
	}

	private ModuleHandle reach() {
		Footprint share = this.module.footprint();
		if (!InstanceBudget.OF_JVM.take(share, 1)) {
			throw failure(InstanceBudget.OF_JVM.explain(share, 1), null);
		}
		try {
			return initialiseOne();
		}
		finally {
			InstanceBudget.OF_JVM.give(share, 1);
		}
	}

	private ModuleHandle initialiseOne() {
		long start = System.nanoTime();
		GuestInstance instance = this.module.create(this.linker.linkInstance(), null, this.pool);
		try {
			instance.limitHostCalls(this.maxHostCalls);
			instance.limit(this.module.settings().initialization().timeout());
			for (WasmAction<? extends Exception> each : this.work) {
				run(each, instance);
			}
			long initialised = System.nanoTime();
			ModuleHandle begun = this.module.beginningAt(instance, true);
			this.description = describe(begun, initialised - start, System.nanoTime() - initialised);
			return begun;
		}
		finally {
			instance.report(CallMeter.NONE);
			instance.dispose();
		}
	}

	private void run(WasmAction<? extends Exception> work, GuestInstance instance) {
		try {
			Visit.<@Nullable Object, Exception>of(instance, this.clients, (guest) -> {
				work.run(guest);
				return null;
			});
		}
		catch (WasmInstanceCreationException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw failure((ex instanceof WasmException) ? String.valueOf(ex.getMessage()) : ex.toString(), ex);
		}
	}

	private String describe(ModuleHandle begun, long initialising, long keeping) {
		String export = this.module.settings().initialization().export();
		return ", initialised once" + ((export != null) ? " by '" + Wording.name(export) + "'" : "")
				+ (this.work.isEmpty() ? "" : ((export != null) ? " and" : "") + " by the application") + " in "
				+ millis(initialising) + " ms, " + (begun.isStateFound() ? "found compiled" : "compiled") + " in "
				+ millis(keeping) + " ms";
	}

	/**
	 * Say how the state was reached.
	 * @return some words, empty before that
	 */
	String description() {
		return this.description;
	}

	private static long millis(long nanos) {
		return TimeUnit.NANOSECONDS.toMillis(nanos);
	}

	private WasmInstanceCreationException failure(String reason, @Nullable Throwable cause) {
		return new WasmInstanceCreationException(this.module.name(), reason, cause);
	}

	/**
	 * Let go of the state. Instances that began in it go on; who is about to reach it
	 * lets go of it then.
	 */
	@Override
	public void close() {
		this.closed = true;
		ModuleHandle known = this.reached.getAndSet(null);
		if (known != null) {
			known.close();
		}
	}

}
