package io.github.wasmpool.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import io.github.wasmpool.Wat;
import io.github.wasmpool.autoconfigure.shop.Shop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.context.aot.AbstractAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with declarative clients is processed ahead of time, compiled, and
 * started in a JVM of its own.
 */
@Tag("thorough")
class ClientAheadOfTimeTests {

	private static final String GUEST = """
			(module
				(memory (export "memory") 1)
				(func (export "alloc") (param i32) (result i32) i32.const 1024)
				(func (export "dealloc") (param i32 i32))
				(func (export "same") (param i32 i32) (result i64)
					local.get 0 i64.extend_i32_u i64.const 32 i64.shl local.get 1 i64.extend_i32_u i64.or)
				(func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
				(func (export "close") unreachable))
			""";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	private String[] arguments = {};

	@BeforeEach
	void writeGuest() throws IOException {
		Path guest = Files.write(this.directory.resolve("guest.wasm"), Wat.compile(GUEST));
		this.arguments = new String[] { "--wasm.pool.module=" + guest.toUri(), "--wasm.pool.size=1",
				"--wasm.pools.orders.size=1", "--spring.main.banner-mode=off" };
	}

	@Test
	void clientsAreBeansInAnApplicationThatWasProcessedAheadOfTime() throws Exception {
		process();
		assertThat(read(path("resources/META-INF/native-image/shop/shop/reachability-metadata.json")))
			.containsPattern("\"proxy\": *\\[\\s*\"io.github.wasmpool.autoconfigure.shop.Orders\"")
			.containsPattern("\"proxy\": *\\[\\s*\"io.github.wasmpool.autoconfigure.shop.PriceList\"");
		compile();
		String output = run();
		assertThat(output).contains("Starting AOT-processed Shop", "price list: 42\n", "orders: Grüße\n",
				"beans: default#io.github.wasmpool.autoconfigure.shop.PriceList "
						+ "orders#io.github.wasmpool.autoconfigure.shop.Orders\n");
		assertThat(output).doesNotContain("'close' trapped");
	}

	private void process() {
		new SpringApplicationAotProcessor(Shop.class,
				AbstractAotProcessor.Settings.builder()
					.sourceOutput(path("sources"))
					.resourceOutput(path("resources"))
					.classOutput(path("classes"))
					.groupId("shop")
					.artifactId("shop")
					.build(),
				this.arguments)
			.process();
	}

	private void compile() throws IOException {
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", path("classes").toString(), "-cp",
				path("classes") + File.pathSeparator + System.getProperty("java.class.path")));
		try (Stream<Path> sources = Files.walk(path("sources"))) {
			sources.map(Path::toString).filter((name) -> name.endsWith(".java")).forEach(arguments::add);
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.isZero();
	}

	private String run() throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
						"--enable-native-access=ALL-UNNAMED", "-Dspring.aot.enabled=true", "-Dstdout.encoding=UTF-8",
						"-Dfile.encoding=UTF-8", "-cp", String.join(File.pathSeparator, path("classes").toString(),
								path("resources").toString(), System.getProperty("java.class.path")),
						Shop.class.getName()));
		command.addAll(List.of(this.arguments));
		Path output = path("output.txt");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		try {
			assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(() -> read(output)).isTrue();
			assertThat(process.exitValue()).as(() -> read(output)).isZero();
			return read(output);
		}
		finally {
			process.destroyForcibly();
		}
	}

	private Path path(String name) {
		return this.directory.resolve(name);
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}
