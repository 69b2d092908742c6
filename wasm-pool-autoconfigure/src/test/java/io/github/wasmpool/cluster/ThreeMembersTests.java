package io.github.wasmpool.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.wasmpool.Effort;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three members in virtual machines of their own, some of which are killed or stopped.
 */
@Tag("thorough")
@EnabledOnOs(OS.LINUX)
class ThreeMembersTests {

	private static final int KILLS = Effort.of(2, 10);

	private static final int JOBS = Effort.of(300, 10_000);

	/** So that no member keeps a kilobyte of each job. */
	private static final int MOST_KILOBYTES = 8_000;

	private static final int PUBLICATIONS = Effort.of(4, 30);

	/** How many items keep three members busy for a while. */
	private static final int LONG_COLUMN = Effort.of(60_000, 100_000);

	@TempDir
	@SuppressWarnings("NullAway.Init") // set before all tests
	private static Path directory;

	private static final int PORT = Loopback.freePort();

	private static final List<MemberJvm> MEMBERS = new ArrayList<>();

	@BeforeAll
	static void startThree() throws Exception {
		for (int version = 0; version <= PUBLICATIONS; version++) {
			Files.write(guest(version), NumberGuest.of(version));
		}
		MEMBERS.add(new MemberJvm(Node.class, String.valueOf(PORT), guest(0).toString()));
		MEMBERS.add(start());
		MEMBERS.add(start());
		for (MemberJvm member : MEMBERS) {
			member.await("ready:");
		}
		assertThat(first().ask("members 3")).isEqualTo("3");
	}

	@AfterAll
	static void end() {
		MEMBERS.forEach(MemberJvm::close);
	}

	@Test
	void resultsAreThoseOfOneMachineWhoeverIsKilledStoppedOrComes() throws Exception {
		assertThat(first().ask("columns")).isEqualTo("same, together");
		assertThat(MEMBERS.get(1).ask("reduce")).isEqualTo(String.valueOf(19_999L * 10_000 + 20_000));
		SplittableRandom random = new SplittableRandom();
		for (int i = 0; i < KILLS; i++) {
			CompletableFuture<String> results = begin(first(), "spin " + LONG_COLUMN);
			Thread.sleep(random.nextInt(50, 1_000));
			MEMBERS.remove(2).kill();
			MEMBERS.add(start());
			assertThat(end(results)).startsWith("same");
			MEMBERS.get(2).await("ready:");
			assertThat(first().ask("members 3")).isEqualTo("3");
		}
		stopOne();
		assertThat(first().ask("columns")).isEqualTo("same, together");
	}

	/** For longer than its heartbeat may take. */
	private static void stopOne() throws Exception {
		CompletableFuture<String> results = begin(first(), "spin " + LONG_COLUMN);
		Thread.sleep(200);
		MEMBERS.get(1).signal("STOP");
		assertThat(end(results)).startsWith("same");
		assertThat(first().ask("members 2")).isEqualTo("2");
		assertThat(first().ask("columns")).isEqualTo("same, together");
		MEMBERS.get(1).signal("CONT");
		assertThat(first().ask("members 3")).isEqualTo("3");
	}

	@Test
	void columnsAreOfOneVersionEachAndAllMembersAgreeAtTheEnd() throws Exception {
		CompletableFuture<String> columns = begin(first(), "versions " + Effort.of(100, 300));
		for (int i = 1; i <= PUBLICATIONS; i++) {
			MemberJvm publisher = MEMBERS.get(1 + i % 2);
			assertThat(publisher.ask("publish " + guest(i))).isEqualTo("done");
			assertThat(publisher.ask("seed " + i)).isEqualTo("done");
			// A column begins anew ten times at most
			Thread.sleep(250);
		}
		assertThat(end(columns)).endsWith("columns, mixed 0");
		MEMBERS.add(start());
		MEMBERS.get(3).await("ready:");
		assertThat(first().ask("members 4")).isEqualTo("4");
		for (MemberJvm member : MEMBERS) {
			assertThat(member.ask("state")).startsWith("4 members, [WasmPoolVersion[digest=")
				.endsWith(", generation=" + 2 * PUBLICATIONS + "]]")
				.doesNotContain("], WasmPoolVersion");
		}
		MEMBERS.remove(3).close();
		assertThat(first().ask("members 3")).isEqualTo("3");
	}

	@Test
	void manySmallJobsLeaveNothingBehind() throws Exception {
		assertThat(first().ask("jobs " + JOBS / 5)).isEqualTo(JOBS / 5 + " jobs, wrong 0");
		List<Memory> before = memory();
		assertThat(first().ask("jobs " + JOBS)).isEqualTo(JOBS + " jobs, wrong 0");
		List<Memory> after = memory();
		for (int i = 0; i < 3; i++) {
			String what = "member " + i + ", from " + before + " to " + after;
			assertThat(after.get(i).heap()).as(what).isLessThan(before.get(i).heap() + MOST_KILOBYTES);
			assertThat(after.get(i).resident()).as(what).isLessThan(before.get(i).resident() + MOST_KILOBYTES);
		}
	}

	private static List<Memory> memory() throws InterruptedException {
		List<Memory> all = new ArrayList<>();
		for (MemberJvm member : MEMBERS) {
			String[] words = member.ask("memory").split(" ", -1);
			all.add(new Memory(Long.parseLong(words[0]), Long.parseLong(words[1])));
		}
		return all;
	}

	private static MemberJvm first() {
		return MEMBERS.get(0);
	}

	private static Path guest(int version) {
		return directory.resolve(version + ".wasm");
	}

	private static MemberJvm start() throws IOException {
		return new MemberJvm(Node.class, String.valueOf(PORT), guest(0).toString(), Node.OTHERS);
	}

	private static CompletableFuture<String> begin(MemberJvm member, String request) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return member.ask(request);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private static String end(CompletableFuture<String> results) throws Exception {
		return results.get(10, TimeUnit.MINUTES);
	}

	/**
	 * What a member holds, in kilobytes. All of its heap was touched at its start, so
	 * that only what lies beside it makes it grow.
	 */
	private record Memory(long resident, long heap) {

	}

}
