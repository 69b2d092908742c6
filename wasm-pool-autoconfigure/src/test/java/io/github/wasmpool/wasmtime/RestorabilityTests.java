package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.Wat;
import io.github.wasmpool.binary.BinaryModule;
import io.github.wasmpool.binary.GuestBinary;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.wasmtime.GuestInstance.Initialization;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether instances can be put back in place is found out before anybody relies on it.
 */
class RestorabilityTests {

	private static final Initialization INITIALIZATION = new Initialization(Duration.ofSeconds(5), null, 1);

	private static final String GUEST = """
			(module
				(memory (export "memory") 2 8)
				(data (i32.const 40) "first")
				(data (i32.const 65530) "last")
				(global $hidden (mut f64) (f64.const 1))
				(func (export "hide") (global.set $hidden (f64.const 2)))
				(func (export "hidden") (result f64) (global.get $hidden))
				(func (export "fail") (unreachable)))
			""";

	/** Nothing takes as long, in nanoseconds. */
	private static final long LONG = Duration.ofDays(1).toNanos();

	private final GuestBinary guest = BinaryModule.inspect("tried", Wat.compile(GUEST), ModuleLimits.DEFAULTS)
		.rewrite(MemoryLimits.ofModule(), 1);

	private final CompiledModule code = new ModuleCompiler(new EpochTicker(Duration.ofMillis(10))).compile(this.guest,
			new EngineSettings(Optimization.SPEED, true, EngineSettings.DEFAULT_GUEST_STACK));

	private final RestoreHistory history = new RestoreHistory();

	private final AtomicInteger made = new AtomicInteger();

	private final AtomicInteger freed = new AtomicInteger();

	@TempDir
	private Path directory;

	@AfterEach
	void free() {
		this.code.release();
	}

	private GuestInstance make() {
		this.made.incrementAndGet();
		return GuestInstance.create(this.code, this.guest.layout(), HostLinks.NONE, INITIALIZATION);
	}

	private Restorability tryOut(PageMap map) {
		return Restorability.tryOut(this.guest.layout(), this.history, this::make, this.freed::incrementAndGet, map);
	}

	@Test
	void aMapThatIsMissingIsSaidAndCostsNoInstance() {
		Restorability decided = tryOut(new PageMap(this.directory.resolve("none").toString(), 4096));
		assertThat(decided.point()).isEmpty();
		assertThat(decided.reason()).startsWith(
				"'" + this.directory.resolve("none") + "' cannot be read, which tells" + " what a guest has written: ");
		assertThat(this.made).hasValue(0);
		assertThat(this.freed).hasValue(1);
	}

	@Test
	void aMapThatLiesIsFoundOut() throws IOException {
		Path lie = this.directory.resolve("lie");
		try (RandomAccessFile sparse = new RandomAccessFile(lie.toFile(), "rw")) {
			sparse.setLength(1L << 39);
		}
		Restorability decided = tryOut(new PageMap(lie.toString(), 4096));
		assertThat(decided.point()).isEmpty();
		assertThat(decided.reason()).isEqualTo("'/proc/self/pagemap' did not tell that a page was written");
		assertThat(this.made).hasValue(2);
		assertThat(this.freed).hasValue(1);
	}

	@Test
	void aMapThatEndsTooEarlyIsSaid() throws IOException {
		Path file = this.directory.resolve("short");
		try (RandomAccessFile empty = new RandomAccessFile(file.toFile(), "rw")) {
			empty.setLength(8);
		}
		Restorability decided = tryOut(new PageMap(file.toString(), 4096));
		assertThat(decided.point()).isEmpty();
		assertThat(decided.reason()).startsWith("the system does not tell what a guest has written");
		assertThat(this.freed).hasValue(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "memory", "reserve", "global", "size" })
	void instancesThatBeginDifferentlyAreFoundOut(String different) {
		Restorability decided = Restorability.tryOut(this.guest.layout(), this.history, () -> {
			GuestInstance instance = make();
			if (this.made.get() == 2) {
				change(different).accept(instance);
			}
			return instance;
		}, this.freed::incrementAndGet);
		assertThat(decided.reason()).isEqualTo("two instances of the module do not begin in the same state");
		assertThat(this.freed).hasValue(1);
	}

	private static Consumer<GuestInstance> change(String what) {
		return switch (what) {
			case "memory" -> (instance) -> instance.memory().writeByte(70_000, (byte) 1);
			case "reserve" -> (instance) -> {
				MemoryPages pages = Objects.requireNonNull(instance.ownMemory().systemPages(PageMap.OF_PROCESS));
				pages.disturb(pages.count() - 1);
			};
			case "global" -> (instance) -> instance.function("hide").callVoid();
			default -> (instance) -> instance.memory().grow(1);
		};
	}

	@Test
	void anInstanceIsPutBackAlsoWhenItsPoolHasLetGo() {
		Restorability decided = tryOut(PageMap.OF_PROCESS);
		RestorePoint point = decided.point().orElseThrow();
		GuestInstance instance = make();
		assertThat(point.adopt(instance, Long.MAX_VALUE)).isTrue();
		point.close();
		for (int i = 0; i < 3; i++) {
			instance.memory().writeByte(9, (byte) 9);
			instance.function("hide").callVoid();
			assertThat(instance.restore()).isNull();
			assertThat(instance.memory().readByte(9)).isZero();
			assertThat(instance.function("hidden").callDouble()).isEqualTo(1);
		}
		assertThat(this.freed).hasValue(0);
		instance.dispose();
		assertThat(this.freed).hasValue(1);
	}

