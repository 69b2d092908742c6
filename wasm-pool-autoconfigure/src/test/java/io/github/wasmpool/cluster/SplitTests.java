package io.github.wasmpool.cluster;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import com.hazelcast.map.IMap;
import com.hazelcast.partition.Partition;
import com.hazelcast.partition.PartitionService;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPoolSwappedEvent;
import io.github.wasmpool.WasmSwapListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A cluster that falls into two, each of which goes on to publish, and becomes one again.
 */
class SplitTests {

	private static final String POOL = TestMember.POOL;

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

	private final int port = Loopback.freePort();

	/**
	 * Members are stopped such that one half at a time lives and knows nothing of the
	 * other.
	 */
	@Test
	@Tag("thorough")
	@EnabledOnOs(OS.LINUX)
	void allMembersAgreeOnWhatEitherHalfPublishedLast(@TempDir Path directory) throws Exception {
		for (int version = 0; version <= 2; version++) {
			Files.write(directory.resolve(version + ".wasm"), NumberGuest.of(version));
		}
		List<MemberJvm> members = new ArrayList<>();
		try {
			for (int i = 0; i < 3; i++) {
				members.add(start(directory));
			}
			for (MemberJvm member : members) {
				member.await("ready:");
			}
			assertThat(members.get(0).ask("members 3")).isEqualTo("3");
			List<MemberJvm> pair = members.subList(0, 2);
			List<MemberJvm> single = members.subList(2, 3);

			// The single one is last, with a seed, on the module of the others
			signal(single, "STOP");
			assertThat(pair.get(0).ask("members 2")).isEqualTo("2");
			publish(pair.get(0), directory.resolve("1.wasm"));
			takeTurns(pair, single);
			assertThat(single.get(0).ask("members 1")).isEqualTo("1");
			seed(single.get(0), 7);
			signal(pair, "CONT");
			assertAgreement(members, 1_000_007);

			// Of the pair one is last, and the module of the single one does not count
			signal(single, "STOP");
			assertThat(pair.get(1).ask("members 2")).isEqualTo("2");
			takeTurns(pair, single);
			assertThat(single.get(0).ask("members 1")).isEqualTo("1");
			publish(single.get(0), directory.resolve("2.wasm"));
			seed(single.get(0), 2);
			takeTurns(single, pair);
			seed(pair.get(1), 3);
			signal(single, "CONT");
			assertAgreement(members, 1_000_003);

			MemberJvm late = start(directory);
			members.add(late);
			late.await("ready:");
			assertAgreement(members, 1_000_003);
		}
		finally {
			members.forEach(MemberJvm::close);
		}
	}

	private MemberJvm start(Path directory) throws Exception {
		return new MemberJvm(Node.class, String.valueOf(this.port), directory.resolve("0.wasm").toString());
	}

	/** Publications of halves are told apart by their second. */
	private static void takeTurns(List<MemberJvm> before, List<MemberJvm> after) throws Exception {
		signal(before, "STOP");
		Thread.sleep(1_100);
		signal(after, "CONT");
	}

	private static void signal(List<MemberJvm> half, String name) throws Exception {
		for (MemberJvm member : half) {
			member.signal(name);
		}
	}

	private static void publish(MemberJvm member, Path guest) throws Exception {
		assertThat(member.ask("publish " + guest)).isEqualTo("done");
	}

	private static void seed(MemberJvm member, int seed) throws Exception {
		assertThat(member.ask("seed " + seed)).isEqualTo("done");
	}

	private static void assertAgreement(List<MemberJvm> members, int version) throws Exception {
		for (MemberJvm member : members) {
			assertThat(member.ask("members " + members.size())).isEqualTo(String.valueOf(members.size()));
		}
		for (MemberJvm member : members) {
			assertThat(member.ask("version " + version)).isEqualTo(String.valueOf(version));
		}
		for (MemberJvm member : members) {
			assertThat(member.ask("state")).startsWith(members.size() + " members, [WasmPoolVersion[digest=")
				.doesNotContain("], WasmPoolVersion");
		}
	}

	@Test
	void whatRemainsIsAppliedWhateverItsNumberAndAsSoonAsItsBytesAreThere() throws Exception {
		try (TestMember one = member(SECOND); TestMember two = member(SECOND)) {
			IMap<String, Publication> publications = one.hazelcast().getMap("wasm-pool.publications");
			IMap<String, byte[]> contents = one.hazelcast().getMap("wasm-pool.contents");
			one.cluster().publish(POOL, NumberGuest.of(7));
			Publication other = Objects.requireNonNull(publications.get(POOL));
			one.cluster().publish(POOL, NumberGuest.of(8));
			one.cluster().publish(POOL, NumberGuest.of(9));
			// As a merge does it
			publications.set(POOL, other);
			Thread.sleep(100);
			assertThat(two.runtime().pools().get(POOL).callInt("version", 0)).isEqualTo(9_000_000);
			contents.set(String.valueOf(other.module()), NumberGuest.of(7));
			awaitVersion(two, 7_000_000);
			awaitVersion(one, 7_000_000);
			assertThat(one.cluster().versions(POOL).values()).extracting(WasmPoolVersion::generation)
				.containsExactly(1L, 1L);
		}
	}

