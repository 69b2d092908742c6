package io.github.wasmpool.cluster;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Two members in this process, without pools, for all tests of a class.
 */
abstract class TwoMembers {

	/** Where a further one finds them. */
	static final int PORT = Loopback.freePort();

	@SuppressWarnings("NullAway.Init") // started before all tests
	static TestMember one;

	@SuppressWarnings("NullAway.Init") // started before all tests
	static TestMember two;

	@BeforeAll
	static void startBoth() {
		one = TestMember.on(PORT);
		two = TestMember.on(PORT);
	}

	@AfterAll
	static void closeBoth() {
		one.close();
		two.close();
	}

	/**
	 * Let both take part, with the pools that they have.
	 */
	static void both() {
		one.start();
		two.start();
	}

}
