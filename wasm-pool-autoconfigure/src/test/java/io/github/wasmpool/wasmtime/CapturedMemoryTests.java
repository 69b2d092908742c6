package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.wasmpool.Effort;
import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.GuestFeatures;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.Wat;
import io.github.wasmpool.binary.BinaryModule;
import io.github.wasmpool.binary.Extent;
import io.github.wasmpool.binary.GuestBinary;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.wasmtime.GuestInstance.Initialization;
import io.github.wasmpool.wasmtime.SplitCode.GuestCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is not looked at when the state of an instance is captured is zero: where the page
 * map is used, as much is found as where all of the memory is read.
 */
class CapturedMemoryTests {

	private static final int ROUNDS = Effort.of(8, 300);

	private static final int PAGE = MemoryLimits.PAGE_SIZE;

	private static final Initialization INITIALIZATION = new Initialization(Duration.ofSeconds(5), null, 1);

	private final ModuleCompiler compiler = new ModuleCompiler(new EpochTicker(Duration.ofMillis(10)));

	private final Random random = new Random(Long.getLong("wasmpool.test.seed", 18));

	private final List<Runnable> made = new ArrayList<>();

	@TempDir
	private Path directory;

	@AfterEach
	void free() {
		for (int i = this.made.size() - 1; i >= 0; i--) {
			this.made.get(i).run();
		}
	}

	private static BinaryModule guest(String data) {
		return BinaryModule.inspect("captured", Wat.compile("""
				(module
					(memory (export "memory") 12 40)
					%s
					(func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
					(func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
					(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
				""".formatted(data)), ModuleLimits.DEFAULTS);
	}

	private CompiledModule compile(GuestBinary guest, MemoryReservation reservation) {
		CompiledModule code = this.compiler.compile(guest, new EngineSettings(Optimization.SPEED, true,
				EngineSettings.DEFAULT_GUEST_STACK, GuestFeatures.DEFAULTS, reservation));
		this.made.add(code::release);
		return code;
	}

	private GuestInstance instance(GuestCode code) {
		GuestInstance instance = GuestInstance.create(code.code(), code.layout(), HostLinks.NONE, INITIALIZATION);
		this.made.add(instance::dispose);
		return instance;
	}

	private GuestInstance plain(String data, int reserve, MemoryReservation reservation) {
		GuestBinary guest = guest(data).rewrite(MemoryLimits.ofModule(), reserve);
		return instance(new GuestCode(compile(guest, reservation), guest.layout()));
	}

	/**
	 * Of what the memory is captured, whoever says where to look.
	 */
	private static void capture(GuestInstance instance) {
		ByteBuffer memory = instance.ownMemory().bytes();
		byte[] expected = new byte[memory.capacity()];
		memory.get(0, expected);
		byte[] found = new byte[expected.length];
		for (Extent extent : instance.ownMemory().notZero(PageMap.OF_PROCESS)) {
			memory.get((int) extent.start(), found, (int) extent.start(), (int) extent.length());
		}
		assertThat(found).isEqualTo(expected);
	}

	private void change(GuestInstance instance) {
		int size = instance.pages() * PAGE;
		int at = this.random.nextInt(size);
		int length = this.random.nextInt(Math.min(1 << this.random.nextInt(16), size - at));
		switch (this.random.nextInt(6)) {
			case 0 -> instance.function("fill").callVoid(at, this.random.nextInt(256), length);
			case 1 -> instance.function("fill").callVoid(at, 0, length);
			case 2 -> instance.function("copy").callVoid(at, this.random.nextInt(size - length), length);
			case 3 -> instance.function("grow").callInt(this.random.nextInt(3));
			case 4 -> instance.memory().read(at, length);
			default -> instance.memory().writeByte(at, (byte) this.random.nextInt());
		}
	}

	private void compareAfterChanges(GuestInstance instance) {
		capture(instance);
		for (int round = 0; round < ROUNDS; round++) {
			for (int i = this.random.nextInt(4); i >= 0; i--) {
				change(instance);
			}
			capture(instance);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "(data (i32.const 0) \"first\")", "(data (i32.const 786431) \"x\")",
			"(data (i32.const 4093) \"across pages\") (data (i32.const 200000) \"\") (data (i32.const 150000) \"far\")" })
	void asMuchIsFoundAsIfAllWereRead(String data) {
		for (int reserve : new int[] { 0, 5 }) {
			compareAfterChanges(plain(data, reserve, MemoryReservation.DEFAULT));
		}
	}

