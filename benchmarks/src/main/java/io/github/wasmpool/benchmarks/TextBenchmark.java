package io.github.wasmpool.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.Val;
import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Typed calls, and text into a guest and out of it: through clients, and by hand with the
 * bare binding. Instances stay.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TextBenchmark {

	/**
	 * Add two numbers by a method of an interface.
	 * @param state the guest
	 * @return the sum
	 */
	@Benchmark
	public int addTyped(Clients state) {
		return state.plain.add(20, 22);
	}

	/**
	 * Add two numbers by the name of the function.
	 * @param state the guest
	 * @return the sum
	 */
	@Benchmark
	public int addNamed(Clients state) {
		return state.plainLoan.callInt("add", 20, 22);
	}

	/**
	 * Add two numbers by a function that was looked up.
	 * @param state the guest
	 * @return the sum
	 */
	@Benchmark
	public int addResolved(Clients state) {
		return state.add.callInt(20, 22);
	}

	/**
	 * Get a text back, for which the guest allocates and frees.
	 * @param state the guest
	 * @param text the text
	 * @return the same text
	 */
	@Benchmark
	public String echo(Clients state, Text text) {
		return state.plain.echo(text.value());
	}

	/**
	 * Get a text back through an allocation that is kept.
	 * @param state the guest
	 * @param text the text
	 * @return the same text
	 */
	@Benchmark
	public String echoKept(Clients state, Text text) {
		return state.kept.echo(text.value());
	}

	/**
	 * Get a text back by hand.
	 * @param state the guest
	 * @param text the text
	 * @return the same text
	 */
	@Benchmark
	public String echoBare(Bare state, Text text) {
		return state.echo(text.value());
	}

	/**
	 * What the guest exports.
	 */
	public interface Echo {

		/**
		 * Add two numbers.
		 * @param first a number
		 * @param second a number
		 * @return the sum
		 */
		int add(int first, int second);

		/**
		 * Return a text.
		 * @param text the text
		 * @return the same text
		 */
		String echo(String text);

	}

	/**
	 * The text.
	 */
	@State(Scope.Benchmark)
	public static class Text {

		/** How many characters it has, all of ASCII. */
		@Param("1024")
		int size;

		private String value = "";

		String value() {
			if (this.value.length() != this.size) {
				this.value = "abcdefgh".repeat(this.size / 8 + 1).substring(0, this.size);
			}
			return this.value;
		}

	}

	/**
	 * Guests behind interfaces.
	 */
	@State(Scope.Benchmark)
	public static class Clients {

		private final WasmtimeRuntime runtime = new WasmtimeRuntime();

		private final WasmModule module = this.runtime.module(Guests.echo()).build();

		private final WasmPool plainPool = this.runtime.pool(this.module)
			.name("plain")
			.size(1)
			.reset(ResetPolicy.WARM)
			.build();

		private final WasmPool keptPool = this.runtime.pool(this.module)
			.name("kept")
			.size(1)
			.reset(ResetPolicy.WARM)
			.abi(AbiOptions.DEFAULTS.withKeepBuffer(1 << 16))
			.build();

		final WasmInstance plainLoan = this.plainPool.acquire();

		private final WasmInstance keptLoan = this.keptPool.acquire();

		final WasmFunction add = this.plainLoan.function("add");

		final Echo plain = this.plainLoan.client(Echo.class);

		final Echo kept = this.keptLoan.client(Echo.class);

		/**
		 * Free everything.
		 */
		@TearDown
		public void close() {
			this.plainLoan.close();
			this.keptLoan.close();
			this.plainPool.close();
			this.keptPool.close();
			this.module.close();
			this.runtime.close();
		}

	}

	/**
	 * A guest of the bare binding.
	 */
	@State(Scope.Benchmark)
	public static class Bare {

		private final BareBinding binding = new BareBinding(Guests.echo());

		private final Store<Void> store = this.binding.newStore();

		private final Instance instance = this.binding.newInstance(this.store, List.of());

		private final Func malloc = this.instance.getFunc(this.store, "malloc").orElseThrow();

		private final Func free = this.instance.getFunc(this.store, "free").orElseThrow();

		private final Func echo = this.instance.getFunc(this.store, "echo").orElseThrow();

		private final Memory memory = this.instance.getMemory(this.store, "memory").orElseThrow();

		String echo(String text) {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			Val length = Val.fromI32(bytes.length);
			Val pointer = this.malloc.call(this.store, length)[0];
			ByteBuffer view = this.memory.buffer(this.store);
			view.put(pointer.i32(), bytes);
			long result = this.echo.call(this.store, pointer, length)[0].i64();
			byte[] answer = new byte[(int) result];
			view.get((int) (result >>> Integer.SIZE), answer);
			this.free.call(this.store, pointer);
			return new String(answer, StandardCharsets.UTF_8);
		}

		/**
		 * Free everything.
		 */
		@TearDown
		public void close() {
			this.memory.dispose();
			this.echo.dispose();
			this.free.dispose();
			this.malloc.dispose();
			this.instance.dispose();
			this.store.dispose();
			this.binding.close();
		}

	}

}
