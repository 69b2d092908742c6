package io.github.wasmpool.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.springframework.core.io.ClassPathResource;

/**
 * Modules that people use, with imports.
 */
enum RealGuest {

	/** A feature-flag evaluator, AssemblyScript. */
	FEATURE_FLAGS("bucketing-lib.release.wasm"),

	/** A parser of source maps, Rust. */
	SOURCE_MAP("META-INF/resources/webjars/source-map/0.7.6/lib/mappings.wasm");

	private final String resource;

	RealGuest(String resource) {
		this.resource = resource;
	}

	byte[] binary() {
		try {
			return new ClassPathResource(this.resource).getContentAsByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Do the same on several threads at once.
	 * @param threads how many
	 * @param work what each does
	 * @throws Exception what one of them throws
	 */
	static void onThreads(int threads, Callable<?> work) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<? extends Future<?>> futures = executor.invokeAll(Collections.nCopies(threads, work));
			for (Future<?> future : futures) {
				future.get();
			}
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
		finally {
			executor.shutdown();
		}
	}

}
