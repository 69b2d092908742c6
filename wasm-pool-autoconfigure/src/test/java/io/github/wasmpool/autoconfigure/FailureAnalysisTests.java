package io.github.wasmpool.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.github.wasmpool.SettingProblem;
import io.github.wasmpool.WasmEngineUnavailableException;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmInstanceCreationException;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.WasmPoolStats;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.WasmSettingsException;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.fake.FakeWasmRuntime;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.GlobalType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.ValueType;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said when an application cannot start, by whichever registered analyzer speaks
 * first.
 */
class FailureAnalysisTests {

	private static final String MODULE = "classpath:io/github/wasmpool/autoconfigure/empty.wasm";

	private static final String BY_TEST = " (\"%s\" from property source \"test\")";

	private final FakeWasmRuntime runtime = new FakeWasmRuntime();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WasmPoolAutoConfiguration.class))
		.withBean("wasmRuntime", WasmRuntime.class, () -> this.runtime);

	@Test
	void aMissingFile() {
		FailureAnalysis analysis = start("wasm.pool.module=classpath:missing.wasm");
		assertThat(analysis.getDescription()).isEqualTo("""
				The module of pool 'default' cannot be used: class path resource [missing.wasm] does not exist

				    wasm.pool.module = classpath:missing.wasm""" + BY_TEST.formatted("wasm.pool.module"));
		assertThat(analysis.getAction())
			.isEqualTo("Change 'wasm.pool.module' to a file that exists and can be read. Begin the location with "
					+ "'classpath:' for a file inside the application, with 'file:' for one outside.");
	}

	@Test
	void aMissingFileOfANamedPool() {
		FailureAnalysis analysis = start("wasm.pools.orders.module=classpath:missing.wasm");
		assertThat(analysis.getDescription()).startsWith("The module of pool 'orders' cannot be used: ")
			.contains("wasm.pools.orders.module = classpath:missing.wasm");
		assertThat(analysis.getAction()).startsWith("Change 'wasm.pools.orders.module' to a file that exists");
	}

	@Test
	void aMissingFileThatANamedPoolInherits() {
		FailureAnalysis analysis = start("wasm.pool.enabled=false", "wasm.pool.module=classpath:missing.wasm",
				"wasm.pools.orders.enabled=true");
		assertThat(analysis.getDescription()).startsWith("The module of pool 'orders' cannot be used: ");
		assertThat(analysis.getAction()).startsWith("Change 'wasm.pool.module' to a file that exists");
	}

	@Test
	void aDirectory(@TempDir Path directory) {
		FailureAnalysis analysis = start("wasm.pool.module=" + directory.toUri());
		assertThat(analysis.getDescription()).contains("] is a directory");
		assertThat(analysis.getAction()).startsWith("Change 'wasm.pool.module' to a file that exists and can be read.");
	}

	@Test
	void somethingElseThanAModule() {
		this.runtime.failingModules(new WasmModuleException(Reason.NOT_A_MODULE, "'a.wat' is text"));
		FailureAnalysis analysis = start("wasm.pool.module=" + MODULE);
		assertThat(analysis.getDescription()).startsWith("The module of pool 'default' cannot be used: 'a.wat' is text")
			.contains("wasm.pool.module = " + MODULE);
		assertThat(analysis.getAction())
			.isEqualTo("Change 'wasm.pool.module' to a WebAssembly binary. Assemble text (.wat) first, for example "
					+ "with wat2wasm; build a component as a core module instead, for Rust with the target "
					+ "wasm32-unknown-unknown or wasm32-wasip1.");
	}

	@Test
	void aDamagedFile() {
		this.runtime.failingModules(new WasmModuleException(Reason.MALFORMED, "'a.wasm' ends too early"));
		FailureAnalysis analysis = start("wasm.pool.module=" + MODULE);
		assertThat(analysis.getDescription()).contains("'a.wasm' ends too early");
		assertThat(analysis.getAction())
			.isEqualTo("Build the module again, or copy it again, or change 'wasm.pool.module'. If the build filters "
					+ "resources, exclude '*.wasm', with Maven by <nonFilteredFileExtensions>: filtering damages binary "
					+ "files.");
	}

	@Test
	void anUnsupportedFeature() {
		this.runtime.failingModules(new WasmModuleException(Reason.UNSUPPORTED_FEATURE, "'a.wasm' uses tail calls"));
		FailureAnalysis analysis = start("wasm.pool.module=" + MODULE);
		assertThat(analysis.getDescription()).contains("'a.wasm' uses tail calls");
		assertThat(analysis.getAction())
			.isEqualTo("Build the module without this feature, or change 'wasm.pool.module'. The engine knows "
					+ "WebAssembly 2.0; garbage collection, exceptions and tail calls came later.");
	}

	@Test
	void aFeatureThatIsSwitchedOff() {
		this.runtime.failingModules(WasmModuleException.ofSettings(Reason.UNSUPPORTED_FEATURE,
				"'a.wasm' uses SIMD, whose use is switched off; set 'features.simd' to true",
				List.of("features.simd")));
		FailureAnalysis analysis = start("wasm.pool.module=" + MODULE, "wasm.pool.features.simd=false");
		assertThat(analysis.getDescription()).contains("wasm.pool.features.simd = false");
		assertThat(analysis.getAction()).isEqualTo("Set 'wasm.pool.features.simd' to true, or build the module without"
				+ " this feature, or change 'wasm.pool.module'.");
	}

	@Test
	void aMissingImport() {
		this.runtime.failingPools(new WasmModuleException(Reason.MISSING_IMPORT, "'a.wasm' imports 'env.now'"));
		FailureAnalysis analysis = start("wasm.pools.orders.module=" + MODULE);
		assertThat(analysis.getDescription())
			.startsWith("The module of pool 'orders' cannot be used: 'a.wasm' imports 'env.now'");
		assertThat(analysis.getAction()).isEqualTo("Build the module so that it does not need what nobody provides, "
				+ "or change 'wasm.pools.orders.module'.");
	}

	@Test
	void functionsThatAreMissingCanBeTraps() {
		ImportType log = new ImportType("env", "log", FunctionType.of(List.of(ValueType.I32), List.of()));
		this.runtime.importing(log)
			.failingPrefill(WasmModuleException.ofMissingImports("'a.wasm' needs " + log, List.of(log)));
		assertThat(start("wasm.pools.orders.module=" + MODULE).getAction())
			.contains("If the guest never calls what is missing, set 'wasm.pools.orders.imports.missing' to trap. "
					+ "Build the module");
	}

	@Test
	void importsThatAreMissingWhenAPoolIsFilled() {
		ImportType log = new ImportType("env", "log", FunctionType.of(List.of(ValueType.I32), List.of()));
		ImportType now = new ImportType("env", "now", FunctionType.of(List.of(), List.of(ValueType.I64)));
		ImportType base = new ImportType("env", "base", new GlobalType(ValueType.I32, false));
		ImportType opaque = new ImportType("env", "opaque", FunctionType.of(List.of(ValueType.EXTERNREF), List.of()));
		this.runtime.importing(log, now, base, opaque)
			.failingPrefill(WasmModuleException.ofMissingImports(
					"'a.wasm' needs %s, %s and %s".formatted(log, base, opaque), List.of(log, base, opaque)));
		FailureAnalysis analysis = start("wasm.pools.orders.module=" + MODULE);
		assertThat(analysis.getDescription()).startsWith("The module of pool 'orders' cannot be used: 'a.wasm' needs "
				+ "function 'env.log' (i32) -> (), global 'env.base' i32 and function 'env.opaque' (externref) -> ()")
			.contains("wasm.pools.orders.module = " + MODULE);
		assertThat(analysis.getAction()).isEqualToNormalizingNewlines("""
				Provide functions with methods of any bean, or with HostFunction beans:

				    @WasmImport(module = "env", name = "log")
				    void log(int arg0) { ... }

				A method that is there already needs these types, 'pools' that include 'orders' if it has any, and a \
				bean that is declared by a type which has the method. Build the module so that it does not need what \
				nobody provides, or change 'wasm.pools.orders.module'.""");
	}

	@Test
	void anImportThatIsMissingWhenABeanUsesAPoolTooEarly() {
		FailureAnalysis analysis = analyze(this.contextRunner.withBean("early", String.class, () -> {
			throw new WasmModuleException(Reason.MISSING_IMPORT, "'a.wasm' imports 'env.now'");
		}));
		assertThat(analysis.getDescription()).isEqualTo("'a.wasm' imports 'env.now'");
		assertThat(analysis.getAction()).startsWith("Provide functions with methods of beans that are annotated with "
				+ "'@WasmImport', or with HostFunction beans; or build the module");
	}

	@Test
	void severalBeansForOneImport() {
		FailureAnalysis analysis = hostFunctions(UnusableHostFunctionException.Reason.AMBIGUOUS, "'a' and 'b'");
		assertThat(analysis.getDescription())
			.isEqualTo("Pool 'orders' cannot be given its host functions: 'a' and 'b'");
		assertThat(analysis.getAction())
			.startsWith("Remove all but one, or give each to other pools with " + "'@WasmImport(pools = ...)'.");
	}

	@Test
	void aMethodThatGuestsCannotCall() {
		assertThat(hostFunctions(UnusableHostFunctionException.Reason.IMPOSSIBLE, "'log'").getAction())
			.isEqualTo("Change the method so that guests can call it, or remove its '@WasmImport'.");
	}

	@Test
	void aBeanThatUsesAPoolBeforeItCanProvideItsImports() {
		assertThat(hostFunctions(UnusableHostFunctionException.Reason.IN_CREATION, "'log'").getAction()).startsWith(
				"Move the methods annotated with '@WasmImport' to a bean that does not use the pool, or use the "
						+ "pool later:");
	}

	@Test
	void pagesOutOfRange() {
		this.runtime.failingModules(WasmModuleException.ofSettings(Reason.MEMORY_OUT_OF_RANGE,
				"'a.wasm' needs at least 17 pages", List.of("memory.initial-pages", "memory.max-pages")));
		FailureAnalysis analysis = start("wasm.pool.memory.initial-pages=1", "wasm.pool.module=" + MODULE,
				"wasm.pool.enabled=false", "wasm.pools.orders.enabled=true", "wasm.pools.orders.memory.max-pages=2");
		assertThat(analysis.getDescription()).isEqualTo("""
				The module of pool 'orders' cannot be used: 'a.wasm' needs at least 17 pages

				    wasm.pool.memory.initial-pages = 1%s
				    wasm.pools.orders.memory.max-pages = 2%s""".formatted(
				BY_TEST.formatted("wasm.pool.memory.initial-pages"),
				BY_TEST.formatted("wasm.pools.orders.memory.max-pages")));
		assertThat(analysis.getAction())
			.isEqualTo("Change 'wasm.pool.memory.initial-pages' or 'wasm.pools.orders.memory.max-pages' to what the "
					+ "module can have.");
	}

	@Test
	void aModuleBeyondALimit() {
		this.runtime.failingModules(WasmModuleException.ofSettings(Reason.TOO_COMPLEX,
				"11 functions exceed 'limits.functions' (10)", List.of("limits.functions")));
		FailureAnalysis analysis = start("wasm.pool.module=" + MODULE, "wasm.pool.limits.functions=10");
		assertThat(analysis.getDescription()).contains("11 functions exceed 'limits.functions' (10)")
			.contains("wasm.pool.limits.functions = 10");
		assertThat(analysis.getAction()).isEqualTo(
				"Raise 'wasm.pool.limits.functions' if the module is to be trusted, or change 'wasm.pool.module'.");
	}

	@Test
	void aModuleBeyondALimitThatNoSettingRaises() {
		this.runtime.failingModules(new WasmModuleException(Reason.TOO_COMPLEX, "too much"));
		assertThat(start("wasm.pool.module=" + MODULE).getAction()).isEqualTo("Change 'wasm.pool.module'.");
	}

	@Test
	void aRefusedCompilation() {
		this.runtime.failingModules(new WasmModuleException(Reason.COMPILATION, "type mismatch at offset 42"));
		FailureAnalysis analysis = start("wasm.pool.module=" + MODULE);
		assertThat(analysis.getDescription()).contains("type mismatch at offset 42");
		assertThat(analysis.getAction()).isEqualTo("Check the module with a validator, for example 'wasm-tools "
				+ "validate', and build it again, or change 'wasm.pool.module'.");
	}

	@Test
	void impossibleSettings() {
		this.runtime.failingPools(new WasmSettingsException("Pool 'orders' has impossible settings: ",
				List.of(SettingProblem.of("'min-idle' must be at most 'size' (3) but is 5", "min-idle", "size"),
						SettingProblem.of("'max-waiting' must not be negative but is -1", "max-waiting"))));
		FailureAnalysis analysis = start("wasm.pool.size=3", "wasm.pools.orders.module=" + MODULE,
				"wasm.pools.orders.min-idle=5", "wasm.pools.orders.max-waiting=-1");
		assertThat(analysis.getDescription()).isEqualTo("""
				The settings of pool 'orders' are impossible: 'min-idle' must be at most 'size' (3) but is 5; \
				'max-waiting' must not be negative but is -1

				    wasm.pools.orders.max-waiting = -1%s
				    wasm.pools.orders.min-idle = 5%s
				    wasm.pool.size = 3%s""".formatted(BY_TEST.formatted("wasm.pools.orders.max-waiting"),
				BY_TEST.formatted("wasm.pools.orders.min-idle"), BY_TEST.formatted("wasm.pool.size")));
		assertThat(analysis.getAction())
			.isEqualTo("Change 'wasm.pools.orders.max-waiting', 'wasm.pools.orders.min-idle' or 'wasm.pool.size'.");
	}

	@Test
	void anImpossibleLimit() {
		FailureAnalysis analysis = analyze(
				new ApplicationContextRunner()
					.withConfiguration(AutoConfigurations.of(WasmPoolAutoConfiguration.class)),
				"wasm.pool.module=" + MODULE, "wasm.pool.limits.functions=0");
		assertThat(analysis.getDescription())
			.startsWith("The settings of pool 'default' are impossible: 'limits.functions' must be positive but is 0");
		assertThat(analysis.getAction()).isEqualTo("Change 'wasm.pool.limits.functions'.");
	}

	@Test
	void impossibleSettingsThatAreNotNamed() {
		this.runtime.failingPools(new IllegalArgumentException("no"));
		assertThat(start("wasm.pool.module=" + MODULE).getAction()).isEqualTo("Change what is set below 'wasm.pool'.");
	}

	@Test
	void impossibleSettingsOfTheEngine() {
		FailureAnalysis analysis = analyze(new ApplicationContextRunner().withConfiguration(
				AutoConfigurations.of(WasmPoolAutoConfiguration.class)), "wasm.engine.epoch-interval=2s");
		assertThat(analysis.getDescription()).isEqualTo("""
				The settings of the engine are impossible: 'epoch-interval' must be between 1 ms and 1 s but is 2000 ms

				    wasm.engine.epoch-interval = 2s""" + BY_TEST.formatted("wasm.engine.epoch-interval"));
		assertThat(analysis.getAction()).isEqualTo("Change 'wasm.engine.epoch-interval'.");
	}

	@Test
	void anIllegalPoolName() {
		FailureAnalysis analysis = start("wasm.pools.my-orders.module=" + MODULE);
		assertThat(analysis.getDescription())
			.isEqualTo("'my-orders' cannot be the name of a pool: a name begins with a lower-case letter, and "
					+ "lower-case letters and digits follow. With any other an environment variable such as "
					+ "WASM_POOLS_MYORDERS_SIZE would configure a pool of another name.");
		assertThat(analysis.getAction())
			.isEqualTo("Rename 'wasm.pools.my-orders', for example to 'wasm.pools.myorders'.");
	}

	@Test
	void anIllegalPoolNameOfDigits() {
		assertThat(start("wasm.pools.1.module=" + MODULE).getAction()).isEqualTo("Rename 'wasm.pools.1'.");
	}

	@Test
	void aNamedPoolThatIsCalledDefault() {
		FailureAnalysis analysis = start("wasm.pools.default.module=" + MODULE);
		assertThat(analysis.getDescription()).isEqualTo("'default' cannot be the name of a pool below 'wasm.pools': it "
				+ "is the name of the pool that 'wasm.pool' configures.");
		assertThat(analysis.getAction()).isEqualTo("Move what is set below 'wasm.pools.default' to 'wasm.pool'.");
	}

	@Test
	void anInstanceThatTrapsWhenItBegins() {
		failPrefill(new WasmTrapException(WasmTrapException.Code.UNREACHABLE,
				WasmTrapException.Code.UNREACHABLE.description(), "init",
				new WasmTrapException.Site("orders", "orders", 0, 0), null));
		FailureAnalysis analysis = start("wasm.pools.orders.module=" + MODULE, "wasm.pools.orders.initialize=init");
		assertThat(analysis.getDescription()).isEqualTo(
				"""
						Pool 'orders' cannot make an instance: 'init' trapped: the guest gave up (unreachable), in module 'orders' of pool 'orders'

						    wasm.pools.orders.module = %s%s
						    wasm.pools.orders.initialize = init%s"""
					.formatted(MODULE, BY_TEST.formatted("wasm.pools.orders.module"),
							BY_TEST.formatted("wasm.pools.orders.initialize")));
		assertThat(analysis.getAction())
			.isEqualTo("Look for the fault in what the guest does when it begins. If it runs out of memory, raise "
					+ "'wasm.pools.orders.memory.max-pages'; otherwise change 'wasm.pools.orders.module' or "
					+ "'wasm.pools.orders.initialize'.");
	}

	@Test
	void anInstanceThatTakesTooLongToBegin() {
		failPrefill(new WasmExecutionTimeoutException("init", Duration.ofMillis(100), new RuntimeException("epoch")));
		FailureAnalysis analysis = start("wasm.pools.orders.module=" + MODULE);
		assertThat(analysis.getDescription()).startsWith(
				"Pool 'orders' cannot make an instance: 'init' did " + "not return within 100 ms and was stopped");
		assertThat(analysis.getAction()).isEqualTo("Raise 'wasm.pools.orders.initialization-timeout' if the guest "
				+ "needs longer to begin, or change 'wasm.pools.orders.initialize' or 'wasm.pools.orders.module'.");
	}

	@Test
	void anInstanceThatTheEngineRefuses() {
		failPrefill(new IllegalStateException("mmap failed to allocate 0x200000000 bytes"));
		FailureAnalysis analysis = start("wasm.pools.orders.module=" + MODULE, "wasm.pools.orders.size=20000");
		assertThat(analysis.getDescription()).contains("mmap failed to allocate")
			.contains("wasm.pools.orders.size = 20000");
		assertThat(analysis.getAction())
			.isEqualTo("If the machine has no memory left for so many instances, lower 'wasm.pools.orders.size' or "
					+ "'wasm.pools.orders.memory.max-pages'; if the fault is the guest's, change "
					+ "'wasm.pools.orders.module' or 'wasm.pools.orders.initialize'.");
	}

	@Test
	void anInstanceWhosePoolTheFailureDoesNotName() {
		this.runtime.failingPrefill(new WasmInstanceCreationException("empty.wasm", "its memory is gone", null));
		FailureAnalysis analysis = start("wasm.pools.orders.module=" + MODULE);
		assertThat(analysis.getDescription()).startsWith("Pool 'orders' cannot make an instance: no instance of module "
				+ "'empty.wasm' could be made: its memory is gone");
		assertThat(analysis.getAction()).contains("'wasm.pools.orders.size'");
	}

	@Test
	void aValueOfAnotherTypeIsExplainedBySpringBoot() {
		FailureAnalysis analysis = start("wasm.pools.orders.module=" + MODULE, "wasm.pools.orders.size=many");
		assertThat(analysis.getDescription()).contains("Property: wasm.pools.orders.size", "Value: \"many\"");
	}

	@Test
	void anEngineWithoutALibraryForThePlatform() {
		FailureAnalysis analysis = unavailable(WasmEngineUnavailableException.Reason.PLATFORM);
		assertThat(analysis.getDescription()).startsWith("The WebAssembly engine cannot run on this machine ('")
			.endsWith("'): because");
		assertThat(analysis.getAction())
			.isEqualTo("Run the application where the engine has a native library: Linux or macOS on x86_64 or "
					+ "aarch64, Windows on x86_64. Elsewhere switch off what is configured, for "
					+ "example with 'wasm.pool.enabled=false'.");
	}

	@Test
	void anEngineOnAnotherCLibrary() {
		assertThat(unavailable(WasmEngineUnavailableException.Reason.C_LIBRARY).getAction())
			.isEqualTo("Use a base image with glibc, such as Debian's, Ubuntu's or a Red Hat UBI, in place of one with "
					+ "musl, such as Alpine's.");
	}

	@Test
	void anEngineThatCannotBeWrittenToTheTemporaryDirectory() {
		assertThat(unavailable(WasmEngineUnavailableException.Reason.TEMPORARY_DIRECTORY).getAction())
			.isEqualTo("Set '-Djava.io.tmpdir' to a directory that exists, can be written to and has 20 MB left (it "
					+ "is '" + System.getProperty("java.io.tmpdir") + "').");
	}

	@Test
	void anEngineThatMayNotBeExecutedInTheTemporaryDirectory() {
		assertThat(unavailable(WasmEngineUnavailableException.Reason.EXECUTION_FORBIDDEN).getAction())
			.isEqualTo("Set '-Djava.io.tmpdir' to a directory on a file system that is not mounted with 'noexec' (it "
					+ "is '" + System.getProperty("java.io.tmpdir") + "').");
	}

	@Test
	void anEngineThatCannotBeLoaded() {
		assertThat(unavailable(WasmEngineUnavailableException.Reason.LOADING).getAction())
			.startsWith("Check that the jar 'wasmtime-java' is complete and only once on the class path")
			.contains("'-Djava.io.tmpdir' (it is '" + System.getProperty("java.io.tmpdir") + "')");
	}

	private void failPrefill(RuntimeException cause) {
		this.runtime
			.failingPrefill(new WasmInstanceCreationException(new WasmPoolStats("orders", 4, 0, 0, 0, 0, 0, 0), cause));
	}

	private FailureAnalysis hostFunctions(UnusableHostFunctionException.Reason reason, String problem) {
		this.runtime.failingPrefill(new UnusableHostFunctionException(reason, "orders", problem,
				new BeanCurrentlyInCreationException("clock")));
		return start("wasm.pools.orders.module=" + MODULE);
	}

	private FailureAnalysis unavailable(WasmEngineUnavailableException.Reason reason) {
		this.runtime.failingModules(new WasmEngineUnavailableException(reason, "because", null));
		return start("wasm.pool.module=" + MODULE);
	}

	private FailureAnalysis start(String... properties) {
		return analyze(this.contextRunner, properties);
	}

	private FailureAnalysis analyze(ApplicationContextRunner contextRunner, String... properties) {
		AtomicReference<ConfigurableApplicationContext> started = new AtomicReference<>();
		AtomicReference<Throwable> failure = new AtomicReference<>();
		contextRunner.withPropertyValues(properties).withInitializer(started::set).run((context) -> {
			assertThat(context).hasFailed();
			failure.set(Objects.requireNonNull(context.getStartupFailure()));
		});
		return analyze(started.get(), failure.get());
	}

	private FailureAnalysis analyze(ConfigurableApplicationContext context, Throwable failure) {
		ArgumentResolver arguments = ArgumentResolver.of(BeanFactory.class, context.getBeanFactory())
			.and(Environment.class, context.getEnvironment());
		return SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, arguments, FailureHandler.logging(LogFactory.getLog(getClass())))
			.stream()
			.flatMap((analyzer) -> Stream.ofNullable(analyzer.analyze(failure)))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No analysis", failure));
	}

}
