package io.github.wasmpool.sample;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;

import javax.imageio.ImageIO;

import io.github.wasmpool.WasmPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "wasm.pools.mandelbrot.size=3")
@AutoConfigureRestTestClient
class MandelbrotTests {

	private static final int BLACK = 0xFF000000;

	@Autowired
	private RestTestClient client;

	@Autowired
	private Mandelbrot mandelbrot;

	@Autowired
	@Qualifier("mandelbrotWasmPool")
	private WasmPool pool;

	@Test
	void thePictureShowsTheSetAndTheHeaderTheTimes() throws IOException {
		EntityExchangeResult<byte[]> result = this.client.get()
			.uri("/mandelbrot?x=-0.5&y=0&span=3&width=91&height=61&limit=200")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentType(MediaType.IMAGE_PNG)
			.expectHeader()
			.valueMatches("Server-Timing",
					"one;desc=\"instances: 1\";dur=[0-9.]+, all;desc=\"instances: 3\";dur=[0-9.]+")
			.expectBody(byte[].class)
			.returnResult();
		BufferedImage picture = ImageIO.read(new ByteArrayInputStream(result.getResponseBodyContent()));
		assertThat(picture.getWidth()).isEqualTo(91);
		assertThat(picture.getHeight()).isEqualTo(61);
		for (int row = 0; row < 61; row++) {
			for (int column = 0; column < 91; column++) {
				double x = -0.5 + (column - 45) * 3 / 91.0;
				double y = (30 - row) * 3 / 91.0;
				if (isClearlyInside(x, y)) {
					assertThat(picture.getRGB(column, row)).isEqualTo(BLACK);
				}
				else if (x * x + y * y > 4.01) {
					assertThat(picture.getRGB(column, row)).isNotEqualTo(BLACK);
				}
			}
		}
		assertThat(this.pool.stats().active()).isZero();
	}

	/** In the disc around -1, or in one that lies inside the main cardioid. */
	private static boolean isClearlyInside(double x, double y) {
		return Math.hypot(x + 1, y) < 0.24 || Math.hypot(x, y) < 0.24;
	}

	@Test
	void allInstancesComputeWhatOneComputes() {
		Region region = new Region(-0.7436, 0.1318, 0.01, 123, 77, 1000);
		assertThat(pixels(this.mandelbrot.renderWithAll(region)))
			.isEqualTo(pixels(this.mandelbrot.renderWithOne(region)));
	}

	@Test
	void aPictureOfOneRowIsComputedToo() {
		assertThat(pixels(this.mandelbrot.renderWithAll(new Region(0, 0, 1, 2, 1, 10)))).hasSize(2);
	}

	private static int[] pixels(Rendering rendering) {
		BufferedImage image = rendering.image();
		return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			width=0      | 'width' and 'height' must be between 1 and 1200.
			height=1201  | 'width' and 'height' must be between 1 and 1200.
			limit=0      | 'limit' must be between 1 and 1000.
			span=0       | 'span' must be a finite number above zero.
			x=NaN        | 'x' and 'y' must be finite numbers.
			y=north      | 'y' must be a number but is 'north'.
			""", quoteCharacter = '"')
	void whatIsNoRegionIsRefusedWithASentence(String query, String sentence) {
		Problems.expect(this.client.get().uri("/mandelbrot?" + query).exchange(), HttpStatus.BAD_REQUEST, sentence);
	}

}
