package io.github.wasmpool.wasmtime;

import java.util.Optional;

import io.github.wasmpool.type.FunctionType;
import org.jspecify.annotations.Nullable;

/**
 * What an instance calls for the functions its module imports. Used by the thread that
 * entered the instance.
 */
public interface HostLinks extends AutoCloseable {

	/**
	 * No functions, for a module that imports none.
	 */
	HostLinks NONE = new HostLinks() {

		private final HostCallShare nothing = new HostCallShare("nobody");

		@Override
		public FunctionType type(int number) {
			throw new IllegalStateException("Function " + number + " is not linked");
		}

		@Override
		public String name(int number) {
			throw new IllegalStateException("Function " + number + " is not linked");
		}

		@Override
		public @Nullable Object call(int number, GuestInstance caller, Object[] args) {
			throw new IllegalStateException("Function " + number + " is not linked");
		}

		@Override
		public HostCallShare hostCalls() {
			return this.nothing;
		}

	};

	/**
	 * Return the signature of a function.
	 * @param number its place among the functions the module imports
	 * @return the signature the module declares, of numeric types
	 */
	FunctionType type(int number);

	/**
	 * Return what messages call a function.
	 * @param number its place among the functions the module imports
	 * @return for example {@code env.now}
	 */
	String name(int number);

	/**
	 * Whether nobody provides a function, so that calling it is a trap.
	 * @param number its place among the imports
	 */
	default boolean isMissing(int number) {
		return false;
	}

	/**
	 * Call a function.
	 * @param number its place among the functions the module imports
	 * @param caller the instance that calls it
	 * @param args one boxed number for each parameter
	 * @return a boxed number for one result, a list of them for several, else ignored
	 * @throws Exception what the function throws
	 */
	@Nullable Object call(int number, GuestInstance caller, Object[] args) throws Exception;

	/**
	 * Begin anew, as for a new instance: nothing of what the instance did is remembered.
	 */
	default void beginAnew() {
	}

	/**
	 * Say what the host keeps for the instance that cannot be carried to others.
	 * @return a sentence about the module without its subject, or empty if there is
	 * nothing
	 */
	default Optional<String> stateObstacle() {
		return Optional.empty();
	}

	/**
	 * Return what the calls are taken from.
	 * @return the share of all that have these links
	 */
	HostCallShare hostCalls();

	/**
	 * Free what belongs to the instance, which is gone.
	 */
	@Override
	default void close() {
	}

}
