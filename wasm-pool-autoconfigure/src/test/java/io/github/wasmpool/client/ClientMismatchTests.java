package io.github.wasmpool.client;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.NoSuchExportException;
import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.ResultConvention;
import io.github.wasmpool.SettingProblem;
import io.github.wasmpool.WasmClientException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.WasmExport;
import io.github.wasmpool.host.WasmResult;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.test.TestPools;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * An interface that does not fit is refused when the client is made, with everything that
 * does not fit.
 */
class ClientMismatchTests {

	private static final String PLAIN = """
			(module
				(func (export "add") (param i32 i32) (result i32) (i32.const 0))
				(func (export "wide") (param i64) (result i64) (local.get 0))
				(func (export "text") (param i32 i32) (result i64) (i64.const 0))
				(func (export "reference") (param externref)))
			""";

	private static final String WITH_ALLOC = """
			(module
				(memory (export "memory") 1)
				(global (export "size") i64 (i64.const 0))
				(func (export "alloc") (param i32) (result i32) (i32.const 8))
				(func (export "name") (result i32) (i32.const 8))
				(func (export "text") (param i32 i32) (result i64) (i64.const 0))
				(func (export "packed") (result i64) (i64.const 0)))
			""";

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	private List<String> problems(String guest, Class<?> type) {
		try (WasmModule module = this.runtime.module(Wat.compile(guest)).build();
				WasmInstance instance = module.instantiate()) {
			WasmClientException failure = catchThrowableOfType(WasmClientException.class, () -> instance.client(type));
			assertThat(failure.getType()).isEqualTo(type);
			assertThat(failure.getMessage())
				.startsWith("'" + type.getName() + "' cannot be a client of an instance of its module:\n  - ");
			assertThat(failure.getProblems()).isNotEmpty()
				.allSatisfy((problem) -> assertThat(failure.getMessage()).contains("\n  - " + problem));
			return failure.getProblems();
		}
	}

	@Test
	void everyMismatchIsListed() {
		assertThat(problems(PLAIN, Wrong.class)).containsExactlyInAnyOrder(
				"'int add(int)': it needs a function (i32) -> (i32), but 'add' is (i32, i32) -> (i32)",
				"'int add(long, int)': it needs a function (i64, i32) -> (i32), but 'add' is (i32, i32) -> (i32)",
				"'int narrowed(long)': it needs a function (i64) -> (i32), but 'wide' is (i64) -> (i64)",
				"'int sub(int, int)': the module exports no function 'sub'",
				"'void reference(int)': it needs a function (i32) -> (), but 'reference' is (externref) -> ()",
				"'char wide(char)': parameter 1 is of type char, which has no counterpart; use int, long, float, "
						+ "double, boolean, String, byte[] or ByteBuffer",
				"'char wide(char)': the result is of type char, which has no counterpart; use int, long, float, "
						+ "double, boolean, String, byte[] or ByteBuffer",
				"'String text(byte[])': text and bytes are passed through the memory, but the module exports none",
				"'String text(byte[])': text and bytes need an allocator in the guest: export 'malloc' and 'free', or "
						+ "name what there is with 'abi.allocate' and 'abi.free', or a buffer with 'abi.input-buffer'; "
						+ "the module exports the functions 'add', 'wide', 'text', 'reference'",
				"'T any(T)': the module exports no function 'any'",
				"the module exports the functions 'add', 'wide', 'text', 'reference'");
	}

	@Test
	void typeVariablesAreRefused() {
		assertThat(problems(PLAIN, Generic.class)).containsExactlyInAnyOrder(
				"'T wide(T)': parameter 1 is of type T, which can be anything; extend the interface with its type "
						+ "arguments",
				"'T wide(T)': the result is of type T, which can be anything; extend the interface with its type "
						+ "arguments",
				"'List<T> add(int, int)': the result is of type List<T>, which can be anything; extend the interface "
						+ "with its type arguments");
	}

	@Test
	void whoSaysOnlyWhoFreesKeepsTheConventionOfThePool() {
		byte[] binary = Wat.compile("""
				(module
					(memory (export "memory") 1)
					(data (i32.const 16) "kept")
					(func (export "malloc") (param i32) (result i32) (i32.const 32))
					(func (export "free") (param i32))
					(func (export "name") (result i64) (i64.const 0x400000010)))
				""");
		try (WasmPool pool = TestPools.of(binary,
				(settings) -> settings.abi(AbiOptions.DEFAULTS.withResult(ResultConvention.PACKED_LENGTH_FIRST)))) {
			assertThat(pool.client(Name.class).name()).isEqualTo("kept");
		}
	}

