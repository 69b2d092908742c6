package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.binary.AtomicWaits.AtomicWait;
import io.github.wasmpool.binary.CountedMemory.SizeInstruction;

/**
 * What the {@link CodeScanner} finds in the functions of a module that matters later.
 */
final class CodeFindings {

	private final List<AtomicWait> waits = new ArrayList<>();

	private final List<SizeInstruction> sizes = new ArrayList<>();

	private final List<LastingChanges.Instruction> lasting = new ArrayList<>();

	void add(AtomicWait wait) {
		this.waits.add(wait);
	}

	void add(SizeInstruction size) {
		this.sizes.add(size);
	}

	void add(LastingChanges.Instruction lasting) {
		this.lasting.add(lasting);
	}

	/**
	 * Return the instructions that wait, in the order of the file.
	 */
	List<AtomicWait> waits() {
		return List.copyOf(this.waits);
	}

	/**
	 * Return the instructions that ask for or change the size of the memory, in the order
	 * of the file.
	 */
	List<SizeInstruction> sizes() {
		return List.copyOf(this.sizes);
	}

	/**
	 * Return the instructions that change a table or drop a segment, which cannot be put
	 * back in an instance, in the order of the file.
	 */
	List<LastingChanges.Instruction> lasting() {
		return List.copyOf(this.lasting);
	}

}
