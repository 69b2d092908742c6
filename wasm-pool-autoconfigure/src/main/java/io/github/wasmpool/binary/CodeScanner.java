package io.github.wasmpool.binary;

import java.util.List;
import java.util.Locale;

import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.binary.AtomicWaits.AtomicWait;
import io.github.wasmpool.binary.CountedMemory.SizeInstruction;
import io.github.wasmpool.binary.complexity.Complexity;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.types.OpCode;
import run.endive.wasm.types.WasmEncoding;

/**
 * Passes over instructions once, without keeping any: finds what is not to be had, and
 * measures each function. A tree of the instructions of 2 MB would take a second and 75
 * MB.
 */
final class CodeScanner {

	private static final int DATA_DROP = 0x09;

	private static final int TABLE_INIT = 0x0C;

	private static final int ELEM_DROP = 0x0D;

	private static final int TABLE_COPY = 0x0E;

	private static final int TABLE_GROW = 0x0F;

	private static final int TABLE_SIZE = 0x10;

	private static final int TABLE_FILL = 0x11;

	private static final int WAIT_32 = 0x01;

	private static final int WAIT_64 = 0x02;

	private static final int SEVERAL_MEMORIES = 0x40;

	/**
	 * The type of a block without values; those of one value begin with the same bits.
	 */
	private static final int EMPTY = 0x40;

	/** Behind so much more than a memory there is nothing that needs no check. */
	private static final long FAR = (2L << 30) - (64 << 10);

	private final ByteReader reader;

	private final List<FunctionType> types;

	private final IndexSpaces indexes;

	/** The index of the type of each function. */
	private List<Integer> functions = List.of();

	private Complexity complexity;

	private final CodeFindings findings = new CodeFindings();

	/**
	 * Create a scanner of constant expressions.
	 * @param reader where they are
	 * @param indexes what they may refer to
	 */
	CodeScanner(ByteReader reader, IndexSpaces indexes) {
		this(reader, List.of(), indexes, false);
	}

	/**
	 * Create a scanner.
	 * @param reader where the instructions are
	 * @param types the types of the module, to which blocks may refer
	 * @param indexes what else they may refer to
	 * @param boundsChecks whether accesses to the memory are compiled with checks
	 */
	CodeScanner(ByteReader reader, List<FunctionType> types, IndexSpaces indexes, boolean boundsChecks) {
		this.reader = reader;
		this.types = types;
		this.indexes = indexes;
		this.complexity = new Complexity(boundsChecks);
	}

	/**
	 * Return what was found.
	 */
	CodeFindings findings() {
		return this.findings;
	}

	/**
	 * Pass over the code section.
	 * @param declarations what the module declares
	 * @param limits what it may ask for
	 * @param bridge what its bridge demands of the compiler
	 */
	void scanFunctions(Declarations declarations, ModuleLimits limits, long bridge) {
		this.functions = declarations.functions();
		int imported = declarations.imported(FunctionType.class);
		long total = bridge;
		int sectionEnd = this.reader.limit();
		int count = this.reader.count();
		for (int i = 0; i < count; i++) {
			long size = this.reader.u32();
			if (size > this.reader.remaining()) {
				throw this.reader.malformed("a function of " + Wording.count(size, "byte") + " of which only "
						+ this.reader.remaining() + " follow");
			}
			int function = imported + i;
			int end = this.reader.position() + (int) size;
			this.reader.limit(end);
			total += scanFunction(function, declarations.function(function), limits.complexity());
			if (total > limits.totalComplexity()) {
				throw WasmModuleException.ofSettings(Reason.TOO_COMPLEX, String.format(Locale.ROOT,
						"module '%s' is too complex to compile safely: its bridge and its first %s"
								+ " have a complexity of %,d together where 'limits.total-complexity' allows %,d;"
								+ " raise it if the module is to be trusted",
						this.reader.module(), Wording.count(i + 1L, "function"), total, limits.totalComplexity()),
						List.of("limits.total-complexity"));
			}
			this.reader.limit(sectionEnd);
		}
		this.reader.requireEnd();
	}

	private long scanFunction(int function, FunctionType type, long limit) {
		long locals = type.params().size();
		int groups = this.reader.count();
		for (int i = 0; i < groups; i++) {
			locals += this.reader.u32();
			TypeReader.value(this.reader);
		}
		this.complexity = this.complexity.next(locals, type.params().size(), type.results().size(), limit);
		int last = 0;
		while (this.reader.hasMore()) {
			last = this.reader.peek();
			instruction();
		}
		if (last != OpCode.END.opcode()) {
			throw this.reader.malformed("function " + function + " does not end with 'end'");
		}
		requireSimple(function, locals, limit);
		return this.complexity.total();
	}