	@Test
	void whatCannotBeFreedIsRefused() {
		assertThat(problems(WITH_ALLOC, Texts.class)).containsExactlyInAnyOrder(
				"'String owned()': the result is to be freed, but the module exports no function for that; name what "
						+ "there is with 'abi.free'",
				"'String name()': the i32 that 'name' returns can stand for several things; say which with @WasmResult "
						+ "or 'abi.result': pointer (to a pointer and a length), length-export, c-string or "
						+ "assembly-script",
				"'String sized()': the length of the result is to be told by 'size', which is neither an exported "
						+ "function of type () -> (i32) nor a mutable global of type i32 (an immutable one is the "
						+ "address of a variable of C or Rust)",
				"'String unsized()': the length of the result is to be told by an export, which '@WasmResult(length = "
						+ "...)' or 'abi.result-length' has to name",
				"'String packed()': it needs a function () -> (i64), but 'name' is () -> (i32)",
				"'String twice()': 'length' of @WasmResult is for length-export; remove it, or the other convention",
				"'int number()': @WasmResult is for text and bytes, not for int",
				"'body' is a default method, which runs as Java; remove its annotation, or its body");
	}

	@ParameterizedTest
	@ValueSource(classes = { String.class, int.class, Retention.class, int[].class, RetentionPolicy.class })
	void whatIsNoInterfaceIsRefused(Class<?> type) {
		assertThat(problems(PLAIN, type))
			.containsExactly("it is no interface; declare one with a method for each export");
	}

	@Test
	void whatCannotBeFreedIsRefusedWhereInstancesAreReused() {
		byte[] binary = Wat.compile(WITH_ALLOC);
		try (WasmPool fresh = TestPools.of(binary);
				WasmPool warm = TestPools.of(binary, (pool) -> pool.reset(ResetPolicy.WARM));
				WasmPool owning = TestPools.of(binary,
						(pool) -> pool.reset(ResetPolicy.WARM).abi(AbiOptions.DEFAULTS.withFreeArguments(false)))) {
			assertThat(fresh.client(Text.class).text("a")).isEmpty();
			assertThat(owning.client(Text.class).text("a")).isEmpty();
			assertThatExceptionOfType(WasmClientException.class).isThrownBy(() -> warm.client(Text.class))
				.satisfies((ex) -> assertThat(ex.getProblems()).containsExactly(
						"'String text(String)': what is allocated for a call cannot be freed: export 'free', or name "
								+ "what there is with 'abi.free', or set 'abi.free-arguments' to false if nothing is "
								+ "to be freed; the module exports the functions 'alloc', 'name', 'text', 'packed'"));
		}
	}

	@Test
	void aSealedInterfaceIsRefused() {
		assertThat(problems(PLAIN, Sealed.class))
			.containsExactly("nothing else can implement a sealed or hidden interface; declare it without 'sealed'");
	}

	@Test
	void withoutJacksonWhatIsMissingIsSaid() {
		try (WasmModule module = TextGuests.C.module(this.runtime)) {
			ClientFactory factory = new ClientFactory("guest", module.exports(), AbiOptions.DEFAULTS, false,
					() -> null);
			assertThatExceptionOfType(WasmClientException.class)
				.isThrownBy(() -> factory.client(Json.class, new Nowhere(factory)))
				.satisfies((ex) -> assertThat(ex.getProblems()).containsExactly(
						"'List<String> same(ByteBuffer)': the result is of type List<String>, which is passed as JSON, "
								+ "but Jackson is not on the class path; add 'tools.jackson.core:jackson-databind', or "
								+ "give the pool a WasmJson"));
		}
	}

	@Test
	void withoutAnInterfaceTheSameIsSaid() {
		try (WasmModule module = this.runtime.module(Wat.compile(WITH_ALLOC)).name("guest").build();
				WasmInstance instance = module.instantiate()) {
			assertThatExceptionOfType(NoSuchExportException.class).isThrownBy(() -> instance.callBytes("absent"))
				.withMessageContaining("there is alloc, name, text, packed");
			assertThatIllegalArgumentException().isThrownBy(() -> instance.callString("name"))
				.withMessageStartingWith("Module 'guest' cannot be called like this: 'String name()': the i32");
			assertThatIllegalArgumentException().isThrownBy(() -> instance.callString("text", "a", "b"))
				.withMessageContaining("it needs a function (i32, i32, i32, i32) -> (i64)");
		}
	}

