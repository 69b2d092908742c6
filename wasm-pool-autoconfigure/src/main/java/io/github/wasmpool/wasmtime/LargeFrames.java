package io.github.wasmpool.wasmtime;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Finds out whether so many bytes are left of the stack of the current thread, by taking
 * them in frames of a known size. The frames of compiled code have no known size, so the
 * method that takes them is one that no compiler accepts, and the interpreter lays out
 * frames as the class file says. It looks for the end of the stack before it makes a
 * frame that is larger than a page.
 */
final class LargeFrames {

	private static final int SLOTS = 2048;

	private static final int SIZE = SLOTS * Long.BYTES;

	/**
	 * Calls itself the given number of times. An argument below zero, which nobody gives,
	 * would enter a monitor and never leave it: that is what compilers refuse.
	 */
	private static final byte[] CODE = { //
			0x1a, // 0: iload_0
			(byte) 0x9b, 0, 15, // 1: iflt 16
			0x1a, // 4: iload_0
			(byte) 0x99, 0, 10, // 5: ifeq 15
			(byte) 0x84, 0, -1, // 8: iinc 0, -1
			0x1a, // 11: iload_0
			(byte) 0xb8, 0, 9, // 12: invokestatic take
			(byte) 0xb1, // 15: return
			0x01, // 16: aconst_null
			(byte) 0xc2, // 17: monitorenter
			(byte) 0xb1 // 18: return
	};

	private static final MethodHandle TAKE = load();

	private LargeFrames() {
	}

	/**
	 * Whether so much is left, besides what the JVM keeps for itself below any frame of
	 * Java. It takes some microseconds for 100 kB.
	 * @param bytes a number from 0 to 2 GiB
	 * @return {@code true} only if it is
	 */
	static boolean fit(long bytes) {
		try {
			TAKE.invokeExact((int) (bytes / SIZE) + 1);
			return true;
		}
		catch (StackOverflowError ex) {
			return false;
		}
		catch (Throwable ex) {
			throw new AssertionError(ex);
		}
	}

	private static MethodHandle load() {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			Class<?> type = lookup.defineHiddenClass(classFile(lookup.lookupClass().getPackageName()), true)
				.lookupClass();
			return lookup.findStatic(type, "take", MethodType.methodType(void.class, int.class));
		}
		catch (IOException | ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/**
	 * A class of the version of Java 5, whose methods need no types for the verifier.
	 */
	private static byte[] classFile(String packageName) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(bytes);
		out.writeInt(0xCAFEBABE);
		shorts(out, 0, 49, 10);
		type(out, packageName.replace('.', '/') + "/LargeFrame", 1);
		type(out, "java/lang/Object", 3);
		text(out, "take");
		text(out, "(I)V");
		text(out, "Code");
		reference(out, 12, 5, 6);
		reference(out, 10, 2, 8);
		int accessFinalSynthetic = 0x1030;
		int accessStatic = 0x0008;
		shorts(out, accessFinalSynthetic, 2, 4, 0, 0, 1, accessStatic, 5, 6, 1, 7);
		out.writeInt(CODE.length + 12);
		shorts(out, 1, SLOTS);
		out.writeInt(CODE.length);
		out.write(CODE);
		shorts(out, 0, 0, 0);
		return bytes.toByteArray();
	}

	private static void type(DataOutputStream out, String name, int index) throws IOException {
		text(out, name);
		out.writeByte(7);
		out.writeShort(index);
	}

	private static void text(DataOutputStream out, String text) throws IOException {
		out.writeByte(1);
		out.writeUTF(text);
	}

	private static void reference(DataOutputStream out, int kind, int first, int second) throws IOException {
		out.writeByte(kind);
		shorts(out, first, second);
	}

	private static void shorts(DataOutputStream out, int... values) throws IOException {
		for (int value : values) {
			out.writeShort(value);
		}
	}

}
