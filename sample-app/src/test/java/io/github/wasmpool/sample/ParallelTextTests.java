package io.github.wasmpool.sample;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.wasmpool.WasmPool;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = "wasm.pools.text.acquire-timeout=1m")
@AutoConfigureRestTestClient
class ParallelTextTests {

	private static final int THREADS = 32;

	private static final int TEXTS_PER_THREAD = 8;

	private static final String[] PIECES = { "Wasm", "größe", "naïve", "Œuvre", "\ud83d\ude00", "3.14", "end.",
			"\"why?\"", "(so!)", "wait\u2026", " ", "\u00a0", "\u3000", "\n", "\r\n", "\r", "\t" };

	@Autowired
	private RestTestClient client;

	@Autowired
	@Qualifier("textWasmPool")
	private WasmPool textPool;

	@Test
	void eachOfManyThreadsGetsTheStatisticsOfItsOwnTexts() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			CyclicBarrier start = new CyclicBarrier(THREADS);
			List<Future<?>> posts = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				Random random = new Random(i);
				posts.add(threads.submit(() -> {
					start.await();
					postTexts(random);
					return null;
				}));
			}
			for (Future<?> post : posts) {
				post.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.textPool.stats().active()).isZero();
	}

	private void postTexts(Random random) {
		for (int i = 0; i < TEXTS_PER_THREAD; i++) {
			String text = text(random);
			this.client.post()
				.uri("/text")
				.contentType(MediaType.TEXT_PLAIN)
				.body(text.getBytes(StandardCharsets.UTF_8))
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody(TextStatistics.class)
				.isEqualTo(ExpectedStatistics.of(text));
		}
	}

	private static String text(Random random) {
		StringBuilder text = new StringBuilder();
		int pieces = random.nextInt(2000);
		for (int i = 0; i < pieces; i++) {
			text.append(PIECES[random.nextInt(PIECES.length)]);
		}
		return text.toString();
	}

}
