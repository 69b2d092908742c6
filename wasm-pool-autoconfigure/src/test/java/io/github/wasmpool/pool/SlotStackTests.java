package io.github.wasmpool.pool;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The stack that slots are linked in.
 */
class SlotStackTests {

	private final SlotTable<Integer> table = new SlotTable<>(4);

	private final Slot<Integer>[] slots = this.table.all();

	private final SlotStack<Integer> stack = new SlotStack<>(this.table);

	@Test
	void givesWhatWasPushedLastFirst() {
		assertThat(this.stack.isEmpty()).isTrue();
		assertThat(this.stack.pop()).isNull();
		for (Slot<Integer> slot : this.slots) {
			this.stack.push(slot);
		}
		assertThat(this.stack.size()).isEqualTo(4);
		assertThat(this.stack.pop()).isSameAs(this.slots[3]);
		this.stack.push(this.slots[3]);
		assertThat(this.stack.pop()).isSameAs(this.slots[3]);
		assertThat(this.stack.pop()).isSameAs(this.slots[2]);
		assertThat(this.stack.pop()).isSameAs(this.slots[1]);
		assertThat(this.stack.size()).isEqualTo(1);
		assertThat(this.stack.pop()).isSameAs(this.slots[0]);
		assertThat(this.stack.isEmpty()).isTrue();
		assertThat(this.stack.size()).isZero();
	}

	@Test
	void hasEachSlotOnceWhateverSeveralThreadsDo() throws Exception {
		for (Slot<Integer> slot : this.slots) {
			slot.born(0, 0);
			this.stack.push(slot);
		}
		List<Task<Integer>> tasks = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			int own = i + 1;
			tasks.add(Task.start(() -> countWhatOthersTouched(own)));
		}
		for (Task<Integer> task : tasks) {
			assertThat(task.result()).isZero();
		}
		List<Slot<Integer>> left = new ArrayList<>();
		for (Slot<Integer> slot = this.stack.pop(); slot != null; slot = this.stack.pop()) {
			left.add(slot);
		}
		assertThat(left).containsExactlyInAnyOrder(this.slots);
	}

	private int countWhatOthersTouched(int own) {
		int touched = 0;
		for (int i = 0; i < 200_000; i++) {
			Slot<Integer> first = mark(this.stack.pop(), own);
			Slot<Integer> second = mark(this.stack.pop(), own);
			touched += giveBack(first, own) + giveBack(second, own);
		}
		return touched;
	}

	private int giveBack(@Nullable Slot<Integer> slot, int own) {
		if (slot == null) {
			return 0;
		}
		int touched = (slot.batch() != own) ? 1 : 0;
		this.stack.push(slot);
		return touched;
	}

	private static @Nullable Slot<Integer> mark(@Nullable Slot<Integer> slot, int own) {
		if (slot != null) {
			slot.born(own, 0);
		}
		return slot;
	}

}
