package io.github.wasmpool.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.wasmpool.VersionedGuest;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolSwapFailedEvent;
import io.github.wasmpool.WasmPoolSwappedEvent;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.WasmReplacementException;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.autoconfigure.health.WasmPoolHealthContributorAutoConfiguration;
import io.github.wasmpool.binary.ModuleSource;
import io.github.wasmpool.fake.FakeWasmRuntime;
import io.github.wasmpool.health.WasmPoolHealthContributor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A file that changes, and a pool that follows it.
 */
class ModuleWatcherTests {

	@TempDir
	private Path directory;

	private Path file;

	@BeforeEach
	void write() throws IOException {
		this.file = this.directory.resolve("orders.wasm");
		Files.write(this.file, VersionedGuest.of(1));
	}

	private ApplicationContextRunner watching(String... properties) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WasmPoolAutoConfiguration.class,
					WasmPoolHealthContributorAutoConfiguration.class))
			.withBean(Events.class)
			.withPropertyValues("wasm.pool.module=" + this.file.toUri(), "wasm.pool.size=1",
					"wasm.pool.reload.watch=true", "wasm.pool.reload.quiet-period=60ms")
			.withPropertyValues(properties);
	}

	private static void awaitVersion(WasmPool pool, int version) {
		Awaitility.await().untilAsserted(() -> assertThat(pool.callInt("left")).isEqualTo(version));
	}

	private static void letItBeLookedAtAFewTimes() throws InterruptedException {
		Thread.sleep(400);
	}

	@Test
	void aFileThatIsWrittenAnewReplacesTheModule() {
		watching().run((context) -> {
			WasmPool pool = context.getBean(WasmPool.class);
			assertThat(pool.callInt("left")).isEqualTo(1);
			Files.write(this.file, VersionedGuest.of(22));
			awaitVersion(pool, 22);
			Events events = context.getBean(Events.class);
			Awaitility.await().until(() -> events.swapped.size() == 1);
			WasmPoolSwappedEvent event = events.swapped.remove();
			assertThat(event.pool()).isEqualTo("default");
			assertThat(event.generation()).isEqualTo(2);
			assertThat(event.kind()).isEqualTo(WasmPoolSwappedEvent.Kind.REPLACED);
			assertThat(event.sha256()).isEqualTo(ModuleSource.sha256(VersionedGuest.of(22)));
		});
	}

	@Test
	void aFileThatChangedWhileNobodyWatchedIsNoticed() {
		watching().run((context) -> {
			ModuleWatcher watcher = context.getBean(ModuleWatcher.class);
			watcher.stop();
			Files.write(this.file, VersionedGuest.of(3));
			letItBeLookedAtAFewTimes();
			assertThat(context.getBean(WasmPool.class).callInt("left")).isEqualTo(1);
			watcher.start();
			awaitVersion(context.getBean(WasmPool.class), 3);
		});
	}

	@Test
	void aFileThatTakesThePlaceOfAnotherReplacesTheModule() {
		watching().run((context) -> {
			WasmPool pool = context.getBean(WasmPool.class);
			Path next = this.directory.resolve("next.wasm");
			Files.write(next, VersionedGuest.of(0));
			// The same time and the same size: only the file is another
			Files.setLastModifiedTime(next, Files.getLastModifiedTime(this.file));
			assertThat(Files.size(next)).isEqualTo(Files.size(this.file));
			letItBeLookedAtAFewTimes();
			Files.move(next, this.file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			awaitVersion(pool, 0);
		});
	}

	@Test
	void aLinkThatIsTurnedToAnotherFileReplacesTheModule() throws IOException {
		Path link = this.directory.resolve("link.wasm");
		Files.createSymbolicLink(link, this.file);
		watching("wasm.pool.module=" + link.toUri()).run((context) -> {
			WasmPool pool = context.getBean(WasmPool.class);
			assertThat(pool.callInt("left")).isEqualTo(1);
			Path next = this.directory.resolve("next.wasm");
			Files.write(next, VersionedGuest.of(2));
			Path turned = this.directory.resolve("turned");
			Files.createSymbolicLink(turned, next);
			Files.move(turned, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			awaitVersion(pool, 2);
		});
	}

	@Test
	void aFileThatIsDeletedChangesNothingUntilItIsBack() {
		watching().run((context) -> {
			WasmPool pool = context.getBean(WasmPool.class);
			Files.delete(this.file);
			letItBeLookedAtAFewTimes();
			assertThat(pool.callInt("left")).isEqualTo(1);
			assertThat(pool.swapFailure()).isEmpty();
			Files.write(this.file, VersionedGuest.of(2));
			awaitVersion(pool, 2);
		});
	}

	@Test
	void aFileThatIsBeingWrittenIsNotRead() {
		watching("wasm.pool.reload.quiet-period=500ms").run((context) -> {
			WasmPool pool = context.getBean(WasmPool.class);
			byte[] whole = VersionedGuest.of(2);
			for (int length = 1; length <= 20; length++) {
				Files.write(this.file, Arrays.copyOf(whole, whole.length * length / 20));
				Thread.sleep(60);
			}
			awaitVersion(pool, 2);
			assertThat(context.getBean(Events.class).failed).as("half of it was never read").isEmpty();
			assertThat(pool.counters().generation()).isEqualTo(2);
		});
	}

	@Test
	void aFileThatIsOnlyTouchedChangesNothing() {
		watching().run((context) -> {
			WasmPool pool = context.getBean(WasmPool.class);
			Files.setLastModifiedTime(this.file, FileTime.fromMillis(1_000_000));
			letItBeLookedAtAFewTimes();
			assertThat(pool.counters().generation()).isEqualTo(1);
		});
	}

	@Test
	void oneThatCannotTakeThePlaceIsAnEventAndADetailOfTheHealthUntilOneCan() {
		watching().run((context) -> {
			WasmPool pool = context.getBean(WasmPool.class);
			Events events = context.getBean(Events.class);
			Files.write(this.file, VersionedGuest.invalid());
			Awaitility.await().until(() -> !events.failed.isEmpty());
			letItBeLookedAtAFewTimes();
			assertThat(events.failed).as("it is tried once").hasSize(1);
			WasmPoolSwapFailedEvent event = events.failed.remove();
			assertThat(event.pool()).isEqualTo("default");
			assertThat(event.exception()).isInstanceOf(WasmReplacementException.class);
			assertThat(pool.callInt("left")).isEqualTo(1);
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails().get("replacementFailure")).asString().contains("engine");
			Files.write(this.file, VersionedGuest.of(2));
			awaitVersion(pool, 2);
			Awaitility.await()
				.untilAsserted(() -> assertThat(health(context).getDetails()).doesNotContainKey("replacementFailure"));
		});
	}

	private static Health health(ApplicationContext context) {
		return Objects.requireNonNull(((HealthIndicator) Objects
			.requireNonNull(context.getBean(WasmPoolHealthContributor.class).getContributor("default"))).health(true));
	}

	@Test
	void aFileWithAnotherDigestIsRefused() {
		watching("wasm.pool.module-sha256=" + ModuleSource.sha256(VersionedGuest.of(1))).run((context) -> {
			Events events = context.getBean(Events.class);
			Files.write(this.file, VersionedGuest.of(2));
			Awaitility.await().until(() -> !events.failed.isEmpty());
			assertThat(((WasmReplacementException) events.failed.remove().exception()).getStep())
				.isEqualTo(WasmReplacementException.Step.DIGEST);
			assertThat(context.getBean(WasmPool.class).callInt("left")).isEqualTo(1);
		});
		watching("wasm.pool.module-sha256=" + "0".repeat(64)).run((context) -> assertThat(context).hasFailed()
			.getFailure()
			.rootCause()
			.hasMessageContaining("'module-sha256'"));
	}

	@Test
	void severalPoolsShareOneThreadAndNoneIsLeftAfterTheStop() {
		watching("wasm.pools.second.size=1", "wasm.pools.third.module=" + this.file.toUri()).run((context) -> {
			assertThat(threads()).isEqualTo(1);
			Files.write(this.file, VersionedGuest.of(2));
			WasmPools pools = context.getBean(WasmPools.class);
			awaitVersion(pools.get("default"), 2);
			awaitVersion(pools.get("second"), 2);
			assertThat(pools.get("third").callInt("left")).as("what belongs to a module is not inherited without it")
				.isEqualTo(1);
			context.getSourceApplicationContext().stop();
			Awaitility.await().until(() -> threads() == 0);
		});
	}

	@Test
	void withoutAWatchThereIsNoThread() {
		watching("wasm.pool.reload.watch=false").run((context) -> assertThat(threads()).isZero());
	}

	@Test
	void whatCannotBeWatchedIsSaid() {
		watching("wasm.pool.module=classpath:org/springframework/boot/SpringApplication.class")
			.withBean("wasmRuntime", WasmRuntime.class, FakeWasmRuntime::new)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("'reload.watch' needs a module that is a file of its own"));
		watching("wasm.pool.reload.quiet-period=0s").run((context) -> assertThat(context).hasFailed()
			.getFailure()
			.rootCause()
			.hasMessageContaining("'reload.quiet-period' must be positive"));
	}

	@Test
	void theFileIsQuietForAsLongAsItIsToBe() throws IOException {
		WatchedModule module = new WatchedModule("orders", this.file, Duration.ofNanos(100));
		module.begin();
		assertThat(module.isToBeRead(0)).isFalse();
		assertThat(module.isToBeRead(99)).isFalse();
		assertThat(module.isToBeRead(100)).isTrue();
		assertThat(module.isToBeRead(200)).as("it is said once").isFalse();
		Files.write(this.file, VersionedGuest.of(1234));
		assertThat(module.isToBeRead(300)).isFalse();
		Files.write(this.file, new byte[3]);
		assertThat(module.isToBeRead(400)).isFalse();
		assertThat(module.isToBeRead(499)).isFalse();
		assertThat(module.isAsSeen()).isTrue();
		assertThat(module.isToBeRead(500)).isTrue();
		Files.delete(this.file);
		assertThat(module.isAsSeen()).isFalse();
		assertThat(module.isToBeRead(600)).isFalse();
		assertThat(module.isToBeRead(900)).isFalse();
		Files.write(this.file, new byte[3]);
		assertThat(module.isToBeRead(1_000)).isFalse();
		assertThat(module.isToBeRead(1_100)).isTrue();
		module.readAgain(1_200);
		assertThat(module.isToBeRead(1_250)).isFalse();
		assertThat(module.isToBeRead(1_300)).isTrue();
	}

	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("wasm-reload-"))
			.count();
	}

	/**
	 * What the application is told.
	 */
	static class Events {

		private final Queue<WasmPoolSwappedEvent> swapped = new ConcurrentLinkedQueue<>();

		private final Queue<WasmPoolSwapFailedEvent> failed = new ConcurrentLinkedQueue<>();

		@EventListener
		void on(WasmPoolSwappedEvent event) {
			this.swapped.add(event);
		}

		@EventListener
		void on(WasmPoolSwapFailedEvent event) {
			this.failed.add(event);
		}

	}

}
