package io.github.wasmpool.coordination;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How often an executor is asked for help.
 */
@ExtendWith(OutputCaptureExtension.class)
class HelpersTests {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private long now = Long.MAX_VALUE - 1000;

	private Helpers helpers(Executor executor) {
		return new Helpers(executor, () -> this.now);
	}

	private int ask(Helpers helpers) {
		return ask(helpers, 8);
	}

	private int ask(Helpers helpers, int instances) {
		int before = this.tasks.size();
		AtomicInteger done = new AtomicInteger();
		Round round = new Round(8, instances, (item, instance) -> done.incrementAndGet(), IllegalStateException::new);
		helpers.perform(round);
		assertThat(done).as("whoever helps").hasValue(8);
		round.failures().throwLowest();
		return this.tasks.size() - before;
	}

	private void askUntilItIsFarBehind(Helpers helpers) {
		for (int i = 0; i < 1000; i++) {
			ask(helpers);
		}
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
	}

	@Test
	void oneThatIsFarBehindIsNotFlooded() {
		Helpers helpers = helpers(this.tasks::add);
		askUntilItIsFarBehind(helpers);
		assertThat(this.tasks).hasSizeBetween(1024, 1024 + 7);
		this.tasks.forEach(Runnable::run);
		assertThat(ask(helpers)).isEqualTo(7);
	}

	@Test
	void oneIsFarBehindWith1024TasksAndNotWithOneLess() {
		Helpers helpers = helpers(this.tasks::add);
		for (int i = 0; i < 1024; i++) {
			assertThat(ask(helpers, 2)).isOne();
		}
		assertThat(ask(helpers, 2)).isZero();
	}

	@Test
	void oneThatDropsTasksIsAskedOnceASecond(CapturedOutput output) {
		Helpers helpers = helpers(this.tasks::add);
		askUntilItIsFarBehind(helpers);
		this.tasks.clear();
		for (int second = 0; second < 3; second++) {
			assertThat(ask(helpers)).isZero();
			pass(Duration.ofSeconds(1));
			assertThat(ask(helpers)).isOne();
			assertThat(ask(helpers)).isZero();
		}
		assertThat(output.getAll().split("has begun none of the last 1024 tasks", -1)).hasSize(2);
	}

	@Test
	void oneThatBeginsATaskAgainHelpsAgain() {
		Helpers helpers = helpers(this.tasks::add);
		askUntilItIsFarBehind(helpers);
		this.tasks.clear();
		pass(Duration.ofSeconds(1));
		assertThat(ask(helpers)).isOne();
		this.tasks.remove().run();
		assertThat(ask(helpers)).isEqualTo(7);
	}

	@Test
	void oneThatDropsTheOldestTasksIsNotFarBehind(CapturedOutput output) {
		Helpers helpers = helpers(this.tasks::add);
		for (int i = 0; i < 1000; i++) {
			assertThat(ask(helpers)).isEqualTo(7);
			while (this.tasks.size() > 1) {
				this.tasks.remove();
			}
			this.tasks.remove().run();
		}
		assertThat(output).doesNotContain("has begun none");
	}

	@Test
	void oneThatRejectsTasksIsAskedEachTime(CapturedOutput output) {
		AtomicInteger asked = new AtomicInteger();
		Helpers helpers = helpers((task) -> {
			asked.incrementAndGet();
			throw new RejectedExecutionException("full");
		});
		for (int i = 0; i < 3000; i++) {
			ask(helpers);
		}
		assertThat(asked).hasValue(3000);
		assertThat(output).doesNotContain("has begun none");
	}

}
