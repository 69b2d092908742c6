package io.github.wasmpool.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationNotAllowedException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.TaskScheduler;

/**
 * The task executor of the application, which is not made before it is needed.
 */
final class ApplicationExecutor implements Executor {

	private final ConfigurableListableBeanFactory beanFactory;

	private final String name;

	private volatile @Nullable AsyncTaskExecutor executor;

	private ApplicationExecutor(ConfigurableListableBeanFactory beanFactory, String name) {
		this.beanFactory = beanFactory;
		this.name = name;
	}

	/**
	 * Find the executor: the one Spring Boot uses for asynchronous requests, else the
	 * only one there is, or the primary one, apart from schedulers.
	 * @param beanFactory has the beans, none of which is made
	 * @return the executor, or {@code null} if there is none
	 */
	static @Nullable Executor find(ConfigurableListableBeanFactory beanFactory) {
		String usual = TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME;
		if (beanFactory.containsBean(usual) && beanFactory.isTypeMatch(usual, AsyncTaskExecutor.class)) {
			return new ApplicationExecutor(beanFactory, usual);
		}
		List<String> names = Arrays.stream(beanFactory.getBeanNamesForType(AsyncTaskExecutor.class, true, false))
			.filter((name) -> isCandidate(beanFactory, name))
			.toList();
		List<String> candidates = (names.size() > 1)
				? names.stream().filter((name) -> isPrimary(beanFactory, name)).toList() : names;
		return (candidates.size() == 1) ? new ApplicationExecutor(beanFactory, candidates.get(0)) : null;
	}

	private static boolean isCandidate(ConfigurableListableBeanFactory beanFactory, String name) {
		if (beanFactory.isTypeMatch(name, TaskScheduler.class)) {
			return false;
		}
		if (!beanFactory.containsBeanDefinition(name)) {
			return true;
		}
		BeanDefinition definition = beanFactory.getMergedBeanDefinition(name);
		return definition.isAutowireCandidate()
				&& !(definition instanceof AbstractBeanDefinition bean && !bean.isDefaultCandidate());
	}

	private static boolean isPrimary(ConfigurableListableBeanFactory beanFactory, String name) {
		return beanFactory.containsBeanDefinition(name) && beanFactory.getMergedBeanDefinition(name).isPrimary();
	}

	@Override
	public void execute(Runnable task) {
		AsyncTaskExecutor executor = resolve();
		if (executor instanceof SimpleAsyncTaskExecutor simple && simple.isThrottleActive()) {
			// It would make the caller wait for other tasks, one of which may be the
			// caller
			throw new TaskRejectedException("Task executor '" + this.name + "' has a concurrency limit");
		}
		executor.execute(task);
	}

	private AsyncTaskExecutor resolve() {
		AsyncTaskExecutor executor = this.executor;
		if (executor == null) {
			try {
				executor = this.beanFactory.getBean(this.name, AsyncTaskExecutor.class);
			}
			catch (BeanCreationNotAllowedException ex) {
				throw new RejectedExecutionException("The application is stopping", ex);
			}
			this.executor = executor;
		}
		return executor;
	}

	@Override
	public String toString() {
		return "task executor '" + this.name + "'";
	}

}
