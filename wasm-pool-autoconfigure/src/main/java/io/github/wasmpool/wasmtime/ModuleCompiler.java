package io.github.wasmpool.wasmtime;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

import io.github.wasmpool.WasmException;
import io.github.wasmpool.binary.GuestBinary;
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

	/**
	 * Create a compiler. The native library is loaded when the first module is compiled.
	 * @param ticker the clock of the engines
	 */
	public ModuleCompiler(EpochTicker ticker) {
		this.ticker = ticker;
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
		Key key = new Key(sha256(guest.bytes()), settings);
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
			CompiledModule compiled = CompiledModule.compile(guest, key.settings(), this.ticker,
					() -> this.modules.remove(key, future));
			future.complete(compiled);
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

	private static String sha256(byte[] binary) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(binary));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new WasmException("Each Java platform has SHA-256", ex);
		}
	}

	private record Key(String sha256, EngineSettings settings) {

	}

}
