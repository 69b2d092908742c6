package io.github.wasmpool.sample;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

/**
 * Tests the controller without a guest: there is no pool in a slice.
 */
@WebMvcTest(CircleController.class)
class CircleControllerTests {

	@Autowired
	private MockMvcTester mvc;

	@MockitoBean
	private Geometry geometry;

	@Test
	void theCircleIsWhatTheGuestSays() {
		given(this.geometry.circle(5)).willReturn(new Circle(5, 1, 2));
		assertThat(this.mvc.get().uri("/circle?radius=5")).hasStatusOk()
			.bodyJson()
			.isStrictlyEqualTo("{\"radius\":5.0,\"area\":1.0,\"circumference\":2.0}");
	}

}
