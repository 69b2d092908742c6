package io.github.wasmpool.fake;

import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.WasmInstanceStats;
import java.util.List;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.SharedWasmMemory;
import io.github.wasmpool.WasmAction;
import io.github.wasmpool.WasmCallback;
import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolCounters;
import io.github.wasmpool.WasmPoolFailures;
import io.github.wasmpool.WasmPoolLimits;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.WasmRunResult;
import org.jspecify.annotations.Nullable;

/**
 * A pool that remembers how it was built, and whose numbers a test sets.
 */
public final class FakeWasmPool implements WasmPool {

	private final FakeWasmRuntime runtime;

	private final WasmModule module;

	private final Map<String, @Nullable Object> settings;

	private WasmPoolStats stats;

	private @Nullable String creationFailure;

	private final List<byte[]> replacements = new CopyOnWriteArrayList<>();

	private volatile @Nullable RuntimeException replacementFailure;

	private boolean closed;

	private boolean draining;

	private WasmPoolFailures failures = new WasmPoolFailures(Map.of(), null, null);

	FakeWasmPool(FakeWasmRuntime runtime, WasmModule module, Map<String, @Nullable Object> settings) {
		this.runtime = runtime;
		this.module = module;
		this.settings = settings;
		this.stats = new WasmPoolStats(name(), 4, 0, 0, 0, 0, 0, 0);
	}

	/**
	 * Return what its builder was told.
	 * @return the settings, by the names of the builder's methods
	 */
	public Map<String, @Nullable Object> settings() {
		return this.settings;
	}

	/**
	 * Change the numbers.
	 * @param stats the numbers
	 */
	public void stats(WasmPoolStats stats) {
		this.stats = stats;
	}

	/**
	 * Change why instances cannot be made.
	 * @param creationFailure the reason, or {@code null} if they can be made
	 */
	public void creationFailure(@Nullable String creationFailure) {
		this.creationFailure = creationFailure;
	}

	@Override
	public String name() {
		return String.valueOf(this.settings.get("name"));
	}

	@Override
	public WasmModule module() {
		return this.module;
	}

	@Override
	public WasmInstance acquire() {
		throw new UnsupportedOperationException();
	}

	@Override
	public WasmInstance acquire(Duration timeout) {
		throw new UnsupportedOperationException();
	}

	@Override
	public WasmInstance acquire(LoanOptions options) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Optional<WasmInstance> tryAcquire() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void release(WasmInstance instance) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T extends @Nullable Object, E extends Exception> T withInstance(WasmCallback<T, E> work) throws E {
		throw new UnsupportedOperationException();
	}

	@Override
	public <E extends Exception> void useInstance(WasmAction<E> work) throws E {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> T client(Class<T> type) {
		throw new UnsupportedOperationException();
	}

	@Override
	public WasmCoordinator coordinator(int instances) {
		throw new UnsupportedOperationException();
	}

	@Override
	public WasmCoordinator coordinator(int instances, LoanOptions options) {
		throw new UnsupportedOperationException();
	}

	@Override
	public WasmRunResult run(byte[] stdin, String... args) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void prefill() {
		if (this.runtime.prefillFailure != null) {
			throw this.runtime.prefillFailure;
		}
		this.runtime.events().add("prefill " + name());
	}

	@Override
	public void beginDrain() {
		this.runtime.events().add("begin to drain " + name());
	}

	@Override
	public void drain() {
		this.runtime.whenDrained.run();
		this.runtime.events().add("drain " + name());
	}

	@Override
	public void resize(int size) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void refresh() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return what took the place of the code.
	 * @return the binaries, in order
	 */
	public List<byte[]> replacements() {
		return this.replacements;
	}

	/**
	 * Let nothing take the place of the code.
	 * @param failure what is thrown, or {@code null} to let it
	 */
	public void replacementFailure(@Nullable RuntimeException failure) {
		this.replacementFailure = failure;
	}

	@Override
	public void replace(WasmModule module) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void replace(byte[] binary) {
		RuntimeException failure = this.replacementFailure;
		if (failure != null) {
			throw failure;
		}
		this.replacements.add(binary);
	}

	@Override
	public <E extends Exception> void reseed(WasmAction<E> work) throws E {
		throw new UnsupportedOperationException();
	}

	@Override
	public Optional<String> swapFailure() {
		return Optional.ofNullable(this.replacementFailure).map(String::valueOf);
	}

	@Override
	public SharedWasmMemory sharedMemory() {
		throw new IllegalStateException("no guest has a shared memory here");
	}

	@Override
	public WasmPoolCounters counters() {
		return new WasmPoolCounters(0, 0, 0, 12, Map.of(), Map.of(), 0, 1);
	}

	@Override
	public WasmPoolFailures failures() {
		return this.failures;
	}

	@Override
	public boolean healthStatus() {
		return Boolean.TRUE.equals(this.settings.get("healthStatus"));
	}

	@Override
	public long linearMemory() {
		return 65_536;
	}

	@Override
	public WasmPoolLimits limits() {
		return new WasmPoolLimits(Duration.ofSeconds(5), 7, Duration.ofSeconds(2));
	}

	@Override
	public List<WasmInstanceStats> instances() {
		return List.of();
	}

	@Override
	public String resetDescription() {
		return "fake";
	}

	@Override
	public Map<ImportType, String> providers() {
		return Map.of();
	}

	@Override
	public int minIdle() {
		return 0;
	}

	@Override
	public boolean isDraining() {
		return this.draining;
	}

	/**
	 * Change whether the pool is drained.
	 */
	public void draining(boolean draining) {
		this.draining = draining;
	}

	/**
	 * Change which calls failed.
	 */
	public void failures(WasmPoolFailures failures) {
		this.failures = failures;
	}

	@Override
	public long residentMemory() {
		return 8192;
	}

	@Override
	public WasmPoolStats stats() {
		return this.stats;
	}

	@Override
	public Optional<String> creationFailure() {
		return Optional.ofNullable(this.creationFailure);
	}

	@Override
	public boolean isClosed() {
		return this.closed;
	}

	@Override
	public void close() {
		if (!this.closed) {
			this.closed = true;
			this.runtime.closed(this);
		}
	}

}
