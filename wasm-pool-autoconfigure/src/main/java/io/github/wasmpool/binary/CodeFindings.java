package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.binary.AtomicWaits.AtomicWait;
import io.github.wasmpool.binary.CountedMemory.SizeInstruction;
import org.jspecify.annotations.Nullable;

/**
 * What the {@link CodeScanner} finds in the functions of a module that matters later.
 */
final class CodeFindings {

	private final List<AtomicWait> waits = new ArrayList<>();

	private final List<SizeInstruction> sizes = new ArrayList<>();

	private @Nullable String lasting;

	void add(AtomicWait wait) {
		this.waits.add(wait);
	}

	void add(SizeInstruction size) {
		this.sizes.add(size);
	}

	/**
	 * Note an instruction that changes a table or drops a segment.
	 * @param instruction its name
	 */
	void addLasting(String instruction) {
		if (this.lasting == null) {
			this.lasting = instruction;
		}
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
	 * Return the first instruction that changes a table or drops a segment: neither can
	 * be put back in an instance.
	 * @return its name, or {@code null} if there is none
	 */
	@Nullable String lasting() {
		return this.lasting;
	}

}
