package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.pool.ScriptedFactory.Thing;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Factories that take each other's place in a pool.
 */
class SlotPoolGenerationTests extends SlotPoolScenario {

	private ScriptedFactory next(ScriptedFactory before) {
		return new ScriptedFactory(before);
	}

	@ParameterizedTest
	@EnumSource
	void whoeverBorrowsAfterwardsGetsTheNext(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 3, 3);
		pool.prefill();
		ScriptedFactory second = next(this.factory);
		assertThat(pool.generation().number()).isEqualTo(1);
		pool.replace(second);
		assertThat(pool.generation().number()).isEqualTo(2);
		assertThat(pool.generation().factory()).isSameAs(second);
		List<Slot<Thing>> slots = acquire(pool, 3);
		assertThat(slots).allSatisfy((slot) -> {
			assertThat(slot.object().maker()).isSameAs(second);
			assertThat(slot.generation()).isSameAs(pool.generation());
		});
		release(pool, slots);
		assertThat(this.factory.closed()).isEqualTo(1);
		assertThat(pool.counts().retired()).containsEntry(RetirementReason.GENERATION, 3L);
		assertThat(this.factory.mostLiving()).isEqualTo(3);
		assertEachSlotCanBeBorrowed(pool);
		pool.close();
		assertThat(second.closed()).isEqualTo(1);
		second.assertEachDestroyedOnce();
	}

	@Test
	void whatIsIdleIsReplacedInTheBackground() {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 3, 3);
		pool.prefill();
		ScriptedFactory second = next(this.factory);
		pool.replace(second);
		Awaitility.await().untilAsserted(() -> assertThat(second.living()).isEqualTo(3));
		awaitStats(pool, 3, 3, 0);
		assertThat(this.factory.living()).isZero();
		assertThat(pool.counts().acquired()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void whatIsOnLoanFinishesAndIsRetiredThen(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 2, 2);
		pool.prefill();
		Slot<Thing> old = pool.acquire(LONG);
		ScriptedFactory second = next(this.factory);
		pool.replace(second);
		old.object().use();
		assertThat(this.factory.closed()).isZero();
		int resets = old.object().resets();
		Thing thing = old.object();
		pool.release(old);
		assertThat(thing.resets()).isEqualTo(resets);
		Awaitility.await().until(() -> this.factory.closed() == 1);
		assertThat(pool.counts().retired()).containsEntry(RetirementReason.GENERATION, 2L);
		assertEachSlotCanBeBorrowed(pool);
	}

	private ScriptedFactory adopting(ScriptedFactory before) {
		ScriptedFactory next = next(before);
		next.adopts = () -> true;
		return next;
	}

	@ParameterizedTest
	@EnumSource
	void whatIsIdleIsAdoptedInTheBackground(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 3, 3);
		pool.prefill();
		ScriptedFactory second = adopting(this.factory);
		pool.replace(second);
		Awaitility.await().until(() -> this.factory.closed() == 1);
		awaitStats(pool, 3, 3, 0);
		assertThat(second.living()).isEqualTo(3);
		assertThat(second.made()).isZero();
		assertThat(pool.counts().retired()).doesNotContainKey(RetirementReason.GENERATION);
		assertThat(pool.counts().created()).isEqualTo(3);
		assertEachSlotCanBeBorrowed(pool);
		pool.close();
		assertThat(second.closed()).isEqualTo(1);
		this.factory.assertEachDestroyedOnce();
	}

	@Test
	void whatIsOnLoanFinishesAndIsAdoptedThen() {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 1);
		Slot<Thing> old = pool.acquire(LONG);
		Thing thing = old.object();
		pool.replace(adopting(this.factory));
		assertThat(thing.maker()).isSameAs(this.factory);
		pool.release(old);
		Slot<Thing> next = pool.acquire(LONG);
		assertThat(next.object()).isSameAs(thing);
		assertThat(next.generation()).isSameAs(pool.generation());
		pool.release(next);
		assertThat(this.factory.closed()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(ResetPolicy.class)
	void whatIsAdoptedWhileTheNextGenerationComesIsAdoptedByThat(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 1, 1);
		pool.prefill();
		ScriptedFactory second = next(this.factory);
		ScriptedFactory third = adopting(second);
		second.adopts = () -> {
			pool.replace(third);
			return true;
		};
		pool.replace(second);
		Awaitility.await().until(() -> third.living() == 1);
		awaitStats(pool, 1, 1, 0);
		assertThat(second.made() + third.made()).isZero();
		assertThat(pool.counts().created()).isEqualTo(1);
		Awaitility.await().until(() -> this.factory.closed() + second.closed() == 2);
	}

	@Test
	void oneThatBrokeOnLoanIsNotAdopted() {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 1);
		Slot<Thing> old = pool.acquire(LONG);
		ScriptedFactory second = adopting(this.factory);
		pool.replace(second);
		pool.retire(old, RetirementReason.TRAP);
		Awaitility.await().until(() -> second.made() == 1);
		this.factory.assertEachDestroyedOnce();
		assertThat(pool.counts().retired()).containsEntry(RetirementReason.TRAP, 1L);
	}

	@Test
	void oneThatIsTooOldIsAdoptedByNobody() {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 1);
		pool.prefill();
		ScriptedFactory second = adopting(this.factory);
		pool.replace(second);
		pool.refresh();
		Awaitility.await().until(() -> second.made() == 1);
		this.factory.assertEachDestroyedOnce();
	}

	@Test
	void oneThatCannotBeAdoptedIsReplaced() {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 1);
		pool.prefill();
		ScriptedFactory second = next(this.factory);
		second.adopts = () -> {
			throw new IllegalStateException("scripted");
		};
		pool.replace(second);
		Awaitility.await().until(() -> second.living() == 1);
		this.factory.assertEachDestroyedOnce();
		assertThat(pool.counts().retired()).containsEntry(RetirementReason.GENERATION, 1L);
		assertThat(pool.lastFailure()).isEmpty();
	}

	@Test
	void aPoolThatRestsHasNothingAdopted() {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 2, 2);
		Slot<Thing> out = pool.acquire(LONG);
		ScriptedFactory second = adopting(this.factory);
		pool.replace(second);
		pool.beginDrain();
		pool.release(out);
		Awaitility.await().until(() -> this.factory.closed() == 1);
		assertThat(second.living()).isZero();
		this.factory.assertEachDestroyedOnce();
	}

	@Test
	void whoeverKeepsAGenerationGetsNothingThatWasAdopted() {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 0);
		Slot<Thing> slot = pool.acquire(LONG);
		Generation<Thing> first = slot.generation();
		Runnable letGo = pool.keep(slot, this);
		ScriptedFactory second = adopting(this.factory);
		pool.replace(second);
		pool.release(slot);
		pool.release(pool.acquire(LONG));
		assertThat(second.living()).isEqualTo(1);
		Slot<Thing> more = pool.acquire(LONG, first);
		assertThat(more.object().maker()).isSameAs(this.factory);
		pool.release(more);
		letGo.run();
		Awaitility.await().until(() -> this.factory.closed() == 1);
	}

	@Test
	void whatIsBeingMadeIsDiscarded() {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 1);
		CountDownLatch gate = this.factory.holdCreates();
		pool.refresh();
		this.factory.awaitHeld(1);
		ScriptedFactory second = next(this.factory);
		pool.replace(second);
		gate.countDown();
		awaitStats(pool, 1, 1, 0);
		Awaitility.await().until(() -> second.living() == 1);
		assertThat(this.factory.closed()).isEqualTo(1);
	}

	@Test
	void whatIsBeingMadeWhenThePoolIsReplacedTwiceHoldsItsFactory() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 2, 0);
		CountDownLatch gate = this.factory.holdCreates();
		Task<Slot<Thing>> borrower = Task.start(() -> pool.acquire(LONG));
		this.factory.awaitHeld(1);
		ScriptedFactory second = next(this.factory);
		pool.replace(second);
		pool.replace(next(second));
		assertThat(second.closed()).isEqualTo(1);
		assertThat(this.factory.closed()).isZero();
		gate.countDown();
		pool.release(borrower.result());
		Awaitility.await().until(() -> this.factory.closed() == 1);
	}

	@ParameterizedTest
	@EnumSource
	void severalAtOnceAreOfOneGenerationAndStayOfIt(ResetPolicy reset) {
		SlotPool<Thing> pool = pool(reset, 3, 3);
		List<Slot<Thing>> slots = pool.acquireAll(2, LONG);
		ScriptedFactory second = next(this.factory);
		pool.replace(second);
		pool.exchange(slots.get(0));
		assertThat(slots).allSatisfy((slot) -> assertThat(slot.object().maker()).isSameAs(this.factory));
		Generation<Thing> first = slots.get(0).generation();
		pool.release(slots.get(1));
		Slot<Thing> more = pool.acquire(LONG, first);
		assertThat(more.object().maker()).isSameAs(this.factory);
		Slot<Thing> newer = pool.acquire(LONG);
		assertThat(newer.object().maker()).isSameAs(second);
		pool.release(newer);
		pool.release(more);
		pool.release(slots.get(0));
		Awaitility.await().until(() -> this.factory.closed() == 1);
		assertThatIllegalStateException().isThrownBy(() -> pool.acquire(LONG, first))
			.withMessage("The pool runs other code by now, or begins in another state, and the last instance of"
					+ " generation 1 is gone");
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void oneThatIsKeptHasMoreAfterItsLastObject() {
		SlotPool<Thing> pool = pool(ResetPolicy.FRESH, 1, 0);
		Slot<Thing> slot = pool.acquire(LONG);
		Generation<Thing> first = slot.generation();
		Runnable letGo = pool.keep(slot, this);
		pool.replace(next(this.factory));
		pool.release(slot);
		pool.release(pool.acquire(LONG));
		assertThat(this.factory.living()).isZero();
		Slot<Thing> more = pool.acquire(LONG, first);
		assertThat(more.object().maker()).isSameAs(this.factory);
		letGo.run();
		letGo.run();
		assertThat(this.factory.closed()).isZero();
		pool.release(more);
		Awaitility.await().until(() -> this.factory.closed() == 1);
	}

	@Test
	void whoeverForgetsWhatHeKeepsDoesNotKeepIt() {
		SlotPool<Thing> pool = pool(ResetPolicy.FRESH, 1, 0);
		keepAndForget(pool);
		pool.replace(next(this.factory));
		Awaitility.await().until(() -> {
			System.gc();
			return this.factory.closed() == 1;
		});
	}

	private static void keepAndForget(SlotPool<Thing> pool) {
		Slot<Thing> slot = pool.acquire(LONG);
		assertThat(pool.keep(slot, new Object())).isNotNull();
		pool.release(slot);
	}

	@Test
	void aClosedPoolKeepsNoneForAnybody() {
		SlotPool<Thing> pool = pool(ResetPolicy.FRESH, 1, 0);
		Slot<Thing> slot = pool.acquire(LONG);
		Runnable letGo = pool.keep(slot, this);
		pool.release(slot);
		pool.close();
		assertThat(this.factory.closed()).isEqualTo(1);
		letGo.run();
	}

	@Test
	void oneThatCannotBeReplacedInALoanEndsWithIt() {
		SlotPool<Thing> pool = pool(ResetPolicy.FRESH, 1, 1);
		Slot<Thing> slot = pool.acquire(LONG);
		ScriptedFactory second = next(this.factory);
		pool.replace(second);
		this.factory.failNextCreate(new IllegalStateException("scripted"));
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> pool.exchange(slot));
		assertThat(this.factory.closed()).isEqualTo(1);
		assertThat(pool.lastFailure()).isEmpty();
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void whatTheOldCouldNotMakeIsForgotten() {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 1, 1);
		this.factory.createFailure = new IllegalStateException("scripted");
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> pool.acquire(LONG));
		assertThat(pool.lastFailure()).isPresent();
		pool.replace(next(this.factory));
		assertThat(pool.lastFailure()).isEmpty();
		awaitStats(pool, 1, 1, 0);
	}

	@Test
	void aGenerationThatAForgottenLoanHoldsEndsWhenThatIsRecovered() throws Exception {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 2, 2);
		Task.start(() -> {
			pool.watch(pool.acquire(LONG), new Object());
			return "forgotten";
		}).result();
		ScriptedFactory second = next(this.factory);
		pool.replace(second);
		assertThat(this.factory.closed()).isZero();
		Awaitility.await().until(() -> {
			System.gc();
			return this.factory.closed() == 1;
		});
		assertEachSlotCanBeBorrowed(pool);
	}

	@Test
	void theFactoryOfADrainedPoolRestsWheneverNothingIsLeft() {
		SlotPool<Thing> pool = pool(ResetPolicy.WARM, 2, 2);
		pool.prefill();
		Slot<Thing> out = pool.acquire(LONG);
		pool.beginDrain();
		Awaitility.await().until(() -> this.factory.living() == 1);
		assertThat(this.factory.rests()).isZero();
		pool.release(out);
		Awaitility.await().until(() -> this.factory.rests() > 0);
		int rests = this.factory.rests();
		pool.release(pool.acquire(LONG));
		Awaitility.await().until(() -> this.factory.rests() > rests);
		ScriptedFactory second = next(this.factory);
		pool.replace(second);
		assertThat(second.rests()).isEqualTo(1);
		pool.prefill();
		pool.refresh();
		awaitStats(pool, 2, 2, 0);
		assertThat(second.rests()).isEqualTo(1);
	}

	@Test
	void aClosedPoolIsNotReplacedAndFreesTheLastGenerationWithItsLastLoan() throws Exception {
		SlotPool<Thing> pool = register(
				new SlotPool<>(new PoolSettings("orders", 2, 0, LONG, 1, ReuseLimits.NONE, null, Duration.ZERO),
						this.factory, SlotQuota.UNLIMITED, this.executor, 1));
		Slot<Thing> slot = Task.start(() -> pool.acquire(LONG)).result();
		pool.close();
		ScriptedFactory second = next(this.factory);
		assertThatExceptionOfType(WasmPoolClosedException.class).isThrownBy(() -> pool.replace(second));
		assertThat(second.closed()).isZero();
		assertThat(this.factory.closed()).isZero();
		slot.object().use();
		pool.release(slot);
		assertThat(this.factory.closed()).isEqualTo(1);
	}

}
