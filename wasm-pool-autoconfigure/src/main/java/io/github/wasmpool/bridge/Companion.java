package io.github.wasmpool.bridge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.wasmpool.binary.ByteWriter;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;

/**
 * Writes a companion module.
 */
final class Companion {

	private static final FunctionType PROCEDURE = FunctionType.of(List.of(), List.of());

	private static final FunctionType LOOKUP = FunctionType.of(List.of(ValueType.I32), List.of(ValueType.FUNCREF));

	private static final FunctionType BIND = FunctionType.of(List.of(ValueType.I32, ValueType.FUNCREF), List.of());

	private static final FunctionType PAGES = FunctionType.of(List.of(), List.of(ValueType.I32));

	private static final int PAGE_SIZE = 65_536;

	// The imported functions
	private static final int LOOK_UP = 0;

	private static final int DISPATCH = 1;

	private final int callables;

	private final List<FunctionType> operations;

	private final int calls;

	private final List<FunctionType> imports;

	private final Optional<Integer> pages;

	private final Optional<Integer> restore;

	private final Map<FunctionType, Integer> types = new LinkedHashMap<>();

	private final List<Integer> functionTypes = new ArrayList<>();

	private final ByteWriter bodies = new ByteWriter();

	/**
	 * Create a writer.
	 * @param callables how many functions of the guest can be called
	 * @param operations the signatures of those that can be called once, then of those
	 * that can be called for columns
	 * @param calls how many of the operations are calls
	 * @param imports the signatures of the functions the guest imports
	 * @param pages the number of the callable that returns the pages of the guest's
	 * memory
	 * @param restore the number of the callable that puts the guest's globals back
	 */
	Companion(int callables, List<FunctionType> operations, int calls, List<FunctionType> imports,
			Optional<Integer> pages, Optional<Integer> restore) {
		this.callables = callables;
		this.operations = operations;
		this.calls = calls;
		this.imports = imports;
		this.pages = pages;
		this.restore = restore;
	}

	byte[] write() {
		ByteWriter imported = imports();
		int firstImport = importCount();
		this.imports.forEach((type) -> function(type, forwardImport(type)));
		int firstOperation = firstImport + this.functionTypes.size();
		for (int i = 0; i < this.operations.size(); i++) {
			FunctionType type = this.operations.get(i);
			function(PROCEDURE, (i < this.calls) ? callOnce(type) : callForColumns(type));
		}
		int enter = firstImport + this.functionTypes.size();
		function(PROCEDURE, enter(firstOperation));
		int link = firstImport + this.functionTypes.size();
		function(PROCEDURE, link());

		ByteWriter functions = new ByteWriter().u32(this.functionTypes.size());
		this.functionTypes.forEach(functions::u32);
		ByteWriter types = new ByteWriter().u32(this.types.size());
		this.types.keySet().forEach(types::type);
		ByteWriter module = ByteWriter.ofModule();
		int pageCount = FrameLayout.SIZE / PAGE_SIZE;
		module.section(1, types).section(2, imported).section(3, functions);
		int functionCount = firstForwarder() + this.imports.size();
		module.section(4, new ByteWriter().u32(1).type(ValueType.FUNCREF).u8(1).u32(functionCount).u32(functionCount));
		module.section(5, new ByteWriter().u32(1).u8(1).u32(pageCount).u32(pageCount));
		module.section(7, new ByteWriter().u32(2).name(Bridge.FRAME).u8(2).u32(0).name(Bridge.ENTER).u8(0).u32(enter));
		module.section(8, new ByteWriter().u32(link));
		if (!this.imports.isEmpty()) {
			module.section(9, forwarders(firstImport));
		}
		module.section(10, new ByteWriter().u32(this.functionTypes.size()).append(this.bodies));
		return module.toByteArray();
	}

	private int importCount() {
		return this.imports.isEmpty() ? 1 : 2;
	}

	private ByteWriter imports() {
		ByteWriter writer = new ByteWriter().u32(importCount());
		writer.name("guest").name("lookup").u8(0).u32(type(LOOKUP));
		if (!this.imports.isEmpty()) {
			writer.name("host").name("dispatch").u8(0).u32(type(PROCEDURE));
		}
		return writer;
	}

	/**
	 * Return where in the table the functions begin that the guest imports: behind its
	 * callables and the function that binds imports.
	 */
	private int firstForwarder() {
		return this.callables + (this.imports.isEmpty() ? 0 : 1);
	}

	/**
	 * Put the functions that the guest imports into the table.
	 */
	private ByteWriter forwarders(int firstImport) {
		ByteWriter writer = new ByteWriter().u32(1).u8(0);
		writer.u8(0x41).s32(firstForwarder()).u8(0x0B).u32(this.imports.size());
		for (int i = 0; i < this.imports.size(); i++) {
			writer.u32((long) firstImport + i);
		}
		return writer;
	}

