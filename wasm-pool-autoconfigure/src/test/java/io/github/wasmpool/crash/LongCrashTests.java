package io.github.wasmpool.crash;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.github.wasmpool.ExecutionMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link CrashTests} tries, and what would use up the machine, where that takes
 * long.
 */
@Tag("thorough")
class LongCrashTests {

	/** What each scenario says when implicit null checks still work. */
	private static final String ALIVE = "null checks 500";

	@TempDir
	@SuppressWarnings("NullAway.Init") // set before each test
	private Path directory;

	@Test
	void deadlinesAreSetAsLateAndAsEarlyAsCanBe() throws Exception {
		assertThat(child(Deadlines.class).run())
			.contains(Stream
				.of("module longest", "pool longest", "pool nearly longest", "loan longest", "loan longest of all",
						"start without deadline", "start with the longest")
				.map((name) -> name + ": nothing\n")
				.toList())
			.contains("module negative: WasmSettingsException", "pool negative: WasmSettingsException",
					"loan negative: IllegalArgumentException", "module shortest: WasmExecutionTimeoutException",
					"start without end: WasmInstanceCreationException", "filled: WasmExecutionTimeoutException",
					"compiled 1", "stopped meanwhile several", ALIVE);
	}

	@Test
	void whateverHostFunctionsThrowOrReturnIsAnException() throws Exception {
		String output = child(HostErrors.class).run();
		for (ExecutionMode mode : ExecutionMode.values()) {
			assertThat(output).contains(mode + " thrown true", mode + " returned true", mode + " works 5");
		}
		assertThat(output).contains(ALIVE);
	}

	@Test
	void guestsOfWasiRunInManyStoresAndEndWithAnyCode() throws Exception {
		assertThat(child(WasiContexts.class).run()).contains("drawn 250", "exits true", "unknown: WasmModuleException",
				"unknown called: WasmTrapException", "mistyped: WasmModuleException", ALIVE);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void hundredsOfHostFunctionsTakeNoMoreMappingsThanOne() throws Exception {
		assertThat(child(ManyImports.class).run()).contains("as many: true", "sum 19920", ALIVE);
	}

	@Test
	void guestsOfBorrowersWithSmallStacksTrap() throws Exception {
		assertThat(child(SmallStacks.class).run())
			.contains(Stream
				.of("dedicated 192", "dedicated 256", "dedicated 512", "dedicated 1024", "dedicated below 50",
						"dedicated below 80", "dedicated below 90", "caller 1024 half used")
				.map((name) -> name + " {trapped=20}\n")
				.toList())
			.contains(ALIVE);
	}

	@Test
	void hostFunctionsThatUsedUpTheStackCallNoGuest() throws Exception {
		assertThat(child(HostStack.class).run()).contains("caller at the end 3", "caller near the end 60",
				"dedicated at the end 3", "dedicated near the end 60", ALIVE);
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
	@EnabledOnOs(OS.LINUX)
	void tensOfThousandsOfSmallInstancesFitIntoAProcess() throws Exception {
		assertThat(child(DenseInstances.class).heap("768m").run()).contains("with a memory more than",
				"without more than", ALIVE);
	}

	@Test
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
			.run()).contains("replacements grow by less than 40 MB: true", "replacements leave mappings: true",
					"replacements leave descriptors: true", "replacements leave threads: true",
					"seeds grow by less than 40 MB: true", "seeds leave mappings: true",
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
	@EnabledOnOs(OS.LINUX)
	void sharedMemoriesOutliveTheirInstancesAndInstancesTheirMemory() throws Exception {
		assertThat(child(SharedMemories.class).heap("64m")
			.option("-Xms64m")
			.option("-XX:+AlwaysPreTouch")
			.option("-XX:+UseSerialGC")
			.run()).contains("replaced 2000", "less than 600: true", "has made 10,000 instances",
					"has made 40,000 instances", "counted 42000", "stopped " + 4 * SharedMemories.ROUNDS, ALIVE);
	}

	@Test
	void whatIsClosedIsRefusedInEveryWay() throws Exception {
		String output = child(ClosedHandles.class).run();
		assertThat(output.lines().filter((line) -> line.startsWith("pool "))).hasSize(12)
			.allMatch((line) -> line.matches(".*: (WasmPoolClosedException|IllegalStateException)"));
		assertThat(output.lines().filter((line) -> line.matches("(coordinator|module) .*"))).hasSize(8)
			.allMatch((line) -> line.endsWith(
					line.startsWith("module replace") ? ": WasmReplacementException" : ": IllegalStateException"));
		assertThat(output).contains("runtime module: IllegalStateException", "runtime pool: IllegalStateException",
				"runtime new module: IllegalStateException", "runtime new pool: IllegalStateException",
				"runtime instance stopped: WasmExecutionTimeoutException",
				"loan stopped: WasmExecutionTimeoutException", "instance stopped: WasmExecutionTimeoutException",
				ALIVE);
	}

	@Test
	void memoriesAreBoundedWhileTheyGrowAndImpossibleOnesRefused() throws Exception {
		assertThat(child(MemoryViews.class).run()).contains("checked 7000", "impossible 10", "largest 2147418112",
				ALIVE);
	}

	@Test
	void hostCallsWithoutEndAreRefusedOrATrap() throws Exception {
		assertThat(child(HostCalls.class).heap("48m").option("-XX:+UseSerialGC").run()).contains("refused 12",
				"few are allowed", "turns 1", "deep turns " + HostCalls.DEPTHS, ALIVE);
	}

	private ChildJvm child(Class<?> scenario) {
		return new ChildJvm(this.directory, scenario);
	}

}
