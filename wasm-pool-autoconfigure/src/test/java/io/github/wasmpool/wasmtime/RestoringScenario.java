package io.github.wasmpool.wasmtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.Wat;
import io.github.wasmpool.binary.BinaryModule;
import io.github.wasmpool.binary.GuestBinary;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.wasmtime.GuestInstance.Initialization;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A guest with a memory and a global. After each test none of its instances is left.
 */
abstract class RestoringScenario {

	private static final Initialization INITIALIZATION = new Initialization(Duration.ofSeconds(5), null, 1);

	private static final String GUEST = """
			(module
				(memory (export "memory") 2 8)
				(data (i32.const 40) "first")
				(data (i32.const 65530) "last")
				(global $hidden (mut f64) (f64.const 1))
				(func (export "hide") (global.set $hidden (f64.const 2)))
				(func (export "hidden") (result f64) (global.get $hidden))
				(func (export "fail") (unreachable)))
			""";

	final GuestBinary guest = BinaryModule.inspect("tried", Wat.compile(GUEST), ModuleLimits.DEFAULTS)
		.rewrite(MemoryLimits.ofModule(), 6);

	private final CompiledModule code = new ModuleCompiler(new EpochTicker(Duration.ofMillis(10))).compile(this.guest,
			new EngineSettings(Optimization.SPEED, true, EngineSettings.DEFAULT_GUEST_STACK));

	final RestoreHistory history = new RestoreHistory();

	final AtomicInteger made = new AtomicInteger();

	final AtomicInteger freed = new AtomicInteger();

	@TempDir
	Path directory;

	@AfterEach
	void noInstanceIsLeft() {
		this.code.release();
		assertThat(this.code.retain()).as("each instance is a user of the code").isFalse();
	}

	final GuestInstance make() {
		this.made.incrementAndGet();
		return GuestInstance.create(this.code, this.guest.layout(), HostLinks.NONE, INITIALIZATION);
	}

	final Restorability tryOut(PageMap map) {
		return Restorability.tryOut(this.guest.layout(), this.history, this::make, this.freed::incrementAndGet, map);
	}

	/**
	 * Return an instance that can be put back, and is told that new ones take that long.
	 */
	final GuestInstance adopted(RestorePoint point, long creationNanos) {
		GuestInstance instance = make();
		assertThat(point.adopt(instance, creationNanos)).isTrue();
		return instance;
	}

}
