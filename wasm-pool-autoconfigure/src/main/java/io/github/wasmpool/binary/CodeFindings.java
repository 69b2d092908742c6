package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.binary.AtomicWaits.AtomicWait;
import io.github.wasmpool.binary.CountedMemory.SizeInstruction;

/**
 * What the {@link CodeScanner} finds in the functions of a module that matters later, in
 * the order of the file.
 *
 * @param waits the instructions that wait
 * @param sizes the instructions that ask for or change the size of the memory
 * @param lasting the instructions that change a table or drop a segment, which cannot be
 * put back in an instance
 */
record CodeFindings(List<AtomicWait> waits, List<SizeInstruction> sizes, List<LastingChanges.Instruction> lasting) {

	CodeFindings() {
		this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
	}

}
