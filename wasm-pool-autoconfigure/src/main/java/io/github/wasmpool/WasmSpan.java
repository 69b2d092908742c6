package io.github.wasmpool;

import org.jspecify.annotations.Nullable;

/**
 * Something that a {@link WasmPoolListener} was told the beginning of.
 */
@FunctionalInterface
public interface WasmSpan {

	/**
	 * It ended. Called once, except for loans that their borrowers forget.
	 * @param failure what the caller is thrown; for a loan what its work threw, or what
	 * went wrong in its guest first; {@code null} if nothing did
	 */
	void end(@Nullable Throwable failure);

}
