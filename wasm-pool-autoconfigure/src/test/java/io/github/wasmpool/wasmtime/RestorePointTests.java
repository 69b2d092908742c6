package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.wasmpool.RetirementReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How instances are put back to the state in which they began, and when they are not.
 */
@ExtendWith(OutputCaptureExtension.class)
class RestorePointTests extends RestoringScenario {

	/** Nothing takes as long, in nanoseconds. */
	private static final long LONG = Duration.ofDays(1).toNanos();

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

	@Test
	void whatIsResidentIsKnown() throws IOException {
		RestorePoint point = tryOut(PageMap.OF_PROCESS).point().orElseThrow();
		GuestInstance instance = make();
		assertThat(point.adopt(instance, Long.MAX_VALUE)).isTrue();
		assertThat(point.residentBytes()).isZero();
		instance.memory().fill(0, 10 * PageMap.OF_PROCESS.pageSize(), (byte) 7);
		assertThat(instance.restore()).isNull();
		assertThat(point.residentBytes()).isGreaterThanOrEqualTo(10L * PageMap.OF_PROCESS.pageSize());
		instance.memory().fill(0, 20 * PageMap.OF_PROCESS.pageSize(), (byte) 7);
		assertThat(instance.restore()).isNull();
		assertThat(point.residentBytes()).isEqualTo((long) written(instance).length * PageMap.OF_PROCESS.pageSize());
		instance.dispose();
		assertThat(point.residentBytes()).isZero();
		point.close();
	}

	@Test
	void anInstanceThatIsDearToPutBackThreeTimesInARowIsReplaced() {
		RestorePoint point = tryOut(PageMap.OF_PROCESS).point().orElseThrow();
		GuestInstance instance = adopted(point, 0);
		assertThat(instance.restore()).isNull();
		assertThat(instance.restore()).isNull();
		GuestInstance dear = adopted(point, 8 * LONG);
		assertThat(point.creationNanos()).as("an eighth of what is new").isEqualTo(LONG);
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

	@Test
	void oneThatWasCheapLetsTheCountOfTheDearBeginAnew() {
		RestorePoint point = tryOut(PageMap.OF_PROCESS).point().orElseThrow();
		List<GuestInstance> instances = new ArrayList<>();
		for (long creationNanos : new long[] { 0, 0, 8 * LONG, -7 * LONG, 0 }) {
			GuestInstance instance = adopted(point, creationNanos);
			assertThat(instance.restore()).isNull();
			assertThat(instance.restore()).isNull();
			instance.restore();
			instances.add(instance);
		}
		instances.forEach(GuestInstance::dispose);
		point.close();
	}

	@Test
	void anInstanceThatBeginsDifferentlyIsNotPutBackAndWarnedOfOnce(CapturedOutput output) {
		RestorePoint point = tryOut(PageMap.OF_PROCESS).point().orElseThrow();
		for (int i = 0; i < 2; i++) {
			GuestInstance instance = make();
			instance.memory().writeByte(9, (byte) 1);
			assertThat(point.adopt(instance, 1)).isFalse();
			assertThat(instance.restore()).isEqualTo(RetirementReason.NOT_RESTORABLE);
			instance.dispose();
		}
		point.close();
		assertThat(output.getAll().split("begins in another state than the first one", -1)).hasSize(2);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void whereTheMapFailsLaterTheInstanceIsReplacedAndTheFileClosed(CapturedOutput output) throws IOException {
		Path file = this.directory.resolve("failing");
		PageMap map = new PageMap(file.toString(), 4096);
		this.history.succeeded();
		try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
			sparse.setLength(8);
			assertThat(tryOut(map).point()).isEmpty();
			sparse.setLength(1L << 39);
			RestorePoint point = tryOut(map).point().orElseThrow();
			GuestInstance instance = adopted(point, Long.MAX_VALUE);
			assertThat(instance.restore()).isNull();
			sparse.setLength(8);
			assertThat(instance.restore()).isEqualTo(RetirementReason.NOT_RESTORABLE);
			sparse.setLength(1L << 39);
			assertThat(instance.restore()).isNull();
			assertThat(OpenFiles.below(this.directory)).as("that of the test, and one that is kept").hasSize(2);
			point.close();
			instance.dispose();
			assertThat(OpenFiles.below(this.directory)).hasSize(1);
		}
		assertThat(output).contains("does not tell what a loan has written");
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

}
