package io.github.wasmpool.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.fake.FakeWasmPool;
import io.github.wasmpool.fake.FakeWasmRuntime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.annotation.EnableScheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who helps coordinators in an application.
 */
class ApplicationExecutorTests {

	private static final String EMPTY = "classpath:io/github/wasmpool/autoconfigure/empty.wasm";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WasmPoolAutoConfiguration.class))
		.withBean("wasmRuntime", WasmRuntime.class, FakeWasmRuntime::new)
		.withPropertyValues("wasm.pool.module=" + EMPTY);

	private final ApplicationContextRunner withTaskExecution = this.contextRunner.withConfiguration(
			AutoConfigurations.of(TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class));

	@Test
	void withoutATaskExecutorNobodyHelps() {
		this.contextRunner.run((context) -> assertThat(settings(context)).doesNotContainKey("executor"));
	}

	@Test
	void theTaskExecutorOfTheApplicationHelps() {
		this.withTaskExecution.withPropertyValues("spring.task.execution.thread-name-prefix=mine-")
			.run((context) -> assertThat(threadOf(executor(context)).getName()).startsWith("mine-"));
	}

	@Test
	void itsDecoratorCarriesContextOver() {
		ThreadLocal<String> local = new ThreadLocal<>();
		TaskDecorator decorator = (task) -> {
			String value = local.get();
			return () -> {
				local.set(value);
				task.run();
			};
		};
		this.withTaskExecution.withBean(TaskDecorator.class, () -> decorator).run((context) -> {
			local.set("mine");
			assertThat(answer(executor(context), local::get)).isEqualTo("mine");
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsHelpWhereTheApplicationUsesThem() {
		this.withTaskExecution.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(Thread.class.getMethod("isVirtual").invoke(threadOf(executor(context))))
				.isEqualTo(true));
	}

	@Test
	void theOnlyTaskExecutorHelpsWhateverItsNameIs() {
		this.withTaskExecution.withUserConfiguration(Scheduling.class)
			.withBean("jobs", AsyncTaskExecutor.class, () -> new SimpleAsyncTaskExecutor("jobs-"))
			.run((context) -> {
				assertThat(context).doesNotHaveBean("applicationTaskExecutor").hasBean("taskScheduler");
				assertThat(threadOf(executor(context)).getName()).startsWith("jobs-");
				assertThat(executor(context)).hasToString("task executor 'jobs'");
			});
	}

	@Test
	void ofSeveralThePrimaryOneHelpsAndElseNobody() {
		ApplicationContextRunner several = this.contextRunner
			.withBean("a", AsyncTaskExecutor.class, () -> new SimpleAsyncTaskExecutor("a-"))
			.withBean("b", AsyncTaskExecutor.class, () -> new SimpleAsyncTaskExecutor("b-"));
		several.run((context) -> assertThat(settings(context)).doesNotContainKey("executor"));
		several
			.withBean("c", AsyncTaskExecutor.class, () -> new SimpleAsyncTaskExecutor("c-"),
					(definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(threadOf(executor(context)).getName()).startsWith("c-"));
	}

	@Test
	void anExecutorThatIsNotForEverybodyIsNotAsked() {
		this.contextRunner
			.withBean("a", AsyncTaskExecutor.class, () -> new SimpleAsyncTaskExecutor("a-"),
					(definition) -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false))
			.withBean("b", AsyncTaskExecutor.class, () -> new SimpleAsyncTaskExecutor("b-"),
					(definition) -> definition.setAutowireCandidate(false))
			.run((context) -> assertThat(settings(context)).doesNotContainKey("executor"));
	}

	@Test
	void aSchedulerIsNoHelp() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(TaskSchedulingAutoConfiguration.class))
			.withUserConfiguration(Scheduling.class)
			.run((context) -> {
				assertThat(context).hasBean("taskScheduler");
				assertThat(settings(context)).doesNotContainKey("executor");
			});
	}

	@Test
	void anExecutorIsNotMadeBeforeItIsNeeded() {
		this.contextRunner.withUserConfiguration(Lazy.class).run((context) -> {
			assertThat(context.getBean(Lazy.class).made).isZero();
			Executor executor = executor(context);
			assertThat(context.getBean(Lazy.class).made).isZero();
			assertThat(threadOf(executor).getName()).startsWith("lazy-");
			assertThat(context.getBean(Lazy.class).made).isOne();
		});
	}

	@Test
	void anExecutorThatMakesItsCallersWaitIsNotAsked() {
		SimpleAsyncTaskExecutor limited = new SimpleAsyncTaskExecutor("limited-");
		limited.setConcurrencyLimit(1);
		this.contextRunner.withBean(AsyncTaskExecutor.class, () -> limited)
			.run((context) -> assertThatExceptionOfType(RejectedExecutionException.class)
				.isThrownBy(() -> executor(context).execute(() -> {
				}))
				.withMessageContaining("has a concurrency limit"));
	}

	@Test
	void aCustomizerChoosesAnother() {
		Executor mine = Runnable::run;
		this.withTaskExecution
			.withBean(WasmPoolBuilderCustomizer.class, () -> (pool, builder) -> builder.executor(mine))
			.run((context) -> assertThat(settings(context)).containsEntry("executor", mine));
	}

	@Test
	void instancesOfAnApplicationWorkAtTheSameTime() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(WasmPoolAutoConfiguration.class, TaskExecutionAutoConfiguration.class))
			.withPropertyValues("wasm.pool.module=" + EMPTY, "wasm.pool.size=3",
					"spring.task.execution.thread-name-prefix=mine-")
			.run((context) -> {
				CountDownLatch allRun = new CountDownLatch(3);
				try (WasmCoordinator coordinator = context.getBean(WasmPool.class).coordinator(3)) {
					List<String> threads = coordinator.broadcast((instance) -> {
						allRun.countDown();
						assertThat(allRun.await(30, TimeUnit.SECONDS)).isTrue();
						return Thread.currentThread().getName();
					});
					assertThat(threads).doesNotHaveDuplicates().contains(Thread.currentThread().getName());
					assertThat(threads.stream().filter((name) -> name.startsWith("mine-"))).hasSize(2);
				}
			});
	}

	private static Map<String, @Nullable Object> settings(AssertableApplicationContext context) {
		return context.getBean(FakeWasmPool.class).settings();
	}

	private static Executor executor(AssertableApplicationContext context) {
		return (Executor) Objects.requireNonNull(settings(context).get("executor"));
	}

	private static Thread threadOf(Executor executor) throws InterruptedException {
		return answer(executor, Thread::currentThread);
	}

	private static <T> T answer(Executor executor, Supplier<T> question) throws InterruptedException {
		CountDownLatch done = new CountDownLatch(1);
		AtomicReference<@Nullable T> answer = new AtomicReference<>();
		executor.execute(() -> {
			answer.set(question.get());
			done.countDown();
		});
		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
		return Objects.requireNonNull(answer.get());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

	}

	@Configuration(proxyBeanMethods = false)
	static class Lazy {

		private int made;

		@Bean
		@org.springframework.context.annotation.Lazy
		SimpleAsyncTaskExecutor lazyExecutor() {
			this.made++;
			return new SimpleAsyncTaskExecutor("lazy-");
		}

	}

}
