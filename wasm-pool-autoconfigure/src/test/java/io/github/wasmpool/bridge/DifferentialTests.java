package io.github.wasmpool.bridge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.Val;
import io.github.wasmpool.Effort;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.Wat;
import io.github.wasmpool.runtime.WasmtimeRuntime;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bridge and the binding's generic call give the same bits, whatever the signature.
 */
class DifferentialTests {

	private static final int FUNCTIONS = 250;

	private static final int CALLS_OF_EACH = Effort.of(80, 400);

	private static final ValueType[] TYPES = { ValueType.I32, ValueType.I64, ValueType.F32, ValueType.F64 };

	private static final long[] SPECIAL = { 0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, Long.MIN_VALUE,
			Long.MAX_VALUE, 0x7FC0_0001L, 0x7F80_0001L, 0xFFA0_0000L, 0x8000_0000L, 0x7FF8_0000_0000_0001L,
			0x7FF0_0000_0000_0001L, 0xFFF4_0000_0000_0000L, 0x7FF0_0000_0000_0000L };

	private final Random random = new Random(20_261_123);

	@Test
	void callsOfRandomSignaturesAgree() {
		List<FunctionType> types = new ArrayList<>();
		byte[] binary = Wat.compile(guest(types));
		Engine engine = new Engine();
		Module bareModule = Module.fromBinary(engine, binary);
		Store<Void> store = new Store<>(null, engine);
		Instance bare = new Instance(store, bareModule, List.of());
		int calls = 0;
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(binary).executionTimeout(Duration.ofMinutes(1)).build();
				WasmInstance instance = module.instantiate()) {
			for (int i = 0; i < FUNCTIONS; i++) {
				Func generic = bare.getFunc(store, "f" + i).orElseThrow();
				WasmFunction bridged = instance.function("f" + i);
				assertThat(bridged.type()).isEqualTo(types.get(i));
				for (int call = 0; call < CALLS_OF_EACH; call++) {
					long[] bits = bits(types.get(i).params().size());
					assertThat(bridged(bridged, bits)).isEqualTo(generic(generic, store, types.get(i), bits));
					calls++;
				}
				generic.dispose();
			}
		}
		finally {
			bare.dispose();
			store.dispose();
			bareModule.dispose();
			engine.dispose();
		}
		assertThat(calls).isEqualTo(FUNCTIONS * CALLS_OF_EACH);
	}

	/**
	 * Write functions that return some of their parameters, in any order.
	 */
	private String guest(List<FunctionType> types) {
		StringBuilder text = new StringBuilder("(module (memory 1)");
		for (int i = 0; i < FUNCTIONS; i++) {
			List<ValueType> params = new ArrayList<>();
			for (int param = this.random.nextInt(13); param > 0; param--) {
				params.add(TYPES[this.random.nextInt(TYPES.length)]);
			}
			List<ValueType> results = new ArrayList<>();
			StringBuilder body = new StringBuilder();
			for (int result = params.isEmpty() ? 0 : this.random.nextInt(9); result > 0; result--) {
				int param = this.random.nextInt(params.size());
				results.add(params.get(param));
				body.append("(local.get ").append(param).append(")");
			}
			types.add(FunctionType.of(params, results));
			text.append("(func (export \"f").append(i).append("\") (param");
			params.forEach((type) -> text.append(' ').append(type));
			text.append(") (result");
			results.forEach((type) -> text.append(' ').append(type));
			text.append(")").append(body).append(")");
		}
		return text.append(")").toString();
	}

	private long[] bits(int count) {
		long[] bits = new long[count];
		for (int i = 0; i < count; i++) {
			bits[i] = this.random.nextBoolean() ? this.random.nextLong() : SPECIAL[this.random.nextInt(SPECIAL.length)];
		}
		return bits;
	}

	private static List<Long> bridged(WasmFunction function, long[] bits) {
		List<ValueType> params = function.type().params();
		Object[] args = new Object[bits.length];
		for (int i = 0; i < bits.length; i++) {
			args[i] = value(params.get(i), bits[i]);
		}
		Object result = function.call(args);
		List<?> results = (result instanceof List<?> several) ? several
				: (result != null) ? List.of(result) : List.of();
		return results.stream().map(DifferentialTests::bits).toList();
	}

	private static List<Long> generic(Func function, Store<Void> store, FunctionType type, long[] bits) {
		Val[] args = new Val[bits.length];
		for (int i = 0; i < bits.length; i++) {
			args[i] = switch (type.params().get(i)) {
				case I32 -> Val.fromI32((int) bits[i]);
				case I64 -> Val.fromI64(bits[i]);
				case F32 -> Val.fromF32(Float.intBitsToFloat((int) bits[i]));
				case F64 -> Val.fromF64(Double.longBitsToDouble(bits[i]));
				case V128, FUNCREF, EXTERNREF -> throw new IllegalArgumentException();
			};
		}
		List<Long> results = new ArrayList<>();
		for (Val result : function.call(store, args)) {
			results.add(bits(result.getValue()));
		}
		return results;
	}

	private static Object value(ValueType type, long bits) {
		return switch (type) {
			case I32 -> (int) bits;
			case I64 -> bits;
			case F32 -> Float.intBitsToFloat((int) bits);
			case F64 -> Double.longBitsToDouble(bits);
			case V128, FUNCREF, EXTERNREF -> throw new IllegalArgumentException();
		};
	}

	private static long bits(Object value) {
		if (value instanceof Float number) {
			return Float.floatToRawIntBits(number);
		}
		return (value instanceof Double number) ? Double.doubleToRawLongBits(number) : ((Number) value).longValue();
	}

}
