package io.github.wasmpool.cluster;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

import com.hazelcast.cluster.Member;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

/**
 * Who is given which items, and when all is done.
 */
class PartsTests {

	private static final int MOST = 1_000;

	private final Parts parts = new Parts(100);

	private final Worker one = worker();

	private final Worker two = worker();

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
		assertThat(this.parts.next(worker(), 10, 100)).isNull();
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
		assertThat(this.two.share(1_000, 0, 10)).isEqualTo(10);
		assertThat(this.two.isFree(0)).isTrue();
		this.two.begin();
		assertThat(this.two.isFree(0)).isFalse();
		// 100 µs an item
		this.two.learn(reply(3, 1_000_000), 10);
		assertThat(this.two.share(1_000, 0, 10)).isEqualTo(40);
		this.two.learn(reply(3, 25_000_000), 250);
		assertThat(this.two.share(10_000, 0, 10)).isEqualTo(500);
		assertThat(this.two.share(10_000_000, 0, 10)).isEqualTo(500);
		this.two.learn(reply(3, 500_000_000), 40);
		assertThat(this.two.share(1_000, 0, 1)).isEqualTo(4);
		this.two.learn(reply(3, 1), 1_000);
		assertThat(this.two.share(1_000_000, 0, 10)).isEqualTo(MOST);
	}

	@Test
	void partsGetSmallerTowardsTheEndByWhatEachIsFastEnoughFor() {
		// 100 µs and 300 µs an item
		this.one.learn(reply(1, 25_000_000), 250);
		this.two.learn(reply(1, 30_000_000), 100);
		double speed = this.one.speed() + this.two.speed();
		assertThat(this.one.share(800, speed, 1)).isEqualTo(300);
		assertThat(this.two.share(800, speed, 1)).isEqualTo(100);
		assertThat(this.one.share(80, speed, 1)).isEqualTo(30);
		assertThat(this.two.share(80, speed, 1)).isEqualTo(10);
		// Not less than 2 ms, and not more than what it would do of the rest
		assertThat(this.one.share(32, speed, 1)).isEqualTo(20);
		assertThat(this.one.share(8, speed, 1)).isEqualTo(6);
		assertThat(this.one.share(8, speed, 10)).isEqualTo(10);
	}

	@Test
	void onePartWaitsWithAMemberUnlessPartsTakeLong() {
		this.two.learn(reply(1, 1_000_000), 10);
		this.two.begin();
		assertThat(this.two.isFree(0)).isTrue();
		this.two.begin();
		assertThat(this.two.isFree(0)).isFalse();
		this.one.learn(reply(1, 1_000_000_000), 1);
		this.one.begin();
		assertThat(this.one.isFree(0)).isFalse();
	}

	@Test
	void othersAreAskedOnceThisMemberWouldTakeLongOrHasShownNothingInTime() {
		Workers quick = workers();
		assertThat(quick.present(1_000, 0)).containsExactly(quick.here());
		quick.here().learn(reply(1, 10_000), 10);
		assertThat(quick.present(1_000, 0)).containsExactly(quick.here());
		assertThat(quick.present(10_000, 0)).hasSize(2).startsWith(quick.here());
		assertThat(quick.present(1, 0)).hasSize(2);
		Workers silent = workers();
		assertThat(silent.present(1_000, 900_000)).hasSize(1);
		assertThat(silent.present(1_000, 1_100_000)).hasSize(2);
		Workers unsteady = workers();
		unsteady.here().learn(reply(1, 10_000), 10);
		assertThat(unsteady.present(0, 3_900_000)).hasSize(1);
		assertThat(unsteady.present(0, 4_100_000)).hasSize(2);
		Workers without = workers();
		without.here().miss("no pool", 0);
		assertThat(without.present(1, 0)).hasSize(2);
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
		this.two.learn(reply(1, 1_000), 10);
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

	private static Worker worker() {
		return new Worker(mock(Member.class), false, work(), 0);
	}

	private static Workers workers() {
		Member local = mock(Member.class);
		when(local.getUuid()).thenReturn(new UUID(0, 1));
		Member other = mock(Member.class);
		when(other.getUuid()).thenReturn(new UUID(0, 2));
		Workers workers = new Workers(local, work(), 0);
		workers.join(List.of(other, local), 0);
		return workers;
	}

	@SuppressWarnings("unchecked") // a mock has no type
	private static PartWork<Reply> work() {
		PartWork<Reply> work = mock(PartWork.class);
		when(work.least()).thenReturn(10);
		when(work.most()).thenReturn(MOST);
		return work;
	}

	private static Reply reply(int slots, long took) {
		return new FunctionReply(Outcome.DONE, slots, took, null, null);
	}

}
