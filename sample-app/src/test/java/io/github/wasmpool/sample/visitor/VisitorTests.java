package io.github.wasmpool.sample.visitor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPools;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing a visitor brings hurts the server or another visitor.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = "sample.visitor.load-test=500ms")
@AutoConfigureRestTestClient
class VisitorTests {

	private static final MediaType WASM = MediaType.parseMediaType("application/wasm");

	/** Its start function never returns. */
	private static final byte[] LOOPS_AT_START = bytes("""
			0061736d01000000 010401600000 03020100 080100 0a09 0107 00 0340 0c00 0b 0b""");

	/** It imports a function {@code m.f} that it calls as {@code go}. */
	private static final byte[] NEEDS_A_FUNCTION = bytes("""
			0061736d01000000 010401600000 0207 01 016d 0166 0000 03020100 0706 01 02676f 0001 0a06 01 04 00 1000 0b""");

	@Autowired
	private RestTestClient client;

	@Autowired
	private VisitorModules modules;

	@Autowired
	private Inspector inspector;

	@Autowired
	private WasmPools pools;

	@Autowired
	private MovableClock clock;

	@LocalServerPort
	private int port;

	private static byte[] bytes(String hex) {
		return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
	}

	@AfterEach
	void theServerIsWellAndNothingIsLeft() {
		this.modules.closeAll();
		assertThat(visitors()).isEmpty();
		this.client.get().uri("/circle?radius=1").exchange().expectStatus().isOk();
		this.client.get().uri("/actuator/health").exchange().expectStatus().isOk();
	}

	private List<String> visitors() {
		return this.pools.names().stream().filter((name) -> name.startsWith("visitor")).toList();
	}

	@Test
	void aModuleHasAPoolOfItsOwnWithSmallLimits() {
		open("loop.wasm", example("loop"));
		assertThat(visitors()).containsExactly("visitor1");
		assertThat(this.pools.get("visitor1").stats().size()).isEqualTo(2);
		assertThat(this.pools.get("visitor1").limits().executionTimeout()).isEqualTo(Duration.ofMillis(500));
		assertThat(this.pools.get("visitor1").healthStatus()).isFalse();
		assertThat(call("fibonacci", "10").result()).isEqualTo("55");
		assertThat(Thread.getAllStackTraces().keySet()).as(ExecutionMode.DEDICATED.name())
			.anyMatch((thread) -> thread.getName().startsWith("wasm-visitor1"));
	}

	private String opened = "";

	private Inspection open(String name, byte[] binary) {
		Inspection inspection = inspect(name, binary).expectStatus()
			.isOk()
			.expectBody(Inspection.class)
			.returnResult()
			.getResponseBody();
		this.opened = Objects.requireNonNullElse(Objects.requireNonNull(inspection).id(), "");
		return inspection;
	}

	private RestTestClient.ResponseSpec inspect(String name, byte[] binary) {
		return this.client.post().uri("/modules?name={name}", name).contentType(WASM).body(binary).exchange();
	}

	private GuestAnswer call(String export, String... arguments) {
		return Objects
			.requireNonNull(request("calls", new GuestCall(export, false, List.of(arguments), "")).expectStatus()
				.isOk()
				.expectBody(GuestAnswer.class)
				.returnResult()
				.getResponseBody());
	}

	private RestTestClient.ResponseSpec request(String what, Object body) {
		return this.client.post()
			.uri("/modules/{id}/{what}", this.opened, what)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange();
	}

	@Test
	void importsThatNobodyProvidesAreShownAndTrapWhenTheyAreCalled() {
		Inspection inspection = open("needs.wasm", NEEDS_A_FUNCTION);
		assertThat(inspection.imports()).singleElement().satisfies((needed) -> {
			assertThat(needed.name()).isEqualTo("m.f");
			assertThat(needed.met()).isFalse();
		});
		assertThat(call("go")).satisfies((answer) -> {
			assertThat(answer.ended()).isEqualTo("trapped");
			assertThat(answer.result()).contains("nobody provides");
		});
	}

	@Test
	void aModuleThatLoopsWhenItStartsIsExplained() {
		Inspection inspection = open("start.wasm", LOOPS_AT_START);
		assertThat(inspection.id()).isNull();
		assertThat(inspection.problem()).contains("500 ms");
		this.client.get()
			.uri("/actuator/health")
			.exchange()
			.expectBody()
			.jsonPath("$.components.wasmPool.status")
			.isEqualTo("UP");
	}

