package io.github.wasmpool.binary;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Constructor;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

import com.sun.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;

import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.Label;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;

/**
 * Counts what a piece of this project does, on any machine alike: its classes are loaded
 * once more, with a count at the beginning of each method and at each turn of a loop.
 * What the class library does in its own loops is seen as far as it allocates.
 */
public final class Steps extends ClassLoader {

	private static final String PROJECT = "io.github.wasmpool.";

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static long steps;

	private Steps() {
		super(Steps.class.getClassLoader());
	}

	/**
	 * Load a class of the project once more, so that its work and that of all it uses is
	 * counted.
	 */
	@SuppressWarnings("unchecked")
	static <T> Consumer<T> counted(Class<? extends Consumer<T>> type) {
		try {
			Constructor<?> constructor = new Steps().loadClass(type.getName()).getDeclaredConstructor();
			constructor.setAccessible(true);
			return (Consumer<T>) constructor.newInstance();
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return what it takes to do the work. What classes prepare once counts if it was not
	 * done before.
	 */
	static <T> Work of(Consumer<T> work, T input) {
		long allocated = THREADS.getCurrentThreadAllocatedBytes();
		steps = 0;
		work.accept(input);
		return new Work(steps, THREADS.getCurrentThreadAllocatedBytes() - allocated);
	}

	/**
	 * Called by the classes that are counted.
	 */
	public static void step() {
		steps++;
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (!name.startsWith(PROJECT) || name.equals(Steps.class.getName())) {
			return super.loadClass(name, resolve);
		}
		Class<?> loaded = findLoadedClass(name);
		return (loaded != null) ? loaded : define(name);
	}

	private Class<?> define(String name) throws ClassNotFoundException {
		try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
			if (file == null) {
				throw new ClassNotFoundException(name);
			}
			ClassReader reader = new ClassReader(file);
			ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
			reader.accept(new CountedClass(writer), 0);
			byte[] counted = writer.toByteArray();
			return defineClass(name, counted, 0, counted.length);
		}
		catch (IOException ex) {
			throw new ClassNotFoundException(name, ex);
		}
	}

	/**
	 * What was done.
	 *
	 * @param steps methods entered and turns of loops
	 * @param allocated bytes
	 */
	record Work(long steps, long allocated) {

	}

	private static final class CountedClass extends ClassVisitor {

		CountedClass(ClassVisitor next) {
			super(Opcodes.ASM9, next);
		}

		@Override
		public MethodVisitor visitMethod(int access, String name, String descriptor, @Nullable String signature,
				String @Nullable [] exceptions) {
			return new CountedMethod(super.visitMethod(access, name, descriptor, signature, exceptions));
		}

	}

	private static final class CountedMethod extends MethodVisitor {

		private final Set<Label> passed = new HashSet<>();

		CountedMethod(MethodVisitor next) {
			super(Opcodes.ASM9, next);
		}

		@Override
		public void visitCode() {
			super.visitCode();
			count();
		}

		@Override
		public void visitLabel(Label label) {
			this.passed.add(label);
			super.visitLabel(label);
		}

		@Override
		public void visitJumpInsn(int opcode, Label target) {
			if (this.passed.contains(target)) {
				count();
			}
			super.visitJumpInsn(opcode, target);
		}

		private void count() {
			super.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(Steps.class), "step", "()V", false);
		}

	}

}
