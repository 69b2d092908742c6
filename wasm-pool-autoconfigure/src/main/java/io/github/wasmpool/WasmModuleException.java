package io.github.wasmpool;

import java.util.List;

import io.github.wasmpool.type.ImportType;
import org.jspecify.annotations.Nullable;

/**
 * A module cannot be used. Its message names the module, the reason and what to change.
 */
public class WasmModuleException extends WasmException {

	private final Reason reason;

	private final transient List<String> settings;

	private final transient List<ImportType> missingImports;

	public WasmModuleException(Reason reason, String message) {
		this(reason, message, null);
	}

	public WasmModuleException(Reason reason, String message, @Nullable Throwable cause) {
		this(reason, message, cause, List.of(), List.of());
	}

	private WasmModuleException(Reason reason, String message, @Nullable Throwable cause, List<String> settings,
			List<ImportType> missingImports) {
		super(message, cause);
		this.reason = reason;
		this.settings = List.copyOf(settings);
		this.missingImports = List.copyOf(missingImports);
	}

	/**
	 * Create an exception where a setting stands against the module.
	 * @param reason why the module cannot be used
	 * @param message what to say
	 * @param settings the settings to change, by their configuration keys without prefix
	 * @return the exception
	 */
	public static WasmModuleException ofSettings(Reason reason, String message, List<String> settings) {
		return new WasmModuleException(reason, message, null, settings, List.of());
	}

	/**
	 * Create an exception for imports that nobody provides.
	 * @param message what to say
	 * @param missing the imports
	 * @return the exception
	 */
	public static WasmModuleException ofMissingImports(String message, List<ImportType> missing) {
		return new WasmModuleException(Reason.MISSING_IMPORT, message, null, List.of(), missing);
	}

	/**
	 * Return why.
	 * @return the reason
	 */
	public Reason getReason() {
		return this.reason;
	}

	/**
	 * Return which settings stand against the module: limits that it exceeds, features
	 * that are switched off, the memory it cannot have.
	 * @return the settings, by their configuration keys without prefix, for example
	 * {@code limits.functions}; empty if no setting would help
	 */
	public List<String> getSettings() {
		return this.settings;
	}

	/**
	 * Return what the module imports and nobody provides as it is.
	 * @return the imports, for {@link Reason#MISSING_IMPORT}, else none
	 */
	public List<ImportType> getMissingImports() {
		return this.missingImports;
	}

	/**
	 * Why a module cannot be used.
	 */
	public enum Reason {

		/** There is no such file. */
		NOT_FOUND,

		/** The file has another digest than {@code module-sha256} asks for. */
		DIGEST,

		/** The file is something else: text, a component, an archive, nothing. */
		NOT_A_MODULE,

		/** The file begins as a module and is damaged. */
		MALFORMED,

		/** The module needs a feature this engine lacks, or one that is off. */
		UNSUPPORTED_FEATURE,

		/** The module has an import that nobody provides. */
		MISSING_IMPORT,

		/** The module cannot have the memory it is to have. */
		MEMORY_OUT_OF_RANGE,

		/** The module is beyond a limit. */
		TOO_COMPLEX,

		/** The engine refused the module. */
		COMPILATION,

		/** The state of an instance cannot be carried to others. */
		SNAPSHOT

	}

}