	@Test
	void whateverAFileHoldsItIsShownOrExplained() {
		Random random = new Random(0);
		int explained = 0;
		for (int i = 0; i < 200; i++) {
			byte[] damaged = example((i % 2 == 0) ? "storm" : "loop");
			for (int j = 0; j <= i % 3; j++) {
				damaged[8 + random.nextInt(damaged.length - 8)] = (byte) random.nextInt();
			}
			Inspection inspection = this.inspector.inspect("damaged.wasm", damaged);
			assertThat(inspection.problem() == null).isEqualTo(inspection.id() != null);
			explained += (inspection.problem() != null) ? 1 : 0;
			this.modules.closeAll();
		}
		assertThat(explained).isBetween(1, 199);
	}

	@Test
	void pagesOfOtherHostsCannotDoAnything() {
		this.client.post()
			.uri("/misbehave/leak")
			.header("Sec-Fetch-Site", "cross-site")
			.exchange()
			.expectStatus()
			.isForbidden();
		assertThat(statusFromElsewhere("/", "image")).isEqualTo(HttpStatus.FORBIDDEN);
		assertThat(statusFromElsewhere("/", "document")).isEqualTo(HttpStatus.OK);
	}

	private HttpStatusCode statusFromElsewhere(String path, String destination) {
		return this.client.get()
			.uri(path)
			.header("Sec-Fetch-Site", "cross-site")
			.header("Sec-Fetch-Dest", destination)
			.exchange()
			.returnResult(byte[].class)
			.getStatus();
	}

	@Test
	void whatIsTooLargeIsNotRead() {
		inspect("large.wasm", new byte[(1 << 20) + 1]).expectStatus().isEqualTo(HttpStatus.CONTENT_TOO_LARGE);
		open("loop.wasm", example("loop"));
		request("calls", new GuestCall("add", false, List.of("1".repeat(500_000)), "")).expectStatus()
			.isEqualTo(HttpStatus.CONTENT_TOO_LARGE);
		request("calls", new GuestCall("add", false, List.of("1".repeat(100_000)), "")).expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("The input has 100001 characters, more than the 65536 that are taken here.");
	}

