package io.github.wasmpool.sample;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StreamsTests {

	private static final int MOST = 32;

	private final Streams streams = new Streams();

	@Test
	void thereAreSoManyAtMostAndStoppingEndsThem() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(MOST);
		CountDownLatch interrupted = new CountDownLatch(MOST);
		for (int i = 0; i < MOST; i++) {
			this.streams.open((listener) -> {
				begun.countDown();
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					interrupted.countDown();
					throw ex;
				}
			});
		}
		assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
		assertThatExceptionOfType(BusyException.class).isThrownBy(() -> this.streams.open((listener) -> {
		})).withMessage("As many pages are open as this server serves at once; try again in a moment.");
		this.streams.stop();
		assertThat(interrupted.await(1, TimeUnit.MINUTES)).isTrue();
	}

}
