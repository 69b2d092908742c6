package io.github.wasmpool.sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.client.RestTestClient;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@AutoConfigureRestTestClient
class CircleTests {

	@Autowired
	private RestTestClient client;

	@Test
	void circleIsComputedToTheLastDigit() {
		this.client.get().uri("/circle?radius=5").exchange().expectStatus().isOk().expectBody().json("""
				{ "radius": 5.0, "area": 78.53981633974483, "circumference": 31.41592653589793 }
				""");
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, 0.1, 1, 12.75, 6_371_000, 1e150 })
	void circleIsWhatJavaComputes(double radius) {
		Circle expected = new Circle(radius, Math.PI * radius * radius, 2 * Math.PI * radius);
		this.client.get()
			.uri("/circle?radius={radius}", radius)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(Circle.class)
			.isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			?radius=-1        | 'radius' must be a finite number of zero or more but is -1.0.
			?radius=NaN       | 'radius' must be a finite number of zero or more but is NaN.
			?radius=Infinity  | 'radius' must be a finite number of zero or more but is Infinity.
			?radius=1e999     | 'radius' must be a finite number of zero or more but is Infinity.
			?radius=1e200     | 'radius' is 1.0E200, and the area of that circle is more than a double can hold.
			?radius=five      | 'radius' must be a number but is 'five'.
			?radius=          | 'radius' must be a number but is ''.
			?diameter=10      | The parameter 'radius' is missing.
			""", quoteCharacter = '"')
	void whatIsNoRadiusIsRefusedWithASentence(String query, String sentence) {
		Problems.expect(this.client.get().uri("/circle" + query).exchange(), HttpStatus.BAD_REQUEST, sentence);
	}

}
