package io.github.wasmpool.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;

/**
 * Something that a borrower does with a {@link StatefulGuest}, told by numbers, so that
 * it can be done again with another instance.
 *
 * @param kind what is done
 * @param at where, or how much
 * @param length how far
 * @param value what is written
 */
record GuestStep(Kind kind, int at, int length, int value) {

	/**
	 * What a borrower can do.
	 */
	enum Kind {

		PUT, FILL, COPY, INIT, JAVA_WRITE, JAVA_FILL, JAVA_LONG, COLUMN, CLIENT, GROW, JAVA_GROW, SET_GLOBALS, SET_OPEN,
		READ, HOST, HOST_FAILS, EXIT, TRAP, WILD

	}

	/**
	 * A typed interface over the guest.
	 */
	interface Client {

		int put(int at, int value);

	}

	private static final Kind[] KINDS = Kind.values();

	static GuestStep random(Random random) {
		return new GuestStep(KINDS[random.nextInt(KINDS.length)], random.nextInt(1 << 20), random.nextInt(20_000),
				random.nextInt());
	}

	/**
	 * Do it.
	 * @return what a borrower sees of it
	 */
	String perform(StatefulGuest guest, WasmInstance instance) {
		try {
			return String.valueOf(tryTo(guest, instance));
		}
		catch (RuntimeException ex) {
			return ex.getClass().getSimpleName() + " " + instance.isHealthy();
		}
	}

	private Object tryTo(StatefulGuest guest, WasmInstance instance) {
		switch (this.kind) {
			case SET_GLOBALS -> instance.callVoid("setGlobals", this.value * 0x1_0000_0001L);
			case SET_OPEN -> instance.global("open").set((long) this.value);
			case HOST_FAILS -> instance.callInt("host", StatefulGuest.HOST_FAILS, this.at, this.value);
			case EXIT -> instance.callVoid("quit", this.value & 3);
			case TRAP -> {
				if (this.length % 8 == 0) {
					instance.callVoid("fail");
				}
			}
			default -> {
				return guest.hasMemory() ? inMemory(guest, instance) : "nothing";
			}
		}
		return Objects.requireNonNull(instance.call("globals"));
	}

	private Object inMemory(StatefulGuest guest, WasmInstance instance) {
		int size = instance.callInt("pages") * StatefulGuest.PAGE;
		int length = Math.min(this.length, size);
		int at = this.at % Math.max(1, size - Math.max(length, Long.BYTES));
		if (size == 0 && this.kind != Kind.GROW && this.kind != Kind.WILD) {
			return "no page";
		}
		switch (this.kind) {
			case PUT -> {
				return instance.callInt("put", at, this.value);
			}
			case FILL -> instance.callVoid("fill", at, this.value, length);
			case COPY -> instance.callVoid("copy", at, this.value & 0xFFF, Math.min(length, size - 0xFFF));
			case INIT -> instance.callVoid("init", at, this.value & 7, Math.min(12, size - at));
			case COLUMN -> {
				int[] places = { at, at + length, at / 2 };
				return Arrays.toString(instance.function("put").mapInt(places, places));
			}
			case CLIENT -> {
				return instance.client(Client.class).put(at, this.value);
			}
			case GROW -> {
				return List.of(instance.callInt("grow", this.value & 1), instance.callInt("pages"));
			}
			case WILD -> {
				return (this.length % 8 == 0) ? instance.callInt("get", size + 8 * StatefulGuest.PAGE) : "tame";
			}
			case HOST -> {
				return instance.callInt("host", 1 + this.length % 7, at, this.value);
			}
			case READ -> {
				return instance.callLong("sum", at & ~7, (at & ~7) + Math.min(length, 4096) / 8 * 8);
			}
			default -> {
				return guest.hasOpenMemory() ? fromJava(instance.memory(), at, length) : "hidden";
			}
		}
		return instance.callInt("get", at);
	}

	private Object fromJava(WasmMemory memory, int at, int length) {
		switch (this.kind) {
			case JAVA_WRITE -> {
				byte[] bytes = new byte[length];
				new Random(this.value).nextBytes(bytes);
				memory.write(at, bytes);
			}
			case JAVA_FILL -> memory.fill(at, length, (byte) this.value);
			case JAVA_LONG -> memory.writeLong(at, this.value);
			case JAVA_GROW -> {
				return List.of(memory.grow(this.value & 1), memory.pages());
			}
			default -> throw new IllegalStateException(this.kind.name());
		}
		return memory.readByte(at);
	}

}
