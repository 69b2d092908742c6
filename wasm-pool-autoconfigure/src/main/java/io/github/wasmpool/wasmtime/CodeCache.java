package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.github.kawamuray.wasmtime.Config;
import io.github.kawamuray.wasmtime.WasmtimeException;
import io.github.wasmpool.binary.ModuleSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiled code in a directory, for the next start. The engine reads and writes it, and
 * believes what it reads: it runs an entry whose bits have changed. So each module has a
 * directory of its own, with a file of checksums, and what does not match them is thrown
 * away before the engine sees it. Whatever goes wrong is a warning, and the module is
 * compiled as if there were no cache.
 *
 * <p>
 * Thread-safe, also between processes: entries and checksums are put into place by one
 * step each, and at worst a module is compiled again.
 */
final class CodeCache {

	private static final Logger logger = LoggerFactory.getLogger(CodeCache.class);

	private static final String CHECKSUMS = "checksums";

	private static final String STATISTICS = ".stats";

	/**
	 * A guest takes four: itself and its bridge, and both once more apart from the state.
	 */
	private static final int MOST_ENTRIES = 16;

	/** Part of the name of what the engine is writing. */
	private static final String UNFINISHED = ".wip-";

	private final Path root;

	private final Path directory;

	/** Of the engine alone: its clean-up takes away what it does not know. */
	private final Path engine;

	/**
	 * Describe the place of a module.
	 * @param root the directory of all modules
	 * @param key what tells the module and its settings from all others, as a file name
	 */
	CodeCache(Path root, String key) {
		this.root = root.toAbsolutePath().normalize();
		this.directory = this.root.resolve(key);
		this.engine = this.directory.resolve("engine");
	}

	/**
	 * Have an engine use the cache, if it is fit for use.
	 * @param config the configuration of the engine
	 * @return whether it does
	 */
	boolean open(Config config) {
		Path settings = null;
		try {
			UserPrincipal user = PrivateDirectory.currentUser();
			PrivateDirectory.secure(this.root, user);
			PrivateDirectory.secure(this.directory, user);
			PrivateDirectory.secure(this.engine, user);
			CachePruning.prune(this.root, this.directory);
			discardDamaged();
			settings = Files.createTempFile(this.directory, "settings", ".toml");
			Files.writeString(settings, settings(this.engine));
			config.cacheConfigLoad(settings);
			return true;
		}
		catch (IOException | WasmtimeException ex) {
			logger.warn("Compiled code is not kept in 'wasm.engine.compilation-cache' ({}): {}", this.root,
					ex.toString());
			return false;
		}
		finally {
			delete(settings);
		}
	}