	@Test
	void aLockThatIsGoneInAMergeIsNoFailure() throws Exception {
		try (TestMember one = TestMember.on(this.port, SECOND); TestMember two = member(SECOND)) {
			IMap<String, Publication> publications = two.hazelcast().getMap("wasm-pool.publications");
			try (WasmModule module = one.runtime().module(NumberGuest.of(0)).build()) {
				one.runtime().pool(module).name(POOL).size(1).swapListener(new WasmSwapListener() {

					@Override
					public void swapped(WasmPoolSwappedEvent event) {
						publications.forceUnlock(POOL);
					}

				}).build();
			}
			one.start();
			one.cluster().publish(POOL, NumberGuest.of(7));
			one.cluster().publishSeed(POOL, "5".getBytes(StandardCharsets.UTF_8));
			awaitVersion(one, 7_000_005);
			awaitVersion(two, 7_000_005);
		}
	}

	@Test
	void aSeedOfOneHalfIsPutOnTheModuleOfTheOther() throws Exception {
		try (TestMember one = member(); TestMember two = member()) {
			IMap<String, Publication> publications = one.hazelcast().getMap("wasm-pool.publications");
			IMap<String, byte[]> contents = one.hazelcast().getMap("wasm-pool.contents");
			one.cluster().publish(POOL, NumberGuest.of(7));
			byte[] seed = "5".getBytes(StandardCharsets.UTF_8);
			String digest = PublishedMaps.digest(seed);
			contents.set(digest, seed);
			publications.set(POOL, new Publication(4, null, digest));
			awaitVersion(one, 7_000_005);
			awaitVersion(two, 7_000_005);
			assertThat(one.cluster().versions(POOL).values()).extracting(WasmPoolVersion::generation)
				.containsExactly(5L, 5L);
			try (TestMember late = member()) {
				assertThat(late.runtime().pools().get(POOL).callInt("version", 0)).isEqualTo(7_000_005);
			}
		}
	}

	/**
	 * As a member leaves it that was paused in the middle, where nobody knows it any
	 * more.
	 */
	@Test
	void aLockThatIsLeftBehindHoldsUpNobodyWhoIsAlone() throws Exception {
		ClusterOptions impatient = new ClusterOptions(Duration.ofMillis(100), 64, 4_096);
		try (TestMember one = new TestMember(Loopback.config(this.port), impatient)) {
			one.pool(POOL, NumberGuest.of(0), 1);
			one.start();
			Thread other = new Thread(() -> one.hazelcast().getMap("wasm-pool.publications").lock(POOL));
			other.start();
			other.join();
			try (TestMember two = member()) {
				assertThat(two.hazelcast().getCluster().getMembers()).hasSize(2);
				assertThatExceptionOfType(WasmClusterException.class)
					.isThrownBy(() -> one.cluster().publish(POOL, NumberGuest.of(7)))
					.withMessageContaining("Another member publishes for pool");
			}
			Awaitility.await().until(() -> one.hazelcast().getCluster().getMembers().size() == 1);
			one.cluster().publish(POOL, NumberGuest.of(8));
			awaitVersion(one, 8_000_000);
		}
	}

	@Test
	void whatNothingNamesAnyMoreIsFreedAMinuteAfterAMerge() {
		try (TestMember one = member(); TestMember two = member()) {
			one.cluster().publish(POOL, NumberGuest.of(7));
			PublishedMaps maps = PublishedMaps.of(one.hazelcast());
			PublishedMaps otherMaps = PublishedMaps.of(two.hazelcast());
			// Who looks after a content is not to change during the test
			Awaitility.await().until(() -> hasItsShare(one) && hasItsShare(two));
			List<Leftovers> both = List.of(new Leftovers(maps, "4"::equals), new Leftovers(otherMaps, "4"::equals));
			// As a merge leaves them, of a half that had published two modules and a seed
			for (int content = 1; content <= 4; content++) {
				maps.contents().set(String.valueOf(content), new byte[content]);
			}
			both.forEach((each) -> each.free(0));
			both.forEach((each) -> each.free(MINUTE));
			assertThat(maps.contents().size()).isEqualTo(5);
			Publication late = new Publication(3, "1", "2");
			maps.publications().set("other", late);
			both.forEach((each) -> each.free(MINUTE + 1));
			assertThat(maps.contents().keySet()).containsExactlyInAnyOrder("1", "2", "4",
					PublishedMaps.digest(NumberGuest.of(7)));
			maps.publications().set("other", late.withSeed("3"));
			both.forEach((each) -> each.free(2 * MINUTE));
			both.forEach((each) -> each.free(3 * MINUTE));
			assertThat(maps.contents().keySet()).hasSize(4).contains("2");
			both.forEach((each) -> each.free(3 * MINUTE + 1));
			assertThat(maps.contents().keySet()).containsExactlyInAnyOrder("1", "4",
					PublishedMaps.digest(NumberGuest.of(7)));
		}
	}

	private static boolean hasItsShare(TestMember member) {
		PartitionService partitions = member.hazelcast().getPartitionService();
		long own = partitions.getPartitions()
			.stream()
			.map(Partition::getOwner)
			.filter((owner) -> owner != null && owner.getUuid().equals(member.uuid()))
			.count();
		return own >= partitions.getPartitions().size() / 2 && partitions.isClusterSafe();
	}

	private TestMember member() {
		return member(Duration.ofSeconds(10));
	}

	private TestMember member(Duration look) {
		TestMember member = TestMember.on(this.port, look);
		member.pool(POOL, NumberGuest.of(0), 1);
		return member.start();
	}

	private static void awaitVersion(TestMember member, int version) throws InterruptedException {
		assertThat(member.awaitVersion(version)).isEqualTo(version);
	}

}
