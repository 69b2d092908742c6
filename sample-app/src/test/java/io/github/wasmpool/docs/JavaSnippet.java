package io.github.wasmpool.docs;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles a piece of Java as the documentation shows it, without its imports.
 */
final class JavaSnippet {

	private static final String IMPORTS = """
			package io.github.wasmpool.sample;

			import java.time.*;
			import java.util.*;
			import java.util.concurrent.ConcurrentHashMap;
			import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
			import io.github.wasmpool.*;
			import io.github.wasmpool.autoconfigure.*;
			import io.github.wasmpool.cluster.*;
			import io.github.wasmpool.docs.Snippets;
			import io.github.wasmpool.host.*;
			import io.github.wasmpool.test.*;
			import io.github.wasmpool.type.*;
			import org.junit.jupiter.api.Test;
			import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
			import org.springframework.context.annotation.*;
			import org.springframework.stereotype.*;
			import org.springframework.test.context.bean.override.mockito.MockitoBean;
			import org.springframework.web.bind.annotation.*;
			import reactor.core.publisher.*;
			import reactor.core.scheduler.*;
			import static org.assertj.core.api.Assertions.assertThat;
			""";

	private JavaSnippet() {
	}

	/**
	 * Compile.
	 * @param types the types that the snippet declares, of which none is public
	 * @param directory where the classes are written to
	 * @return what the compiler objects to, or nothing
	 */
	static String compile(String types, Path directory) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///Snippet.java"),
				JavaFileObject.Kind.SOURCE) {

			@Override
			public CharSequence getCharContent(boolean ignoreEncodingErrors) {
				return IMPORTS + types;
			}

		};
		StringWriter messages = new StringWriter();
		List<String> options = List.of("-proc:none", "-parameters", "-Xlint:none", "-nowarn", "-d",
				directory.toString(), "-classpath", System.getProperty("java.class.path"));
		boolean compiled = compiler.getTask(messages, null, null, options, null, List.of(file)).call();
		return compiled ? "" : messages.toString();
	}

}
