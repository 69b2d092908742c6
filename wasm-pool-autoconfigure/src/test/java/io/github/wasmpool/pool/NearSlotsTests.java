package io.github.wasmpool.pool;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A place of a thread, told without other threads.
 */
class NearSlotsTests {

	private final NearSlots<String> near = new NearSlots<>();

	private final Slot<String> slot = new Slot<>(0);

	private final Slot<String> other = new Slot<>(1);

	@Test
	void aSlotIsTakenOnce() {
		assertThat(this.near.prepare(this.slot)).isNull();
		assertThat(this.near.take()).as("on loan").isNull();
		this.slot.become(SlotState.NEAR);
		assertThat(this.near.size()).isOne();
		assertThat(this.near.take()).isSameAs(this.slot);
		assertThat(this.slot.state()).isEqualTo(SlotState.IDLE);
		assertThat(this.near.take()).isNull();
		assertThat(this.near.size()).isZero();
	}

	@Test
	void aSlotMakesWayForTheNext() {
		this.near.prepare(this.slot);
		this.slot.become(SlotState.NEAR);
		assertThat(this.near.prepare(this.other)).isSameAs(this.slot);
		assertThat(this.slot.state()).isEqualTo(SlotState.IDLE);
	}

	@Test
	void whoseLoanHasNotEndedSeesThatItsPlaceIsTaken() {
		this.near.prepare(this.slot);
		assertThat(this.near.prepare(this.other)).as("not there yet").isNull();
		assertThat(this.near.remembers(this.slot)).isFalse();
		assertThat(this.near.remembers(this.other)).isTrue();
	}

	@Test
	void aSlotThatTwoPlacesRememberIsCountedOnce() throws Exception {
		this.near.prepare(this.slot);
		// As many as there are places, so that one has another place
		for (int i = 0; i < this.near.places(); i++) {
			Task.start(() -> this.near.prepare(this.slot) == null).result();
		}
		this.slot.become(SlotState.NEAR);
		assertThat(this.near.size()).isOne();
	}

}
