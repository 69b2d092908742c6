package io.github.wasmpool.wasmtime;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

import io.github.wasmpool.binary.GuestBinary;
import io.github.wasmpool.binary.ModuleSource;
import org.jspecify.annotations.Nullable;

/**
 * Compiles modules and shares the code of equal bytes and settings.
 *
 * <p>
 * Thread-safe. The same binary is compiled once, also when several threads ask for it at
 * the same time; different ones are compiled at the same time.
 */
public final class ModuleCompiler {

	private final Map<Key, CompletableFuture<CompiledModule>> modules = new ConcurrentHashMap<>();

	private final EpochTicker ticker;

	private final @Nullable Path cacheDirectory;

	private final BiConsumer<String, Duration> listener;

	/**
	 * Create a compiler. The native library is loaded when the first module is compiled.
	 * @param ticker the clock of the engines
	 */
	public ModuleCompiler(EpochTicker ticker) {
		this(ticker, null, (module, took) -> {
		});
	}

	/**
	 * Create a compiler that keeps code for the next one.
	 * @param ticker the clock of the engines
	 * @param cacheDirectory where code is kept, or {@code null} for nowhere
	 * @param listener is told of each module that was compiled, or came from that
	 * directory, and how long it took
	 */
	public ModuleCompiler(EpochTicker ticker, @Nullable Path cacheDirectory, BiConsumer<String, Duration> listener) {
		this.ticker = ticker;
		this.cacheDirectory = cacheDirectory;
		this.listener = listener;
	}

	/**
	 * Compile a module, or find it compiled.
	 * @param guest a module that was inspected and rewritten
	 * @param settings the settings of the engine
	 * @return code that the caller releases
	 * @throws io.github.wasmpool.WasmModuleException if the engine refuses it
	 * @throws io.github.wasmpool.WasmEngineUnavailableException if the engine cannot run
	 * on this machine
	 */
	public CompiledModule compile(GuestBinary guest, EngineSettings settings) {
		NativeLibrary.load();
		Key key = new Key(ModuleSource.sha256(guest.bytes()), settings);
		while (true) {
			CompletableFuture<CompiledModule> mine = new CompletableFuture<>();
			CompletableFuture<CompiledModule> other = this.modules.putIfAbsent(key, mine);
			if (other == null) {
				return compile(guest, key, mine);
			}
			CompiledModule shared = whenCompiled(other);
			if (shared != null && shared.retain()) {
				return shared;
			}
			this.modules.remove(key, other);
		}
	}

	private CompiledModule compile(GuestBinary guest, Key key, CompletableFuture<CompiledModule> future) {
		try {
			CompiledModule compiled = CompiledModule.compile(guest, key.settings(), cache(key), this.ticker,
					() -> this.modules.remove(key, future));
			future.complete(compiled);
			this.listener.accept(guest.layout().name(), compiled.compilation().took());
			return compiled;
		}
		catch (Throwable ex) {
			this.modules.remove(key, future);
			future.completeExceptionally(ex);
			throw ex;
		}
	}

	private static @Nullable CompiledModule whenCompiled(CompletableFuture<CompiledModule> other) {
		try {
			return other.join();
		}
		catch (CompletionException ex) {
			// The other thread reports its failure; this one finds out for itself.
			return null;
		}
	}

	private @Nullable CodeCache cache(Key key) {
		if (this.cacheDirectory == null) {
			return null;
		}
		byte[] all = (key.sha256() + key.settings()).getBytes(StandardCharsets.UTF_8);
		return new CodeCache(this.cacheDirectory, ModuleSource.sha256(all));
	}

	private record Key(String sha256, EngineSettings settings) {

	}

}
