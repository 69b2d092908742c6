package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.GuestFeatures;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.types.SectionId;

/**
 * A binary cut into its sections. Immutable.
 */
final class Sections {

	private final String module;

	private final GuestFeatures features;

	private final byte[] binary;

	private final List<Slice> all;

	private Sections(String module, GuestFeatures features, byte[] binary, List<Slice> all) {
		this.module = module;
		this.features = features;
		this.binary = binary;
		this.all = List.copyOf(all);
	}

	/**
	 * Cut a binary into its sections.
	 * @param module what messages call the module
	 * @param features what the module may use
	 * @param binary a binary that begins with the header of a module
	 * @return its sections
	 */
	static Sections of(String module, GuestFeatures features, byte[] binary) {
		List<Slice> all = new ArrayList<>();
		int lastRank = 0;
		int start = Header.SIZE;
		while (start < binary.length) {
			int id = binary[start] & 0xFF;
			if (id == 0 && isZero(binary, start)) {
				throw malformed(module,
						"ends at byte " + start + ", and " + Wording.count(binary.length - start, "byte")
								+ " of nothing but zeros follow; check what wrote or copied the file");
			}
			if (!Slice.isKnown(id)) {
				throw malformed(module, "is damaged: at byte " + start + " it has a section of the unknown kind " + id);
			}
			String name = Slice.name(id);
			ByteReader header = new ByteReader(module, features, name, binary, start + 1, binary.length);
			long size = header.u32();
			if (size > header.remaining()) {
				throw malformed(module,
						"is damaged or was cut off: section '" + name + "' at byte " + start + " says it is "
								+ Wording.count(size, "byte") + " long but only " + header.remaining() + " follow");
			}
			if (id != SectionId.CUSTOM) {
				if (Slice.rank(id) <= lastRank) {
					throw malformed(module,
							"is damaged: section '" + name + "' at byte " + start + " is repeated or out of order");
				}
				lastRank = Slice.rank(id);
			}
			int end = header.position() + (int) size;
			if (id == SectionId.CUSTOM) {
				new ByteReader(module, features, name, binary, header.position(), end).name();
			}
			all.add(new Slice(id, start, header.position(), end));
			start = end;
		}
		return new Sections(module, features, binary, all);
	}

	/**
	 * Whether nothing but zeros follows, which is no section: one needs a name.
	 */
	static boolean isZero(byte[] binary, int start) {
		for (int i = start; i < binary.length; i++) {
			if (binary[i] != 0) {
				return false;
			}
		}
		return true;
	}

	String module() {
		return this.module;
	}

	GuestFeatures features() {
		return this.features;
	}

	byte[] binary() {
		return this.binary;
	}

	List<Slice> all() {
		return this.all;
	}

	/**
	 * Return a cursor over what a section holds.
	 * @param id the id of the section
	 * @return the cursor, or {@code null} if the module has no such section
	 */
	@Nullable ByteReader reader(int id) {
		for (Slice section : this.all) {
			if (section.id() == id) {
				return reader(section);
			}
		}
		return null;
	}

	/**
	 * Return a cursor over what a section holds.
	 * @param section one of this binary
	 */
	ByteReader reader(Slice section) {
		return new ByteReader(this.module, this.features, Slice.name(section.id()), this.binary, section.content(),
				section.end());
	}

	/**
	 * Return how many entries a section holds.
	 * @param id the id of the section
	 * @return the number it begins with, 0 if the module has no such section
	 */
	int count(int id) {
		ByteReader reader = reader(id);
		return (reader != null) ? reader.count() : 0;
	}

	private static WasmModuleException malformed(String module, String sentence) {
		return new WasmModuleException(Reason.MALFORMED, "module '" + module + "' " + sentence + "; build it again");
	}

}
