package io.github.wasmpool.benchmarks;

import java.util.HashMap;
import java.util.Map;

import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;
import io.github.wasmpool.WasmInstance;

/**
 * An instance, of whichever engine, as far as {@link RealGuest} needs it.
 */
interface Guest {

	int callInt(String export, int... args);

	void callVoid(String export, int... args);

	void write(int at, byte[] bytes);

	byte[] read(int at, int length);

	int readInt(int at);

	/**
	 * A loan.
	 *
	 * @param instance what was borrowed
	 */
	record OfPool(WasmInstance instance) implements Guest {

		@Override
		public int callInt(String export, int... args) {
			return this.instance.callInt(export, boxed(args));
		}

		@Override
		public void callVoid(String export, int... args) {
			this.instance.callVoid(export, boxed(args));
		}

		private static Object[] boxed(int... args) {
			Object[] boxed = new Object[args.length];
			for (int i = 0; i < args.length; i++) {
				boxed[i] = args[i];
			}
			return boxed;
		}

		@Override
		public void write(int at, byte[] bytes) {
			this.instance.memory().write(at, bytes);
		}

		@Override
		public byte[] read(int at, int length) {
			return this.instance.memory().read(at, length);
		}

		@Override
		public int readInt(int at) {
			return this.instance.memory().readInt(at);
		}

	}

	/**
	 * An instance of the peer in Java. Each function is looked up once.
	 *
	 * @param instance the instance
	 * @param functions those that were called
	 */
	record OfChicory(Instance instance, Map<String, ExportFunction> functions) implements Guest {

		OfChicory(Instance instance) {
			this(instance, new HashMap<>());
		}

		private long[] call(String export, int... args) {
			return this.functions.computeIfAbsent(export, this.instance::export).apply(widened(args));
		}

		private static long[] widened(int... args) {
			long[] widened = new long[args.length];
			for (int i = 0; i < args.length; i++) {
				widened[i] = args[i];
			}
			return widened;
		}

		@Override
		public int callInt(String export, int... args) {
			return (int) call(export, args)[0];
		}

		@Override
		public void callVoid(String export, int... args) {
			call(export, args);
		}

		@Override
		public void write(int at, byte[] bytes) {
			this.instance.memory().write(at, bytes);
		}

		@Override
		public byte[] read(int at, int length) {
			return this.instance.memory().readBytes(at, length);
		}

		@Override
		public int readInt(int at) {
			return this.instance.memory().readInt(at);
		}

	}

}
