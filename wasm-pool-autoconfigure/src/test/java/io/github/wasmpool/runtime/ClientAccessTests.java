package io.github.wasmpool.runtime;

import java.util.List;

import io.github.wasmpool.WasmPool;
import io.github.wasmpool.test.FakeModule;
import io.github.wasmpool.test.TestPools;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests interfaces that the room of clients cannot see.
 */
class ClientAccessTests {

	private static final FunctionType SQUARE = FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32));

	private static final FakeModule MODULE = new FakeModule().function("square", SQUARE,
			(caller, args) -> (int) args[0] * (int) args[0]);

	@Test
	void anInterfaceOfAnotherPackageNeedNotBePublic() {
		try (WasmPool pool = TestPools.of(MODULE)) {
			assertThat(pool.client(Squares.class).fourth(3)).isEqualTo(81);
		}
	}

	@Test
	void aNestedInterfaceMayBePrivate() {
		try (WasmPool pool = TestPools.of(MODULE)) {
			assertThat(pool.client(Hidden.class).square(7)).isEqualTo(49);
			assertThat(pool.client(Hidden.class).fourth(2)).isEqualTo(16);
		}
	}

	interface Squares {

		int square(int number);

		default int fourth(int number) {
			return square(square(number));
		}

	}

	private interface Hidden extends Squares {

		@Override
		default int fourth(int number) {
			return Squares.super.fourth(number);
		}

	}

}
