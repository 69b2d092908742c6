package io.github.wasmpool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * What guests that import WASI get to see of the world. Immutable: each method returns
 * new options. {@link #INERT} gives them clocks and randomness and nothing else; each
 * method adds to that.
 */
public final class WasiOptions {

	/**
	 * No arguments, no environment, no directories; 10 MiB of output, lines of 8 KiB.
	 */
	public static final WasiOptions INERT = new WasiOptions();

	private List<String> args = List.of();

	private Map<String, String> environment = Map.of();

	private List<Directory> directories = List.of();

	private long outputLimit = 10 << 20;

	private int maxLineLength = 8 << 10;

	private WasiOptions() {
	}

	private WasiOptions with(Consumer<WasiOptions> change) {
		WasiOptions changed = new WasiOptions();
		changed.args = this.args;
		changed.environment = this.environment;
		changed.directories = this.directories;
		changed.outputLimit = this.outputLimit;
		changed.maxLineLength = this.maxLineLength;
		change.accept(changed);
		changed.check();
		return changed;
	}

	private void check() {
		SettingProblems problems = new SettingProblems();
		problems.unless(this.args.stream().allMatch((arg) -> arg.indexOf('\0') < 0),
				"'wasi.args' must not contain zero characters", "wasi.args");
		this.environment.forEach((name, value) -> {
			problems
				.unless(!name.isEmpty() && name.indexOf('=') < 0 && name.indexOf('\0') < 0,
						"'wasi.environment' has the variable '" + name
								+ "': a name must not be empty, nor contain '=' or zero characters",
						"wasi.environment");
			problems.unless(value.indexOf('\0') < 0,
					"'wasi.environment' must not contain zero characters, but variable '" + name + "' does",
					"wasi.environment");
		});
		long names = this.directories.stream().map(Directory::guest).distinct().count();
		problems.unless(names == this.directories.size(), "'wasi.directories' must not name a guest path twice",
				"wasi.directories");
		problems.unless(this.outputLimit >= 1 && this.outputLimit <= 1 << 30,
				"'wasi.output-limit' must be between 1 byte and 1 GiB but is "
						+ Wording.count(this.outputLimit, "byte"),
				"wasi.output-limit");
		problems.unless(this.maxLineLength >= 80 && this.maxLineLength <= 1 << 20,
				"'wasi.max-line-length' must be between 80 bytes and 1 MiB but is "
						+ Wording.count(this.maxLineLength, "byte"),
				"wasi.max-line-length");
		problems.throwAny();
	}

	/**
	 * The same with other arguments.
	 * @param args the arguments, without the name of the program
	 * @return new options
	 * @throws WasmSettingsException if an argument contains a zero character
	 */
	public WasiOptions withArgs(String... args) {
		return with((options) -> options.args = List.of(args));
	}

	/**
	 * The same with one more environment variable, or another value for it.
	 * @param name its name, not empty and without {@code =}
	 * @param value its value
	 * @return new options
	 * @throws WasmSettingsException if the name is none, or either contains a zero
	 * character
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
	 * @throws WasmSettingsException if a name is empty or contains {@code =}, or a name
	 * or value contains a zero character
	 */
	public WasiOptions withEnvironment(Map<String, String> environment) {
		Map<String, String> copy = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
		return with((options) -> options.environment = copy);
	}

	/**
	 * The same with one more directory, which guests can read.
	 * @param guest what guests call it, for example {@code /data}
	 * @param host the directory
	 * @return new options
	 * @throws WasmSettingsException if guests call another directory so, or the name is
	 * blank
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
	 * @throws WasmSettingsException if guests call another directory so, or the name is
	 * blank
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
	 * @throws WasmSettingsException if guests call two of them alike
	 */
	public WasiOptions withDirectories(List<Directory> directories) {
		List<Directory> copy = List.copyOf(directories);
		return with((options) -> options.directories = copy);
	}

	/**
	 * The same with another limit of what one run may write.
	 * @param bytes from 1 to 1 GiB
	 * @return new options
	 * @throws WasmSettingsException if it is outside
	 */
	public WasiOptions withOutputLimit(long bytes) {
		return with((options) -> options.outputLimit = bytes);
	}

	/**
	 * The same with another length of lines in the log.
	 * @param bytes from 80 to 1 MiB
	 * @return new options
	 * @throws WasmSettingsException if it is outside
	 */
	public WasiOptions withMaxLineLength(int bytes) {
		return with((options) -> options.maxLineLength = bytes);
	}

	/**
	 * Return the arguments.
	 * @return the arguments, without the name of the program that precedes them; those of
	 * {@link WasmPool#run(byte[], String...)} follow them
	 */
	public List<String> args() {
		return this.args;
	}

	/**
	 * Return the environment variables.
	 * @return the values by name
	 */
	public Map<String, String> environment() {
		return this.environment;
	}

	/**
	 * Return the directories of the host that guests can reach.
	 * @return the directories
	 */
	public List<Directory> directories() {
		return this.directories;
	}

	/**
	 * Return the most bytes that one {@link WasmPool#run(byte[], String...) run} may
	 * write to standard output and standard error together.
	 * @return from 1 to 1 GiB
	 */
	public long outputLimit() {
		return this.outputLimit;
	}

	/**
	 * Return the bytes after which a line of output is split in the log.
	 * @return from 80 to 1 MiB
	 */
	public int maxLineLength() {
		return this.maxLineLength;
	}

	private List<Object> values() {
		return Arrays.asList(this.args, this.environment, this.directories, this.outputLimit, this.maxLineLength);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof WasiOptions options && values().equals(options.values());
	}

	@Override
	public int hashCode() {
		return Objects.hashCode(values());
	}

	@Override
	public String toString() {
		return "WasiOptions" + values();
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
			SettingProblems problems = new SettingProblems();
			problems.unless(!guest.isBlank() && guest.indexOf('\0') < 0,
					"'wasi.directories' must name a guest path, such as '/data', but names '" + guest + "'",
					"wasi.directories");
			problems.throwAny();
		}

	}

}
