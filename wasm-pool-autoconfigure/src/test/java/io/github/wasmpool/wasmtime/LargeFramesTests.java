package io.github.wasmpool.wasmtime;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

class LargeFramesTests {

	private static final int STACK = 1 << 20;

	private static final int FRAME = 16 << 10;

	@Test
	void whatFitsIsNearlyTheWholeStackAndNeverMore() throws Exception {
		assertThat(onThread(LargeFramesTests::most)).isBetween(3 * STACK / 4, STACK);
	}

	@Test
	void howOftenItWasAskedChangesNothing() throws Exception {
		assertThat(onThread(() -> {
			int first = most();
			for (int i = 0; i < 30_000; i++) {
				LargeFrames.fit(4 * FRAME);
			}
			return Math.abs(first - most());
		})).isLessThanOrEqualTo(2 * FRAME);
	}

	@Test
	void framesOfJavaAreCounted() throws Exception {
		int all = onThread(LargeFramesTests::most);
		assertThat(onThread(() -> below(2000))).isBetween(0, all - 2000 * 16);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void theStackPointerOfLinuxSaysTheSame() throws Exception {
		long used = onThread(() -> {
			long top = StackPointer.read();
			assertThat(top).isNotEqualTo(StackPointer.UNKNOWN);
			return top - pointerBelow(2000);
		});
		assertThat(used).isBetween(2000L * 16, (long) STACK);
	}

	@Test
	void aThreadForGuestsKnowsWhatIsLeft() throws Exception {
		int[] answers = new int[4];
		GuestThread thread = new GuestThread("guest", STACK, null) {

			@Override
			protected void live() {
				atTop();
				answers[0] = hasRoom(STACK / 2) ? 1 : 0;
				answers[1] = hasRoom(STACK) ? 1 : 0;
				answers[2] = roomBelow(answers[0] * 3000) ? 1 : 0;
				answers[3] = hasRoom(STACK / 2) ? 1 : 0;
			}

			private boolean roomBelow(int frames) {
				return (frames > 0) ? roomBelow(frames - 1) : hasRoom(STACK - (256 << 10));
			}
		};
		thread.start();
		thread.join(20_000);
		assertThat(answers).containsExactly(1, 0, 0, 1);
	}

	private static int most() {
		int bytes = 0;
		while (LargeFrames.fit(bytes + FRAME)) {
			bytes += FRAME;
		}
		return bytes;
	}

	private static int below(int frames) {
		return (frames > 0) ? below(frames - 1) : most();
	}

	private static long pointerBelow(int frames) {
		return (frames > 0) ? pointerBelow(frames - 1) : StackPointer.read();
	}

	private static <T> T onThread(Callable<T> work) throws Exception {
		FutureTask<T> task = new FutureTask<>(work);
		new Thread(null, task, "frames", STACK).start();
		return task.get();
	}

}
