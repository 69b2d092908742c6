package io.github.wasmpool.wasmtime.wasi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.wasmpool.WasiOptions;
import io.github.wasmpool.WasmSettingsException;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ImportType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the instances of a pool, or of a module, see of the world: options made ready for
 * many instances, and the logs they share. Thread-safe.
 */
public final class WasiHost implements AutoCloseable {

	/**
	 * The module that guests import WASI preview 1 from.
	 */
	static final String MODULE = "wasi_snapshot_preview1";

	private static final String OLDER_MODULE = "wasi_unstable";

	/** The most files all instances have open, so that others find some left. */
	static final int MOST_FILES = 1024;

	/** The most names of listed directories that all instances keep. */
	static final int MOST_NAMES = 1 << 20;

	private static final Logger LOGGER = LoggerFactory.getLogger(WasiHost.class);

	private final WasiOptions options;

	private final BoundedLog stdout;

	private final BoundedLog stderr;

	private final List<byte[]> program;

	private final List<byte[]> args;

	private final List<byte[]> environment;

	private final List<Sandbox> sandboxes;

	private final Allowance files = new Allowance(MOST_FILES);

	private final Allowance names = new Allowance(MOST_NAMES);

	/**
	 * Make options ready.
	 * @param name the name of the pool, or of the module of instances outside pools, by
	 * which output is logged
	 * @param program the name of the program, which is its first argument
	 * @param options the options
	 * @throws WasmSettingsException naming the directories that do not exist
	 */
	public WasiHost(String name, String program, WasiOptions options) {
		this.options = options;
		Logger logger = LoggerFactory.getLogger("wasm.guest." + name);
		this.stdout = boundedLog(logger::info);
		this.stderr = boundedLog(logger::warn);
		this.program = List.of(bytes(program));
		this.args = options.args().stream().map(WasiHost::bytes).toList();
		this.environment = options.environment()
			.entrySet()
			.stream()
			.map(WasiHost::variable)
			.map(WasiHost::bytes)
			.toList();
		this.sandboxes = Sandbox.of(options.directories());
		this.sandboxes.forEach((sandbox) -> LOGGER.warn(
				"Guests of '{}' can reach {}. Each path is walked and kept inside, links included, except against "
						+ "processes of the host that change links meanwhile{}. Give guests nothing there that they "
						+ "may not see",
				name, sandbox, sandbox.isWritable() ? ", and there is no quota for what guests write" : ""));
	}

	private static BoundedLog boundedLog(Consumer<String> log) {
		// The JVM's own timer
		return new BoundedLog(log, System::nanoTime, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
	}

	/**
	 * Whether an import is one of the functions of WASI preview 1.
	 * @param imported what a module imports
	 * @return {@code true} if {@link #function(ImportType)} has it
	 */
	public static boolean provides(ImportType imported) {
		return function(imported).isPresent();
	}

	/**
	 * Return a function of WASI preview 1. It works for a {@link WasiCaller}. What its
	 * signature is, whoever links it compares.
	 * @param imported what a module imports
	 * @return the function, or empty if there is none of that name
	 */
	public static Optional<HostFunction> function(ImportType imported) {
		boolean possible = imported.module().equals(MODULE) && imported.type() instanceof FunctionType;
		return Optional.ofNullable(possible ? WasiFunction.named(imported.name()) : null);
	}

	/**
	 * Whether a function is one of those here.
	 * @param function any function
	 * @return {@code true} if it needs a {@link WasiCaller}
	 */
	public static boolean owns(HostFunction function) {
		return function instanceof WasiFunction;
	}

	/**
	 * Whether an import belongs to the predecessor of WASI preview 1, which is not
	 * supported.
	 * @param imported what a module imports
	 * @return {@code true} if the module has to be compiled anew, by a toolchain of 2020
	 * or later
	 */
	public static boolean isOutdated(ImportType imported) {
		return imported.module().equals(OLDER_MODULE);
	}

	/**
	 * Begin for a new instance. Its output is logged, its input empty.
	 * @return a context that the caller closes with the instance
	 */
	public WasiContext open() {
		return new WasiContext(this);
	}

	/**
	 * Say in the logs what was left out of them. Instances that are still there may go
	 * on.
	 */
	@Override
	public void close() {
		this.stdout.close();
		this.stderr.close();
	}

	WasiOptions options() {
		return this.options;
	}

	/**
	 * Return where standard output of all instances is logged.
	 */
	BoundedLog stdout() {
		return this.stdout;
	}

	/**
	 * Return where standard error of all instances is logged.
	 */
	BoundedLog stderr() {
		return this.stderr;
	}

	List<byte[]> environment() {
		return this.environment;
	}

	List<Sandbox> sandboxes() {
		return this.sandboxes;
	}

	/**
	 * Return how many files instances may still open.
	 */
	Allowance files() {
		return this.files;
	}

	/**
	 * Return how many names of listed directories instances may still keep.
	 */
	Allowance names() {
		return this.names;
	}

	/**
	 * Return the configured arguments.
	 * @return none, or the name of the program and its arguments, each ended by a zero
	 * byte
	 */
	List<byte[]> args() {
		return this.args.isEmpty() ? List.of() : args(List.of());
	}

	/**
	 * Return all arguments of a run.
	 * @param more what follows the configured arguments
	 * @return the name of the program and its arguments, each ended by a zero byte
	 */
	List<byte[]> args(List<String> more) {
		List<byte[]> all = new ArrayList<>(this.program);
		all.addAll(this.args);
		more.forEach((arg) -> all.add(bytes(arg)));
		return all;
	}

	private static String variable(Map.Entry<String, String> variable) {
		return variable.getKey() + "=" + variable.getValue();
	}

	private static byte[] bytes(String text) {
		return (text + '\0').getBytes(StandardCharsets.UTF_8);
	}

}
