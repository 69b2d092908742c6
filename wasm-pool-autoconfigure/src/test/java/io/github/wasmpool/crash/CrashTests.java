package io.github.wasmpool.crash;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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
	void theTimerOfTheJvmDoesNotTakeAfterWhoeverMadeTheFirstRuntime() throws Exception {
		assertThat(child(TimerThread.class).run()).contains("timers 1\n", "usual true, 5, true\n");
	}

	@Test
	void severalThreadsOnOneInstanceAreKeptApart() throws Exception {
		assertThat(child(TwoThreads.class).run()).contains("hammered", ALIVE);
	}

	@Test
	void memoriesAreBoundedWhileTheyGrowAndImpossibleOnesRefused() throws Exception {
		assertThat(child(MemoryViews.class).run()).contains("checked 7000", "impossible 10", "largest 2147418112",
				ALIVE);
	}

	@Test
	void endlessRecursionOfAGuestIsATrap() throws Exception {
		assertThat(child(StackOverflow.class).run()).contains("main 100", "usual 100", "usual used 100", "large 100",
				"large used 100", "deep 100", ALIVE);
	}

	@Test
	void hostFunctionsThatUsedUpTheStackCallNoGuest() throws Exception {
		assertThat(child(HostStack.class).run()).contains("caller at the end 3", "caller near the end 60",
				"dedicated at the end 3", "dedicated near the end 60", ALIVE);
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
	void whatIsDoneInsideOfNestedLoansReachesNothingThatIsOver() throws Exception {
		String output = child(NestedHazards.class).run();
		for (NestedPools.Kind kind : NestedPools.Kind.values()) {
			assertThat(output).contains(kind + " closes 21\n", kind + " stale 210\n", kind + " grown 39\n",
					kind + " closes elsewhere " + 3 * NestedHazards.ROUNDS + "\n", kind + " tables 3\n",
					kind + " timeouts 15\n", kind + " interrupts " + 3 * NestedHazards.INTERRUPTS + "\n");
		}
		assertThat(output).contains(ALIVE);
	}

	@Test
	@Tag("thorough")
	void whatIsUsedUpInsideOfNestedLoansEndsTheLoansAtMost() throws Exception {
		String output = child(NestedExhaustion.class).heap("64m")
			.option("-XX:+UseSerialGC")
			.option("-XX:CompileCommand=quiet")
			.option("-XX:CompileCommand=exclude," + LargeJavaFrames.class.getName() + "Below::below")
			.run();
		for (NestedPools.Kind kind : NestedPools.Kind.values()) {
			assertThat(output).contains(kind + " storms 4\n", kind + " heap 3\n", kind + " stack trapped, ",
					kind + " large frames trapped, ", kind + " still works 1\n");
		}
		assertThat(output).contains(ALIVE);
	}

	@Test
	void largeFramesOfJavaLeaveGuestsTheirStack() throws Exception {
		assertThat(child(LargeJavaFrames.class).option("-XX:CompileCommand=quiet")
			.option("-XX:CompileCommand=exclude," + LargeJavaFrames.class.getName() + "Below::below")
			.run()).containsPattern("8 MiB at once: (?:9|1[0-4])\\d traps\n")
			.containsPattern("8 MiB later: (?:9|1[0-4])\\d traps\n")
			.containsPattern("1 MiB at once: [4-6]\\d traps\n")
			.containsPattern("1 MiB later: [4-6]\\d traps\n")
			.contains(ALIVE);
	}

	@Test
	void instancesAreFreedHoweverLittleIsLeftOfTheStack() throws Exception {
		assertThat(child(ClosedAtTheEnd.class).option("-XX:CompileCommand=quiet")
			.option("-XX:CompileCommand=exclude," + ClosedAtTheEnd.class.getName() + "::below")
			.run()).contains("closed all but some: true", ALIVE);
	}

	@Test
	void modulesMadeToHarmAreRefusedOrRunWithinLimits() throws Exception {
		assertThat(child(HostileModules.class).run()).contains("bomb TOO_COMPLEX", "imports TOO_COMPLEX",
				"table 983041", "storm " + HostileModules.MUTATIONS + " of both kinds", ALIVE);
	}

	@Test
	void damagedModulesAreRefusedOrWork() throws Exception {
		assertThat(child(MutatedModules.class).heap("512m").run()).contains("mutants " + MutatedModules.MUTANTS,
				"of both kinds true", ALIVE);
	}

	@Test
	@Tag("thorough")
	@EnabledOnOs(OS.LINUX)
	void tensOfThousandsOfSmallInstancesFitIntoAProcess() throws Exception {
		assertThat(child(DenseInstances.class).heap("768m").run()).contains("with a memory more than",
				"without more than", ALIVE);
	}

	@Test
	@Tag("thorough")
	void moreInstancesThanFitIntoAProcessAreRefused() throws Exception {
		assertThat(child(ManyInstances.class).heap("512m").run())
			.contains("Pool 'default' is too large, lower 'size': 20,000 more instances do not fit")
			.contains("filled", "same again true", "beside loans that are kept 0\n", "same at last true",
					"more of them true", "without memory 0", ALIVE);
	}

	@Test
	void aClassLoaderThatLoadedTheLibraryIsKept() throws Exception {
		assertThat(child(CollectedLoader.class).run()).contains("traps 3", "kept 3", ALIVE, "traps after 1");
	}

	@Test
	void trapsAndDeadlinesAndInterruptsAreNoLoad() throws Exception {
		assertThat(child(TrapStorm.class).run()).contains("traps " + 10_000 / TrapStorm.SHARE,
				"timeouts " + 2_000 / TrapStorm.SHARE, "interrupts " + 200 / TrapStorm.SHARE, ALIVE, "traps after 100");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void loansLeaveNothingBehind() throws Exception {
		Path temporary = Files.createDirectory(this.directory.resolve("temporary"));
		assertThat(child(Leaks.class).heap("64m")
			.option("-Xms64m")
			.option("-XX:+AlwaysPreTouch")
			.option("-XX:+UseSerialGC")
			.option("-XX:-UsePerfData")
			.option("-Djava.io.tmpdir=" + temporary)
			.run()).contains("files 0", "grown by less than 20 MB: true", "with imports by less than 20 MB: true",
					"threads 0");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void newCodeAndNewStateLeaveNothingBehind() throws Exception {
		assertThat(child(Replacements.class).heap("128m")
			.option("-Xms128m")
			.option("-XX:+AlwaysPreTouch")
			.option("-XX:+UseSerialGC")
			.option("-XX:-UsePerfData")
			.run()).contains("replacements grow by less than 20 MB: true", "replacements leave mappings: true",
					"replacements leave descriptors: true", "replacements leave threads: true",
					"seeds grow by less than 20 MB: true", "seeds leave mappings: true",
					"seeds leave descriptors: true", "seeds leave threads: true", "calls: true", "generation true");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void commandsLeaveNothingBehind() throws Exception {
		assertThat(child(WasiRuns.class).heap("64m")
			.option("-Xms64m")
			.option("-XX:+AlwaysPreTouch")
			.option("-XX:+UseSerialGC")
			.option("-XX:-UsePerfData")
			.run()).contains("tool.wasm grown by less than 20 MB: true", "words.wasm grown by less than 20 MB: true");
	}

	@Test
	void deadlinesHoldAfterTheHeapWasExhausted() throws Exception {
		assertThat(child(HeapExhausted.class).heap("48m").option("-XX:+UseSerialGC").run()).contains("errors 1",
				"stopped, " + ALIVE);
	}

	@Test
	void hostCallsWithoutEndAreRefusedOrATrap() throws Exception {
		assertThat(child(HostCalls.class).heap("48m").option("-XX:+UseSerialGC").run()).contains("refused 12",
				"few are allowed", "turns 1", "deep turns " + HostCalls.DEPTHS, ALIVE);
	}

	@Test
	void noPoolMakesTheHostCallsOfAllOthersFail() throws Exception {
		assertThat(child(HostCallShares.class).heap("64m").option("-XX:+UseSerialGC").run()).containsSubsequence(
				"the second was refused: Host function 'env.last', called by 'storm', was not called: the host calls"
						+ " of all guests that are running may be ",
				"those of each pool: pool 'greedy' has ", "modest 1 made", "modest 100 made", "modest 10000 made",
				"alone 10000 made", "late 10000 made", "the first has made", "again made");
	}

	@Test
	void theLongestFunctionsAreNoDangerToTheCompiler() throws Exception {
		assertThat(child(LongFunctions.class).run()).contains("compiled " + LongFunctions.FUNCTIONS, ALIVE);
	}

	@Test
	@Tag("thorough")
	@EnabledOnOs(OS.LINUX)
	void sharedMemoriesOutliveTheirInstancesAndInstancesTheirMemory() throws Exception {
		assertThat(child(SharedMemories.class).heap("64m")
			.option("-Xms64m")
			.option("-XX:+AlwaysPreTouch")
			.option("-XX:+UseSerialGC")
			.run()).contains("replaced 2000", "less than 600: true", "has made 10,000 instances",
					"has made 40,000 instances", "counted 42000", "stopped " + 4 * SharedMemories.ROUNDS, ALIVE);
	}

	private ChildJvm child(Class<?> scenario) {
		return new ChildJvm(this.directory, scenario);
	}

}
