package io.github.wasmpool.coordination;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.wasmpool.WasmCoordinator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Coordinators of a scripted pool. After each test all instances are back, and none was
 * used by two threads at once.
 */
abstract class CoordinatorScenario {

	static final Duration LONG = Duration.ofSeconds(30);

	final FakeLeases leases = new FakeLeases();

	final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "helper");
		thread.setDaemon(true);
		return thread;
	});

	@AfterEach
	void allInstancesAreBack() throws InterruptedException {
		this.threads.shutdownNow();
		assertThat(this.threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		this.leases.assertAllReturned();
	}

	final WasmCoordinator coordinator(int instances, @Nullable Executor executor) {
		return new Coordination(this.leases::stats, executor).coordinator(this.leases.lease(instances), LONG);
	}

	final <T> Future<T> start(Callable<T> work) {
		return this.threads.submit(work);
	}

	static void await(CountDownLatch latch) {
		boolean interrupted = false;
		while (true) {
			try {
				assertThat(latch.await(30, TimeUnit.SECONDS)).as("in time").isTrue();
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
