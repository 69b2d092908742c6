package io.github.wasmpool.wasmtime;

import java.lang.ref.WeakReference;
import java.time.Duration;

import io.github.wasmpool.EngineOptions.Optimization;
import io.github.wasmpool.ModuleLimits;
import io.github.wasmpool.Wat;
import io.github.wasmpool.binary.BinaryModule;
import io.github.wasmpool.binary.GuestBinary;
import io.github.wasmpool.binary.GuestLayout;
import io.github.wasmpool.binary.ModuleSource;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.wasmtime.GuestInstance.Initialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Once a module is compiled, nothing holds its bytes: instances need only the layout.
 */
class LetGoTests {

	private static final Initialization INITIALIZATION = new Initialization(Duration.ofSeconds(5), null, 1);

	private WeakReference<BinaryModule> inspected = new WeakReference<>(null);

	private WeakReference<byte[]> bytes = new WeakReference<>(null);

	private record Kept(CompiledModule code, GuestLayout layout, ModuleSource source) {
	}

	@Test
	void bytesGoWhenTheModuleIsCompiled() {
		Kept kept = compile();
		await().atMost(Duration.ofSeconds(30)).until(() -> {
			System.gc();
			return this.bytes.refersTo(null) && this.inspected.refersTo(null);
		});
		GuestInstance instance = GuestInstance.create(kept.code(), kept.layout(), HostLinks.NONE, INITIALIZATION);
		assertThat(instance.function("addInts").callInt(2, 3)).isEqualTo(5);
		assertThat(kept.source().inspect().exports()).isEqualTo(kept.layout().exports());
		instance.dispose();
		kept.code().release();
	}

	private Kept compile() {
		BinaryModule module = BinaryModule.inspect("calls", Wat.compile(Wat.CALLS), ModuleLimits.DEFAULTS);
		GuestBinary guest = module.rewrite(MemoryLimits.ofModule());
		this.inspected = new WeakReference<>(module);
		this.bytes = new WeakReference<>(guest.bytes());
		CompiledModule code = new ModuleCompiler(new EpochTicker(Duration.ofMillis(10))).compile(guest,
				new EngineSettings(Optimization.SPEED, true, EngineSettings.DEFAULT_GUEST_STACK));
		return new Kept(code, guest.layout(), module.source());
	}

}