	/**
	 * Note the checksums of what the engine has written, and let go of states that were
	 * not asked for by the last starts.
	 */
	void seal() {
		Path written = null;
		try {
			deleteOldest();
			written = Files.createTempFile(this.directory, CHECKSUMS, ".tmp");
			Files.writeString(written, checksums());
			Files.move(written, this.directory.resolve(CHECKSUMS), StandardCopyOption.ATOMIC_MOVE,
					StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			logger.warn("Compiled code in 'wasm.engine.compilation-cache' ({}) will not be used: {}", this.root,
					ex.toString());
			delete(written);
		}
	}

	/**
	 * A guest that draws random numbers while it is initialised leaves another state at
	 * each start.
	 */
	private void deleteOldest() throws IOException {
		Set<Path> code = written();
		if (code.size() <= MOST_ENTRIES) {
			return;
		}
		List<Path> byUse = code.stream().sorted(Comparator.comparing(CodeCache::lastUse)).toList();
		for (Path entry : byUse.subList(0, byUse.size() - MOST_ENTRIES)) {
			Files.deleteIfExists(entry);
			Files.deleteIfExists(Path.of(entry + STATISTICS));
		}
	}

	/**
	 * The engine writes statistics anew with each use.
	 */
	private static long lastUse(Path entry) {
		return Math.max(entry.toFile().lastModified(), Path.of(entry + STATISTICS).toFile().lastModified());
	}

	/**
	 * Return what the engine has written until now, but for its statistics.
	 */
	Set<Path> written() {
		try {
			return entries().stream()
				.filter((entry) -> !entry.toString().endsWith(STATISTICS))
				.collect(Collectors.toUnmodifiableSet());
		}
		catch (IOException ex) {
			logger.debug("What is in {} cannot be told", this.directory, ex);
			return Set.of();
		}
	}

	/**
	 * Delete what the engine has written since then: what is of no use for the next
	 * start. Statistics come late, so those of what is gone are deleted as well.
	 * @param before what {@link #written()} returned
	 */
	void forgetAllBut(Set<Path> before) {
		if (before.isEmpty()) {
			return;
		}
		try {
			for (Path entry : entries()) {
				String name = entry.toString();
				if (name.endsWith(STATISTICS)
						? !Files.exists(Path.of(name.substring(0, name.length() - STATISTICS.length())))
						: !before.contains(entry)) {
					Files.deleteIfExists(entry);
				}
			}
		}
		catch (IOException ex) {
			logger.debug("Compiled code that is of no use any more was left in {}", this.directory, ex);
		}
	}

	private void discardDamaged() throws IOException {
		String actual = checksums();
		if (actual.isEmpty()) {
			return;
		}
		Path file = this.directory.resolve(CHECKSUMS);
		String expected = Files.isRegularFile(file) ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
				: "";
		if (!expected.equals(actual)) {
			logger.warn("Compiled code in {} is damaged or incomplete; the module is compiled again", this.directory);
			for (Path entry : entries()) {
				Files.deleteIfExists(entry);
			}
		}
	}

	private String checksums() throws IOException {
		TreeMap<String, String> checksums = new TreeMap<>();
		for (Path entry : entries()) {
			if (!entry.toString().endsWith(STATISTICS)) {
				checksums.put(this.directory.relativize(entry).toString(),
						ModuleSource.sha256(Files.readAllBytes(entry)));
			}
		}
		StringBuilder text = new StringBuilder();
		checksums.forEach((name, checksum) -> text.append(checksum).append("  ").append(name).append('\n'));
		return text.toString();
	}

	/**
	 * Return what the engine has written. It may be writing at the same time, in this
	 * process or another: what it has not finished, and what goes away, is left out.
	 */
	private List<Path> entries() throws IOException {
		Path modules = this.engine.resolve("modules");
		List<Path> entries = new ArrayList<>();
		if (Files.isDirectory(modules)) {
			Files.walkFileTree(modules, new SimpleFileVisitor<>() {

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
					if (!file.getFileName().toString().contains(UNFINISHED)) {
						entries.add(file);
					}
					return FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult visitFileFailed(Path file, IOException ex) throws IOException {
					if (ex instanceof NoSuchFileException) {
						return FileVisitResult.CONTINUE;
					}
					throw ex;
				}

			});
		}
		return entries;
	}

	/**
	 * Return the settings of the engine's cache. It would compress entries anew that are
	 * used often, which would change their checksums.
	 */
	private static String settings(Path directory) {
		StringBuilder quoted = new StringBuilder("\"");
		directory.toString().chars().forEach((c) -> {
			if (c == '"' || c == '\\' || c < ' ' || c == 0x7F) {
				quoted.append(String.format("\\u%04X", c));
			}
			else {
				quoted.append((char) c);
			}
		});
		return "[cache]\nenabled = true\ndirectory = " + quoted.append('"')
				+ "\noptimized-compression-usage-counter-threshold = \"1000000000\"\n";
	}

	private static void delete(@Nullable Path file) {
		try {
			if (file != null) {
				Files.deleteIfExists(file);
			}
		}
		catch (IOException ex) {
			logger.debug("Cannot delete {}", file, ex);
		}
	}

}
