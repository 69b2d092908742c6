package io.github.wasmpool.binary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.OpCode;
import run.endive.wasm.types.SectionId;
import run.endive.wasm.types.WasmEncoding;

/**
 * Looks through a binary that uses a feature which is not to be had for the others it
 * uses, so that they are told at once. It reads past them: where it cannot, it goes on
 * with the next function or the next section.
 */
final class FeatureSurvey {

	private final Sections sections;

	private final Map<Feature, Integer> found = new EnumMap<>(Feature.class);

	/** By opcode, that of a prefix in the upper bits. What is not known has none. */
	private final Map<Long, List<WasmEncoding>> immediates = new HashMap<>();

	private FeatureSurvey(Sections sections) {
		this.sections = sections;
		for (OpCode opcode : OpCode.values()) {
			this.immediates.put((long) opcode.opcode(), OpCode.signature(opcode));
		}
	}

	/**
	 * Refuse a binary.
	 * @param sections the binary
	 * @param first the feature for which it is refused
	 * @return an exception that names all such features, in the order of the binary
	 */
	static WasmModuleException refusal(Sections sections, MissingFeatureException first) {
		FeatureSurvey survey = new FeatureSurvey(sections);
		survey.note(first.feature(), first.offset());
		sections.all().forEach(survey::section);
		List<Entry<Feature, Integer>> all = new ArrayList<>(survey.found.entrySet());
		all.sort(Comparator.comparing(Entry::getValue));
		boolean curable = all.stream().noneMatch((each) -> each.getKey().settings().isEmpty());
		return WasmModuleException.ofSettings(Reason.UNSUPPORTED_FEATURE,
				"module '" + sections.module() + "' uses "
						+ all.stream()
							.map((each) -> each.getKey().describe(each.getValue()))
							.collect(Collectors.joining("; it also uses ")),
				curable ? all.stream().flatMap((each) -> each.getKey().settings().stream()).toList() : List.of());
	}

	private void note(@Nullable Feature feature, int offset) {
		if (feature != null && !feature.isIn(this.sections.features())) {
			this.found.merge(feature, offset, Math::min);
		}
	}

	private void section(Slice section) {
		ByteReader reader = this.sections.reader(section);
		try {
			switch (section.id()) {
				case SectionId.TYPE -> each(reader, this::type);
				case SectionId.IMPORT -> each(reader, this::imported);
				case SectionId.TABLE -> each(reader, this::table);
				case SectionId.MEMORY -> memories(reader);
				case SectionId.TAG -> note(Feature.EXCEPTIONS, reader.position());
				case SectionId.GLOBAL -> each(reader, this::global);
				case SectionId.ELEMENT -> each(reader, this::elements);
				case SectionId.CODE -> each(reader, this::function);
				case SectionId.DATA -> each(reader, this::data);
				default -> {
				}
			}
		}
		catch (WasmModuleException ex) {
			// It is refused anyway
		}
	}

	private void each(ByteReader reader, Consumer<ByteReader> entry) {
		int count = reader.count();
		for (int i = 0; i < count; i++) {
			entry.accept(reader);
		}
	}

	private void type(ByteReader reader) {
		if (reader.peek() == 0x4E) {
			note(Feature.GARBAGE_COLLECTION, reader.position());
			reader.u8();
			each(reader, this::oneType);
		}
		else {
			oneType(reader);
		}
	}

	private void oneType(ByteReader reader) {
		int offset = reader.position();
		int form = reader.u8();
		note(Feature.ofType(form), offset);
		if (form == 0x4F || form == 0x50) {
			each(reader, ByteReader::u32);
			form = reader.u8();
		}
		switch (form) {
			case 0x60 -> {
				each(reader, this::value);
				each(reader, this::value);
			}
			case 0x5F -> each(reader, this::field);
			case 0x5E -> field(reader);
			case 0x5D -> reader.skipInteger(5);
			default -> throw reader.malformed("an unknown type");
		}
	}

	private void field(ByteReader reader) {
		value(reader);
		reader.u8();
	}

	private void value(ByteReader reader) {
		int offset = reader.position();
		int code = reader.u8();
		boolean reference = code == 0x63 || code == 0x64;
		Feature inside = reference ? Feature.ofType(reader.peek()) : null;
		note((inside != null) ? inside : Feature.ofType(code), offset);
		if (code == 0x7B) {
			note(Feature.SIMD, offset);
		}
		if (reference) {
			reader.skipInteger(5);
		}
	}

	private void imported(ByteReader reader) {
		reader.name();
		reader.name();
		int offset = reader.position();
		int kind = reader.u8();
		if (kind == ExternalType.FUNCTION.id()) {
			reader.u32();
		}
		else if (kind == ExternalType.TABLE.id()) {
			table(reader);
		}
		else if (kind == ExternalType.MEMORY.id()) {
			limits(reader);
		}
		else if (kind == ExternalType.GLOBAL.id()) {
			globalType(reader);
		}
		else {
			note(Feature.EXCEPTIONS, offset);
			reader.u8();
			reader.u32();
		}
	}

	private void table(ByteReader reader) {
		boolean filled = reader.peek() == 0x40;
		if (filled) {
			note(Feature.FUNCTION_REFERENCES, reader.position());
			reader.skip(2);
		}
		value(reader);
		limits(reader);
		if (filled) {
			expression(reader);
		}
	}

