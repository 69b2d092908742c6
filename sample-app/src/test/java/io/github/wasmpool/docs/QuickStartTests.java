package io.github.wasmpool.docs;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The first screen of the README, step by step: its guest is compiled by its command, its
 * controller is compiled and its configuration read, and the application that they make
 * answers what the README says.
 */
@Tag("thorough")
class QuickStartTests {

	private static final Page README = Page.of("README.md");

	@TempDir
	private Path directory;

	static boolean runs(Command command) {
		return command.section().equals("wasm-pool") && !command.tool().equals("mvn");
	}

	private static Stream<Command> commands() {
		return Command.of(README).stream().filter(QuickStartTests::runs);
	}

	static Stream<Command> compilations() {
		return commands().filter((command) -> !command.tool().equals("curl"));
	}

	@ParameterizedTest
	@MethodSource("compilations")
	void theApplicationOfTheReadmeAnswers(Command compilation) throws Exception {
		Path guest = Files.createDirectory(this.directory.resolve("guests")).resolve("pricing.wasm");
		Files.move(Tools.compile(compilation, this.directory), guest);
		Path yaml = Files.writeString(this.directory.resolve("application.yml"), README.blocks("yaml").get(0));
		assertThat(JavaSnippet.compile(README.blocks("java").get(0), this.directory)).isEmpty();
		try (URLClassLoader classes = new URLClassLoader(new URL[] { this.directory.toUri().toURL() },
				getClass().getClassLoader()); ConfigurableApplicationContext application = start(classes, yaml)) {
			int port = ((WebServerApplicationContext) application).getWebServer().getPort();
			for (Command call : commands().filter((command) -> command.tool().equals("curl")).toList()) {
				assertThat(call.comment()).isNotEmpty();
				Tools.call(call, port, this.directory);
			}
		}
	}

	private static ConfigurableApplicationContext start(ClassLoader classes, Path yaml) throws ClassNotFoundException {
		SpringApplication application = new SpringApplication(new DefaultResourceLoader(classes), Application.class,
				classes.loadClass("io.github.wasmpool.sample.PriceController"));
		return application.run("--server.port=0", "--spring.config.location=" + yaml.toUri());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
