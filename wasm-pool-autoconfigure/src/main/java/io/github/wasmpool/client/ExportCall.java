package io.github.wasmpool.client;

import java.util.Arrays;

import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * The way of one method into one export and back. What needs no guest is done without
 * one: texts are encoded before an instance is borrowed, and decoded after.
 */
final class ExportCall {

	/**
	 * Says that nothing was called, as the instance runs other code than was planned for.
	 */
	static final Object OTHER_CODE = new Object();

	private final Signature signature;

	private final Abi abi;

	/** For each parameter what turns it into bytes, if it is passed as such. */
	private final @Nullable Text[] texts;

	private final boolean hasTexts;

	private final boolean needsLowering;

	private final Shape result;

	private final @Nullable Text text;

	private final @Nullable TextResult textResult;

	/**
	 * Create a call.
	 * @param signature the method
	 * @param abi how texts get into the guest
	 * @param params what the parameters are
	 * @param texts for each parameter what turns it into bytes, if it is passed as such
	 * @param result what the result is
	 * @param text what the bytes of the result are turned into, if it is passed as such
	 * @param textResult what reads the bytes of the result
	 */
	ExportCall(Signature signature, Abi abi, Shape[] params, @Nullable Text[] texts, Shape result, @Nullable Text text,
			@Nullable TextResult textResult) {
		this.signature = signature;
		this.abi = abi;
		this.texts = texts;
		this.result = result;
		this.text = text;
		this.textResult = textResult;
		boolean hasTexts = false;
		boolean needsLowering = false;
		for (Shape param : params) {
			hasTexts |= param.isText();
			needsLowering |= param.isText() || param == Shape.BOOLEAN;
		}
		this.hasTexts = hasTexts;
		this.needsLowering = needsLowering;
	}

	/**
	 * Return the name of the export.
	 */
	String export() {
		return this.signature.export();
	}

	/**
	 * Call the export.
	 * @param target what to call
	 * @param args one for each parameter
	 * @return the result, or {@link #OTHER_CODE}
	 */
	@Nullable Object call(ClientTarget target, @Nullable Object[] args) {
		Object[] lowered = lower(args);
		Object raw = target
			.<@Nullable Object>enter((guest) -> guest.state().runs(this.abi) ? cross(guest, lowered) : OTHER_CODE);
		Text text = this.text;
		if (text == null || raw == OTHER_CODE) {
			return raw;
		}
		return (raw instanceof byte[] bytes) ? decode(text, bytes) : text.absent();
	}

	@SuppressWarnings("NullAway") // the guest refuses a number that is null by itself
	private Object[] lower(@Nullable Object[] args) {
		if (!this.needsLowering) {
			return args;
		}
		Object[] lowered = Arrays.copyOf(args, args.length, Object[].class);
		for (int i = 0; i < lowered.length; i++) {
			Text text = this.texts[i];
			if (text != null) {
				lowered[i] = encode(i, text, args[i]);
			}
			else if (lowered[i] instanceof Boolean value) {
				lowered[i] = value ? 1 : 0;
			}
		}
		return lowered;
	}

	private byte[] encode(int index, Text text, @Nullable Object value) {
		if (value == null && text.shape() != Shape.JSON) {
			throw new IllegalArgumentException("Argument " + (index + 1) + " of " + this.signature + " is null");
		}
		try {
			return text.encode(value);
		}
		catch (RuntimeException ex) {
			throw new IllegalArgumentException(
					"Argument " + (index + 1) + " of " + this.signature + " cannot be passed: " + ex.getMessage(), ex);
		}
	}

	private @Nullable Object decode(Text text, byte[] bytes) {
		if (text.shape() != Shape.JSON) {
			return text.decode(bytes);
		}
		try {
			return text.decode(bytes);
		}
		catch (RuntimeException ex) {
			throw new WasmException("What '" + Wording.name(this.signature.export()) + "' returned for "
					+ this.signature + " cannot be read as JSON: " + Wording.text(ex.getMessage()), ex);
		}
	}

	private @Nullable Object cross(Guest guest, Object[] lowered) {
		WasmFunction function = guest.function(this.signature.export());
		if (!this.hasTexts) {
			return invoke(guest, function, lowered);
		}
		try (Allocations allocations = new Allocations(guest, this.abi)) {
			return invoke(guest, function, place(allocations, lowered));
		}
		catch (WasmTrapException ex) {
			throw hasBuffers() ? explained(ex) : ex;
		}
	}

	/**
	 * Whether bytes are passed as an {@code ArrayBuffer}, though AssemblyScript has more
	 * to pass them as.
	 */
	private boolean hasBuffers() {
		return this.abi.isManaged() && this.abi.options().bytesClass() == null
				&& Arrays.stream(this.texts).anyMatch((text) -> text != null && text.classId() == Text.BUFFER_CLASS);
	}

	private WasmTrapException explained(WasmTrapException trap) {
		return new WasmTrapException(trap.code(),
				trap.code().description()
						+ " (its bytes were an ArrayBuffer; if it takes a Uint8Array, name that class in"
						+ " 'abi.bytes-class')",
				trap.getFunction(), trap.getSite(), trap);
	}

	private Object[] place(Allocations allocations, Object[] lowered) {
		boolean managed = this.abi.isManaged();
		int texts = 0;
		for (Text text : this.texts) {
			texts += (text != null && !managed) ? 1 : 0;
		}
		Object[] placed = new Object[lowered.length + texts];
		int next = 0;
		for (int i = 0; i < lowered.length; i++) {
			Text text = this.texts[i];
			if (text == null) {
				placed[next++] = lowered[i];
			}
			else {
				byte[] bytes = (byte[]) lowered[i];
				placed[next++] = allocations.place(bytes, text.classId());
				if (!managed) {
					placed[next++] = bytes.length;
				}
			}
		}
		return placed;
	}

	private @Nullable Object invoke(Guest guest, WasmFunction function, Object[] args) {
		if (this.textResult != null) {
			return this.textResult.call(guest, function, args);
		}
		return switch (this.result) {
			case BOOLEAN -> function.callInt(args) != 0;
			case INT -> function.callInt(args);
			case LONG -> function.callLong(args);
			case FLOAT -> function.callFloat(args);
			case DOUBLE -> function.callDouble(args);
			default -> {
				function.callVoid(args);
				yield null;
			}
		};
	}

	@Override
	public String toString() {
		return this.signature.toString();
	}

}