	private void requireSimple(int function, long locals, long limit) {
		long complexity = this.complexity.total();
		if (complexity > limit) {
			throw WasmModuleException.ofSettings(Reason.TOO_COMPLEX,
					String.format(Locale.ROOT, "module '%s' is too complex to compile safely: function %d has %s, %s"
							+ " (%d conditional branches count as one) and %s (%,d deep), a complexity of"
							+ " %,d where 'limits.complexity' allows %,d; split the function, or raise the limit"
							+ " if the module is to be trusted", this.reader.module(), function,
							Wording.count(locals, "local"), Wording.count(this.complexity.blocks(), "block"),
							Complexity.BRANCHES_PER_BLOCK, Wording.count(this.complexity.loops(), "loop"),
							this.complexity.depth(), complexity, limit),
					List.of("limits.complexity"));
		}
	}

	/**
	 * Pass over a constant expression, its end included.
	 */
	void scanConstant() {
		while (true) {
			int offset = this.reader.position();
			int opcode = this.reader.peek();
			switch (opcode) {
				case 0x0B -> {
					this.reader.u8();
					return;
				}
				case 0x6A, 0x6B, 0x6C, 0x7C, 0x7D, 0x7E -> throw Feature.EXTENDED_CONST.refusal(offset);
				default -> instruction();
			}
		}
	}

	private void instruction() {
		int offset = this.reader.position();
		int opcode = this.reader.u8();
		this.complexity.instruction(opcode);
		switch (opcode) {
			case 0x00 -> this.complexity.stop();
			case 0x02, 0x03, 0x04 -> block(opcode == 0x03, opcode == 0x04);
			case 0x05 -> this.complexity.otherwise();
			case 0x0B -> this.complexity.end();
			case 0x10 -> call();
			case 0x11 -> callThroughTable();
			case 0x0C, 0x0D -> this.complexity.branch(this.reader.u32(), opcode == 0x0D);
			case 0x0E -> branchTable();
			case 0x0F -> this.complexity.leave();
			case 0x1A -> this.complexity.drop();
			case 0x20 -> this.complexity.get(this.reader.u32());
			case 0x21 -> this.complexity.set(this.reader.u32());
			case 0x22 -> this.complexity.tee(this.reader.u32());
			default -> plain(opcode, offset);
		}
	}

	/**
	 * Pass over an instruction that takes some values and leaves at most one.
	 */
	private void plain(int opcode, int offset) {
		int code = Instructions.isPrefix(opcode) ? (int) this.reader.copy().u32() : 0;
		switch (opcode) {
			case 0x23, 0x24 -> this.indexes.global(this.reader);
			case 0x25 -> this.indexes.table(this.reader);
			case 0x26 -> {
				this.indexes.table(this.reader);
				this.findings.lasting()
					.add(new LastingChanges.Instruction("table.set", offset, this.reader.position()));
			}
			case 0x3F, 0x40 -> {
				requireFirstMemory();
				this.findings.sizes().add(new SizeInstruction(offset, this.reader.position(), opcode == 0x40));
			}
			case 0xD0 -> heapType();
			case 0xD2 -> this.indexes.function(this.reader);
			case Instructions.MISC -> misc(code, offset);
			case Instructions.SIMD -> {
				Feature.SIMD.require(this.reader, offset);
				skipImmediates(opcode, offset);
			}
			case Instructions.ATOMICS -> atomic(code, offset);
			default -> skipImmediates(opcode, offset);
		}
		this.complexity.effect(opcode, code, Complexity.isRepeatable(opcode, code) ? this.reader.hash(offset) : 0);
	}

	private void branchTable() {
		int count = this.reader.count();
		this.complexity.branchTable(count);
		for (int i = 0; i <= count; i++) {
			this.complexity.target(this.reader.u32());
		}
		this.complexity.stop();
	}

	/**
	 * Pass over which memory is meant. What takes the place of the instruction does not
	 * say it any more.
	 */
	private void requireFirstMemory() {
		if (this.reader.u8() != 0) {
			throw Feature.MULTIPLE_MEMORIES.refusal(this.reader.position() - 1);
		}
	}

	private void misc(int code, int offset) {
		WasmEncoding[] immediates = Instructions.immediates(Instructions.MISC, this.reader, offset);
		switch (code) {
			case TABLE_INIT -> {
				this.indexes.elements(this.reader);
				this.indexes.table(this.reader);
			}
			case ELEM_DROP -> this.indexes.elements(this.reader);
			case TABLE_COPY -> {
				this.indexes.table(this.reader);
				this.indexes.table(this.reader);
			}
			case TABLE_GROW, TABLE_SIZE, TABLE_FILL -> this.indexes.table(this.reader);
			default -> skip(immediates);
		}
		String lasting = lasting(code);
		if (lasting != null) {
			this.findings.lasting().add(new LastingChanges.Instruction(lasting, offset, this.reader.position()));
		}
	}

