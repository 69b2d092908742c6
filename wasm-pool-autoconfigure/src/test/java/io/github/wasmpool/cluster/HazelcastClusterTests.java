package io.github.wasmpool.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.wasmpool.WasmBatchException;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmReplacementException;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.WasmTrapException.Code;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Two members in one process: what is done where, and what is said if it cannot be.
 */
class HazelcastClusterTests extends TwoMembers {

	private static final int[] COUNT = IntStream.range(0, 20_000).toArray();

	private static final AtomicInteger POOLS = new AtomicInteger();

	/** Publications stay, so each test has a pool of its own. */
	private final String pool = "numbers" + POOLS.incrementAndGet();

	private final long here = one.cluster().partsHere();

	private final long elsewhere = one.cluster().partsElsewhere();

	@AfterEach
	void stop() {
		for (TestMember member : List.of(one, two)) {
			member.cluster().stop();
			member.runtime().pools().stream().toList().forEach(WasmPool::close);
		}
	}

	@Test
	void columnsAreSplitOverBothMembers() {
		startWithPools();
		assertThat(one.cluster().mapInt(this.pool, "add", COUNT, COUNT))
			.containsExactly(IntStream.range(0, 20_000).map((i) -> 2 * i).toArray());
		assertThat(one.cluster().partsHere()).isGreaterThan(this.here);
		assertThat(one.cluster().partsElsewhere()).isGreaterThan(this.elsewhere);
		assertThat(one.cluster().partsLost()).isZero();
	}

	@Test
	void aColumnOfOnePartIsDoneByWhoeverAsks() {
		startWithPools();
		long elsewhere = two.cluster().partsElsewhere();
		assertThat(one.cluster().mapInt(this.pool, "add", new int[64], new int[64])).containsExactly(new int[64]);
		assertThat(two.cluster().mapInt(this.pool, "add", new int[] { 1 }, new int[] { 2 })).containsExactly(3);
		assertThat(one.cluster().partsHere()).isEqualTo(this.here + 1);
		assertThat(one.cluster().partsElsewhere()).isEqualTo(this.elsewhere);
		assertThat(two.cluster().partsElsewhere()).isEqualTo(elsewhere);
	}

	@Test
	void columnsOfAllTypesAreDoneByTheOther() {
		two.pool(this.pool, NumberGuest.of(0), 2);
		both();
		double[] roots = IntStream.range(0, 20_000).asDoubleStream().toArray();
		float[] halves = new float[20_000];
		halves[19_999] = 3;
		assertThat(one.cluster().mapInt(this.pool, "add", COUNT, COUNT))
			.containsExactly(IntStream.range(0, 20_000).map((i) -> 2 * i).toArray());
		assertThat(one.cluster().mapLong(this.pool, "double", new long[] { 1L << 40, 2 })).containsExactly(1L << 41, 4);
		assertThat(one.cluster().mapFloat(this.pool, "half", halves)).hasSize(20_000).endsWith(1.5f);
		assertThat(one.cluster().mapDouble(this.pool, "root", roots))
			.containsExactly(IntStream.range(0, 20_000).mapToDouble(Math::sqrt).toArray());
		assertThat(one.cluster().partsHere()).isEqualTo(this.here);
		assertThat(one.cluster().partsElsewhere()).isGreaterThan(this.elsewhere);
		assertThat(one.cluster().partsLost()).isZero();
	}

	@Test
	void aTrapIsThatOfTheLowestItemWithItsIndexInTheWholeColumn() {
		two.pool(this.pool, NumberGuest.of(0), 2);
		both();
		int[] column = COUNT.clone();
		column[19_000] = NumberGuest.BAD;
		column[12_345] = NumberGuest.BAD;
		assertThatExceptionOfType(WasmBatchException.class)
			.isThrownBy(() -> one.cluster().mapInt(this.pool, "add", column, COUNT))
			.satisfies((ex) -> {
				assertThat(ex.getIndex()).isEqualTo(12_345);
				assertThat((int[]) ex.getResults()).hasSize(12_345).endsWith(2 * 12_344);
				assertThat(ex.getCause()).isInstanceOfSatisfying(WasmTrapException.class, (trap) -> {
					assertThat(trap.code()).isEqualTo(Code.UNREACHABLE);
					assertThat(trap.getPool()).isEqualTo(this.pool);
					assertThat(trap.getFunction()).isEqualTo("add");
				});
			})
			.withMessage(localMessage(column));
	}

