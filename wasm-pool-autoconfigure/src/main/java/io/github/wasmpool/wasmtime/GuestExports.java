package io.github.wasmpool.wasmtime;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.wasmpool.NoSuchExportException;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.binary.GuestLayout;
import io.github.wasmpool.binary.StateFunctions;
import io.github.wasmpool.bridge.Bridge;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.ExternType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.ValueType;
import io.github.wasmpool.type.Wording;

import static io.github.wasmpool.binary.Signatures.PROCEDURE;

/**
 * The functions and globals of one instance by their names, each looked up once. They
 * hold nothing that a loan could change.
 */
final class GuestExports {

	/** What toolchains name the function that makes a library ready, once. */
	static final String INITIALIZER = "_initialize";

	private final GuestLayout guest;

	private final Crossing crossing;

	private final Columns columns;

	private final Bridge bridge;

	private final Map<String, GuestFunction> functions = new HashMap<>();

	private final Map<String, GuestGlobal> globals = new HashMap<>();

	GuestExports(GuestLayout guest, Crossing crossing, Bridge bridge) {
		this.guest = guest;
		this.crossing = crossing;
		this.columns = new Columns(crossing, bridge);
		this.bridge = bridge;
	}

	WasmFunction function(String export) {
		GuestFunction known = this.functions.get(export);
		if (known != null) {
			return known;
		}
		FunctionType type = require(export, FunctionType.class, "function");
		if (export.equals(INITIALIZER) && this.guest.initializer().isPresent()) {
			throw new IllegalArgumentException("'" + Wording.name(export) + "' of module '" + this.guest.name()
					+ "' was called when the instance was made, and can be called only once");
		}
		GuestFunction function = callable(export, type, this.guest.function(export).orElse(GuestFunction.NOT_CALLABLE));
		this.functions.put(export, function);
		return function;
	}

	WasmGlobal global(String export) {
		GuestGlobal known = this.globals.get(export);
		if (known != null) {
			return known;
		}
		GlobalType type = require(export, GlobalType.class, "global");
		GuestFunction getter = this.guest.getter(export)
			.map((callable) -> callable(export, FunctionType.of(List.of(), List.of(type.type())), callable))
			.orElseThrow(() -> new IllegalArgumentException("Global '" + Wording.name(export) + "' of module '"
					+ this.guest.name() + "' is a " + type.type() + ", which does not cross into Java"));
		GuestFunction setter = this.guest.setter(export)
			.map((callable) -> callable(export, FunctionType.of(List.of(type.type()), List.of()), callable))
			.orElse(null);
		GuestGlobal global = new GuestGlobal(export, type, getter, setter);
		this.globals.put(export, global);
		return global;
	}

	/**
	 * Read all globals that can change.
	 * @return their values as bits
	 */
	long[] readGlobals() {
		StateFunctions state = this.guest.state().orElse(null);
		return (state != null) ? callable("the globals", state.bits(), state.read()).callBits() : new long[0];
	}

	/**
	 * Set all globals that can change.
	 * @param bits what {@link #readGlobals()} returned for an instance of the same module
	 */
	void writeGlobals(long[] bits) {
		if (bits.length > 0) {
			FunctionType type = FunctionType.of(Collections.nCopies(bits.length, ValueType.I64), List.of());
			callable("the globals", type, this.guest.globalsSetter().orElseThrow()).callWithBits(bits);
		}
	}

	/**
	 * Remember the values of all globals that can change, to be put back later.
	 */
	void saveGlobals() {
		this.guest.state().ifPresent((state) -> run("the globals", state.save()));
	}

	/**
	 * Call a function that takes and returns nothing.
	 * @param name what messages call it
	 * @param callable its number
	 */
	void run(String name, int callable) {
		callable(name, PROCEDURE, callable).callVoid();
	}

	/**
	 * Return a function by its number.
	 * @param name what messages call it
	 * @param type its signature
	 * @param callable its number
	 */
	GuestFunction callable(String name, FunctionType type, int callable) {
		return new GuestFunction(this.crossing, this.columns, name, type, callable, this.bridge);
	}

	/**
	 * Return the type of an export.
	 * @throws NoSuchExportException if there is none of that name and kind
	 */
	<T extends ExternType> T require(String name, Class<T> type, String kind) {
		ExportType export = this.guest.export(name).orElse(null);
		if (export != null && type.isInstance(export.type())) {
			return type.cast(export.type());
		}
		throw missing(name, type, kind);
	}

	NoSuchExportException missing(String name, Class<? extends ExternType> type, String kind) {
		return new NoSuchExportException(this.guest.name(), kind, name,
				this.guest.exports()
					.stream()
					.filter((export) -> type.isInstance(export.type()))
					.map(ExportType::name)
					.toList());
	}

}
