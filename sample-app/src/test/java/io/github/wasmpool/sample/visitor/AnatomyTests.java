package io.github.wasmpool.sample.visitor;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

class AnatomyTests {

	@Test
	void sectionsAreNamed() throws IOException {
		Anatomy anatomy = Anatomy.of(example());
		assertThat(anatomy.sections()).extracting(Anatomy.Section::name)
			.containsExactly("type", "function", "memory", "export", "code");
	}

	@Test
	void featuresThatAToolchainNotedAreRead() {
		byte[] binary = { 0, 'a', 's', 'm', 1, 0, 0, 0, 0, 27, 15, 't', 'a', 'r', 'g', 'e', 't', '_', 'f', 'e', 'a',
				't', 'u', 'r', 'e', 's', 2, '+', 3, 's', 'i', 'g', '-', 3, 'n', 'o', 't' };
		assertThat(Anatomy.of(binary).features()).containsExactly("sig");
	}

	@Test
	void damagedBytesNeverFail() throws IOException {
		byte[] example = example();
		Random random = new Random(0);
		for (int i = 0; i < 20_000; i++) {
			byte[] damaged = Arrays.copyOf(example, random.nextInt(example.length + 20));
			for (int j = 0; j < 4 && damaged.length > 8; j++) {
				damaged[8 + random.nextInt(damaged.length - 8)] = (byte) random.nextInt();
			}
			assertThat(Anatomy.of(damaged).sections()).hasSizeLessThanOrEqualTo(40);
		}
	}

	private static byte[] example() throws IOException {
		return new ClassPathResource("static/examples/loop.wasm").getContentAsByteArray();
	}

}