	/** What one machine says. */
	private String localMessage(int[] column) {
		WasmPool pool = two.runtime().pools().get(this.pool);
		return String
			.valueOf(catchThrowable(() -> pool.useInstance((guest) -> guest.function("add").mapInt(column, COUNT)))
				.getMessage());
	}

	@Test
	void aMemberWithoutThePoolGetsNoWorkAndCanStillAskForIt() {
		two.pool(this.pool, NumberGuest.of(0), 2);
		both();
		long elsewhere = two.cluster().partsElsewhere();
		assertThat(one.cluster().mapInt(this.pool, "add", COUNT, COUNT)).hasSize(20_000).endsWith(39_998);
		assertThat(one.cluster().partsHere()).isEqualTo(this.here);
		assertThat(two.cluster().mapInt(this.pool, "add", COUNT, COUNT)).hasSize(20_000).endsWith(39_998);
		assertThat(two.cluster().partsElsewhere()).isEqualTo(elsewhere);
	}

	@Test
	void aMemberWithAnotherModuleGetsNoWork() {
		one.pool(this.pool, NumberGuest.of(1), 2);
		two.pool(this.pool, NumberGuest.of(2), 2);
		both();
		assertThat(one.cluster().mapInt(this.pool, "version", COUNT)).hasSize(20_000).containsOnly(1_000_000);
		assertThat(two.cluster().mapInt(this.pool, "version", COUNT)).hasSize(20_000).containsOnly(2_000_000);
		assertThat(one.cluster().versions(this.pool).values()).hasSize(2)
			.doesNotHaveDuplicates()
			.extracting(WasmPoolVersion::generation)
			.containsOnly(0L);
	}

	@Test
	void whereNobodyHasThePoolTheErrorSaysWhoWasAsked() {
		both();
		assertThatExceptionOfType(WasmClusterException.class)
			.isThrownBy(() -> one.cluster().mapInt("other", "add", COUNT, COUNT))
			.withMessageStartingWith("No member has a pool 'other'")
			.withMessageContaining(one.uuid().toString())
			.withMessageContaining(two.uuid().toString());
	}

	@Test
	void whoHasWhatIsSaidWhereTheOnlyOneThatCouldIsBusy() {
		WasmPool pool;
		try (WasmModule module = one.runtime().module(NumberGuest.of(1)).build()) {
			pool = one.runtime().pool(module).name(this.pool).size(1).acquireTimeout(Duration.ofMillis(200)).build();
		}
		two.pool(this.pool, NumberGuest.of(2), 1);
		both();
		// The only instance is on loan for longer than anybody waits
		try (var loan = pool.acquire()) {
			assertThat(loan.isHealthy()).isTrue();
			assertThatExceptionOfType(WasmClusterException.class)
				.isThrownBy(() -> one.cluster().mapInt(this.pool, "add", COUNT, COUNT))
				.withMessageContaining("no instance available")
				.withMessageContaining("it has module " + two.runtime().pools().get(this.pool).module().sha256());
			assertThatExceptionOfType(WasmClusterException.class)
				.isThrownBy(() -> two.cluster().<Integer>broadcast(this.pool, (guest) -> guest.callInt("version", 0)))
				.withMessageContaining("no instance available");
		}
	}

