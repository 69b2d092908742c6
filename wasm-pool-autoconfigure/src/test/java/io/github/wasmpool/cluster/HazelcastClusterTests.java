package io.github.wasmpool.cluster;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import io.github.wasmpool.WasmBatchException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmReplacementException;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.WasmTrapException.Code;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Two members in one process: what is done where, and what is said if it cannot be.
 */
class HazelcastClusterTests {

	private static final int[] COUNT = IntStream.range(0, 20_000).toArray();

	private final int port = Loopback.freePort();

	private final TestMember one = TestMember.on(this.port);

	private final TestMember two = TestMember.on(this.port);

	@BeforeEach
	void bothAreThere() {
		assertThat(this.one.hazelcast().getCluster().getMembers()).hasSize(2);
	}

	@AfterEach
	void close() {
		this.one.close();
		this.two.close();
	}

	@Test
	void columnsOfAllTypesAreSplitOverBothMembers() {
		startWithPools();
		double[] roots = IntStream.range(0, 20_000).asDoubleStream().toArray();
		float[] halves = new float[20_000];
		halves[19_999] = 3;
		assertThat(this.one.cluster().mapInt(TestMember.POOL, "add", COUNT, COUNT))
			.containsExactly(IntStream.range(0, 20_000).map((i) -> 2 * i).toArray());
		assertThat(this.one.cluster().mapLong(TestMember.POOL, "double", new long[] { 1L << 40, 2 }))
			.containsExactly(1L << 41, 4);
		assertThat(this.one.cluster().mapFloat(TestMember.POOL, "half", halves)).hasSize(20_000).endsWith(1.5f);
		assertThat(this.one.cluster().mapDouble(TestMember.POOL, "root", roots))
			.containsExactly(IntStream.range(0, 20_000).mapToDouble(Math::sqrt).toArray());
		assertThat(this.one.cluster().partsHere()).isPositive();
		assertThat(this.one.cluster().partsElsewhere()).isPositive();
		assertThat(this.one.cluster().partsLost()).isZero();
	}

	@Test
	void aTrapIsThatOfTheLowestItemWithItsIndexInTheWholeColumn() {
		this.two.pool(TestMember.POOL, NumberGuest.of(0), 2);
		both();
		int[] column = COUNT.clone();
		column[19_000] = NumberGuest.BAD;
		column[12_345] = NumberGuest.BAD;
		assertThatExceptionOfType(WasmBatchException.class)
			.isThrownBy(() -> this.one.cluster().mapInt(TestMember.POOL, "add", column, COUNT))
			.satisfies((ex) -> {
				assertThat(ex.getIndex()).isEqualTo(12_345);
				assertThat((int[]) ex.getResults()).hasSize(12_345).endsWith(2 * 12_344);
				assertThat(ex.getCause()).isInstanceOfSatisfying(WasmTrapException.class, (trap) -> {
					assertThat(trap.code()).isEqualTo(Code.UNREACHABLE);
					assertThat(trap.getPool()).isEqualTo(TestMember.POOL);
					assertThat(trap.getFunction()).isEqualTo("add");
				});
			})
			.withMessage(localMessage(column));
	}

