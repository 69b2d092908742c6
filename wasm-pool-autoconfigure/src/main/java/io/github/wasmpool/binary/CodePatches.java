package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;
import run.endive.wasm.types.SectionId;

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
	void replace(int start, int end, ByteWriter replacement) {
		this.patches.add(new Patch(start, end, replacement));
	}

	/**
	 * Write the bodies of a module's functions anew.
	 * @param sections the module
	 * @return the entries of the section, or {@code null} if they stay as they are
	 */
	@Nullable ByteWriter code(Sections sections) {
		ByteReader reader = sections.reader(SectionId.CODE);
		if (reader == null || this.patches.isEmpty()) {
			return null;
		}
		this.patches.sort(Comparator.comparingInt(Patch::start));
		byte[] binary = sections.binary();
		ByteWriter writer = new ByteWriter(reader.remaining() + 1024);
		int count = reader.count();
		int next = 0;
		for (int i = 0; i < count; i++) {
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
		return writer;
	}

	private static ByteWriter body(byte[] binary, int start, int end, List<Patch> inside) {
		ByteWriter body = new ByteWriter();
		int from = start;
		for (Patch patch : inside) {
			body.copy(binary, from, patch.start()).append(patch.replacement());
			from = patch.end();
		}
		return body.copy(binary, from, end);
	}

	private record Patch(int start, int end, ByteWriter replacement) {

	}

}
