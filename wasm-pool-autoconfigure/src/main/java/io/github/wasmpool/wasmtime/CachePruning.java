package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes compiled code that no start has asked for in a long time. Each use changes the
 * directory of a module, so the time of its last change tells. Another process that asks
 * for the code at this very moment compiles the module again.
 */
final class CachePruning {

	static final Duration UNUSED = Duration.ofDays(30);

	private static final Logger logger = LoggerFactory.getLogger(CachePruning.class);

	/** No other directory is touched, whatever else is kept beside the code. */
	private static final Pattern MODULE = Pattern.compile("[0-9a-f]{64}(\\.unused)?");

	private static final String DOOMED = ".unused";

	private CachePruning() {
	}

	/**
	 * Remove what was not used for long.
	 * @param root the directory of all modules
	 * @param used the directory of a module that is in use
	 */
	static void prune(Path root, Path used) {
		Instant limit = Instant.now().minus(UNUSED);
		try (DirectoryStream<Path> modules = Files.newDirectoryStream(root)) {
			for (Path module : modules) {
				if (!module.equals(used) && MODULE.matcher(module.getFileName().toString()).matches()) {
					removeUnused(module, limit);
				}
			}
		}
		catch (IOException ex) {
			logger.debug("Compiled code that is not used any more was left in {}", root, ex);
		}
	}

	private static void removeUnused(Path module, Instant limit) throws IOException {
		BasicFileAttributes attributes = Files.readAttributes(module, BasicFileAttributes.class,
				LinkOption.NOFOLLOW_LINKS);
		if (!attributes.isDirectory() || attributes.lastModifiedTime().toInstant().isAfter(limit)) {
			return;
		}
		Path doomed = module;
		if (!module.toString().endsWith(DOOMED)) {
			// By one step, so that nobody finds half of it
			doomed = Files.move(module, module.resolveSibling(module.getFileName() + DOOMED),
					StandardCopyOption.ATOMIC_MOVE);
		}
		delete(doomed);
		logger.debug("Compiled code in {} was not used for {} days and is removed", module, UNUSED.toDays());
	}

	private static void delete(Path directory) throws IOException {
		Files.walkFileTree(directory, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				Files.deleteIfExists(file);
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException ex) throws IOException {
				Files.deleteIfExists(visited);
				return FileVisitResult.CONTINUE;
			}

		});
	}

}