	@Test
	void whatDoesNotSayHowLargeItIsIsNotRead() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/modules?name=x"))
			.header("Content-Type", WASM.toString())
			.POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[10])))
			.build();
		assertThat(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
			.isEqualTo(HttpStatus.LENGTH_REQUIRED.value());
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data" })
	void whatPagesOfOtherHostsCanSendIsNotTaken(String type) {
		this.client.post()
			.uri("/modules?name=x")
			.contentType(MediaType.parseMediaType(type))
			.body(example("loop"))
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
	}

	@Test
	void thereAreAFewModulesAtOnce() {
		for (int i = 0; i < 3; i++) {
			open("loop.wasm", example("loop"));
		}
		inspect("loop.wasm", example("loop")).expectStatus()
			.isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("Other visitors are trying 3 modules, as many as this server takes at once; try again in a few"
					+ " minutes.");
		this.client.delete().uri("/modules/{id}", this.opened).exchange().expectStatus().isNoContent();
		assertThat(open("loop.wasm", example("loop")).id()).isNotNull();
	}

	@Test
	void aModuleIsClosedAfterMinutesOfSilence() {
		open("loop.wasm", example("loop"));
		this.clock.move(Duration.ofMinutes(4));
		this.modules.closeSilent();
		assertThat(call("add", "1", "2").result()).isEqualTo("3");
		this.clock.move(Duration.ofMinutes(4));
		this.modules.closeSilent();
		assertThat(visitors()).hasSize(1);
		this.clock.move(Duration.ofMinutes(2));
		this.modules.closeSilent();
		assertThat(visitors()).isEmpty();
		request("calls", new GuestCall("add", false, List.of("1", "2"), "")).expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("This module is not here any more: modules are closed after some minutes without a call. Drop it"
					+ " again.");
	}

	@Test
	void aModuleIsClosedInTheEndHoweverOftenItIsCalled() {
		open("loop.wasm", example("loop"));
		for (int i = 0; i < 8; i++) {
			this.clock.move(Duration.ofMinutes(4));
			call("add", "1", "2");
		}
		this.modules.closeSilent();
		assertThat(visitors()).isEmpty();
	}

	@Test
	void othersDoNotKnowAModule() {
		open("loop.wasm", example("loop"));
		for (String guess : List.of("visitor1", "1", "00000000-0000-0000-0000-000000000000")) {
			this.client.post()
				.uri("/modules/{id}/calls", guess)
				.contentType(MediaType.APPLICATION_JSON)
				.body(new GuestCall("add", false, List.of("1", "2"), ""))
				.exchange()
				.expectStatus()
				.isNotFound();
		}
		assertThat(this.opened).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
	}

	@Test
	void oneVisitorsLoopLeavesAnotherVisitorsCallsAlone() {
		open("loop.wasm", example("loop"));
		String looping = this.opened;
		open("loop.wasm", example("loop"));
		CompletableFuture<GuestAnswer> loop = CompletableFuture
			.supplyAsync(() -> Objects.requireNonNull(this.client.post()
				.uri("/modules/{id}/calls", looping)
				.contentType(MediaType.APPLICATION_JSON)
				.body(new GuestCall("loop", false, List.of(), ""))
				.exchange()
				.expectBody(GuestAnswer.class)
				.returnResult()
				.getResponseBody()), VisitorTests::onAThreadOfItsOwn);
		assertThat(call("add", "20", "22").result()).isEqualTo("42");
		assertThat(loop.join().ended()).isEqualTo("timed out");
	}

	@Test
	void aStormIsBounded() {
		open("storm.wasm", example("storm"));
		GuestAnswer answer = call("storm");
		assertThat(answer.ended()).isEqualTo("failed");
		assertThat(answer.result()).contains("wrote more than 16,384 bytes");
		assertThat(answer.output()).hasSizeLessThanOrEqualTo(17_000).startsWith("Thunder");
	}

	@Test
	void aLoadTestEndsAtTheFirstFailure() {
		open("loop.wasm", example("loop"));
		String events = load("loop");
		assertThat(events).contains("event:problem", "'loop' did not return within 500 ms");
		assertThat(visitors()).containsExactly("visitor1");
	}

	@Test
	void aLoadTestTellsOfBothPools() {
		open("loop.wasm", example("loop"));
		assertThat(load("fibonacci", "5")).contains("event:turn", "event:result", "\"name\":\"fresh\"",
				"\"name\":\"warm\"");
		assertThat(visitors()).containsExactly("visitor1");
	}

	@Test
	void aLoadTestEndsWhenOthersWaitForTheServer() {
		open("loop.wasm", example("loop"));
		WasmPool pool = this.pools.get("default");
		CompletableFuture<Void> waiting;
		try (WasmCoordinator all = pool.coordinator(pool.stats().size())) {
			assertThat(all.size()).isEqualTo(8);
			waiting = CompletableFuture.runAsync(() -> pool.acquire(Duration.ofMinutes(2)).close(),
					VisitorTests::onAThreadOfItsOwn);
			Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> pool.stats().waiting() == 1);
			assertThat(load("fibonacci", "5"))
				.contains("event:result", "The test ended early, because others wait for this server.")
				.doesNotContain("event:turn");
		}
		waiting.join();
	}

	private String load(String export, String... arguments) {
		return Objects
			.requireNonNull(request("load", new GuestCall(export, false, List.of(arguments), "")).expectStatus()
				.isOk()
				.expectBody(String.class)
				.returnResult()
				.getResponseBody());
	}

	@Test
	void whatIsNoCallIsRefusedWithASentence() {
		open("loop.wasm", example("loop"));
		request("calls", "{").expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("What was sent is not what is expected here.");
		assertThat(call("nothing").result()).contains("nothing", "add");
	}

	/**
	 * The HTTP client of the JVM goes on in the common pool, which has one thread on two
	 * processors, and whoever waits there holds it.
	 */
	private static void onAThreadOfItsOwn(Runnable task) {
		new Thread(task, "visitor").start();
	}

	private static byte[] example(String name) {
		try {
			return new ClassPathResource("static/examples/" + name + ".wasm").getContentAsByteArray();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A clock that is moved by hand. */
	static final class MovableClock extends Clock {

		private Instant now = Instant.EPOCH;

		void move(Duration time) {
			this.now = this.now.plus(time);
		}

		@Override
		public Instant instant() {
			return this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class ClockConfiguration {

		@Bean
		@Primary
		MovableClock movableClock() {
			return new MovableClock();
		}

	}

}
