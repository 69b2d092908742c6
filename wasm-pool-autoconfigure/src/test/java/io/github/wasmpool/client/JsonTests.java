package io.github.wasmpool.client;

import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.wasmpool.ResultConvention;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmJson;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.WasmExport;
import io.github.wasmpool.host.WasmResult;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.FilteredClassLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What is neither a number nor text is passed as JSON text.
 */
class JsonTests {

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = TextGuests.C.module(this.runtime);

	@AfterEach
	void close() {
		this.runtime.close();
		this.module.close();
	}

	@Test
	void recordsAndBeansBecomeJsonAndBack() {
		try (WasmInstance instance = this.module.instantiate()) {
			Orders orders = instance.client(Orders.class);
			Order order = new Order("Ähre 😀", 3, List.of(new Item("a", 1.5)));
			assertThat(orders.text(order))
				.isEqualTo("{\"name\":\"Ähre 😀\",\"count\":3,\"items\":[{\"id\":\"a\",\"price\":1.5}]}");
			assertThat(orders.same(order)).isEqualTo(order);
			assertThat(orders.parse("{\"name\":\"n\",\"count\":1,\"items\":[]}"))
				.isEqualTo(new Order("n", 1, List.of()));
			assertThat(instance.callInt("living")).isZero();
		}
	}

	@Test
	void typeArgumentsAreKept() {
		try (WasmInstance instance = this.module.instantiate()) {
			Orders orders = instance.client(Orders.class);
			Map<String, List<Item>> items = Map.of("x", List.of(new Item("b", 2)));
			assertThat(orders.items(items)).isEqualTo(items);
			assertThat(orders.optional(new Item("c", 3))).contains(new Item("c", 3));
			assertThat(instance.client(ItemCodec.class).decode("[{\"id\":\"d\",\"price\":4.0}]"))
				.containsExactly(new Item("d", 4));
		}
	}

	@Test
	void wildcardsAreUnderstood() {
		List<Number> numbers = List.<Number>of(1, 2.5);
		try (WasmInstance instance = this.module.instantiate()) {
			assertThat(instance.client(Orders.class).numbers(numbers)).isEqualTo(numbers);
		}
	}

	@Test
	void nullIsJsonToo() {
		try (WasmInstance instance = this.module.instantiate()) {
			Orders orders = instance.client(Orders.class);
			assertThat(orders.same(null)).isNull();
			assertThat(orders.text(null)).isEqualTo("null");
		}
	}

	@Test
	void aResultThatIsNoJsonIsRefusedAndArgumentsAreFreed() {
		try (WasmInstance instance = this.module.instantiate()) {
			Orders orders = instance.client(Orders.class);
			for (String text : List.of("", "{", "[]", "{\"count\":\"many\"}", "\u0000")) {
				assertThatExceptionOfType(WasmException.class).isThrownBy(() -> orders.parse(text))
					.withMessageStartingWith(
							"What 'same' returned for 'JsonTests$Order parse(String)' cannot be read " + "as JSON: ")
					.withCauseInstanceOf(RuntimeException.class);
			}
			assertThat(instance.callInt("living")).isZero();
			assertThat(instance.isHealthy()).isTrue();
		}
	}

	@Test
	void anArgumentThatCannotBeWrittenIsRefusedBeforeTheGuestIsEntered() {
		try (WasmInstance instance = this.module.instantiate()) {
			Node node = new Node();
			node.next = node;
			assertThatIllegalArgumentException().isThrownBy(() -> instance.client(Orders.class).node(node))
				.withMessageStartingWith("Argument 1 of 'String node(JsonTests$Node)' cannot be passed: ");
			assertThat(instance.callInt("allocations")).isZero();
		}
	}

	@Test
	void theNullPointerIsNoOptional() {
		byte[] binary = Wat.compile("""
				(module
					(memory (export "memory") 1)
					(func (export "none") (result i32) (i32.const 0)))
				""");
		try (WasmModule module = this.runtime.module(binary).build(); WasmInstance instance = module.instantiate()) {
			assertThat(instance.client(Nothing.class).none()).isEmpty();
		}
	}

	@Test
	void anotherJsonCanBeGiven() {
		WasmJson json = new WasmJson() {

			@Override
			public byte[] write(@Nullable Object value, Type type) {
				return (type.getTypeName() + "=" + value).getBytes(StandardCharsets.UTF_8);
			}

			@Override
			public @Nullable Object read(byte[] json, Type type) {
				return new Item(new String(json, StandardCharsets.UTF_8), 0);
			}

		};
		try (WasmPool pool = this.runtime.pool(this.module).size(1).json(json).build()) {
			assertThat(pool.client(Items.class).same(7L)).isEqualTo(new Item("java.lang.Number=7", 0));
		}
	}

	@Test
	void jacksonIsUsedWhereItIsOnTheClassPath() throws IOException {
		assertThat(DefaultJson.find(getClass().getClassLoader())).isInstanceOf(JacksonJson.class);
		try (FilteredClassLoader without = new FilteredClassLoader("tools.jackson")) {
			assertThat(DefaultJson.find(without)).isNull();
		}
	}

	interface Orders {

		@WasmExport("same")
		@Nullable String text(@Nullable Order order);

		@Nullable Order same(@Nullable Order order);

		@WasmExport("same")
		Order parse(String text);

		@WasmExport("same")
		Map<String, List<Item>> items(Map<String, List<Item>> items);

		@WasmExport("same")
		Optional<Item> optional(Item item);

		@WasmExport("same")
		List<Number> numbers(List<? extends Number> numbers);

		@WasmExport("same")
		String node(Node node);

	}

	interface Nothing {

		@WasmResult(ResultConvention.C_STRING)
		Optional<Item> none();

	}

	interface Codec<T> {

		@WasmExport("same")
		List<T> decode(String text);

		@WasmExport("same")
		ByteBuffer encode(T[] values);

	}

	interface ItemCodec extends Codec<Item> {

	}

	interface Items {

		Item same(Number number);

	}

	record Order(String name, int count, List<Item> items) {

	}

	record Item(String id, double price) {

	}

	/**
	 * A bean that can contain itself.
	 */
	public static class Node {

		private @Nullable Node next;

		public @Nullable Node getNext() {
			return this.next;
		}

	}

}