	private static @Nullable String lasting(int code) {
		return switch (code) {
			case DATA_DROP -> "data.drop";
			case TABLE_INIT -> "table.init";
			case ELEM_DROP -> "elem.drop";
			case TABLE_COPY -> "table.copy";
			case TABLE_GROW -> "table.grow";
			case TABLE_FILL -> "table.fill";
			default -> null;
		};
	}

	private void atomic(int code, int offset) {
		Feature.THREADS.require(this.reader, offset);
		WasmEncoding[] immediates = Instructions.immediates(Instructions.ATOMICS, this.reader, offset);
		if (code != WAIT_32 && code != WAIT_64) {
			skip(immediates);
			return;
		}
		boolean wide = code == WAIT_64;
		long alignment = this.reader.copy().u32();
		long added = memoryArgument();
		if (alignment != (wide ? 3 : 2)) {
			throw this.reader.malformedAt(offset, "a wait with an alignment of 2 to the power of " + alignment);
		}
		this.findings.waits().add(new AtomicWait(offset, this.reader.position(), wide, added));
	}

	private void call() {
		FunctionType type = this.types.get(this.functions.get(callee(this.functions.size())));
		this.complexity.call(type.params().size(), type.results().size());
	}

	private void callThroughTable() {
		FunctionType type = this.types.get(callee(this.types.size()));
		this.complexity.callThroughTable(type.params().size(), type.results().size());
		this.indexes.table(this.reader);
	}

	private int callee(int count) {
		int offset = this.reader.position();
		long callee = this.reader.u32();
		if (callee >= count) {
			throw this.reader.malformedAt(offset, "a call of " + callee + " but there are " + count);
		}
		return (int) callee;
	}

	private void skipImmediates(int opcode, int offset) {
		skip(Instructions.immediates(opcode, this.reader, offset));
	}

	private void skip(WasmEncoding[] immediates) {
		for (WasmEncoding immediate : immediates) {
			skip(immediate);
		}
	}

	private void skip(WasmEncoding immediate) {
		switch (immediate) {
			case VARUINT -> this.reader.u32();
			case VARSINT32 -> this.reader.skipInteger(5);
			case VARSINT64 -> this.reader.skipInteger(10);
			case FLOAT32 -> this.reader.skip(4);
			case FLOAT64 -> this.reader.skip(8);
			case V128 -> this.reader.skip(16);
			case BYTE -> this.reader.u8();
			case MEMARG -> memoryArgument();
			case VEC_VARUINT -> {
				int count = this.reader.count();
				for (int i = 0; i < count; i++) {
					this.reader.u32();
				}
			}
			case VEC_VALUE_TYPE -> {
				int count = this.reader.count();
				for (int i = 0; i < count; i++) {
					TypeReader.value(this.reader);
				}
			}
			case BLOCK_TYPE, VEC_CATCH -> throw Feature.EXCEPTIONS.refusal(this.reader.position());
		}
	}

	/**
	 * Pass over where an instruction accesses the memory.
	 * @return what it adds to the address
	 */
	private long memoryArgument() {
		int offset = this.reader.position();
		if ((this.reader.u32() & SEVERAL_MEMORIES) != 0) {
			throw Feature.MULTIPLE_MEMORIES.refusal(offset);
		}
		long added = this.reader.u32();
		if (added >= FAR) {
			this.complexity.farAccess();
		}
		return added;
	}

	private void block(boolean loop, boolean when) {
		int first = this.reader.peek();
		if (first == EMPTY) {
			this.reader.u8();
			this.complexity.simpleBlock(loop, when, 0);
		}
		else if ((first & 0xC0) == EMPTY) {
			TypeReader.value(this.reader);
			this.complexity.simpleBlock(loop, when, 1);
		}
		else {
			int offset = this.reader.position();
			long type = this.reader.u32();
			if (type >= this.types.size()) {
				throw this.reader.malformedAt(offset,
						"a block of type " + type + " but there are " + this.types.size());
			}
			FunctionType signature = this.types.get((int) type);
			this.complexity.block(loop, when, signature.params().size(), signature.results().size());
		}
	}

	private void heapType() {
		int offset = this.reader.position();
		int type = this.reader.u8();
		if (type != 0x70 && type != 0x6F) {
			Feature feature = Feature.ofType(type);
			throw ((feature != null) ? feature : Feature.FUNCTION_REFERENCES).refusal(offset);
		}
	}

}
