package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.wasmpool.binary.Declarations.Export;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.types.OpCode;

import static io.github.wasmpool.binary.Signatures.GROW;
import static io.github.wasmpool.binary.Signatures.LOOKUP;
import static io.github.wasmpool.binary.Signatures.PAGES;
import static io.github.wasmpool.binary.Signatures.PROCEDURE;

/**
 * The functions of a rewritten module that can be called from outside, by number: those
 * the guest exports, its start function, and some that are added to it because the engine
 * offers no way, or a slow one, to read and write exported globals and to ask for the
 * size of the memory. A table holds them, and one exported function hands them out.
 */
final class Callables {

	private final List<FunctionType> types = new ArrayList<>();

	/** The index of each function in the module. */
	private final List<Integer> indexes = new ArrayList<>();

	private final Map<Integer, Integer> numbersByIndex = new LinkedHashMap<>();

	private final Map<String, Integer> exports = new LinkedHashMap<>();

	private final Map<String, Accessors> globals = new LinkedHashMap<>();

	private final Map<Integer, Accessors> globalsByIndex = new LinkedHashMap<>();

	private @Nullable Integer start;

	private @Nullable Integer pages;

	private @Nullable Integer grow;

	private @Nullable StateFunctions state;

	private @Nullable Integer globalsSetter;

	/**
	 * Number the functions of a module, and add what is missing.
	 * @param declarations what the module declares
	 * @param counted counts the pages of its memory, or {@code null} if the engine does
	 * @param additions what is added to it
	 */
	Callables(Declarations declarations, @Nullable CountedMemory counted, ModuleWriter additions) {
		declarations.exports().forEach((export) -> add(export, additions));
		Integer start = declarations.start();
		if (start != null) {
			this.start = start(start, additions);
		}
		if (declarations.memory().isPresent()) {
			Code size = (counted != null) ? counted.size() : new Code().op(OpCode.MEMORY_SIZE).raw(0);
			this.pages = number(PAGES, additions.function(PAGES, size));
		}
		if (counted != null) {
			this.grow = number(GROW, counted.grow());
		}
	}

	private void add(Export export, ModuleWriter additions) {
		if (export.type() instanceof FunctionType function && function.isNumeric()) {
			this.exports.put(export.name(), number(function, export.index()));
		}
		else if (export.type() instanceof GlobalType global && global.type().isNumeric()) {
			this.globals.put(export.name(), this.globalsByIndex.computeIfAbsent(export.index(),
					(added) -> accessors(global, added, additions)));
		}
	}

	/**
	 * Number the start function. What stands in a table may be referred to by the
	 * module's code: one that is not exported is called by a function of ours, so that it
	 * does not stand there.
	 */
	private int start(int index, ModuleWriter additions) {
		Integer exported = this.numbersByIndex.get(index);
		return (exported != null) ? exported : number(PROCEDURE, additions.function(PROCEDURE, new Code().call(index)));
	}

	private Accessors accessors(GlobalType global, int index, ModuleWriter additions) {
		List<ValueType> value = List.of(global.type());
		FunctionType getter = FunctionType.of(List.of(), value);
		int get = number(getter, additions.function(getter, new Code().globalGet(index)));
		if (!global.mutable()) {
			return new Accessors(get, null);
		}
		FunctionType setter = FunctionType.of(value, List.of());
		Code code = new Code().localGet(0).globalSet(index);
		return new Accessors(get, number(setter, additions.function(setter, code)));
	}

	private int number(FunctionType type, int index) {
		Integer known = this.numbersByIndex.putIfAbsent(index, this.types.size());
		if (known != null) {
			return known;
		}
		this.types.add(type);
		this.indexes.add(index);
		return this.types.size() - 1;
	}

	/**
	 * Number the functions that keep the globals.
	 * @param save the index of the function that remembers all values
	 * @param restore the index of the function that puts them back
	 * @param read the index of the function that returns them
	 * @param bits the type of the latter
	 * @param counted the place of the counted pages among the values, or -1
	 * @param changes the place of what is noted of lasting changes, or -1
	 */
	void addKeptGlobals(int save, int restore, int read, FunctionType bits, int counted, int changes) {
		this.state = new StateFunctions(number(PROCEDURE, save), number(PROCEDURE, restore), number(bits, read), bits,
				counted, changes);
	}

	/**
	 * Number the function that sets the globals.
	 * @param index its index in the module
	 * @param type its type
	 */
	void addGlobalsSetter(int index, FunctionType type) {
		this.globalsSetter = number(type, index);
	}

	/**
	 * Add a function that is handed out as well, behind all those that can be called.
	 * @param index its index in the module
	 */
	void addBind(int index) {
		this.indexes.add(index);
	}

	/**
	 * Add the table and the function that hands its elements out.
	 * @param name the name to export that function by
	 * @param additions what is added to the module
	 */
	void addLookup(String name, ModuleWriter additions) {
		int table = additions.table(this.indexes.size());
		additions.elements(table, 0, this.indexes);
		additions.export(name, LOOKUP, additions.function(LOOKUP, new Code().localGet(0).tableGet(table)));
	}

	List<FunctionType> types() {
		return List.copyOf(this.types);
	}

	Optional<Integer> export(String name) {
		return Optional.ofNullable(this.exports.get(name));
	}

	Optional<Integer> getter(String global) {
		return Optional.ofNullable(this.globals.get(global)).map(Accessors::getter);
	}

	Optional<Integer> setter(String global) {
		Accessors accessors = this.globals.get(global);
		return Optional.ofNullable((accessors != null) ? accessors.setter() : null);
	}

	Optional<Integer> start() {
		return Optional.ofNullable(this.start);
	}

	Optional<Integer> pages() {
		return Optional.ofNullable(this.pages);
	}

	Optional<Integer> grow() {
		return Optional.ofNullable(this.grow);
	}

	Optional<StateFunctions> state() {
		return Optional.ofNullable(this.state);
	}

	Optional<Integer> globalsSetter() {
		return Optional.ofNullable(this.globalsSetter);
	}

	/**
	 * The functions that read and write a global, however often it is exported.
	 *
	 * @param getter the number of the function that reads it
	 * @param setter the number of the function that writes it, {@code null} if it never
	 * changes
	 */
	private record Accessors(int getter, @Nullable Integer setter) {
	}

}
