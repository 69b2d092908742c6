package io.github.wasmpool.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;

import io.github.wasmpool.WasmPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A guest whose file is written anew while the application serves.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = "wasm.pools.postage.reload.quiet-period=100ms")
@AutoConfigureRestTestClient
@ActiveProfiles("watch")
class WatchedGuestTests {

	@TempDir
	private static Path directory;

	@Autowired
	private RestTestClient client;

	@Autowired
	@Qualifier("postageWasmPool")
	private WasmPool pool;

	@DynamicPropertySource
	static void writeGuest(DynamicPropertyRegistry registry) throws IOException {
		Path file = directory.resolve("postage.wasm");
		copy("postage.wasm", file);
		registry.add("POSTAGE_GUEST", file::toString);
	}

	private static void copy(String guest, Path to) throws IOException {
		try (InputStream binary = WatchedGuestTests.class.getResourceAsStream("/guests/" + guest)) {
			Files.copy(Objects.requireNonNull(binary), to, StandardCopyOption.REPLACE_EXISTING);
		}
	}

	@Test
	void whoWritesAnotherGuestThereChangesTheAnswer() throws IOException {
		Path file = directory.resolve("postage.wasm");
		assertThat(postage()).isEqualTo("790");
		copy("postage-2027.wasm", file);
		await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(postage()).isEqualTo("850"));
		Files.writeString(file, "no module");
		await().atMost(Duration.ofMinutes(1)).until(() -> this.pool.swapFailure().isPresent());
		assertThat(postage()).isEqualTo("850");
		Path next = directory.resolve("next.wasm");
		copy("postage.wasm", next);
		Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
		await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(postage()).isEqualTo("790"));
		assertThat(this.pool.counters().generation()).isEqualTo(3);
	}

	@Test
	void whatCannotBeIsRefused() {
		this.client.get().uri("/postage?kilogrammes=-1").exchange().expectStatus().isBadRequest();
	}

	private String postage() {
		return Objects.requireNonNull(this.client.get()
			.uri("/postage?kilogrammes=2")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody());
	}

}
