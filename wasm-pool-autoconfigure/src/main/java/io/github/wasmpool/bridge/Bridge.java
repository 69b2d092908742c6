package io.github.wasmpool.bridge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.wasmpool.binary.GuestLayout;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.ValueType;

/**
 * The bridge of a guest module: a companion module with a memory of its own, and the
 * numbers of what it can do.
 *
 * <p>
 * The companion imports, in this order, the guest's function that hands out callables
 * and, if the guest imports functions, the dispatcher, a function of the host without
 * parameters and results. It exports its memory and one function that does what the frame
 * says. Instantiating it links the guest.
 *
 * <p>
 * Immutable and thread-safe.
 */
public final class Bridge {

	/** The name the companion exports its memory by. */
	public static final String FRAME = "frame";

	/** The name the companion exports the function by that does what the frame says. */
	public static final String ENTER = "enter";

	private final boolean dispatcher;

	private final Map<FunctionType, Integer> calls;

	private final Map<FunctionType, Integer> columns;

	private final int columnsStart;

	private Bridge(boolean dispatcher, Map<FunctionType, Integer> calls, Map<FunctionType, Integer> columns,
			int columnsStart) {
		this.dispatcher = dispatcher;
		this.calls = calls;
		this.columns = columns;
		this.columnsStart = columnsStart;
	}

	/**
	 * Plan the bridge of a guest.
	 * @param guest the layout of a rewritten module
	 * @return the bridge
	 */
	public static Bridge of(GuestLayout guest) {
		Map<FunctionType, Integer> calls = new LinkedHashMap<>();
		guest.callables().forEach((type) -> calls.putIfAbsent(type, calls.size()));
		Map<FunctionType, Integer> columns = new LinkedHashMap<>();
		calls.keySet()
			.stream()
			.filter(Bridge::isColumn)
			.forEach((type) -> columns.put(type, calls.size() + columns.size()));
		int slots = FrameLayout.COLUMN_HEADER;
		for (FunctionType type : calls.keySet()) {
			slots = Math.max(slots, Math.max(type.params().size() + FrameLayout.COLUMN_HEADER, type.results().size()));
		}
		List<FunctionType> imports = imports(guest);
		for (FunctionType type : imports) {
			slots = Math.max(slots, Math.max(type.params().size(), type.results().size()));
		}
		return new Bridge(!imports.isEmpty(), calls, columns, align(FrameLayout.slot(slots)));
	}

	private static List<FunctionType> imports(GuestLayout guest) {
		return guest.hostFunctions().stream().map(ImportType::type).map(FunctionType.class::cast).toList();
	}

	/**
	 * Whether a function can be called for each item of columns.
	 * @param type its signature
	 * @return {@code true} if it has one or more parameters of one numeric type, and one
	 * result of that type
	 */
	public static boolean isColumn(FunctionType type) {
		List<ValueType> params = type.params();
		return type.results().size() == 1 && !params.isEmpty() && params.get(0).isNumeric()
				&& params.stream().allMatch(type.results().get(0)::equals);
	}

	private static int align(int address) {
		return (address + 63) & -64;
	}

	/**
	 * Write the companion module.
	 * @param guest the layout of the same guest
	 * @return its binary
	 */
	public byte[] writeCompanion(GuestLayout guest) {
		return new Companion(guest, List.copyOf(this.calls.keySet()), List.copyOf(this.columns.keySet()),
				imports(guest))
			.write();
	}

	/**
	 * Whether the companion imports a dispatcher.
	 * @return {@code true} if the guest imports functions
	 */
	public boolean needsDispatcher() {
		return this.dispatcher;
	}

	/**
	 * Return the operation that calls a function once.
	 * @param type the signature of a callable
	 * @return the number of the operation
	 */
	public int call(FunctionType type) {
		return operation(this.calls, type);
	}

	/**
	 * Return the operation that calls a function for each item of columns.
	 * @param type the signature of a callable, for which {@link #isColumn} holds
	 * @return the number of the operation
	 */
	public int column(FunctionType type) {
		return operation(this.columns, type);
	}

	private static int operation(Map<FunctionType, Integer> operations, FunctionType type) {
		Integer operation = operations.get(type);
		if (operation == null) {
			throw new IllegalArgumentException("No callable has the signature " + type);
		}
		return operation;
	}

	/**
	 * Return where columns can lie.
	 * @return the first address behind the frame
	 */
	public int columnsStart() {
		return this.columnsStart;
	}

}
