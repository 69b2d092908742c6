package io.github.wasmpool.binary;

import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.Wat;
import io.github.wasmpool.type.MemoryLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What keeps instances of a module from being put back by their memory and globals alone.
 */
class ObstacleTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			table.set  | (table.set (i32.const 0) (ref.null func))
			table.grow | (drop (table.grow (ref.null func) (i32.const 1)))
			table.fill | (table.fill (i32.const 0) (ref.null func) (i32.const 1))
			table.copy | (table.copy (i32.const 0) (i32.const 1) (i32.const 1))
			table.init | (table.init $elements (i32.const 0) (i32.const 0) (i32.const 1))
			elem.drop  | (elem.drop $elements)
			data.drop  | (data.drop $data)
			""")
	void codeThatChangesTablesOrDropsSegmentsIsOne(String name, String instruction) {
		GuestLayout guest = rewrite(instruction);
		assertThat(guest.obstacle())
			.contains("its code contains '" + name.strip() + "', whose effect cannot be undone");
		assertThat(guest.stateObstacle()).isEmpty();
		assertThat(guest.state()).isPresent();
	}

	@ParameterizedTest
	@ValueSource(strings = { "(drop (table.get (i32.const 0)))", "(drop (table.size))",
			"(memory.init $data (i32.const 0) (i32.const 0) (i32.const 1))",
			"(memory.copy (i32.const 0) (i32.const 1) (i32.const 1))",
			"(memory.fill (i32.const 0) (i32.const 1) (i32.const 1))", "(drop (memory.grow (i32.const 1)))",
			"(drop (i32.trunc_sat_f32_s (f32.const 1)))", "(call_indirect (i32.const 0))",
			"(global.set 0 (i32.const 1))" })
	void codeThatChangesMemoryAndGlobalsIsNone(String instruction) {
		GuestLayout guest = rewrite(instruction);
		assertThat(guest.obstacle()).isEmpty();
		assertThat(guest.state()).isPresent();
	}

	@Test
	void soManyGlobalsThatTheyAreNotKeptAreOne() {
		assertThat(rewrite("", KeptGlobals.MOST).obstacle()).isEmpty();
		assertThat(rewrite("", KeptGlobals.MOST + 1).obstacle())
			.contains("it has more than 256 globals that can change");
	}

	private static GuestLayout rewrite(String instruction) {
		return rewrite(instruction, 1);
	}

	private static GuestLayout rewrite(String instruction, int globals) {
		return BinaryModule
			.inspect("obstacles", Wat.compile("""
					(module
						(memory 1)
						(table 2 funcref)
						(data $data "data")
						(elem $elements func $f)
						(func $f (export "f") %s)
					""".formatted(instruction) + "(global (mut i32) (i32.const 0))\n".repeat(globals) + ")"),
					ModuleLimits.DEFAULTS)
			.rewrite(MemoryLimits.ofModule())
			.layout();
	}

}