	@Test
	void settingsThatAModuleCannotMeetAreAllListedWhenThePoolIsBuilt() {
		AbiOptions options = AbiOptions.DEFAULTS.withAllocate("name")
			.withFree("name")
			.withResultLength("size")
			.withInputBuffer("absent", "alloc");
		try (WasmModule module = this.runtime.module(Wat.compile(WITH_ALLOC)).build()) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.runtime.pool(module).abi(options).build())
				.withMessageContaining(
						"'abi.allocate' names 'name', which is no exported function of type (i32) -> (i32)")
				.withMessageContaining("'abi.free' names 'name', which is no exported function that takes one to three")
				.withMessageContaining("'abi.result-length' names 'size', which is neither")
				.withMessageContaining("'abi.input-buffer' names 'absent', which is neither")
				.withMessageContaining("'abi.input-buffer-size' names 'alloc', which is neither");
		}
		try (WasmModule module = this.runtime.module(Wat.compile(PLAIN)).build()) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.runtime.pool(module).abi(AbiOptions.DEFAULTS.withKeepBuffer(64)).build())
				.withMessageContaining("'abi.keep-buffer' needs a module that exports its memory")
				.withMessageContaining("'abi.keep-buffer' needs an allocator");
		}
	}

	@Test
	void settingsThatContradictEachOtherAreRefused() {
		assertThat(problems(AbiOptions.DEFAULTS)).isEmpty();
		assertThat(problems(AbiOptions.DEFAULTS.withKeepBuffer(-1)))
			.containsExactly("'abi.keep-buffer' must be between 0 and 1 GiB but is -1 bytes");
		assertThat(problems(AbiOptions.DEFAULTS.withFreeArguments(false).withKeepBuffer(1))).singleElement()
			.asString()
			.startsWith("'abi.keep-buffer' needs 'abi.free-arguments' to be true");
		assertThat(problems(AbiOptions.DEFAULTS.withResult(ResultConvention.LENGTH_EXPORT)))
			.containsExactly("'abi.result' length-export needs 'abi.result-length'");
		assertThat(problems(AbiOptions.DEFAULTS.withInputBuffer("address", null)))
			.containsExactly("'abi.input-buffer' and 'abi.input-buffer-size' need each other");
		assertThat(problems(AbiOptions.DEFAULTS.withInputBuffer("address", "size").withKeepBuffer(1))).singleElement()
			.asString()
			.startsWith("'abi.input-buffer' and 'abi.keep-buffer' exclude each other");
		try (WasmModule module = this.runtime.module(Wat.compile(WITH_ALLOC)).build()) {
			AbiOptions options = AbiOptions.DEFAULTS.withKeepBuffer(-1).withResult(ResultConvention.LENGTH_EXPORT);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.runtime.pool(module).abi(options).size(0).build())
				.withMessageContaining("'size' must be at least 1 but is 0")
				.withMessageContaining("'abi.keep-buffer' must be between 0 and 1 GiB but is -1 bytes")
				.withMessageContaining("'abi.result' length-export needs 'abi.result-length'");
		}
	}

	private static List<String> problems(AbiOptions options) {
		return options.problems().stream().map(SettingProblem::sentence).toList();
	}

	interface Wrong {

		int add(int value);

		int add(long left, int right);

		@WasmExport("wide")
		int narrowed(long value);

		int sub(int left, int right);

		void reference(int value);

		char wide(char value);

		String text(byte[] bytes);

		<T> T any(T value);

	}

	interface Generic<T> {

		T wide(T value);

		List<T> add(int left, int right);

	}

	interface Name {

		@WasmResult(owner = WasmResult.Owner.CALLER)
		String name();

	}

	interface Text {

		String text(String text);

	}

	interface Texts {

		String text(String text);

		String name();

		@WasmExport("packed")
		@WasmResult(owner = WasmResult.Owner.CALLER)
		String owned();

		@WasmExport("name")
		@WasmResult(length = "size")
		String sized();

		@WasmExport("name")
		@WasmResult(ResultConvention.LENGTH_EXPORT)
		String unsized();

		@WasmExport("name")
		@WasmResult(ResultConvention.PACKED)
		String packed();

		@WasmExport("packed")
		@WasmResult(value = ResultConvention.PACKED, length = "size")
		String twice();

		@WasmExport("name")
		@WasmResult(ResultConvention.PACKED)
		int number();

		@WasmExport("name")
		default int body() {
			return 1;
		}

	}

	interface Json {

		List<String> same(ByteBuffer bytes);

	}

	sealed interface Sealed permits Permitted {

	}

	record Permitted() implements Sealed {

	}

	/**
	 * A target that nothing gets to.
	 */
	private record Nowhere(ClientFactory clients) implements ClientTarget {

		@Override
		public String description() {
			return "nowhere";
		}

		@Override
		public <T extends @Nullable Object> T enter(Function<Guest, T> work) {
			throw new IllegalStateException("Nothing is called");
		}

	}

}