	/** What one machine says. */
	private String localMessage(int[] column) {
		WasmPool pool = this.two.runtime().pools().get(TestMember.POOL);
		try {
			return pool.<int[], RuntimeException>withInstance((guest) -> guest.function("add").mapInt(column, COUNT))
				.toString();
		}
		catch (WasmBatchException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	@Test
	void aMemberWithoutThePoolGetsNoWorkAndCanStillAskForIt() {
		this.two.pool(TestMember.POOL, NumberGuest.of(0), 2);
		both();
		assertThat(this.one.cluster().mapInt(TestMember.POOL, "add", COUNT, COUNT)).hasSize(20_000).endsWith(39_998);
		assertThat(this.one.cluster().partsHere()).isZero();
		assertThat(this.two.cluster().mapInt(TestMember.POOL, "add", COUNT, COUNT)).hasSize(20_000).endsWith(39_998);
		assertThat(this.two.cluster().partsElsewhere()).isZero();
	}

	@Test
	void aMemberWithAnotherModuleGetsNoWork() {
		this.one.pool(TestMember.POOL, NumberGuest.of(1), 2);
		this.two.pool(TestMember.POOL, NumberGuest.of(2), 2);
		both();
		assertThat(this.one.cluster().mapInt(TestMember.POOL, "version", COUNT)).hasSize(20_000)
			.containsOnly(1_000_000);
		assertThat(this.two.cluster().mapInt(TestMember.POOL, "version", COUNT)).hasSize(20_000)
			.containsOnly(2_000_000);
		assertThat(this.one.cluster().versions(TestMember.POOL).values()).hasSize(2)
			.doesNotHaveDuplicates()
			.extracting(WasmPoolVersion::generation)
			.containsOnly(0L);
	}

	@Test
	void whereNobodyHasThePoolTheErrorSaysWhoWasAsked() {
		both();
		assertThatExceptionOfType(WasmClusterException.class)
			.isThrownBy(() -> this.one.cluster().mapInt("other", "add", COUNT, COUNT))
			.withMessageStartingWith("No member has a pool 'other'")
			.withMessageContaining(this.one.uuid().toString())
			.withMessageContaining(this.two.uuid().toString());
	}

	@Test
	void whoHasWhatIsSaidWhereTheOnlyOneThatCouldIsClosed() {
		WasmPool pool = this.one.pool(TestMember.POOL, NumberGuest.of(1), 1);
		this.two.pool(TestMember.POOL, NumberGuest.of(2), 1);
		both();
		// The only instance is on loan for longer than anybody waits
		try (var loan = pool.acquire()) {
			assertThat(loan.isHealthy()).isTrue();
			assertThatExceptionOfType(WasmClusterException.class)
				.isThrownBy(() -> this.one.cluster().mapInt(TestMember.POOL, "add", COUNT, COUNT))
				.withMessageContaining("numbers - no instance available")
				.withMessageContaining(
						"it has module " + this.two.runtime().pools().get(TestMember.POOL).module().sha256());
		}
	}

	@Test
	void aMemberOnWhichItIsNotSwitchedOnGetsNoWork() {
		this.one.pool(TestMember.POOL, NumberGuest.of(1), 2);
		this.two.pool(TestMember.POOL, NumberGuest.of(1), 2);
		this.one.start();
		assertThat(this.one.cluster().mapInt(TestMember.POOL, "version", COUNT)).hasSize(20_000)
			.containsOnly(1_000_000);
		assertThat(this.one.cluster().partsElsewhere()).isZero();
		assertThat(this.one.cluster().versions(TestMember.POOL)).containsOnlyKeys(this.one.uuid());
	}

	@Test
	void aloneAllOfItRunsOnTheLocalPool() {
		this.two.close();
		this.one.pool(TestMember.POOL, NumberGuest.of(1), 2);
		this.one.start();
		HazelcastCluster cluster = this.one.cluster();
		assertThat(cluster.mapInt(TestMember.POOL, "add", COUNT, COUNT)).hasSize(20_000).endsWith(39_998);
		assertThat(sum(cluster)).isEqualTo(19_999 * 10_000);
		assertThat(cluster.broadcast(TestMember.POOL, (guest) -> guest.callInt("version", 0)))
			.containsExactly(Map.entry(this.one.uuid(), 1_000_000));
		cluster.publish(TestMember.POOL, NumberGuest.of(2));
		cluster.publishSeed(TestMember.POOL, "5".getBytes(StandardCharsets.UTF_8));
		assertThat(cluster.mapInt(TestMember.POOL, "version", new int[2])).containsExactly(2_000_005, 2_000_005);
	}

	@Test
	void mapReduceGetsItsResultsInOrder() {
		startWithPools();
		assertThat(sum(this.one.cluster())).isEqualTo(19_999 * 10_000);
		List<String> words = IntStream.range(0, 500).mapToObj((i) -> "w" + i).toList();
		assertThat(this.two.cluster()
			.<String, String, String>mapReduce(TestMember.POOL, words, (guest, chunk) -> String.join(" ", chunk),
					(results) -> String.join(" ", results)))
			.isEqualTo(String.join(" ", words));
		assertThat(this.two.cluster()
			.<String, String, Integer>mapReduce(TestMember.POOL, List.of(), (guest, chunk) -> "", List::size)).isZero();
	}

	private int sum(HazelcastCluster cluster) {
		return cluster.mapReduce(TestMember.POOL, IntStream.range(0, 20_000).boxed().toList(), (guest, chunk) -> {
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
		assertThatExceptionOfType(WasmClusterException.class).isThrownBy(() -> this.one.cluster()
			.<Integer, Integer, Integer>mapReduce(TestMember.POOL, List.of(1, 2, 3), (guest, chunk) -> {
				throw new IllegalStateException("no luck");
			}, List::size))
			.withMessageContaining("java.lang.IllegalStateException: no luck")
			.withMessageContaining("member 127.0.0.1:");
		assertThatExceptionOfType(WasmTrapException.class).isThrownBy(() -> this.one.cluster()
			.<Integer>broadcast(TestMember.POOL, (guest) -> guest.callInt("add", NumberGuest.BAD, 0)));
		Object notSerializable = new Object();
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> this.one.cluster().<String>broadcast(TestMember.POOL, (guest) -> notSerializable.toString()))
			.withMessageContaining("serializable");
	}

	@Test
	void broadcastHasOneResultAMember() {
		startWithPools();
		UUID first = this.one.uuid();
		assertThat(this.one.cluster().broadcast(TestMember.POOL, (guest) -> guest.callInt("add", 1, 2)))
			.containsOnly(Map.entry(first, 3), Map.entry(this.two.uuid(), 3));
	}

	@Test
	void aFunctionThatIsNotThereIsToldAsOneMachineTells() {
		startWithPools();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.one.cluster().mapInt(TestMember.POOL, "double", COUNT))
			.withMessageContaining("double");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.one.cluster().mapInt(TestMember.POOL, "add", COUNT, new int[1]))
			.withMessageContaining("20000");
	}

	@Test
	void whatIsPublishedRunsOnAllMembersLateOnesIncluded() {
		startWithPools();
		this.one.cluster().publish(TestMember.POOL, NumberGuest.of(7));
		this.two.cluster().publishSeed(TestMember.POOL, "42".getBytes(StandardCharsets.UTF_8));
		try (TestMember late = TestMember.on(this.port)) {
			late.pool(TestMember.POOL, NumberGuest.of(0), 2);
			late.start();
			assertThat(late.runtime().pools().get(TestMember.POOL).callInt("version", 0)).isEqualTo(7_000_042);
			Map<UUID, WasmPoolVersion> versions = this.one.cluster().versions(TestMember.POOL);
			assertThat(versions).containsOnlyKeys(this.one.uuid(), this.two.uuid(), late.uuid());
			assertThat(versions.values()).extracting(WasmPoolVersion::generation).containsOnly(2L);
			assertThat(versions.values()).extracting(WasmPoolVersion::digest).doesNotContainNull().hasSize(3);
			assertThat(this.two.cluster().mapInt(TestMember.POOL, "version", COUNT)).containsOnly(7_000_042);
			assertThat(this.two.cluster().broadcast(TestMember.POOL, (guest) -> guest.callInt("version", 0)).values())
				.containsOnly(7_000_042)
				.hasSize(3);
		}
		// A seed ends with the next module
		this.two.cluster().publish(TestMember.POOL, NumberGuest.of(7));
		assertThat(this.one.runtime().pools().get(TestMember.POOL).callInt("version", 0)).isEqualTo(7_000_000);
	}

	@Test
	void whatThisMemberRefusesIsNotPublished() {
		startWithPools();
		this.one.cluster().publish(TestMember.POOL, NumberGuest.of(7));
		assertThatExceptionOfType(WasmReplacementException.class)
			.isThrownBy(() -> this.one.cluster().publish(TestMember.POOL, new byte[] { 1, 2, 3 }));
		assertThatExceptionOfType(NumberFormatException.class).isThrownBy(
				() -> this.one.cluster().publishSeed(TestMember.POOL, "seven".getBytes(StandardCharsets.UTF_8)));
		assertThat(this.one.cluster().versions(TestMember.POOL).values())
			.containsOnly(new WasmPoolVersion(this.one.runtime().pools().get(TestMember.POOL).module().sha256(), 1))
			.hasSize(2);
		assertThat(this.one.hazelcast().getMap("wasm-pool.contents").size()).isOne();
	}

	@Test
	void whatAMemberReplacesByItselfDoesNotCount() {
		startWithPools();
		this.one.cluster().publish(TestMember.POOL, NumberGuest.of(7));
		this.two.runtime().pools().get(TestMember.POOL).replace(NumberGuest.of(8));
		assertThat(this.one.cluster().mapInt(TestMember.POOL, "version", COUNT)).containsOnly(7_000_000);
		assertThat(this.two.cluster().mapInt(TestMember.POOL, "version", COUNT)).containsOnly(8_000_000);
		this.one.cluster().publishSeed(TestMember.POOL, "1".getBytes(StandardCharsets.UTF_8));
		assertThat(this.two.cluster().mapInt(TestMember.POOL, "version", COUNT)).containsOnly(7_000_001);
	}

	private void startWithPools() {
		this.one.pool(TestMember.POOL, NumberGuest.of(0), 2);
		this.two.pool(TestMember.POOL, NumberGuest.of(0), 2);
		both();
	}

	private void both() {
		this.one.start();
		this.two.start();
	}

}
