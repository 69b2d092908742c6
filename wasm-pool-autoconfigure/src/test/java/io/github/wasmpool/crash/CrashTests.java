package io.github.wasmpool.crash;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What would end the virtual machine if the engine were used without care. Each is tried
 * in a virtual machine of its own, which has to live and to say what became of it.
 */
class CrashTests {

	/** What each scenario says when implicit null checks still work. */
	private static final String ALIVE = "null checks 500";

	@TempDir
	@SuppressWarnings("NullAway.Init") // set before each test
	private Path directory;

	@Test
	void closingAnythingDuringACallWaitsForTheCall() throws Exception {
		assertThat(child(CloseDuringCall.class).run()).contains("stopped\n",
				"refused " + 2 * CloseDuringCall.ROUNDS + ", " + ALIVE);
	}

	@Test
	void handlesKeptBeyondTheLoanReachNothing() throws Exception {
		assertThat(child(UseAfterRelease.class).run()).contains("refused 6300 of 6300", ALIVE);
	}

	@Test
	void whatBelongsToOneGuestIsRefusedByAnother() throws Exception {
		String output = child(ForeignHandles.class).run();
		assertThat(output.lines().filter((line) -> line.matches("(loan|instance|module|function|reference) .*: .*")))
			.hasSize(7)
			.allMatch((line) -> line.endsWith(": IllegalArgumentException"));
		assertThat(output).contains("code of another runtime: WasmReplacementException",
				"table as function: NoSuchExportException", "table as memory: NoSuchExportException",
				"table as global: NoSuchExportException", "memory as function: NoSuchExportException",
				"all returned: nothing", "kept 10 10 10 10 of 10", "one function for all 6", ALIVE);
	}

	@Test
	void instructionsThatReachPastAnEndAreTraps() throws Exception {
		assertThat(child(BulkFaults.class).run())
			.contains(Stream.of("fresh", "warm", "seeded", "dedicated")
				.map((kind) -> kind + " {INDIRECT_CALL_TO_NULL=1, MEMORY_OUT_OF_BOUNDS=50, RETURNED=3,"
						+ " TABLE_OUT_OF_BOUNDS=57, UNREACHABLE=9}\n")
				.toList())
			.contains("reserve {INDIRECT_CALL_TO_NULL=1, MEMORY_OUT_OF_BOUNDS=36, RETURNED=17,",
					"Java {IllegalArgumentException=2, WasmMemoryAccessException=47}", ALIVE);
	}

	@Test
	void theTimerOfTheJvmDoesNotTakeAfterWhoeverMadeTheFirstRuntime() throws Exception {
		assertThat(child(TimerThread.class).run()).contains("timers 1\n", "usual true, 5, true\n");
	}

	@Test
	void severalThreadsOnOneInstanceAreKeptApart() throws Exception {
		assertThat(child(TwoThreads.class).run()).contains("hammered", ALIVE);
	}

	@Test
	void endlessRecursionOfAGuestIsATrap() throws Exception {
		assertThat(child(StackOverflow.class).run())
			.contains(Stream.of("main", "usual", "usual used", "large", "large used", "deep")
				.map((thread) -> thread + " " + StackOverflow.TIMES + "\n")
				.toList())
			.contains(ALIVE);
	}

	@Test
	void guestsInsideOfGuestsFindTheirStackOrAreRefused() throws Exception {
		String output = child(NestedGuests.class).run();
		int levels = NestedGuests.LEVELS.length;
		for (String guest : List.of("256 KiB ", "2048 KiB ")) {
			assertThat(output)
				.contains(Stream
					.of("tight", "wide", "acquired", "column", "client", "coordinator", "two pools", "virtual")
					.map((way) -> guest + way + ": trapped " + levels + ", ")
					.toList())
				.contains(
						Stream.of("caller", "dedicated in caller", "caller in dedicated", "alone", "alone in dedicated")
							.map((way) -> "\n" + guest + way + ": trapped ")
							.toList());
		}
		assertThat(output.split("trapped or refused " + levels + "\n", -1)).hasSize(2 * 13 + 1 + 1);
		assertThat(output).doesNotContain(": trapped 0").contains(ALIVE);
	}

	@Test
	void damagedModulesAreRefusedOrWork() throws Exception {
		assertThat(child(MutatedModules.class).heap("512m").run()).contains("mutants " + MutatedModules.MUTANTS,
				"of both kinds true", ALIVE);
	}

	@Test
	void trapsAndDeadlinesAndInterruptsAreNoLoad() throws Exception {
		assertThat(child(TrapStorm.class).run()).contains("traps " + 10_000 / TrapStorm.SHARE,
				"timeouts " + 2_000 / TrapStorm.SHARE, "interrupts " + 200 / TrapStorm.SHARE, ALIVE, "traps after 100");
	}

	private ChildJvm child(Class<?> scenario) {
		return new ChildJvm(this.directory, scenario);
	}

}
