package io.github.wasmpool.sample;

import java.net.InetAddress;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.MOCK)
class LoopbackTests {

	@Autowired
	private ServerProperties server;

	@Test
	void theServerIsForThisMachineAloneUnlessToldOtherwise() {
		assertThat(this.server.getAddress()).isNotNull().matches(InetAddress::isLoopbackAddress);
	}

}