	@Test
	void nothingIsPutBackToAStateThatIsGone() {
		RestorePoint point = tryOut(PageMap.OF_PROCESS).point().orElseThrow();
		point.close();
		point.close();
		assertThat(this.freed).hasValue(1);
		GuestInstance late = make();
		assertThat(point.adopt(late, 1)).isFalse();
		assertThat(late.restore()).isEqualTo(RetirementReason.NOT_RESTORABLE);
		late.dispose();
		assertThat(this.freed).hasValue(1);
	}

	@Test
	void aTrappedInstanceIsNotPutBack() {
		RestorePoint point = tryOut(PageMap.OF_PROCESS).point().orElseThrow();
		GuestInstance instance = make();
		assertThat(point.adopt(instance, Long.MAX_VALUE)).isTrue();
		try {
			instance.function("fail").callVoid();
		}
		catch (RuntimeException ex) {
			assertThat(instance.restore()).isEqualTo(RetirementReason.TRAP);
		}
		assertThat(instance.isHealthy()).isFalse();
		instance.dispose();
		point.close();
		assertThat(this.freed).hasValue(1);
	}

	@Test
	void anotherStateOfTheSameCodeIsNotTriedAgain() {
		RestorePoint point = tryOut(PageMap.OF_PROCESS).point().orElseThrow();
		assertThat(this.made).as("the baseline, and one that was written to").hasValue(2);
		assertThat(this.history.instances()).isOne();
		RestorePoint other = tryOut(PageMap.OF_PROCESS).point().orElseThrow();
		assertThat(this.made).hasValue(3);
		point.close();
		other.close();
		assertThat(this.freed).hasValue(2);
	}

	@Test
	void whatAFirstLoanWroteOfTheImageIsOwnedByTheNextInstanceBeforeItsLoan() throws IOException {
		int page = PageMap.OF_PROCESS.pageSize();
		RestorePoint point = tryOut(PageMap.OF_PROCESS).point().orElseThrow();
		GuestInstance first = adopted(point);
		assertThat(written(first)).isEmpty();
		first.memory().writeByte(3L * page, (byte) 1);
		first.memory().writeByte(5L * page, (byte) 1);
		first.memory().writeByte(100_000, (byte) 1);
		assertThat(first.restore()).isNull();
		first.memory().writeByte(7L * page, (byte) 1);
		assertThat(first.restore()).isNull();
		RestorePoint other = tryOut(PageMap.OF_PROCESS).point().orElseThrow();
		GuestInstance next = adopted(other);
		assertThat(written(next)).containsExactly(3, 5);
		assertThat(next.memory().readByte(3L * page)).isZero();
		assertThat(next.restore()).isNull();
		next.dispose();
		other.close();
		first.dispose();
		point.close();
	}

	private GuestInstance adopted(RestorePoint point) {
		GuestInstance instance = make();
		assertThat(point.adopt(instance, Long.MAX_VALUE)).isTrue();
		instance.beginLoan();
		return instance;
	}

	private static int[] written(GuestInstance instance) throws IOException {
		return Objects.requireNonNull(instance.ownMemory().systemPages(PageMap.OF_PROCESS)).written();
	}

	@Test
	void whatIsResidentIsKnown() {
		RestorePoint point = tryOut(PageMap.OF_PROCESS).point().orElseThrow();
		GuestInstance instance = make();
		assertThat(point.adopt(instance, Long.MAX_VALUE)).isTrue();
		assertThat(point.residentBytes()).isZero();
		instance.memory().fill(0, 10 * PageMap.OF_PROCESS.pageSize(), (byte) 7);
		assertThat(instance.restore()).isNull();
		assertThat(point.residentBytes()).isGreaterThanOrEqualTo(10L * PageMap.OF_PROCESS.pageSize());
		instance.dispose();
		assertThat(point.residentBytes()).isZero();
		point.close();
	}

	/** Return an instance that takes longer to put back than new ones take, or not. */
	private GuestInstance adopted(RestorePoint point, long creationNanos) {
		GuestInstance instance = make();
		assertThat(point.adopt(instance, creationNanos)).isTrue();
		return instance;
	}

	@Test
	void anInstanceThatIsDearToPutBackThreeTimesInARowIsReplaced() {
		RestorePoint point = tryOut(PageMap.OF_PROCESS).point().orElseThrow();
		GuestInstance instance = adopted(point, 0);
		assertThat(instance.restore()).isNull();
		assertThat(instance.restore()).isNull();
		GuestInstance dear = adopted(point, 8 * LONG);
		assertThat(instance.restore()).as("cheap, as new ones take %s ns on average", LONG).isNull();
		GuestInstance cheap = adopted(point, -7 * LONG);
		assertThat(instance.restore()).isNull();
		assertThat(instance.restore()).isNull();
		assertThat(instance.restore()).isEqualTo(RetirementReason.TOO_MANY_PAGES);
		List.of(instance, dear, cheap).forEach(GuestInstance::dispose);
		point.close();
	}

	@Test
	void whereThreeInstancesWereDearFromTheBeginningTheNextAreNotPutBack() {
		RestorePoint point = tryOut(PageMap.OF_PROCESS).point().orElseThrow();
		for (int i = 0; i < 3; i++) {
			GuestInstance instance = adopted(point, 0);
			assertThat(instance.restore()).isNull();
			assertThat(instance.restore()).isNull();
			assertThat(instance.restore()).isEqualTo(RetirementReason.TOO_MANY_PAGES);
			instance.dispose();
		}
		GuestInstance next = adopted(point, 0);
		assertThat(next.restore()).isEqualTo(RetirementReason.TOO_MANY_PAGES);
		next.dispose();
		point.close();
	}

}
