package io.github.wasmpool.runtime;

import java.nio.charset.StandardCharsets;

import io.github.wasmpool.NoSuchExportException;
import io.github.wasmpool.Wat;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.WasmMemoryAccessException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.type.MemoryLimits;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MemoryTests {

	private static final int PAGE = MemoryLimits.PAGE_SIZE;

	private final WasmtimeRuntime runtime = new WasmtimeRuntime();

	private final WasmModule module = this.runtime.module(Wat.compile(Wat.STATE)).name("state").build();

	private final WasmInstance instance = this.module.instantiate();

	private final WasmMemory memory = this.instance.memory();

	@AfterEach
	void close() {
		this.instance.close();
		this.module.close();
		this.runtime.close();
	}

	@Test
	void bytesGoInAndComeOut() {
		this.memory.write(100, new byte[] { 1, 2, 3, 4 });
		assertThat(this.memory.read(100, 4)).containsExactly(1, 2, 3, 4);
		byte[] into = new byte[6];
		this.memory.read(101, into, 2, 3);
		assertThat(into).containsExactly(0, 0, 2, 3, 4, 0);
		this.memory.write(200, new byte[] { 9, 8, 7, 6 }, 1, 2);
		assertThat(this.memory.read(199, 4)).containsExactly(0, 8, 7, 0);
	}

	@Test
	void numbersAreLittleEndianAtAnyAlignment() {
		this.memory.writeInt(33, 0x01020304);
		assertThat(this.memory.read(33, 4)).containsExactly(4, 3, 2, 1);
		assertThat(this.memory.readInt(33)).isEqualTo(0x01020304);
		this.memory.writeLong(41, Long.MIN_VALUE + 5);
		assertThat(this.memory.readLong(41)).isEqualTo(Long.MIN_VALUE + 5);
		this.memory.writeShort(51, (short) -2);
		assertThat(this.memory.readShort(51)).isEqualTo((short) -2);
		this.memory.writeByte(53, (byte) -3);
		assertThat(this.memory.readByte(53)).isEqualTo((byte) -3);
		this.memory.writeFloat(57, -0.0f);
		assertThat(this.memory.readFloat(57)).isEqualTo(-0.0f);
		this.memory.writeDouble(61, Math.PI);
		assertThat(this.memory.readDouble(61)).isEqualTo(Math.PI);
	}

	@Test
	void textIsUtf8() {
		int length = this.memory.writeString(500, "Grüße, 世界 🌍");
		assertThat(length).isEqualTo("Grüße, 世界 🌍".getBytes(StandardCharsets.UTF_8).length);
		assertThat(this.memory.readString(500, length)).isEqualTo("Grüße, 世界 🌍");
		assertThat(this.memory.readCString(500)).isEqualTo("Grüße, 世界 🌍");
	}

	@Test
	void fillSetsEachByteAndNoOther() {
		this.memory.fill(1000, 20_000, (byte) 0x5A);
		assertThat(this.memory.readByte(999)).isZero();
		assertThat(this.memory.read(1000, 20_000)).containsOnly(0x5A);
		assertThat(this.memory.readByte(21_000)).isZero();
	}

	@Test
	void anAccessPastTheEndIsRefusedWithItsNumbersAndChangesNothing() {
		assertThatExceptionOfType(WasmMemoryAccessException.class)
			.isThrownBy(() -> this.memory.write(PAGE - 2, new byte[] { 1, 2, 3 }))
			.withMessage("An access past the end of the memory (offset=65534, length=3, size=65536)")
			.satisfies((ex) -> assertThat(ex.getOffset()).isEqualTo(65_534))
			.satisfies((ex) -> assertThat(ex.getLength()).isEqualTo(3))
			.satisfies((ex) -> assertThat(ex.getSize()).isEqualTo(65_536));
		assertThat(this.memory.read(PAGE - 2, 2)).containsOnly(0);
		refused(() -> this.memory.readInt(PAGE - 3));
		refused(() -> this.memory.readByte(-1));
		refused(() -> this.memory.readLong(Long.MAX_VALUE));
		refused(() -> this.memory.read(0, -1));
		refused(() -> this.memory.read(1L << 32, 1));
		refused(() -> this.memory.fill(1, PAGE, (byte) 0));
		assertThat(this.memory.readInt(PAGE - 4)).isZero();
	}

	@Test
	void aTextWithoutAnEndIsRefused() {
		this.memory.fill(PAGE - 4, 4, (byte) 'x');
		assertThatExceptionOfType(WasmMemoryAccessException.class).isThrownBy(() -> this.memory.readCString(PAGE - 4))
			.withMessage("No zero byte ends the text (offset=65532, length=4, size=65536)");
	}

	@Test
	void anArrayThatIsTooSmallIsRefusedBeforeNativeMemoryIsTouched() {
		assertThatExceptionOfType(IndexOutOfBoundsException.class)
			.isThrownBy(() -> this.memory.read(0, new byte[3], 1, 3));
		assertThatExceptionOfType(IndexOutOfBoundsException.class)
			.isThrownBy(() -> this.memory.write(0, new byte[3], -1, 3));
	}

	@Test
	void aMemoryGrowsFromJavaUpToItsCeiling() {
		assertThat(this.memory.pages()).isEqualTo(1);
		assertThat(this.memory.grow(2)).isEqualTo(1);
		assertThat(this.memory.pages()).isEqualTo(3);
		assertThat(this.memory.size()).isEqualTo(3L * PAGE);
		this.memory.writeInt(3L * PAGE - 4, 42);
		assertThat(this.memory.readInt(3L * PAGE - 4)).isEqualTo(42);
		assertThatExceptionOfType(WasmMemoryAccessException.class).isThrownBy(() -> this.memory.grow(2))
			.withMessageContaining("has 3 pages and cannot grow by 2 past its ceiling of 4; raise 'memory.max-pages'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.memory.grow(-1));
		assertThat(this.memory.grow(1)).isEqualTo(3);
	}

	@Test
	void whatTheGuestGrewIsSeenAtOnce() {
		assertThat(this.memory.readByte(0)).isEqualTo((byte) 'c');
		assertThat(this.instance.callInt("grow", 3)).isEqualTo(1);
		assertThat(this.memory.pages()).isEqualTo(4);
		assertThat(this.memory.readByte(4L * PAGE - 1)).isZero();
		assertThat(this.instance.callInt("grow", 1)).isEqualTo(-1);
	}

	@Test
	void configuredPagesAreEnforced() {
		try (WasmModule other = this.module.withMemory(MemoryLimits.of(2, 3));
				WasmInstance larger = other.instantiate()) {
			assertThat(other.memory()).hasValueSatisfying((type) -> assertThat(type).hasToString("2..3 pages"));
			assertThat(larger.memory().pages()).isEqualTo(2);
			assertThat(larger.memory().readCString(0)).isEqualTo("clean");
			assertThat(larger.callInt("grow", 1)).isEqualTo(2);
			assertThat(larger.callInt("grow", 1)).isEqualTo(-1);
		}
		assertThat(this.memory.pages()).isEqualTo(1);
	}

	@Test
	void anImpossibleMemoryIsRefusedWithTheNumbers() {
		for (MemoryLimits limits : new MemoryLimits[] { MemoryLimits.of(0, 4), MemoryLimits.of(1, 5),
				new MemoryLimits(null, 0) }) {
			assertThatExceptionOfType(WasmModuleException.class).as("%s", limits)
				.isThrownBy(() -> this.module.withMemory(limits))
				.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.MEMORY_OUT_OF_RANGE))
				.withMessageContaining("'state'");
		}
	}

	@Test
	void anImportedMemoryBecomesOneOfTheInstance() {
		byte[] binary = Wat.compile("""
				(module
					(import "env" "memory" (memory 1 2))
					(func (export "peek") (param i32) (result i32) (i32.load (local.get 0))))
				""");
		try (WasmModule importing = this.runtime.module(binary).memory(MemoryLimits.of(2, 2)).build();
				WasmInstance guest = importing.instantiate()) {
			guest.memory().writeInt(2 * PAGE - 4, 77);
			assertThat(guest.callInt("peek", 2 * PAGE - 4)).isEqualTo(77);
		}
	}

	@Test
	void aModuleWithoutAMemorySaysSo() {
		try (WasmModule other = this.runtime.module(Wat.compile(Wat.CALLS)).name("calls").build();
				WasmInstance guest = other.instantiate()) {
			assertThat(other.memory()).isEmpty();
			assertThatExceptionOfType(NoSuchExportException.class).isThrownBy(guest::memory)
				.withMessage("Module 'calls' exports no memory 'memory'; it exports none");
		}
	}

	private static void refused(ThrowingCallable access) {
		assertThatExceptionOfType(WasmMemoryAccessException.class).isThrownBy(access);
	}

}