	private void memories(ByteReader reader) {
		int count = reader.count();
		for (int i = 0; i < count; i++) {
			if (i > 0) {
				note(Feature.MULTIPLE_MEMORIES, reader.position());
			}
			limits(reader);
		}
	}

	private void limits(ByteReader reader) {
		int offset = reader.position();
		int flags = reader.u8();
		note(((flags & 2) != 0) ? Feature.THREADS : null, offset);
		note(((flags & 4) != 0) ? Feature.MEMORY64 : null, offset);
		note(((flags & 8) != 0) ? Feature.CUSTOM_PAGE_SIZES : null, offset);
		reader.skipInteger(10);
		if ((flags & 1) != 0) {
			reader.skipInteger(10);
		}
		if ((flags & 8) != 0) {
			reader.u32();
		}
	}

	private void global(ByteReader reader) {
		globalType(reader);
		expression(reader);
	}

	private void globalType(ByteReader reader) {
		value(reader);
		int offset = reader.position();
		note(((reader.u8() & 2) != 0) ? Feature.SHARED_GLOBALS : null, offset);
	}

	private void elements(ByteReader reader) {
		long flags = reader.u32();
		boolean passive = (flags & 1) != 0;
		boolean explicit = (flags & 2) != 0;
		boolean expressions = (flags & 4) != 0;
		if (!passive) {
			if (explicit) {
				reader.u32();
			}
			expression(reader);
		}
		if (passive || explicit) {
			if (expressions) {
				value(reader);
			}
			else {
				reader.u8();
			}
		}
		each(reader, expressions ? this::expression : ByteReader::u32);
	}

	private void data(ByteReader reader) {
		long flags = reader.u32();
		if (flags == 2) {
			reader.u32();
		}
		if (flags != 1) {
			expression(reader);
		}
		reader.skip(reader.u32());
	}

	private void function(ByteReader reader) {
		ByteReader body = reader.copy();
		long size = reader.u32();
		body.skip(reader.position() - body.position());
		reader.skip(size);
		body.limit(reader.position());
		try {
			each(body, (each) -> {
				each.u32();
				value(each);
			});
			while (body.hasMore()) {
				instruction(body, false);
			}
		}
		catch (WasmModuleException ex) {
			// The next function begins where the size of this one says
		}
	}

	private void expression(ByteReader reader) {
		while (reader.peek() != OpCode.END.opcode()) {
			instruction(reader, true);
		}
		reader.u8();
	}

	private void instruction(ByteReader reader, boolean constant) {
		int offset = reader.position();
		int opcode = reader.u8();
		boolean prefixed = Instructions.isPrefix(opcode) || opcode == 0xFB;
		long code = prefixed ? reader.u32() : 0;
		note(Feature.ofInstruction(opcode), offset);
		note(Feature.ofInstruction(opcode, code), offset);
		if (constant && ((opcode >= 0x6A && opcode <= 0x6C) || (opcode >= 0x7C && opcode <= 0x7E))) {
			note(Feature.EXTENDED_CONST, offset);
		}
		switch (opcode) {
			case 0x06 -> skip(reader, WasmEncoding.BLOCK_TYPE);
			case 0x07, 0x08, 0x09, 0x18 -> reader.u32();
			case 0xD0 -> heapType(reader);
			case Instructions.SIMD -> note((code < 0x100) ? Feature.SIMD : null, offset);
			case Instructions.ATOMICS -> note(Feature.THREADS, offset);
			default -> {
			}
		}
		if (opcode != 0x08 && opcode != 0xD0) {
			this.immediates.getOrDefault(prefixed ? ((long) opcode << 8) | code : (long) opcode, List.of())
				.forEach((each) -> skip(reader, each));
		}
	}

	private void heapType(ByteReader reader) {
		int type = reader.peek();
		Feature feature = Feature.ofType(type);
		if (type != 0x70 && type != 0x6F) {
			note((feature != null) ? feature : Feature.FUNCTION_REFERENCES, reader.position());
		}
		reader.skipInteger(5);
	}

	private void skip(ByteReader reader, WasmEncoding immediate) {
		switch (immediate) {
			case VARUINT, VARSINT32, VARSINT64 -> reader.skipInteger(10);
			case FLOAT32 -> reader.skip(4);
			case FLOAT64 -> reader.skip(8);
			case V128 -> reader.skip(16);
			case BYTE -> reader.u8();
			case MEMARG -> {
				int offset = reader.position();
				if ((reader.u32() & 0x40) != 0) {
					note(Feature.MULTIPLE_MEMORIES, offset);
					reader.u32();
				}
				reader.skipInteger(10);
			}
			case VEC_VARUINT -> each(reader, ByteReader::u32);
			case VEC_VALUE_TYPE -> each(reader, this::value);
			case BLOCK_TYPE -> {
				if ((reader.peek() & 0xC0) == 0x40) {
					value(reader);
				}
				else {
					reader.skipInteger(5);
				}
			}
			case VEC_CATCH -> each(reader, (each) -> {
				if (each.u8() < 2) {
					each.u32();
				}
				each.u32();
			});
		}
	}

}
