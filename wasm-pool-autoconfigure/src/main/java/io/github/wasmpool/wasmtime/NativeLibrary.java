package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.kawamuray.wasmtime.NativeLibraryLoader;
import io.github.wasmpool.WasmEngineUnavailableException;
import io.github.wasmpool.WasmEngineUnavailableException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the native library, once, and says what is wrong where that fails.
 */
final class NativeLibrary {

	private static final Logger logger = LoggerFactory.getLogger(NativeLibrary.class);

	private static final Pattern EXTRACTED = Pattern.compile("(.*?wasmtime_jni_[^:]*\\.(?:so|dylib|dll)): ");

	private static final Set<String> X86 = Set.of("amd64", "x86_64");

	private static final Set<String> ARM = Set.of("aarch64");

	private NativeLibrary() {
	}

	/**
	 * Load the library if that has not happened yet.
	 * @throws WasmEngineUnavailableException if it cannot be loaded
	 */
	static void load() {
		requirePlatform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
		try {
			NativeLibraryLoader.load();
		}
		catch (LinkageError | RuntimeException ex) {
			removeUnusableFile(String.valueOf(ex.getMessage()));
			throw unavailable(ex);
		}
		Once.touch();
	}

	static void requirePlatform(String osName, String arch) {
		String os = osName.toLowerCase(Locale.ROOT);
		boolean supported = (os.contains("linux") || os.contains("mac")) ? X86.contains(arch) || ARM.contains(arch)
				: os.contains("windows") && X86.contains(arch);
		if (!supported) {
			throw new WasmEngineUnavailableException(Reason.PLATFORM,
					"Wasmtime has no native library for '" + osName + "' on '" + arch
							+ "'; there is one for Linux and macOS on x86_64 and aarch64, and for Windows on x86_64",
					null);
		}
	}

	static WasmEngineUnavailableException unavailable(Throwable failure) {
		String directory = System.getProperty("java.io.tmpdir");
		Throwable cause = (failure.getCause() instanceof IOException io) ? io : failure;
		String detail = String.valueOf(cause.getMessage());
		if (cause instanceof IOException) {
			return new WasmEngineUnavailableException(Reason.TEMPORARY_DIRECTORY,
					"The native library of Wasmtime cannot be written to the temporary directory '" + directory + "': "
							+ cause,
					failure);
		}
		if (detail.contains("failed to map segment") || detail.contains("Operation not permitted")) {
			return new WasmEngineUnavailableException(Reason.EXECUTION_FORBIDDEN,
					"The temporary directory '" + directory + "' does not allow files to be executed: " + detail,
					failure);
		}
		if (isMissingGlibc(detail)) {
			return new WasmEngineUnavailableException(Reason.C_LIBRARY,
					"The native library of Wasmtime needs glibc, and this system has another C library: " + detail,
					failure);
		}
		return new WasmEngineUnavailableException(Reason.LOADING,
				"The native library of Wasmtime could not be loaded: " + detail, failure);
	}

	/**
	 * The binding writes 18 MB at each attempt to load, and leaves them when it fails.
	 * The message of the failure begins with the file.
	 */
	private static void removeUnusableFile(String detail) {
		Matcher file = EXTRACTED.matcher(detail);
		if (file.lookingAt()) {
			try {
				Files.deleteIfExists(Path.of(file.group(1)));
			}
			catch (IOException ex) {
				logger.debug("The file '{}' cannot be removed", file.group(1), ex);
			}
		}
	}

	private static boolean isMissingGlibc(String detail) {
		return detail.contains("ld-linux") || detail.contains("libgcc_s") || detail.contains("Error relocating")
				|| detail.contains("GLIBC_") || detail.contains("musl");
	}

	/**
	 * What is done once after the library was loaded.
	 */
	private static final class Once {

		static {
			keepClassLoader();
			removeExtractedFile();
			// What it loads would not be loaded where the stack is short
			LargeFrames.fit(0);
		}

		static void touch() {
			// The work is done by the initialiser of the class.
		}

		/**
		 * If the class loader that loaded the library were collected, the library would
		 * be unmapped while its signal handlers stay installed, and the next implicit
		 * null check of the JVM would end it. A shutdown hook that never does anything is
		 * held by the JVM itself, and holds the loader.
		 */
		private static void keepClassLoader() {
			Thread hook = new OwnThread("wasm-native-library", 0, NativeLibraryLoader.class.getClassLoader(), () -> {
			});
			try {
				Runtime.getRuntime().addShutdownHook(hook);
			}
			catch (IllegalStateException ex) {
				logger.debug("The JVM is shutting down and unloads nothing any more", ex);
			}
		}

		/**
		 * The binding leaves 18 MB in the temporary directory at each start. Where the
		 * system allows it, a file that is mapped can be removed at once.
		 */
		private static void removeExtractedFile() {
			try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
				Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
				for (String file : maps.map((line) -> line.substring(line.lastIndexOf(' ') + 1))
					.filter((file) -> file.contains("/libwasmtime_jni_"))
					.distinct()
					.toList()) {
					if (temporary.equals(Path.of(file).getParent())) {
						Files.deleteIfExists(Path.of(file));
					}
				}
			}
			catch (IOException | RuntimeException ex) {
				// Not Linux, or not allowed: the file stays, as the binding left it.
				return;
			}
		}

	}

}
