package io.github.wasmpool.autoconfigure;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Starts applications that cannot start.
 */
final class FailedStart {

	private FailedStart() {
	}

	/**
	 * Start an application.
	 * @param output where its report is printed
	 * @param beans what it has besides the pools
	 * @param properties its properties
	 * @return the report a newcomer would read
	 */
	static String report(CapturedOutput output, Class<?> beans, String... properties) {
		SpringApplication application = new SpringApplicationBuilder(Application.class, beans)
			.web(WebApplicationType.NONE)
			.properties(properties)
			.build();
		Throwable failure = catchThrowable(() -> {
			try (ConfigurableApplicationContext context = application.run()) {
				assertThat(context.isActive()).isTrue();
			}
		});
		assertThat(failure).isNotNull().isNotInstanceOf(AssertionError.class);
		assertThat(output.getAll()).contains("APPLICATION FAILED TO START");
		return output.getAll().substring(output.getAll().lastIndexOf("APPLICATION FAILED TO START"));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(WasmPoolAutoConfiguration.class)
	static class Application {

	}

}
