package io.github.wasmpool.wasmtime;

import java.time.Duration;

import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.Wat;
import io.github.wasmpool.binary.BinaryModule;
import io.github.wasmpool.binary.GuestBinary;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.wasmtime.GuestInstance.Initialization;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class GuestInstanceTests {

	private static final Initialization INITIALIZATION = new Initialization(Duration.ofSeconds(5), null, 1);

	private final GuestBinary guest = BinaryModule.inspect("state", Wat.compile(Wat.STATE), ModuleLimits.DEFAULTS)
		.rewrite(MemoryLimits.ofModule());

	private final CompiledModule code = new ModuleCompiler(new EpochTicker(Duration.ofMillis(10))).compile(this.guest,
			new EngineSettings(Optimization.SPEED, true, EngineSettings.DEFAULT_GUEST_STACK));

	private final GuestInstance instance = GuestInstance.create(this.code, this.guest.layout(), HostLinks.NONE,
			INITIALIZATION);

	@AfterEach
	void free() {
		this.instance.dispose();
		this.code.release();
	}

	@Test
	void eachExportIsResolvedOnce() {
		assertThat(this.instance.function("count")).isSameAs(this.instance.function("count"));
		assertThat(this.instance.global("counter")).isSameAs(this.instance.global("counter"));
		assertThat(this.instance.memory()).isSameAs(this.instance.memory("memory"));
	}

	@Test
	void codeIsUsableAsLongAsAnInstanceUsesIt() {
		GuestInstance last = GuestInstance.create(this.code, this.guest.layout(), HostLinks.NONE, INITIALIZATION);
		assertThat(this.code.retain()).isTrue();
		this.code.release();
		assertThat(last.function("count").callLong()).isEqualTo(41);
		last.dispose();
	}

	@Test
	void codeThatIsFreedIsNotInstantiated() {
		CompiledModule other = new ModuleCompiler(new EpochTicker(Duration.ofMillis(10))).compile(this.guest,
				new EngineSettings(Optimization.NONE, true, EngineSettings.MIN_GUEST_STACK));
		other.release();
		assertThat(other.retain()).isFalse();
		assertThatIllegalStateException()
			.isThrownBy(() -> GuestInstance.create(other, this.guest.layout(), HostLinks.NONE, INITIALIZATION))
			.withMessage("Module 'state' is closed");
	}

}
