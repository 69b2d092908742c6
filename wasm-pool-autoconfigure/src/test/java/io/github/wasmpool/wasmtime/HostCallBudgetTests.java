package io.github.wasmpool.wasmtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may have how many host calls.
 */
class HostCallBudgetTests {

	private static final int LIMIT = 1 << 20;

	private static final int SET_ASIDE = LIMIT / 8 / 512;

	private static final int LENDABLE = LIMIT / 8 * 7;

	private final HostCallBudget budget = new HostCallBudget(LIMIT);

	@Test
	void oneAloneMayHaveAllThatIsNotSetAside() {
		assertThat(takeAll(share("alone"))).isEqualTo(SET_ASIDE + LENDABLE);
	}

	@Test
	void noNumberOfOthersTakesWhatBelongsToOne() {
		List<HostCallShare> greedy = new ArrayList<>();
		HostCallShare modest = share("modest");
		for (int i = 0; i < 10; i++) {
			greedy.add(share("greedy " + i));
		}
		greedy.forEach(HostCallBudgetTests::takeAll);
		assertThat(takeAll(modest)).isEqualTo(SET_ASIDE + LENDABLE / 2 / 11);
		assertThat(takeAll(share("newcomer"))).isEqualTo(SET_ASIDE);
		greedy.forEach((share) -> assertThat(share.take(1)).isZero());
	}

	@Test
	void whatOneGivesBackAnotherMayHave() {
		HostCallShare first = share("first");
		HostCallShare second = share("second");
		long most = takeAll(first);
		long part = takeAll(second);
		assertThat(most).isEqualTo(SET_ASIDE + LENDABLE / 4 * 3);
		first.give(most);
		assertThat(part + takeAll(second)).isEqualTo(most);
		assertThat(takeAll(first)).isEqualTo(part);
	}

	@Test
	void eachOfHundredsMayMakeSome() {
		List<HostCallShare> shares = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			shares.add(share("tenant " + i));
		}
		long all = takeAll(shares.get(0)) + takeAll(shares.get(1));
		for (HostCallShare share : shares.subList(2, 1000)) {
			long taken = takeAll(share);
			assertThat(taken).isGreaterThanOrEqualTo(LENDABLE / 2 / 1000);
			all += taken;
		}
		assertThat(all).isEqualTo(LIMIT);
	}

	@Test
	void aShareThatIsClosedWithoutInstancesDoesNotCount() {
		HostCallShare stays = share("stays");
		for (int i = 0; i < 1000; i++) {
			HostCallShare goes = share("goes");
			goes.leave();
			assertThat(this.budget.part()).isEqualTo(LENDABLE / 4);
			assertThat(goes.take(1)).isOne();
			assertThat(goes.lent()).isZero();
			goes.give(1);
			goes.close();
			assertThat(this.budget.part()).isEqualTo(LENDABLE / 2);
		}
		stays.close();
		assertThat(stays.take(1)).isOne();
		assertThat(stays.lent()).isZero();
		stays.give(1);
		stays.leave();
		assertThat(stays.take(1)).isOne();
		assertThat(stays.lent()).isOne();
	}

	@Test
	void saysWhoHasThem() {
		for (int i = 1; i <= 5; i++) {
			HostCallShare share = share("pool 'p" + i + "'");
			for (int portion = 0; portion <= i; portion++) {
				share.take(SET_ASIDE);
			}
		}
		assertThat(this.budget.explain()).isEqualTo("the host calls of all guests that are running may be 1048576, as"
				+ " many as the heap can hold, and at least 92006 those of each pool: pool 'p5' has 1536, pool 'p4'"
				+ " has 1280, pool 'p3' has 1024 and 2 others the rest; make fewer in one entry, or raise '-Xmx'");
	}

	@Test
	void underManyThreadsEachHasItsPartAndThereAreNeverMoreThanTheHeapCanHold() throws Exception {
		int limit = 20_000;
		HostCallBudget small = new HostCallBudget(limit);
		AtomicLong held = new AtomicLong();
		List<HostCallShare> shares = new ArrayList<>();
		List<Callable<Integer>> tenants = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			HostCallShare share = new HostCallShare("tenant " + i, small);
			share.join();
			shares.add(share);
		}
		long part = small.part();
		for (HostCallShare share : shares) {
			tenants.add(() -> comeAndGo(share, part, held, limit));
		}
		ExecutorService executor = Executors.newFixedThreadPool(4);
		int refused = 0;
		for (Future<Integer> tenant : executor.invokeAll(tenants)) {
			refused += tenant.get();
		}
		executor.shutdown();
		assertThat(refused).isPositive();
		assertThat(shares).allSatisfy((share) -> assertThat(share.taken()).isZero());
		assertThat(takeAll(shares.get(0))).isEqualTo(small.part() * 5 + limit / 8 / 512);
	}

	/**
	 * Take calls until there are no more or enough, and give them back, again and again.
	 * @return how often there were no more
	 */
	private static int comeAndGo(HostCallShare share, long part, AtomicLong held, int limit) {
		int refused = 0;
		for (int round = 0; round < 2_000; round++) {
			int wanted = ThreadLocalRandom.current().nextInt(limit);
			long taken = 0;
			int more = 1;
			while (more > 0 && taken < wanted) {
				more = share.take(256);
				taken += more;
				assertThat(held.addAndGet(more)).isLessThanOrEqualTo(limit);
			}
			if (more == 0) {
				refused++;
				assertThat(taken).isGreaterThanOrEqualTo(part);
			}
			held.addAndGet(-taken);
			share.give(taken);
		}
		return refused;
	}

	private HostCallShare share(String holder) {
		HostCallShare share = new HostCallShare(holder, this.budget);
		share.join();
		return share;
	}

	private static long takeAll(HostCallShare share) {
		long taken = 0;
		int more = share.take(256);
		while (more > 0) {
			taken += more;
			more = share.take(256);
		}
		return taken;
	}

}