	@Test
	void aMemberOnWhichItIsNotSwitchedOnGetsNoWork() {
		one.pool(this.pool, NumberGuest.of(1), 2);
		two.pool(this.pool, NumberGuest.of(1), 2);
		one.start();
		assertThat(one.cluster().mapInt(this.pool, "version", COUNT)).hasSize(20_000).containsOnly(1_000_000);
		assertThat(one.cluster().partsElsewhere()).isEqualTo(this.elsewhere);
		assertThat(one.cluster().versions(this.pool)).containsOnlyKeys(one.uuid());
	}

	@Test
	void aloneAllOfItRunsOnTheLocalPool() {
		try (TestMember alone = TestMember.on(Loopback.freePort())) {
			alone.pool(this.pool, NumberGuest.of(1), 2);
			alone(alone.start().cluster(), alone.uuid());
		}
	}

	private void alone(HazelcastCluster cluster, UUID member) {
		assertThat(cluster.mapInt(this.pool, "add", COUNT, COUNT)).hasSize(20_000).endsWith(39_998);
		assertThat(sum(cluster)).isEqualTo(19_999 * 10_000);
		assertThat(cluster.broadcast(this.pool, (guest) -> guest.callInt("version", 0)))
			.containsExactly(Map.entry(member, 1_000_000));
		cluster.publish(this.pool, NumberGuest.of(2));
		cluster.publishSeed(this.pool, "5".getBytes(StandardCharsets.UTF_8));
		assertThat(cluster.mapInt(this.pool, "version", new int[2])).containsExactly(2_000_005, 2_000_005);
	}

	@Test
	void mapReduceGetsItsResultsInOrder() {
		startWithPools();
		assertThat(sum(one.cluster())).isEqualTo(19_999 * 10_000);
		List<String> words = IntStream.range(0, 500).mapToObj((i) -> "w" + i).toList();
		assertThat(two.cluster()
			.<String, String, String>mapReduce(this.pool, words, (guest, chunk) -> String.join(" ", chunk),
					(results) -> String.join(" ", results)))
			.isEqualTo(String.join(" ", words));
		assertThat(two.cluster()
			.<String, String, Integer>mapReduce(this.pool, List.of(), (guest, chunk) -> "", List::size)).isZero();
	}

	private int sum(HazelcastCluster cluster) {
		return cluster.mapReduce(this.pool, IntStream.range(0, 20_000).boxed().toList(), (guest, chunk) -> {
			int sum = 0;
			for (int each : chunk) {
				sum = guest.callInt("add", sum, each);
			}
			return sum;
		}, (results) -> results.stream().mapToInt(Integer::intValue).sum());
	}

