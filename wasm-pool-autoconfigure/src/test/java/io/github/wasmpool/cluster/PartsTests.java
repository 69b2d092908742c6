package io.github.wasmpool.cluster;

import java.util.Objects;

import com.hazelcast.cluster.Member;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Who is given which items, and when all is done.
 */
class PartsTests {

	private final Parts parts = new Parts(100);

	private final Worker one = new Worker(mock(Member.class), true, 10, 0);

	private final Worker two = new Worker(mock(Member.class), false, 10, 0);

	@Test
	void itemsAreCutInTheirOrderUntilNoneIsLeft() {
		assertThat(give(this.one, 60, 0)).extracting(Part::from, Part::to).containsExactly(0, 60);
		assertThat(give(this.two, 60, 0)).extracting(Part::from, Part::to).containsExactly(60, 100);
		assertThat(this.parts.uncut()).isZero();
		assertThat(this.parts.next(this.one, 10, 0)).isNull();
		assertThat(this.parts.isOver()).isFalse();
	}

	@Test
	void whatOneHasLostIsGivenToTheNext() {
		Part lost = give(this.one, 10, 0);
		lost.takeFrom(this.one);
		assertThat(give(this.two, 50, 0)).isSameAs(lost);
		assertThat(give(this.two, 50, 0).from()).isEqualTo(10);
	}

	@Test
	void whatOneIsSlowWithIsGivenToOneOtherAndCountsOnce() {
		Part slow = give(this.one, 100, 5);
		assertThat(this.parts.next(this.two, 10, 5)).isNull();
		assertThat(this.parts.next(this.one, 10, 6)).isNull();
		assertThat(give(this.two, 10, 6)).isSameAs(slow);
		assertThat(this.parts.next(new Worker(mock(Member.class), false, 10, 0), 10, 100)).isNull();
		assertThat(this.parts.end(slow)).isTrue();
		assertThat(this.parts.end(slow)).isFalse();
		assertThat(this.parts.isOver()).isTrue();
	}

	@Test
	void afterAFailureOnlyWhatComesBeforeItIsNeeded() {
		Part first = give(this.one, 10, 0);
		Part second = give(this.two, 10, 0);
		Part third = give(this.two, 10, 0);
		assertThat(this.parts.end(second)).isTrue();
		this.parts.fail(15);
		assertThat(this.parts.uncut()).isZero();
		assertThat(this.parts.end(third)).isFalse();
		assertThat(this.parts.isOver()).isFalse();
		assertThat(this.parts.end(first)).isTrue();
		assertThat(this.parts.isOver()).isTrue();
	}

	@Test
	void aMemberGetsWhatItIsFastEnoughFor() {
		assertThat(this.two.isFree(0)).isTrue();
		this.two.begin();
		this.two.begin();
		assertThat(this.two.isFree(0)).isFalse();
		this.two.learn(reply(3, 1_000), 10, 1_000);
		assertThat(this.two.isFree(0)).isTrue();
		assertThat(this.two.size()).isEqualTo(40);
		this.two.learn(reply(3, 50_000_000), 40, 1_000);
		assertThat(this.two.size()).isEqualTo(40);
		this.two.learn(reply(3, 500_000_000), 40, 1_000);
		assertThat(this.two.size()).isEqualTo(4);
		this.two.learn(reply(3, 1), 1_000, 1_000);
		assertThat(this.two.size()).isEqualTo(1_000);
	}

	@Test
	void aMemberThatIsBehindIsLeftAloneForAMomentAndNotForEver() {
		this.two.pause("late", 0, 100_000_000);
		assertThat(this.two.isFree(1)).isFalse();
		assertThat(this.two.isFree(50_000_000)).isTrue();
		assertThat(this.two.excluded()).isNull();
		this.two.pause("late", 100_000_001, 100_000_000);
		assertThat(this.two.excluded()).isEqualTo("late");
	}

	@Test
	void aMemberThatIsAbsentIsAskedAgainAndNotExpected() {
		this.two.miss("no pool", 0);
		assertThat(this.two.excluded()).isEqualTo("no pool");
		assertThat(this.two.isFree(1)).isFalse();
		assertThat(this.two.isFree(500_000_000)).isTrue();
		this.two.learn(reply(1, 1_000), 10, 1_000);
		assertThat(this.two.excluded()).isNull();
		this.two.exclude("lost");
		this.two.miss("no pool", 0);
		assertThat(this.two.excluded()).isEqualTo("lost");
		assertThat(this.two.isFree(500_000_000)).isFalse();
	}

	private Part give(Worker worker, int size, long now) {
		Part part = Objects.requireNonNull(this.parts.next(worker, size, now));
		part.giveTo(worker, now);
		return part;
	}

	private static Reply reply(int slots, long took) {
		return new FunctionReply(Outcome.DONE, slots, took, null, null);
	}

}
