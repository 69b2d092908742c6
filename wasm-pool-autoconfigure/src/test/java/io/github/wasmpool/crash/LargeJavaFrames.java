package io.github.wasmpool.crash;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.WasmTrapException.Code;
import io.github.wasmpool.Wat;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.Label;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;

/**
 * Lets guests recurse without end, called by Java code whose frames are large: a callback
 * with a thousand variables of type long that called itself before.
 */
final class LargeJavaFrames {

	private static final int VARIABLES = 1000;

	private static final MethodHandle BELOW = load();

	private LargeJavaFrames() {
	}

	public static void main(String[] args) {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(Wat.CALLS)).build()) {
			for (int mebibytes : new int[] { 8, 1 }) {
				try (WasmPool pool = runtime.pool(module)
					.name("dedicated")
					.size(4)
					.execution(ExecutionMode.DEDICATED)
					.dedicatedThreadStack((long) mebibytes << 20)
					.build()) {
					tryAll(mebibytes + " MiB at once", pool, 0);
					tryAll(mebibytes + " MiB later", pool, 20);
				}
			}
			Scenario.say("null checks " + NullChecks.provoke());
		}
	}

	/**
	 * Try each depth up to the end of the stack.
	 * @param millis how long the callback runs before
	 */
	private static void tryAll(String name, WasmPool pool, int millis) {
		int trapped = 0;
		int refused = 0;
		for (int depth = 0; refused == 0; depth += (depth > 60 && depth < 480) ? 16 : 1) {
			int frames = depth;
			try {
				pool.<Exception>useInstance((instance) -> {
					instance.callInt("addInts", 1, 2);
					Thread.sleep(millis);
					below(frames, () -> recurse(instance));
				});
			}
			catch (WasmTrapException ex) {
				trapped += (ex.code() == Code.STACK_OVERFLOW) ? 1 : 0;
			}
			catch (StackOverflowError ex) {
				refused++;
			}
			catch (Exception ex) {
				throw new AssertionError(ex);
			}
		}
		Scenario.say(name + ": " + trapped + " traps");
	}

	private static void recurse(WasmInstance instance) {
		instance.callVoid("recurse");
	}

	/**
	 * Do work below large frames.
	 * @param frames how many
	 * @param work what to do
	 */
	static void below(int frames, Runnable work) {
		try {
			BELOW.invokeExact(frames, work);
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Make a method that calls itself, as no source file has it. Compilers are told to
	 * leave it alone, which would see that it uses none of its variables.
	 */
	private static MethodHandle load() {
		String name = LargeJavaFrames.class.getName().replace('.', '/') + "Below";
		ClassWriter writer = new ClassWriter(0);
		writer.visit(Opcodes.V1_5, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, name, null, "java/lang/Object", null);
		MethodVisitor method = writer.visitMethod(Opcodes.ACC_STATIC, "below", "(ILjava/lang/Runnable;)V", null, null);
		Label deep = new Label();
		method.visitCode();
		method.visitVarInsn(Opcodes.ILOAD, 0);
		method.visitJumpInsn(Opcodes.IFNE, deep);
		method.visitVarInsn(Opcodes.ALOAD, 1);
		method.visitMethodInsn(Opcodes.INVOKEINTERFACE, "java/lang/Runnable", "run", "()V", true);
		method.visitInsn(Opcodes.RETURN);
		method.visitLabel(deep);
		method.visitIincInsn(0, -1);
		method.visitVarInsn(Opcodes.ILOAD, 0);
		method.visitVarInsn(Opcodes.ALOAD, 1);
		method.visitMethodInsn(Opcodes.INVOKESTATIC, name, "below", "(ILjava/lang/Runnable;)V", false);
		method.visitInsn(Opcodes.RETURN);
		method.visitMaxs(2, 2 + 2 * VARIABLES);
		method.visitEnd();
		writer.visitEnd();
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			Class<?> type = lookup.defineClass(writer.toByteArray());
			return lookup.findStatic(type, "below", MethodType.methodType(void.class, int.class, Runnable.class));
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

}
