package io.github.wasmpool;

import java.util.List;

import io.github.wasmpool.type.Wording;

/**
 * A module has no export of that name and kind.
 */
public class NoSuchExportException extends WasmException {

	private final String export;

	private final List<String> available;

	public NoSuchExportException(String module, String kind, String export, List<String> available) {
		super("Module '" + module + "' exports no " + kind + " '" + Wording.name(export) + "'; "
				+ (available.isEmpty() ? "it exports none" : "there is " + Wording.names(available)));
		this.export = export;
		this.available = List.copyOf(available);
	}

	/**
	 * Return what was asked for.
	 * @return the name
	 */
	public String getExport() {
		return this.export;
	}

	/**
	 * Return what the module exports of that kind.
	 * @return the names
	 */
	public List<String> getAvailable() {
		return this.available;
	}

}
