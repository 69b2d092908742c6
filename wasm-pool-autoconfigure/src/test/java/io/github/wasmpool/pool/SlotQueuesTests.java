package io.github.wasmpool.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where slots are while nobody has them in hand, step by step on one thread.
 */
class SlotQueuesTests {

	private static final int SIZE = 3;

	private final SlotTable<String> slots = new SlotTable<>(SIZE);

	private final List<Slot<String>> dismissed = new ArrayList<>();

	private final SlotQueues<String> queues = new SlotQueues<>(this.slots, this.dismissed::add);

	@Test
	void idleComesBeforeVacantAndVacantBeforeRetiring() {
		put(take(), SlotState.RETIRING);
		assertCounts(0, 2, 1);
		put(take(), SlotState.IDLE);
		assertCounts(1, 1, 1);
		assertThat(List.of(take().state(), take().state(), take().state())).containsExactly(SlotState.IDLE,
				SlotState.VACANT, SlotState.RETIRING);
		assertCounts(0, 0, 0);
		assertThat(this.queues.hasPermit()).isFalse();
		assertThat(this.queues.tryPermits(1)).isFalse();
		assertThat(this.queues.tryTakeIdle()).isNull();
	}

	@Test
	void takesWhatIsAskedForAndNothingElse() {
		assertThat(this.queues.hasPermit()).isTrue();
		assertThat(this.queues.takeIdle()).isNull();
		assertThat(this.queues.takeRetiring()).isNull();
		assertThat(this.queues.tryTakeIdle()).isNull();
		put(take(), SlotState.RETIRING);
		put(take(), SlotState.IDLE);
		assertThat(this.queues.tryPermits(2)).isTrue();
		assertThat(this.queues.takeRetiring()).isNotNull();
		assertThat(this.queues.takeVacant()).isNotNull();
		assertThat(this.queues.takeVacant()).isNull();
		Slot<String> idle = this.queues.tryTakeIdle();
		assertThat(idle).isNotNull();
		assertThat(this.queues.hasPermit()).isFalse();
		put(Objects.requireNonNull(idle), SlotState.IDLE);
		assertThat(this.queues.tryPermits(1)).isTrue();
		assertThat(this.queues.takeIdle()).isSameAs(idle);
	}

	@Test
	void whatAThreadReturnsIsNearItUntilItIsRecalled() {
		Slot<String> slot = lent();
		assertThat(this.queues.putNear(slot)).isTrue();
		assertThat(slot.is(SlotState.NEAR)).isTrue();
		assertCounts(1, 2, 0);
		assertThat(this.queues.tryPermits(SIZE)).as("the near one is recalled").isTrue();
		assertThat(slot.is(SlotState.IDLE)).isTrue();
		assertThat(this.queues.recall()).isFalse();
		assertThat(this.queues.takeIdle()).isSameAs(slot);
		slot.become(SlotState.ACTIVE);
		assertThat(this.queues.putNear(slot)).isTrue();
		assertThat(this.queues.takeNear()).isSameAs(slot);
		slot.become(SlotState.ACTIVE);
		assertThat(this.queues.putNear(slot)).isTrue();
		assertThat(this.queues.recall()).isTrue();
		assertThat(this.queues.takeNear()).isNull();
		assertThat(this.queues.putNear(slot)).as("returned twice").isFalse();
		assertThat(this.queues.idle()).isEqualTo(1);
	}

	@Test
	void aThreadHasOneSlotNear() {
		Slot<String> first = lent();
		Slot<String> second = lent();
		assertThat(this.queues.putNear(first)).isTrue();
		assertThat(this.queues.putNear(second)).isTrue();
		assertThat(first.is(SlotState.IDLE)).isTrue();
		assertThat(second.is(SlotState.NEAR)).isTrue();
		assertCounts(2, 1, 0);
	}

