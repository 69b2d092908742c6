package io.github.wasmpool.wasmtime.wasi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BoundedLogTests {

	private final List<String> lines = new ArrayList<>();

	private final List<Runnable> later = new ArrayList<>();

	private long now;

	private final BoundedLog log = new BoundedLog(this.lines::add, () -> this.now, this.later::add);

	@Test
	void whatIsTooMuchInASecondIsDroppedAndCounted() {
		write(5 * BoundedLog.LINES_PER_SECOND);
		assertThat(this.lines).hasSize(BoundedLog.LINES_PER_SECOND);
		pass();
		this.log.log(1, () -> "later");
		assertThat(this.lines).hasSize(BoundedLog.LINES_PER_SECOND + 2)
			.endsWith("(dropped 4,000 more lines: guests wrote more than 1,000 lines or 1 MiB a second)", "later");
		write(BoundedLog.LINES_PER_SECOND);
		this.log.close();
		this.log.close();
		assertThat(this.lines).hasSize(2 * BoundedLog.LINES_PER_SECOND + 2)
			.endsWith("x", "(dropped 1 more line: guests wrote more than 1,000 lines or 1 MiB a second)");
	}

	@Test
	void allGuestsTogetherAreBounded() {
		for (int i = 0; i < 20; i++) {
			LineLog guest = new LineLog(this.log, 80);
			byte[] text = "x\n".repeat(200).getBytes(StandardCharsets.UTF_8);
			guest.write(text, text.length);
			guest.close();
		}
		assertThat(this.lines).hasSize(BoundedLog.LINES_PER_SECOND).containsOnly("x");
	}

	@Test
	void whatWasDroppedIsSaidIfNobodyWritesAnyMore() {
		write(BoundedLog.LINES_PER_SECOND);
		assertThat(this.later).isEmpty();
		write(3);
		pass();
		assertThat(this.later).hasSize(1);
		this.later.remove(0).run();
		assertThat(this.lines).hasSize(BoundedLog.LINES_PER_SECOND + 1)
			.endsWith("(dropped 3 more lines: guests wrote more than 1,000 lines or 1 MiB a second)");
	}

	@Test
	void nothingIsSaidTwiceOrBeforeTheSecondIsOver() {
		write(BoundedLog.LINES_PER_SECOND + 1);
		pass();
		write(BoundedLog.LINES_PER_SECOND + 1);
		assertThat(this.later).hasSize(2);
		int size = this.lines.size();
		this.later.remove(0).run();
		assertThat(this.lines).hasSize(size);
		pass();
		this.later.remove(0).run();
		assertThat(this.lines).hasSize(size + 1);
		this.log.close();
		assertThat(this.lines).hasSize(size + 1);
	}

	@Test
	void linesThatAreDroppedAreNotMade() {
		write(BoundedLog.LINES_PER_SECOND);
		this.log.log(1, () -> {
			throw new AssertionError("made");
		});
		assertThat(this.lines).hasSize(BoundedLog.LINES_PER_SECOND);
	}

	@Test
	void bytesCountAsLinesDo() {
		for (int i = 0; i < 10; i++) {
			this.log.log(BoundedLog.BYTES_PER_SECOND / 2, () -> "long");
		}
		assertThat(this.lines).containsExactly("long", "long");
	}

	private void pass() {
		this.now += TimeUnit.SECONDS.toNanos(1);
	}

	private void write(int count) {
		for (int i = 0; i < count; i++) {
			this.log.log(1, () -> "x");
		}
	}

}