	@Test
	void whatAFunctionOfTheUserThrowsIsTold() {
		startWithPools();
		assertThatExceptionOfType(WasmClusterException.class).isThrownBy(() -> one.cluster()
			.<Integer, Integer, Integer>mapReduce(this.pool, List.of(1, 2, 3), (guest, chunk) -> {
				throw new IllegalStateException("no luck");
			}, List::size))
			.withMessageContaining("java.lang.IllegalStateException: no luck")
			.withMessageContaining("member 127.0.0.1:");
		assertThatExceptionOfType(WasmTrapException.class).isThrownBy(
				() -> one.cluster().<Integer>broadcast(this.pool, (guest) -> guest.callInt("add", NumberGuest.BAD, 0)));
		Object notSerializable = new Object();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> one.cluster().<String>broadcast(this.pool, (guest) -> notSerializable.toString()))
			.withMessageContaining("serializable");
	}

	@Test
	void broadcastHasOneResultAMember() {
		startWithPools();
		UUID first = one.uuid();
		assertThat(one.cluster().broadcast(this.pool, (guest) -> guest.callInt("add", 1, 2)))
			.containsOnly(Map.entry(first, 3), Map.entry(two.uuid(), 3));
	}

	@Test
	void aFunctionThatIsNotThereIsToldAsOneMachineTells() {
		startWithPools();
		assertThatIllegalArgumentException().isThrownBy(() -> one.cluster().mapInt(this.pool, "double", COUNT))
			.withMessageContaining("double");
		assertThatIllegalArgumentException().isThrownBy(() -> one.cluster().mapInt(this.pool, "add", COUNT, new int[1]))
			.withMessageContaining("20,000 items");
	}

	@Test
	void whatIsPublishedRunsOnAllMembersLateOnesIncluded() {
		startWithPools();
		one.cluster().publish(this.pool, NumberGuest.of(7));
		two.cluster().publishSeed(this.pool, "42".getBytes(StandardCharsets.UTF_8));
		try (TestMember late = TestMember.on(PORT)) {
			late.pool(this.pool, NumberGuest.of(0), 2);
			late.start();
			assertThat(late.runtime().pools().get(this.pool).callInt("version", 0)).isEqualTo(7_000_042);
			Map<UUID, WasmPoolVersion> versions = one.cluster().versions(this.pool);
			assertThat(versions).containsOnlyKeys(one.uuid(), two.uuid(), late.uuid());
			assertThat(versions.values()).extracting(WasmPoolVersion::generation).containsOnly(2L);
			assertThat(versions.values()).extracting(WasmPoolVersion::digest).doesNotContainNull().hasSize(3);
			assertThat(two.cluster().mapInt(this.pool, "version", COUNT)).containsOnly(7_000_042);
			assertThat(two.cluster().broadcast(this.pool, (guest) -> guest.callInt("version", 0)).values())
				.containsOnly(7_000_042)
				.hasSize(3);
		}
		// A seed ends with the next module
		two.cluster().publish(this.pool, NumberGuest.of(7));
		assertThat(one.runtime().pools().get(this.pool).callInt("version", 0)).isEqualTo(7_000_000);
	}

	@Test
	void whatThisMemberRefusesIsNotPublished() {
		startWithPools();
		one.cluster().publish(this.pool, NumberGuest.of(7));
		int contents = one.hazelcast().getMap("wasm-pool.contents").size();
		assertThatExceptionOfType(WasmReplacementException.class)
			.isThrownBy(() -> one.cluster().publish(this.pool, new byte[] { 1, 2, 3 }));
		assertThatExceptionOfType(NumberFormatException.class)
			.isThrownBy(() -> one.cluster().publishSeed(this.pool, "seven".getBytes(StandardCharsets.UTF_8)));
		assertThat(one.cluster().versions(this.pool).values())
			.containsOnly(new WasmPoolVersion(one.runtime().pools().get(this.pool).module().sha256(), 1))
			.hasSize(2);
		assertThat(one.hazelcast().getMap("wasm-pool.contents").size()).isEqualTo(contents);
	}

	@Test
	void whatAMemberReplacesByItselfDoesNotCount() {
		startWithPools();
		one.cluster().publish(this.pool, NumberGuest.of(7));
		two.runtime().pools().get(this.pool).replace(NumberGuest.of(8));
		assertThat(one.cluster().mapInt(this.pool, "version", COUNT)).containsOnly(7_000_000);
		assertThat(two.cluster().mapInt(this.pool, "version", COUNT)).containsOnly(8_000_000);
		one.cluster().publishSeed(this.pool, "1".getBytes(StandardCharsets.UTF_8));
		assertThat(two.cluster().mapInt(this.pool, "version", COUNT)).containsOnly(7_000_001);
	}

	@Test
	void whatAClosedPoolHadAppliedIsForgotten() {
		startWithPools();
		byte[] binary = NumberGuest.of(9);
		PublishedStates states = new PublishedStates(one.runtime().pools(), PublishedMaps.of(one.hazelcast()),
				(pool, instance, seed) -> {
				}, Duration.ofSeconds(5));
		states.publishModule(this.pool, binary);
		states.reconcile();
		assertThat(states.hasApplied(PublishedMaps.digest(binary))).isTrue();
		one.runtime().pools().get(this.pool).close();
		states.reconcile();
		assertThat(states.hasApplied(PublishedMaps.digest(binary))).isFalse();
	}

	private void startWithPools() {
		one.pool(this.pool, NumberGuest.of(0), 2);
		two.pool(this.pool, NumberGuest.of(0), 2);
		both();
	}

}