	/**
	 * Put the globals back if that was put off until now, do what the frame says, and
	 * note the size of the memory afterwards.
	 */
	private Code enter(int firstOperation) {
		int count = this.operations.size();
		if (count == 0) {
			return new Code(List.of());
		}
		Code code = new Code(List.of());
		this.restore.ifPresent((number) -> {
			code.i32Const(0).load(ValueType.I32, FrameLayout.RESTORE).when();
			code.i32Const(0).i32Const(0).store(ValueType.I32, FrameLayout.RESTORE);
			code.i32Const(number).callIndirect(type(PROCEDURE)).end();
		});
		code.block();
		for (int i = 0; i < count; i++) {
			code.block();
		}
		code.i32Const(0).load(ValueType.I32, FrameLayout.OPERATION).branchTable(count);
		for (int i = 0; i < count; i++) {
			code.end().call(firstOperation + i).branch(count - 1 - i);
		}
		return notePages(code.end());
	}

	/**
	 * Have the guest's imports call this module, and note the size of the memory. A loop
	 * does it: a function that grew with the imports could grow past what the compiler
	 * bears, which ends the process.
	 */
	private Code link() {
		Code code = new Code(List.of(ValueType.I32));
		if (!this.imports.isEmpty()) {
			int bind = this.callables;
			int number = 0;
			code.i32Const(bind).i32Const(bind).call(LOOK_UP).tableSet();
			code.loop();
			code.localGet(number).localGet(number).i32Const(firstForwarder()).i32Add().tableGet();
			code.i32Const(bind).callIndirect(type(BIND));
			advance(code, number, 1);
			code.i32Const(this.imports.size()).localGet(number).i32Sub().branchIf(0).end();
		}
		this.pages.ifPresent((number) -> code.i32Const(number).i32Const(number).call(LOOK_UP).tableSet());
		this.restore.ifPresent((number) -> code.i32Const(number).i32Const(number).call(LOOK_UP).tableSet());
		return notePages(code);
	}

	private Code notePages(Code code) {
		this.pages.ifPresent((number) -> code.i32Const(0)
			.i32Const(number)
			.callIndirect(type(PAGES))
			.store(ValueType.I32, FrameLayout.PAGES));
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
		for (int i = 0; i < type.params().size(); i++) {
			code.i32Const(0).load(type.params().get(i), FrameLayout.slot(i));
		}
		code.localGet(0).callIndirect(type(type));
		return storeResults(code, type);
	}

	private static Code storeResults(Code code, FunctionType type) {
		int count = type.results().size();
		if (count == 1) {
			return code.store(type.results().get(0), FrameLayout.slot(0));
		}
		for (int i = count; i > 0; i--) {
			code.localSet(i);
		}
		for (int i = 0; i < count; i++) {
			code.i32Const(0).localGet(1 + i).store(type.results().get(i), FrameLayout.slot(i));
		}
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
		List<ValueType> locals = new ArrayList<>();
		for (int i = 0; i < first + columns; i++) {
			locals.add(ValueType.I32);
		}
		Code code = lookUp(new Code(locals));
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
		code.localGet(0).callIndirect(type(type)).store(item, 0);
		advance(code, results, size);
		for (int i = 0; i < columns; i++) {
			advance(code, first + i, size);
		}
		advance(code, done, 1);
		code.localGet(count).localGet(done).i32Sub().branchIf(0).end();
		return code;
	}

	private static void advance(Code code, int local, int by) {
		code.localGet(local).i32Const(by).i32Add().localSet(local);
	}

	/**
	 * Put the number of the callable into the first local, and its function into the
	 * table unless it is there.
	 */
	private static Code lookUp(Code code) {
		code.i32Const(0).load(ValueType.I32, FrameLayout.FUNCTION).localSet(0);
		code.localGet(0).tableGet().refIsNull().when();
		return code.localGet(0).localGet(0).call(LOOK_UP).tableSet().end();
	}

	/**
	 * Be a function the guest imports: pass the arguments on to the host, and its results
	 * back.
	 */
	private Code forwardImport(FunctionType type) {
		Code code = new Code(List.of());
		if (!type.isNumeric()) {
			return code.unreachable();
		}
		notePages(code);
		int number = this.functionTypes.size();
		code.i32Const(0).i32Const(number).store(ValueType.I32, FrameLayout.FUNCTION);
		for (int i = 0; i < type.params().size(); i++) {
			code.i32Const(0).localGet(i).store(type.params().get(i), FrameLayout.slot(i));
		}
		code.call(DISPATCH);
		code.i32Const(0).load(ValueType.I32, FrameLayout.FAILED).when().unreachable().end();
		for (int i = 0; i < type.results().size(); i++) {
			code.i32Const(0).load(type.results().get(i), FrameLayout.slot(i));
		}
		return code;
	}

	private void function(FunctionType type, Code code) {
		this.functionTypes.add(type(type));
		this.bodies.append(code.finish());
	}

	private int type(FunctionType type) {
		Integer index = this.types.computeIfAbsent(type, (added) -> this.types.size());
		return index;
	}

}