	@Test
	void memoriesThatMovedToo() {
		GuestInstance instance = plain("(data (i32.const 70000) \"moves\")", 0, MemoryReservation.of(13L * PAGE));
		compareAfterChanges(instance);
	}

	@Test
	void statesOfStatesToo() {
		BinaryModule module = guest("(data (i32.const 5000) \"data of the module\")");
		GuestBinary guest = module.rewrite(MemoryLimits.ofModule(), 2);
		SplitCode split = new SplitCode(() -> module.rewriteSplit(true),
				(rewritten) -> compile(rewritten, MemoryReservation.DEFAULT));
		GuestInstance instance = instance(new GuestCode(compile(guest, MemoryReservation.DEFAULT), guest.layout()));
		for (int state = 0; state < 4; state++) {
			compareAfterChanges(instance);
			byte[] before = bytes(instance);
			GuestCode begun = split.beginningAt(instance, instance.memoryType(), false);
			this.made.add(begun.code()::release);
			instance = instance(begun);
			byte[] after = bytes(instance);
			assertThat(after).startsWith(before);
			capture(instance);
		}
	}

	/**
	 * Allocators mark the end of a memory, far behind all else.
	 */
	@Test
	void aMarkFarBehindIsInEveryInstance() {
		BinaryModule module = guest("(data (i32.const 5000) \"data of the module\")");
		GuestBinary guest = module.rewrite(MemoryLimits.ofModule(), 0);
		SplitCode split = new SplitCode(() -> module.rewriteSplit(false),
				(rewritten) -> compile(rewritten, MemoryReservation.DEFAULT));
		GuestInstance marked = instance(new GuestCode(compile(guest, MemoryReservation.DEFAULT), guest.layout()));
		marked.memory().writeInt(12 * PAGE - 16, 4711);
		CapturedState state = CapturedState.of(marked, marked.memoryType());
		assertThat(state.memory()).satisfies((memory) -> {
			assertThat(memory.data()).hasValueSatisfying((data) -> assertThat(data.end()).isLessThan(PAGE));
			assertThat(memory.pieces()).hasSize(1);
		});
		GuestCode begun = split.beginningAt(marked, marked.memoryType(), false);
		this.made.add(begun.code()::release);
		for (int i = 0; i < 3; i++) {
			GuestInstance instance = instance(begun);
			assertThat(bytes(instance)).isEqualTo(bytes(marked));
			instance.memory().writeInt(12 * PAGE - 16, 9);
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void pagesThatWereNeverUsedAreNotLookedAt() {
		GuestInstance instance = plain("(data (i32.const 70000) \"data\")", 8, MemoryReservation.DEFAULT);
		instance.memory().writeByte(300_000, (byte) 1);
		int pageSize = PageMap.OF_PROCESS.pageSize();
		long looked = instance.ownMemory().notZero(PageMap.OF_PROCESS).stream().mapToLong(Extent::length).sum();
		assertThat(looked).as("two pages with something in them, and those that were probed")
			.isLessThanOrEqualTo((2 + 8) * (long) pageSize);
	}

	@Test
	void whereTheMapIsMissingOrLiesAllIsRead() throws IOException {
		GuestInstance instance = plain("", 0, MemoryReservation.DEFAULT);
		instance.memory().writeByte(300_000, (byte) 1);
		byte[] before = bytes(instance);
		Path lie = this.directory.resolve("lie");
		try (RandomAccessFile sparse = new RandomAccessFile(lie.toFile(), "rw")) {
			sparse.setLength(1L << 39);
		}
		Path tooShort = this.directory.resolve("short");
		try (RandomAccessFile empty = new RandomAccessFile(tooShort.toFile(), "rw")) {
			empty.setLength(8);
		}
		for (Path map : List.of(lie, tooShort, this.directory.resolve("none"))) {
			assertThat(instance.ownMemory().notZero(new PageMap(map.toString(), 4096)))
				.containsExactly(new Extent(0, 12 * PAGE));
			assertThat(bytes(instance)).as("nothing was changed").isEqualTo(before);
		}
	}

	private static byte[] bytes(GuestInstance instance) {
		ByteBuffer memory = instance.ownMemory().bytes();
		byte[] copy = new byte[memory.capacity()];
		memory.get(0, copy);
		return copy;
	}

}