	@Test
	void whatIsOneTooManyLeavesWhenItIsReturned() {
		Slot<String> slot = lent();
		take();
		take();
		this.queues.addSurplus(1);
		assertThat(this.dismissed).isEmpty();
		assertThat(this.queues.putNear(slot)).isTrue();
		assertThat(this.dismissed).containsExactly(slot);
		assertThat(slot.is(SlotState.IDLE)).as("it is nobody's").isTrue();
		assertCounts(0, 0, 0);
		assertThat(this.queues.hasPermit()).isFalse();
	}

	@Test
	void theLeastWantedLeaveAtOnce() {
		Slot<String> idle = take();
		Slot<String> retiring = take();
		Slot<String> vacant = take();
		put(vacant, SlotState.VACANT);
		put(retiring, SlotState.RETIRING);
		put(idle, SlotState.IDLE);
		this.queues.addSurplus(1);
		assertThat(this.dismissed).containsExactly(vacant);
		this.queues.addSurplus(1);
		assertThat(this.dismissed).containsExactly(vacant, retiring);
		assertCounts(1, 0, 0);
		this.queues.addSurplus(1);
		assertThat(this.dismissed).containsExactly(vacant, retiring, idle);
		assertThat(this.queues.hasPermit()).isFalse();
	}

	@Test
	void slotsThatLeftComeBackBeforeNewOnesAreMade() {
		for (int i = 0; i < 3; i++) {
			this.queues.addSurplus(2);
			assertCounts(0, 1, 0);
			this.queues.prepareSlots(2);
			this.queues.addSlots(2);
			assertCounts(0, SIZE, 0);
			assertThat(this.slots.all()).hasSize(SIZE);
		}
		this.queues.prepareSlots(1);
		this.queues.addSlots(1);
		assertCounts(0, SIZE + 1, 0);
		assertThat(this.slots.all()).hasSize(SIZE + 1);
		assertThat(this.queues.tryPermits(SIZE + 1)).isTrue();
		assertThat(this.queues.hasPermit()).isFalse();
		assertThat(this.dismissed).hasSize(6);
	}

	@Test
	void whatIsToLeaveCanStayInstead() {
		List<Slot<String>> all = List.of(lent(), lent(), lent());
		this.queues.addSurplus(2);
		assertThat(this.queues.keepSurplus(1)).isOne();
		assertThat(this.queues.keepSurplus(5)).isOne();
		assertThat(this.queues.keepSurplus(5)).isZero();
		all.forEach((slot) -> put(slot, SlotState.IDLE));
		assertThat(this.dismissed).isEmpty();
		assertCounts(SIZE, 0, 0);
	}

	@Test
	void closedQueuesDismissWhatIsInThemAndWhatIsPutIntoThem() {
		Slot<String> lent = lent();
		Slot<String> near = lent();
		assertThat(this.queues.putNear(near)).isTrue();
		assertThat(this.queues.close()).isTrue();
		assertThat(this.queues.isClosed()).isTrue();
		assertThat(this.dismissed).hasSize(2).contains(near).doesNotContain(lent);
		assertThat(this.queues.close()).isFalse();
		assertThat(this.queues.putNear(lent)).isTrue();
		assertThat(lent.is(SlotState.IDLE)).isTrue();
		assertThat(this.dismissed).hasSize(SIZE).contains(lent);
		assertThat(this.queues.take()).isNull();
	}

	private Slot<String> take() {
		assertThat(this.queues.tryPermits(1)).isTrue();
		return Objects.requireNonNull(this.queues.take());
	}

	private Slot<String> lent() {
		Slot<String> slot = take();
		slot.become(SlotState.ACTIVE);
		return slot;
	}

	private void put(Slot<String> slot, SlotState state) {
		slot.become(state);
		this.queues.put(slot);
	}

	private void assertCounts(int idle, int vacant, int retiring) {
		assertThat(List.of(this.queues.idle(), this.queues.vacant(), this.queues.retiring())).containsExactly(idle,
				vacant, retiring);
		assertThat(this.queues.hasVacant()).isEqualTo(vacant > 0);
		assertThat(this.queues.hasRetiring()).isEqualTo(retiring > 0);
	}

}
