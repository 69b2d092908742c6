package io.github.wasmpool;

import org.jspecify.annotations.Nullable;

/**
 * What a pool was to run instead cannot take the place of what it runs, which goes on as
 * if nobody had asked. The message names the step that failed and why; what it was is the
 * cause.
 *
 * @see WasmPool#replace(WasmModule)
 * @see WasmPool#reseed(WasmAction)
 */
public class WasmReplacementException extends WasmPoolException {

	private final Step step;

	/**
	 * Create an exception.
	 * @param stats the numbers of the pool
	 * @param step what failed
	 * @param reason why, a sentence
	 * @param cause what was thrown, or {@code null}
	 */
	public WasmReplacementException(WasmPoolStats stats, Step step, String reason, @Nullable Throwable cause) {
		super(stats, "nothing was replaced, because " + step.failure() + ": " + reason, cause);
		this.step = step;
	}

	/**
	 * Return what failed.
	 * @return the step
	 */
	public Step getStep() {
		return this.step;
	}

	/**
	 * What is done, and checked, before the place is taken.
	 */
	public enum Step {

		/** The bytes are those that {@code module-sha256} asks for. */
		DIGEST("the digest is another"),

		/** The module is one that the engine compiles, and belongs here. */
		COMPILE("the module cannot be used"),

		/** Everything it imports is provided. */
		LINK("its imports are not provided"),

		/**
		 * It keeps the limits, goes with the settings of the pool, and there is room for
		 * its instances beside those that live.
		 */
		LIMITS("it does not go with the limits and settings of the pool"),

		/** Every client interface that is in use fits it. */
		CLIENT("a client does not fit"),

		/** An instance can be made and initialised, and is found to be in order. */
		INITIALIZE("no instance could be made ready");

		private final String failure;

		Step(String failure) {
			this.failure = failure;
		}

		String failure() {
			return this.failure;
		}

	}

}
