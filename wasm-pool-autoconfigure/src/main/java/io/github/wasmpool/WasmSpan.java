package io.github.wasmpool;

import org.jspecify.annotations.Nullable;

/**
 * Something that a {@link WasmPoolListener} was told the beginning of.
 */
@FunctionalInterface
public interface WasmSpan {

	/**
	 * It ended. Called once, except for loans that their borrowers forget.
	 * @param failure what the caller is thrown, or {@code null} if nothing is
	 */
	void end(@Nullable Throwable failure);

}
