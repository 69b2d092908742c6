package io.github.wasmpool.coordination;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.wasmpool.WasmChunks;
import io.github.wasmpool.WasmCoordinator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Who does the work: the calling thread, and whoever comes.
 */
class CoordinatorExecutorTests extends CoordinatorScenario {

	@Test
	void instancesWorkAtTheSameTime() {
		CountDownLatch allRun = new CountDownLatch(8);
		try (WasmCoordinator coordinator = coordinator(8, this.threads)) {
			List<Thread> workers = coordinator.broadcast((instance) -> {
				allRun.countDown();
				await(allRun);
				return Thread.currentThread();
			});
			assertThat(workers).doesNotHaveDuplicates().contains(Thread.currentThread());
		}
	}

	@Test
	void withoutAnExecutorTheCallerDoesAll() {
		try (WasmCoordinator coordinator = coordinator(8, null)) {
			assertThat(coordinator.broadcast((instance) -> Thread.currentThread()))
				.containsOnly(Thread.currentThread());
		}
	}

	@Test
	void anOperationInATaskOfTheOnlyThreadIsNoDeadlock() throws Exception {
		ThreadPoolExecutor single = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1));
		try {
			List<Integer> numbers = single.submit(() -> {
				try (WasmCoordinator outer = coordinator(4, single); WasmCoordinator inner = coordinator(4, single)) {
					return outer.mapReduce(WasmChunks.of(new int[20], 20),
							(instance, chunk) -> inner.broadcast(FakeInstance::numberOf).size(), (results) -> results);
				}
			}).get(30, TimeUnit.SECONDS);
			assertThat(numbers).hasSize(20).containsOnly(4);
		}
		finally {
			single.shutdownNow();
		}
	}

	@Test
	void manyOperationsInTasksOfASmallExecutorAreNoDeadlock() throws Exception {
		ExecutorService two = Executors.newFixedThreadPool(2);
		try {
			Coordination coordination = new Coordination(this.leases::stats, two);
			AtomicInteger sum = new AtomicInteger();
			CountDownLatch done = new CountDownLatch(50);
			for (int i = 0; i < 50; i++) {
				two.execute(() -> {
					try (WasmCoordinator coordinator = coordination.coordinator(this.leases.lease(4), LONG)) {
						sum.addAndGet(coordinator.mapReduce(WasmChunks.of(new int[100], 4),
								(instance, chunk) -> chunk.length, Integer::sum));
					}
					finally {
						done.countDown();
					}
				});
			}
			await(done);
			assertThat(sum).hasValue(5000);
		}
		finally {
			two.shutdownNow();
		}
	}

	@Test
	void anExecutorThatRejectsLeavesAllToTheCaller() {
		AtomicInteger asked = new AtomicInteger();
		try (WasmCoordinator coordinator = coordinator(4, (task) -> {
			asked.incrementAndGet();
			throw new RejectedExecutionException("full");
		})) {
			assertThat(coordinator.broadcast((instance) -> Thread.currentThread()))
				.containsOnly(Thread.currentThread());
			assertThat(asked).hasValue(1);
		}
	}

	@Test
	void anExecutorThatFailsFailsTheOperation() {
		try (WasmCoordinator coordinator = coordinator(4, (task) -> {
			throw new IllegalStateException("broken decorator");
		})) {
			AtomicInteger begun = new AtomicInteger();
			assertThatIllegalStateException()
				.isThrownBy(() -> coordinator.useInstances((instance) -> begun.incrementAndGet()))
				.withMessage("broken decorator");
			assertThat(begun).hasValue(0);
		}
	}

	@Test
	void anExecutorThatRunsTasksAtOnceDoesAll() {
		AtomicInteger asked = new AtomicInteger();
		try (WasmCoordinator coordinator = coordinator(4, (task) -> {
			asked.incrementAndGet();
			task.run();
		})) {
			assertThat(coordinator.broadcast(FakeInstance::numberOf)).containsExactly(0, 1, 2, 3);
			assertThat(asked).as("nobody is asked for help once all is done").hasValue(1);
		}
	}

	@Test
	void anExecutorThatRunsTasksTooLateChangesNothing() {
		Queue<Runnable> tasks = new ArrayDeque<>();
		try (WasmCoordinator coordinator = coordinator(4, tasks::add)) {
			AtomicInteger begun = new AtomicInteger();
			coordinator.useInstances((instance) -> begun.incrementAndGet());
			assertThat(begun).hasValue(4);
			assertThat(tasks).hasSize(3);
			tasks.forEach(Runnable::run);
			assertThat(begun).hasValue(4);
		}
	}

	@Test
	void tasksThatWaitInAQueueKeepNothingAlive() {
		Queue<Runnable> tasks = new ArrayDeque<>();
		Coordination coordination = new Coordination(this.leases::stats, tasks::add);
		WeakReference<Object> result = new WeakReference<>(work(coordination));
		WeakReference<WasmCoordinator> coordinator = new WeakReference<>(worked(coordination));
		Awaitility.await().until(() -> {
			System.gc();
			return result.get() == null && coordinator.get() == null;
		});
		assertThat(tasks).hasSize(6);
	}

	private Object work(Coordination coordination) {
		try (WasmCoordinator coordinator = coordination.coordinator(this.leases.lease(4), LONG)) {
			return coordinator.broadcast((instance) -> new Object()).get(3);
		}
	}

	private WasmCoordinator worked(Coordination coordination) {
		try (WasmCoordinator coordinator = coordination.coordinator(this.leases.lease(4), LONG)) {
			coordinator.useInstances(FakeInstance::of);
			return coordinator;
		}
	}

	@Test
	void aHelperThatIsInterruptedHelpsNoMore() throws Exception {
		CountDownLatch helped = new CountDownLatch(1);
		AtomicInteger byHelper = new AtomicInteger();
		Thread caller = Thread.currentThread();
		try (WasmCoordinator coordinator = coordinator(2, (task) -> this.threads.execute(() -> {
			task.run();
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
			helped.countDown();
		}))) {
			int sum = coordinator.mapReduce(WasmChunks.of(new int[100], 100), (instance, chunk) -> {
				if (Thread.currentThread() == caller) {
					await(helped);
				}
				else {
					byHelper.incrementAndGet();
					Thread.currentThread().interrupt();
				}
				return 1;
			}, Integer::sum);
			assertThat(sum).isEqualTo(100);
			assertThat(byHelper).hasValue(1);
			assertThat(caller.isInterrupted()).isFalse();
		}
	}

	@Test
	void whatTheWorkDidIsSeenByTheCaller() {
		int[][] written = new int[8][1];
		try (WasmCoordinator coordinator = coordinator(8, this.threads)) {
			for (int round = 1; round <= 2000; round++) {
				int value = round;
				coordinator.useInstances((instance) -> written[FakeInstance.numberOf(instance)][0] = value);
				assertThat(IntStream.range(0, 8).map((i) -> written[i][0]).toArray()).containsOnly(value);
			}
			assertThat(coordinator.broadcast((instance) -> FakeInstance.of(instance).uses)).containsOnly(2001);
		}
	}

	@Test
	void threadsOfVeryManyOperationsNeverShareAnInstance() {
		Set<Object> held = ConcurrentHashMap.newKeySet();
		AtomicBoolean shared = new AtomicBoolean();
		try (WasmCoordinator coordinator = coordinator(4, this.threads)) {
			for (int round = 0; round < 200; round++) {
				int chunks = 1 + round % 60;
				int sum = coordinator.mapReduce(WasmChunks.of(new int[chunks], chunks), (instance, chunk) -> {
					if (!held.add(instance)) {
						shared.set(true);
					}
					Thread.onSpinWait();
					held.remove(instance);
					return chunk.length;
				}, Integer::sum);
				assertThat(sum).isEqualTo(chunks);
			}
		}
		assertThat(shared).isFalse();
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsCoordinateAndHelp() throws Exception {
		ExecutorService virtual = (ExecutorService) Objects
			.requireNonNull(Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
		Coordination coordination = new Coordination(this.leases::stats, virtual);
		AtomicInteger sum = new AtomicInteger();
		for (int i = 0; i < 500; i++) {
			virtual.execute(() -> {
				try (WasmCoordinator coordinator = coordination.coordinator(this.leases.lease(3), LONG)) {
					sum.addAndGet(coordinator.mapReduce(WasmChunks.of(new int[30], 3),
							(instance, chunk) -> chunk.length, Integer::sum));
				}
			});
		}
		Awaitility.await().until(() -> sum.get() == 15_000);
		virtual.shutdown();
		assertThat(virtual.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
	}

}
