package io.github.wasmpool.wasmtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Tells where direct buffers lie. From JDK 22 on {@code java.lang.foreign.MemorySegment}
 * does that; before, {@code sun.misc.Unsafe} reads it, which newer JDKs warn of.
 */
final class NativeAddress {

	private static final int JDK_WITH_SEGMENTS = 22;

	private static final @Nullable MethodHandle ADDRESS = find();

	private NativeAddress() {
	}

	/**
	 * Whether this JVM tells addresses.
	 */
	static boolean isKnown() {
		return ADDRESS != null;
	}

	/**
	 * Return the address of a direct buffer.
	 * @param direct the buffer, whose position is 0
	 * @return the address of its first byte
	 * @throws IllegalStateException if this JVM does not tell
	 */
	static long of(ByteBuffer direct) {
		if (ADDRESS == null) {
			throw new IllegalStateException("This JVM does not tell where buffers lie");
		}
		try {
			return (long) ADDRESS.invokeExact(direct);
		}
		catch (Throwable ex) {
			throw new IllegalStateException("The address of a buffer could not be read", ex);
		}
	}

	private static @Nullable MethodHandle find() {
		try {
			MethodHandle handle = (Runtime.version().feature() >= JDK_WITH_SEGMENTS) ? segments() : unsafe();
			return handle.asType(MethodType.methodType(long.class, ByteBuffer.class));
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			return null;
		}
	}

	private static MethodHandle segments() throws ReflectiveOperationException {
		Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
		MethodHandles.Lookup lookup = MethodHandles.publicLookup();
		MethodHandle ofBuffer = lookup.findStatic(segment, "ofBuffer", MethodType.methodType(segment, Buffer.class));
		MethodHandle address = lookup.findVirtual(segment, "address", MethodType.methodType(long.class));
		return MethodHandles.filterReturnValue(ofBuffer, address);
	}

	private static MethodHandle unsafe() throws ReflectiveOperationException {
		Class<?> type = Class.forName("sun.misc.Unsafe");
		Field field = type.getDeclaredField("theUnsafe");
		field.setAccessible(true);
		Object unsafe = field.get(null);
		Object offset = type.getMethod("objectFieldOffset", Field.class)
			.invoke(unsafe, Buffer.class.getDeclaredField("address"));
		MethodHandle getLong = MethodHandles.publicLookup()
			.findVirtual(type, "getLong", MethodType.methodType(long.class, Object.class, long.class));
		return MethodHandles.insertArguments(getLong.bindTo(unsafe), 1, offset);
	}

}
