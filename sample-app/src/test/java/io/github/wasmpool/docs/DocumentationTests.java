package io.github.wasmpool.docs;

import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.autoconfigure.WasmProperties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the documentation shows compiles, binds and exists.
 */
class DocumentationTests {

	@TempDir
	@SuppressWarnings("NullAway.Init") // set before each test
	private Path directory;

	static Stream<Page> pages() {
		return Page.all().stream();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadSomewhere(Page page) {
		assertThat(page.links()).filteredOn((link) -> !link.contains("://")).allSatisfy((link) -> {
			String file = link.replaceFirst("#.*", "");
			Path target = file.isEmpty() ? page.file() : page.file().resolveSibling(file);
			assertThat(target).as(link).exists();
			if (link.contains("#")) {
				assertThat(new Page(target, Files.readString(target)).anchors()).as(link)
					.contains(link.replaceFirst(".*#", ""));
			}
		});
	}

	@ParameterizedTest
	@MethodSource("pages")
	void javaCompiles(Page page) throws Exception {
		int number = 0;
		for (String block : page.blocks("java")) {
			number++;
			List<String> errors = new ArrayList<>();
			// Members of a class, or statements, whose end may not be reached
			for (String body : List.of(block, "Object run() throws Exception {\n" + block + "\nreturn null; }",
					"Object run() throws Exception {\n" + block + "\n}")) {
				if (errors.contains("")) {
					break;
				}
				errors.add(JavaSnippet.compile("class Snippet extends Snippets {\n" + body + "\n}\n", this.directory));
			}
			assertThat(errors).as("block " + number + " of " + page + ":\n" + block).contains("");
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void yamlBinds(Page page) throws Exception {
		for (String block : page.blocks("yaml")) {
			MutablePropertySources sources = new MutablePropertySources();
			for (PropertySource<?> source : new YamlPropertySourceLoader().load("block",
					new ByteArrayResource(block.getBytes(StandardCharsets.UTF_8)))) {
				sources.addLast(source);
				for (String name : ((MapPropertySource) source).getPropertyNames()) {
					assertThat(name).as("in " + page).matches("(wasm|management|spring|server|resilience4j)\\..*");
				}
			}
			Binder binder = new Binder(ConfigurationPropertySources.from(sources));
			assertThat(binder.bindOrCreate("wasm", Bindable.of(WasmProperties.class),
					new NoUnboundElementsBindHandler(BindHandler.DEFAULT)))
				.as(block)
				.isNotNull();
		}
	}

	@Test
	void theTableOfKeysIsComplete() throws Exception {
		Set<String> known = new TreeSet<>();
		for (URL metadata : Collections
			.list(WasmPool.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			JsonPath.<List<Map<String, @Nullable Object>>>read(metadata.openStream(), "$.properties")
				.stream()
				.map((property) -> String.valueOf(property.get("name")))
				.filter((name) -> name.matches("(wasm|management\\.(health|endpoint)\\.wasmpools?)\\.(?!pools$).+"))
				.forEach((name) -> known.add(name.replaceFirst("^wasm\\.pool\\.", "")));
		}
		assertThat(known).contains("module");
		Set<String> documented = new TreeSet<>();
		Pattern.compile("^\\| ((?:`[a-z0-9.-]+`(?:, )?)+) \\|", Pattern.MULTILINE)
			.matcher(Page.of("docs/configuration.md").text())
			.results()
			.flatMap((row) -> Stream.of(row.group(1).split(", ")))
			.forEach((key) -> documented.add(key.replace("`", "")));
		assertThat(documented).containsExactlyElementsOf(known);
		assertThat(Page.of("docs/configuration.md").text().lines().filter((line) -> line.startsWith("| `")))
			.as("key, default, meaning, and when to touch it")
			.allMatch((row) -> row.matches("\\|( [^|]*[^| ] \\|){4}"));
	}

	@Test
	void theReadmeIsShort() {
		assertThat(Page.of("README.md").text().lines().count()).isLessThanOrEqualTo(220);
	}

	@Test
	void everyPageIsReachedFromTheReadme() {
		Page readme = Page.of("README.md");
		Set<Path> linked = readme.links()
			.stream()
			.filter((link) -> !link.contains("://"))
			.map((link) -> readme.file().resolveSibling(link.replaceFirst("#.*", "")))
			.collect(Collectors.toSet());
		assertThat(Page.all()).filteredOn((page) -> page.toString().startsWith("docs"))
			.extracting(Page::file)
			.allSatisfy((file) -> assertThat(linked).contains(file));
	}

	@Test
	void everyFailureThatIsExplainedIsInTheTableOfCures() throws Exception {
		String page = Page.of("docs/troubleshooting.md").text();
		try (Stream<Path> files = Files.walk(Path.of("../wasm-pool-autoconfigure/src/main/java"))) {
			assertThat(files.filter((file) -> file.toString().endsWith("FailureAnalyzer.java")).count())
				.as("a new failure analyzer needs a row in docs/troubleshooting.md, and a new number here")
				.isEqualTo(12);
		}
		assertThat(page).contains("cannot run on this machine", "*cannot make an instance*", "*required a WasmPool",
				"*required a client*", "*There is no pool", "host functions that are ambiguous",
				"*cannot be the name of a pool*", "settings that are impossible", "a value where keys belong below it",
				"upgrade to 4.1", "misspelt");
		assertThat(WasmModuleException.Reason.values()).extracting(DocumentationTests::symptom)
			.allSatisfy((symptom) -> assertThat(page).contains("| *" + symptom));
	}

	/** What the message says, as the messages themselves are tested elsewhere. */
	private static String symptom(WasmModuleException.Reason reason) {
		return switch (reason) {
			case NOT_FOUND -> "does not exist";
			case DIGEST -> "has the SHA-256 digest";
			case NOT_A_MODULE -> "is text";
			case MALFORMED -> "is damaged or was cut off";
			case UNSUPPORTED_FEATURE -> "uses ";
			case MISSING_IMPORT -> "has imports that nobody provides";
			case MEMORY_OUT_OF_RANGE -> "cannot have this memory";
			case TOO_COMPLEX -> "is too complex to compile safely";
			case COMPILATION -> "was refused by the engine";
			case SNAPSHOT -> "cannot be carried to others";
		};
	}

}
