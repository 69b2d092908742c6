package io.github.wasmpool.bridge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.wasmpool.binary.Code;
import io.github.wasmpool.binary.GuestLayout;
import io.github.wasmpool.binary.ModuleWriter;
import io.github.wasmpool.binary.StateFunctions;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.ValueType;

import static io.github.wasmpool.binary.Signatures.BIND;
import static io.github.wasmpool.binary.Signatures.LOOKUP;
import static io.github.wasmpool.binary.Signatures.PAGES;
import static io.github.wasmpool.binary.Signatures.PROCEDURE;

/**
 * Writes a companion module.
 */
final class Companion {

	private static final int PAGES_OF_FRAME = FrameLayout.SIZE / MemoryLimits.PAGE_SIZE;

	/** The one table: the callables, the function that binds imports, the imports. */
	private static final int TABLE = 0;

	private final GuestLayout guest;

	private final List<FunctionType> calls;

	private final List<FunctionType> columns;

	private final List<FunctionType> imports;

	private final int callables;

	private final ModuleWriter module = new ModuleWriter();

	private final int lookUp;

	/**
	 * Create a writer.
	 * @param guest the guest
	 * @param calls the signatures of its functions that can be called once
	 * @param columns the signatures of those that can be called for columns
	 * @param imports the signatures of the functions it imports
	 */
	Companion(GuestLayout guest, List<FunctionType> calls, List<FunctionType> columns, List<FunctionType> imports) {
		this.guest = guest;
		this.calls = calls;
		this.columns = columns;
		this.imports = imports;
		this.callables = guest.callables().size();
		this.lookUp = this.module.importing("guest", "lookup", LOOKUP);
	}

	byte[] write() {
		if (!this.imports.isEmpty()) {
			addForwarders(this.module.importing("host", "dispatch", PROCEDURE));
		}
		List<Integer> operations = new ArrayList<>();
		this.calls.forEach((type) -> operations.add(this.module.function(PROCEDURE, callOnce(type))));
		this.columns.forEach((type) -> operations.add(this.module.function(PROCEDURE, callForColumns(type))));
		int enter = this.module.function(PROCEDURE, enter(operations));
		this.module.table(firstForwarder() + this.imports.size());
		MemoryType frame = new MemoryType(PAGES_OF_FRAME, PAGES_OF_FRAME, false);
		this.module.memory(frame);
		this.module.export(Bridge.FRAME, frame, 0);
		this.module.export(Bridge.ENTER, PROCEDURE, enter);
		this.module.start(this.module.function(PROCEDURE, link()));
		return this.module.toByteArray();
	}

	/**
	 * Return where in the table the functions begin that the guest imports: behind its
	 * callables and the function that binds imports.
	 */
	private int firstForwarder() {
		return this.callables + (this.imports.isEmpty() ? 0 : 1);
	}

	/**
	 * Add the functions that the guest imports, and put them into the table.
	 */
	private void addForwarders(int dispatch) {
		List<Integer> forwarders = new ArrayList<>();
		for (FunctionType type : this.imports) {
			forwarders.add(this.module.function(type, forwardImport(type, forwarders.size(), dispatch)));
		}
		this.module.elements(TABLE, firstForwarder(), forwarders);
	}

	/**
	 * Put the globals back if that was put off until now, do what the frame says, and
	 * note the size of the memory afterwards.
	 */
	private Code enter(List<Integer> operations) {
		Code code = new Code();
		if (operations.isEmpty()) {
			return code;
		}
		this.guest.state().map(StateFunctions::restore).ifPresent((number) -> {
			code.i32Const(0).load(ValueType.I32, FrameLayout.RESTORE).when();
			code.i32Const(0).i32Const(0).store(ValueType.I32, FrameLayout.RESTORE);
			callTable(code.i32Const(number), PROCEDURE).end();
		});
		return notePages(code.callOneOf(FrameLayout.OPERATION, operations.get(0), operations.size()));
	}

	/**
	 * Have the guest's imports call this module, and note the size of the memory. A loop
	 * does it: a function that grew with the imports could grow past what the compiler
	 * bears, which ends the process.
	 */
	private Code link() {
		Code code = new Code(ValueType.I32);
		if (!this.imports.isEmpty()) {
			int bind = this.callables;
			int number = 0;
			know(code, bind).loop();
			code.localGet(number).localGet(number).i32Const(firstForwarder()).i32Add().tableGet(TABLE);
			callTable(code.i32Const(bind), BIND);
			code.add(number, 1).i32Const(this.imports.size()).localGet(number).i32Sub().branchIf(0).end();
		}
		this.guest.pages().ifPresent((number) -> know(code, number));
		this.guest.state().ifPresent((state) -> know(code, state.restore()));
		return notePages(code);
	}

