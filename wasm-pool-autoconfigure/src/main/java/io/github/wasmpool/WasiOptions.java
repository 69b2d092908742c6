package io.github.wasmpool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What guests that import WASI get to see of the world. Immutable. {@link #INERT} gives
 * them clocks and randomness and nothing else; each method adds to that.
 *
 * @param args the arguments, without the name of the program that precedes them; those of
 * {@link WasmPool#run(byte[], String...)} follow them
 * @param environment the environment variables
 * @param directories the directories of the host that guests can reach
 * @param outputLimit the most bytes that one {@link WasmPool#run(byte[], String...) run}
 * may write to standard output and standard error together, from 1 to 1 GiB
 * @param maxLineLength the bytes after which a line of output is split in the log, from
 * 80 to 1 MiB
 */
public record WasiOptions(List<String> args, Map<String, String> environment, List<Directory> directories,
		long outputLimit, int maxLineLength) {

	/**
	 * No arguments, no environment, no directories; 10 MiB of output, lines of 8 KiB.
	 */
	public static final WasiOptions INERT = new WasiOptions(List.of(), Map.of(), List.of(), 10 << 20, 8 << 10);

	public WasiOptions {
		args = List.copyOf(args);
		environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
		directories = List.copyOf(directories);
		args.forEach((arg) -> require(arg.indexOf('\0') < 0, "'wasi.args' must not contain zero characters"));
		environment.forEach((name, value) -> {
			require(!name.isEmpty() && name.indexOf('=') < 0 && name.indexOf('\0') < 0,
					"'wasi.environment' has the variable '" + name
							+ "': a name must not be empty, nor contain '=' or zero characters");
			require(value.indexOf('\0') < 0,
					"'wasi.environment' must not contain zero characters, but variable '" + name + "' does");
		});
		long names = directories.stream().map(Directory::guest).distinct().count();
		require(names == directories.size(), "'wasi.directories' must not name a guest path twice");
		require(outputLimit >= 1 && outputLimit <= 1 << 30,
				"'wasi.output-limit' must be between 1 byte and 1 GiB but is " + outputLimit + " bytes");
		require(maxLineLength >= 80 && maxLineLength <= 1 << 20,
				"'wasi.max-line-length' must be between 80 bytes and 1 MiB but is " + maxLineLength + " bytes");
	}

	private static void require(boolean condition, String problem) {
		if (!condition) {
			throw new IllegalArgumentException(problem);
		}
	}

	/**
	 * The same with other arguments.
	 * @param args the arguments, without the name of the program
	 * @return new options
	 */
	public WasiOptions withArgs(String... args) {
		return new WasiOptions(List.of(args), this.environment, this.directories, this.outputLimit, this.maxLineLength);
	}

	/**
	 * The same with one more environment variable, or another value for it.
	 * @param name its name, not empty and without {@code =}
	 * @param value its value
	 * @return new options
	 */
	public WasiOptions withEnvironment(String name, String value) {
		Map<String, String> more = new LinkedHashMap<>(this.environment);
		more.put(name, value);
		return withEnvironment(more);
	}

	/**
	 * The same with another environment.
	 * @param environment all variables
	 * @return new options
	 */
	public WasiOptions withEnvironment(Map<String, String> environment) {
		return new WasiOptions(this.args, environment, this.directories, this.outputLimit, this.maxLineLength);
	}

	/**
	 * The same with one more directory, which guests can read.
	 * @param guest what guests call it, for example {@code /data}
	 * @param host the directory
	 * @return new options
	 */
	public WasiOptions withDirectory(String guest, Path host) {
		return withDirectory(new Directory(guest, host, false));
	}

	/**
	 * The same with one more directory, which guests can read and write without any
	 * quota.
	 * @param guest what guests call it, for example {@code /data}
	 * @param host the directory
	 * @return new options
	 */
	public WasiOptions withWritableDirectory(String guest, Path host) {
		return withDirectory(new Directory(guest, host, true));
	}

	private WasiOptions withDirectory(Directory directory) {
		List<Directory> more = new ArrayList<>(this.directories);
		more.add(directory);
		return withDirectories(more);
	}

	/**
	 * The same with other directories.
	 * @param directories all directories that guests can reach
	 * @return new options
	 */
	public WasiOptions withDirectories(List<Directory> directories) {
		return new WasiOptions(this.args, this.environment, directories, this.outputLimit, this.maxLineLength);
	}

	/**
	 * The same with another limit of what one run may write.
	 * @param bytes from 1 to 1 GiB
	 * @return new options
	 */
	public WasiOptions withOutputLimit(long bytes) {
		return new WasiOptions(this.args, this.environment, this.directories, bytes, this.maxLineLength);
	}

	/**
	 * The same with another length of lines in the log.
	 * @param bytes from 80 to 1 MiB
	 * @return new options
	 */
	public WasiOptions withMaxLineLength(int bytes) {
		return new WasiOptions(this.args, this.environment, this.directories, this.outputLimit, bytes);
	}

	/**
	 * A directory of the host that guests can reach.
	 *
	 * @param guest what guests call it, for example {@code /data}
	 * @param host the directory, which has to exist when the pool is built
	 * @param writable whether guests can change it
	 */
	public record Directory(String guest, Path host, boolean writable) {

		public Directory {
			require(!guest.isBlank() && guest.indexOf('\0') < 0,
					"'wasi.directories' must name a guest path, such as '/data', but names '" + guest + "'");
		}

	}

}
