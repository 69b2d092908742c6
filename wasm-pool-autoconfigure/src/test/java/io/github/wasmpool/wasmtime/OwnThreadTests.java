package io.github.wasmpool.wasmtime;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads of ours are alike, whoever makes them and whatever others did to them.
 */
@SuppressWarnings("ThreadPriorityCheck") // nothing relies on it
class OwnThreadTests {

	private static final ClassLoader LOADER = new URLClassLoader(new URL[0]);

	/** How many threads inherited something. */
	private final AtomicInteger heirs = new AtomicInteger();

	private final InheritableThreadLocal<@Nullable String> inherited = new InheritableThreadLocal<>() {

		@Override
		protected @Nullable String childValue(@Nullable String parentValue) {
			OwnThreadTests.this.heirs.incrementAndGet();
			return parentValue;
		}

	};

	@Test
	void takesNothingAfterThePlatformThreadThatMadeIt() throws Exception {
		ThreadGroup group = new ThreadGroup(new ThreadGroup("odd"), "odder");
		group.setMaxPriority(2);
		FutureTask<OwnThread> making = new FutureTask<>(this::make);
		Thread odd = new Thread(group, making, "odd one");
		odd.setPriority(Thread.MIN_PRIORITY);
		odd.setContextClassLoader(ClassLoader.getPlatformClassLoader());
		odd.start();
		assertUsual(making.get());
		assertThat(this.heirs).hasValue(0);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void takesNothingAfterTheVirtualThreadThatMadeIt() throws Exception {
		FutureTask<OwnThread> making = new FutureTask<>(this::make);
		Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
		start.invoke(null, making);
		assertUsual(making.get());
		assertThat(this.heirs).hasValue(0);
	}

	/**
	 * Make a thread in the presence of something to inherit, which others do inherit.
	 */
	private OwnThread make() {
		this.inherited.set("mine");
		assertThat(new Thread(() -> {
		}).isAlive()).isFalse();
		assertThat(this.heirs).hasValue(1);
		this.heirs.set(0);
		return new OwnThread("own", 0, LOADER, null);
	}

	@Test
	void whatIsChangedIsUndone() throws Exception {
		FutureTask<OwnThread> changing = new FutureTask<>(() -> {
			OwnThread thread = (OwnThread) Thread.currentThread();
			thread.setPriority(Thread.MAX_PRIORITY);
			thread.setContextClassLoader(null);
			thread.setName("renamed");
			thread.setUncaughtExceptionHandler((failed, ex) -> {
			});
			thread.restore();
			assertUsual(thread);
			assertThat(thread.getUncaughtExceptionHandler()).isSameAs(thread.getThreadGroup());
			return thread;
		});
		new OwnThread("own", 0, LOADER, changing).start();
		assertThat(changing.get()).isInstanceOf(OwnThread.class);
	}

	private static void assertUsual(OwnThread thread) {
		assertThat(thread.getName()).isEqualTo("own");
		assertThat(thread.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
		assertThat(thread.isDaemon()).isTrue();
		assertThat(thread.getContextClassLoader()).isSameAs(LOADER);
		assertThat(thread.getThreadGroup().getName()).isEqualTo("system");
		assertThat(thread.getThreadGroup().getParent()).isNull();
	}

}