	/**
	 * Put a function into the table.
	 */
	private Code know(Code code, int number) {
		return code.i32Const(number).i32Const(number).call(this.lookUp).tableSet(TABLE);
	}

	private Code callTable(Code code, FunctionType type) {
		return code.callIndirect(this.module.type(type), TABLE);
	}

	private Code notePages(Code code) {
		this.guest.pages()
			.ifPresent((number) -> callTable(code.i32Const(0).i32Const(number), PAGES).store(ValueType.I32,
					FrameLayout.PAGES));
		return code;
	}

	/**
	 * Call a function of the guest with the values in the frame.
	 */
	private Code callOnce(FunctionType type) {
		List<ValueType> locals = new ArrayList<>(List.of(ValueType.I32));
		locals.addAll(type.results());
		Code code = lookUp(new Code(locals));
		if (type.results().size() == 1) {
			code.i32Const(0);
		}
		loadSlots(code, type.params());
		return storeResults(callTable(code.localGet(0), type), type);
	}

	private static void loadSlots(Code code, List<ValueType> types) {
		for (int i = 0; i < types.size(); i++) {
			code.i32Const(0).load(types.get(i), FrameLayout.slot(i));
		}
	}

	private static void storeSlots(Code code, List<ValueType> types, int firstLocal) {
		for (int i = 0; i < types.size(); i++) {
			code.i32Const(0).localGet(firstLocal + i).store(types.get(i), FrameLayout.slot(i));
		}
	}

	private static Code storeResults(Code code, FunctionType type) {
		int count = type.results().size();
		if (count == 1) {
			return code.store(type.results().get(0), FrameLayout.slot(0));
		}
		for (int i = count; i > 0; i--) {
			code.localSet(i);
		}
		storeSlots(code, type.results(), 1);
		return code;
	}

	/**
	 * Call a function of the guest for each item of columns. All there is to know is
	 * taken out of the frame first.
	 */
	private Code callForColumns(FunctionType type) {
		ValueType item = type.results().get(0);
		int size = (item == ValueType.I32 || item == ValueType.F32) ? 4 : 8;
		int columns = type.params().size();
		int count = 1;
		int progress = 2;
		int results = 3;
		int done = 4;
		int first = 5;
		Code code = lookUp(new Code(Collections.nCopies(first + columns, ValueType.I32)));
		code.i32Const(0).load(ValueType.I32, FrameLayout.COUNT).localSet(count);
		code.i32Const(0).load(ValueType.I32, FrameLayout.PROGRESS).localSet(progress);
		code.i32Const(0).load(ValueType.I32, FrameLayout.RESULTS).localSet(results);
		for (int i = 0; i < columns; i++) {
			code.i32Const(0).load(ValueType.I32, FrameLayout.COLUMNS + i * FrameLayout.SLOT_SIZE).localSet(first + i);
		}
		code.loop();
		code.localGet(progress).localGet(done).store(ValueType.I32, 0);
		code.localGet(results);
		for (int i = 0; i < columns; i++) {
			code.localGet(first + i).load(item, 0);
		}
		callTable(code.localGet(0), type).store(item, 0);
		code.add(results, size);
		for (int i = 0; i < columns; i++) {
			code.add(first + i, size);
		}
		code.add(done, 1).localGet(count).localGet(done).i32Sub().branchIf(0).end();
		return code;
	}

	/**
	 * Put the number of the callable into the first local, and its function into the
	 * table unless it is there.
	 */
	private Code lookUp(Code code) {
		code.i32Const(0).load(ValueType.I32, FrameLayout.FUNCTION).localSet(0);
		code.localGet(0).tableGet(TABLE).refIsNull().when();
		return code.localGet(0).localGet(0).call(this.lookUp).tableSet(TABLE).end();
	}

	/**
	 * Be a function the guest imports: pass the arguments on to the host, and its results
	 * back.
	 */
	private Code forwardImport(FunctionType type, int number, int dispatch) {
		Code code = new Code();
		if (!type.isNumeric()) {
			return code.unreachable();
		}
		notePages(code).i32Const(0).i32Const(number).store(ValueType.I32, FrameLayout.FUNCTION);
		storeSlots(code, type.params(), 0);
		code.call(dispatch);
		code.i32Const(0).load(ValueType.I32, FrameLayout.FAILED).when().unreachable().end();
		loadSlots(code, type.results());
		return code;
	}

}
