package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Instructions of a module that are replaced by others with the same effect on the stack.
 */
final class CodePatches {

	private final List<Patch> patches = new ArrayList<>();

	/**
	 * Replace an instruction.
	 * @param start where it begins in the file
	 * @param end where the next one begins
	 * @param replacement what takes its place
	 */
	void replace(int start, int end, Code replacement) {
		this.patches.add(new Patch(start, end, replacement));
	}

	/**
	 * Write the bodies of a module's functions, with what is replaced in them.
	 * @param reader the code section, behind the number of functions
	 * @param binary the file
	 * @param writer where to write them
	 */
	void writeCode(ByteReader reader, byte[] binary, ByteWriter writer) {
		this.patches.sort(Comparator.comparingInt(Patch::start));
		int next = 0;
		while (reader.hasMore()) {
			int start = reader.position();
			long size = reader.u32();
			int from = reader.position();
			reader.skip(size);
			int end = reader.position();
			int first = next;
			while (next < this.patches.size() && this.patches.get(next).end() <= end) {
				next++;
			}
			if (next == first) {
				writer.copy(binary, start, end);
			}
			else {
				ByteWriter body = body(binary, from, end, this.patches.subList(first, next));
				writer.u32(body.size()).append(body);
			}
		}
	}

	private static ByteWriter body(byte[] binary, int start, int end, List<Patch> inside) {
		ByteWriter body = new ByteWriter();
		int from = start;
		for (Patch patch : inside) {
			patch.replacement().writeInstructions(body.copy(binary, from, patch.start()));
			from = patch.end();
		}
		return body.copy(binary, from, end);
	}

	private record Patch(int start, int end, Code replacement) {

	}

}
