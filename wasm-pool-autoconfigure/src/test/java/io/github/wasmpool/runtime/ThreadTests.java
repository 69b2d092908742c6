package io.github.wasmpool.runtime;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import io.github.wasmpool.ExecutionMode;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.Wat;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the threads that the library makes are like.
 */
class ThreadTests {

	/** How many threads inherited something. */
	private static final AtomicInteger HEIRS = new AtomicInteger();

	private static final InheritableThreadLocal<@Nullable String> INHERITED = new InheritableThreadLocal<>() {

		@Override
		protected @Nullable String childValue(@Nullable String parentValue) {
			HEIRS.incrementAndGet();
			return parentValue;
		}

	};

	private static final byte[] CALLING = Wat.compile("""
			(module
				(import "env" "look" (func $look))
				(func (export "look") (call $look))
				(start $look))
			""");

	@Test
	void noThreadTakesAfterTheOneThatCausedIt() throws Exception {
		Set<Seen> seen = new HashSet<>();
		HostFunction look = look(() -> {
			synchronized (seen) {
				seen.add(Seen.now());
			}
		});
		ClassLoader usual = Thread.currentThread().getContextClassLoader();
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(CALLING).hostFunctions(look).build();
				WasmPool dedicated = runtime.pool(module)
					.name("odd")
					.size(1)
					.execution(ExecutionMode.DEDICATED)
					.build();
				WasmPool caller = runtime.pool(module).name("refilled").size(2).build()) {
			onOddThread(() -> {
				dedicated.useInstance((instance) -> instance.callVoid("look"));
				caller.prefill();
				caller.refresh();
				Awaitility.await().until(() -> hasSeen(seen, "wasm-refill-"));
			});
			dedicated.useInstance((instance) -> instance.callVoid("look"));
		}
		assertThat(hasSeen(seen, "wasm-odd-")).isTrue();
		assertThat(seen).filteredOn((thread) -> thread.name().startsWith("wasm-"))
			.allSatisfy((thread) -> assertThat(thread)
				.isEqualTo(new Seen(thread.name(), Thread.NORM_PRIORITY, "system", true, usual, null)));
	}

	private static boolean hasSeen(Set<Seen> seen, String name) {
		synchronized (seen) {
			return seen.stream().anyMatch((thread) -> thread.name().startsWith(name));
		}
	}

	@Test
	void theClockDoesNotTakeAfterTheThreadThatStartedIt() throws Exception {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		int heirs = HEIRS.get();
		List<Thread> clocks = new ArrayList<>();
		onOddThread(() -> {
			try (WasmtimeRuntime runtime = new WasmtimeRuntime();
					WasmModule module = runtime.module(Wat.compile(Wat.CALLS)).build()) {
				try (WasmInstance instance = module.instantiate()) {
					assertThat(instance.isHealthy()).isTrue();
					Thread.getAllStackTraces()
						.keySet()
						.stream()
						.filter((thread) -> !before.contains(thread) && thread.getName().equals("wasm-epoch"))
						.forEach(clocks::add);
				}
			}
		});
		assertThat(HEIRS).hasValue(heirs);
		assertThat(clocks).singleElement().satisfies((thread) -> {
			assertThat(thread.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
			assertThat(thread.isDaemon()).isTrue();
			assertThat(thread.getContextClassLoader()).isNull();
		});
	}

	@Test
	@SuppressWarnings("ThreadPriorityCheck") // nothing relies on it
	void whatACallbackDoesToItsThreadEndsWithIt() {
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(Wat.compile(Wat.CALLS)).build();
				WasmPool pool = runtime.pool(module).name("same").size(1).execution(ExecutionMode.DEDICATED).build()) {
			Seen before = pool.withInstance((instance) -> Seen.now());
			pool.useInstance((instance) -> {
				Thread thread = Thread.currentThread();
				thread.setPriority(Thread.MIN_PRIORITY);
				thread.setContextClassLoader(null);
				thread.setName("renamed");
				thread.setUncaughtExceptionHandler((other, ex) -> {
				});
			});
			pool.useInstance((instance) -> {
				assertThat(Seen.now()).isEqualTo(before);
				Thread thread = Thread.currentThread();
				assertThat(thread.getUncaughtExceptionHandler()).isSameAs(thread.getThreadGroup());
			});
		}
	}

	@Test
	void aNestedLoanHasTheLocksOfTheHostFunctionWhileThereIsRoom() {
		ReentrantLock lock = new ReentrantLock();
		WasmPool[] pools = new WasmPool[1];
		HostFunction look = look(() -> {
			if (pools[0] != null && !lock.isHeldByCurrentThread()) {
				lock.lock();
				try {
					pools[0].useInstance((instance) -> {
						assertThat(lock.isHeldByCurrentThread()).isTrue();
						instance.callVoid("look");
					});
				}
				finally {
					lock.unlock();
				}
			}
		});
		try (WasmtimeRuntime runtime = new WasmtimeRuntime();
				WasmModule module = runtime.module(CALLING).hostFunctions(look).build();
				WasmPool pool = runtime.pool(module).size(2).execution(ExecutionMode.DEDICATED).build()) {
			pool.prefill();
			pools[0] = pool;
			pool.useInstance((instance) -> instance.callVoid("look"));
		}
		// The guest looks whenever it is initialised, too, in the background
		assertThat(lock.isLocked()).isFalse();
	}

	private static HostFunction look(Runnable look) {
		return HostFunction.of("env", "look", FunctionType.of(List.of(), List.of()), (caller, args) -> {
			look.run();
			return null;
		});
	}

	/**
	 * Do work on a thread that is unlike others in all that a thread it makes can get
	 * from it.
	 */
	@SuppressWarnings("ThreadPriorityCheck") // nothing relies on it
	private static void onOddThread(Runnable work) throws Exception {
		ThreadGroup group = new ThreadGroup("odd");
		group.setMaxPriority(2);
		try (URLClassLoader loader = new URLClassLoader(new URL[0])) {
			FutureTask<Integer> task = new FutureTask<>(() -> {
				INHERITED.set("mine");
				work.run();
				return 0;
			});
			Thread thread = new Thread(group, task, "odd one");
			thread.setPriority(Thread.MIN_PRIORITY);
			thread.setContextClassLoader(loader);
			thread.start();
			task.get();
		}
	}

	private record Seen(String name, int priority, String group, boolean daemon, @Nullable ClassLoader loader,
			@Nullable String inherited) {

		static Seen now() {
			Thread thread = Thread.currentThread();
			return new Seen(thread.getName(), thread.getPriority(),
					Objects.requireNonNull(thread.getThreadGroup()).getName(), thread.isDaemon(),
					thread.getContextClassLoader(), INHERITED.get());
		}

	}

}
