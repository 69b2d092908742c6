package io.github.wasmpool.cluster;

import java.util.Optional;

import io.github.wasmpool.WasmBatchException;
import io.github.wasmpool.WasmCallback;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolException;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * The pools of this member, as other members use them.
 *
 * <p>
 * Thread-safe.
 */
final class MemberPools {

	/** Where the user context of a Hazelcast member holds its pools. */
	static final String CONTEXT_KEY = "wasm-pool.member";

	/**
	 * How often a loan may turn out to have begun in another state than was looked up.
	 */
	private static final int ATTEMPTS = 3;

	private final WasmPools pools;

	private final PublishedStates states;

	/**
	 * Create a view of pools.
	 * @param pools the pools
	 * @param states applies what is published to them
	 */
	MemberPools(WasmPools pools, PublishedStates states) {
		this.pools = pools;
		this.states = states;
	}

	Optional<WasmPool> find(String pool) {
		return this.pools.find(pool);
	}

	/**
	 * Tell what a pool runs.
	 * @param pool the name of the pool
	 * @return its state, or {@code null} if there is no such pool
	 */
	@Nullable PoolState state(String pool) {
		return find(pool).map((found) -> this.states.version(found).state()).orElse(null);
	}

	/**
	 * Apply what is published for a pool.
	 * @param pool the name of the pool
	 * @return why it could not be applied, or {@code null} if it is
	 */
	@Nullable String apply(String pool) {
		return this.states.reconcile(pool);
	}

	/**
	 * Return how many requests a pool of this process can do at once.
	 * @param pool the pool
	 */
	static int slots(WasmPool pool) {
		return Math.max(1, Math.min(pool.stats().size(), Runtime.getRuntime().availableProcessors()));
	}

	/**
	 * Do some work with an instance.
	 * @param name the name of the pool
	 * @param state what the instance has to run, or {@code null} for whatever it runs
	 * @param work what to do
	 * @param reply makes the answer
	 * @param <R> the type of the answer
	 * @return what became of it; nothing is thrown
	 */
	<R> R answer(String name, @Nullable PoolState state, WasmCallback<@Nullable Object, Exception> work,
			ReplyFactory<R> reply) {
		WasmPool pool = find(name).orElse(null);
		if (pool == null) {
			return reply.create(Outcome.ABSENT, 1, 0, 0,
					RemoteFailure.of("it has no pool '" + Wording.name(name) + "'"), null);
		}
		int slots = slots(pool);
		// Without the wait for an instance
		long[] took = new long[1];
		try {
			Object result = call(pool, state, (instance) -> {
				long began = System.nanoTime();
				Object done = work.call(instance);
				took[0] = System.nanoTime() - began;
				return done;
			});
			return reply.create(Outcome.DONE, slots, took[0], 0, null, result);
		}
		catch (StateException ex) {
			return reply.create(ex.outcome, slots, 0, 0, RemoteFailure.of(String.valueOf(ex.getMessage())), null);
		}
		catch (WasmBatchException ex) {
			Throwable cause = ex.getCause();
			return reply.create(Outcome.FAILED, slots, 0, ex.getIndex(), RemoteFailure.of((cause != null) ? cause : ex),
					ex.getResults());
		}
		catch (WasmPoolException | Error ex) {
			return reply.create(Outcome.REFUSED, slots, 0, 0, RemoteFailure.of(ex), null);
		}
		catch (Exception ex) {
			return reply.create(Outcome.FAILED, slots, 0, 0, RemoteFailure.of(ex), null);
		}
	}

	private @Nullable Object call(WasmPool pool, @Nullable PoolState wanted,
			WasmCallback<@Nullable Object, Exception> work) throws Exception {
		if (wanted == null) {
			return pool.<@Nullable Object, Exception>withInstance(work);
		}
		for (int i = 0; i < ATTEMPTS; i++) {
			LocalVersion version = this.states.version(pool);
			check(version, wanted);
			try {
				return pool.<@Nullable Object, Exception>withInstance((instance) -> {
					// Generations only go up, so the loan is of this one
					if (pool.counters().generation() != version.generation()) {
						throw new MovedOnException();
					}
					return work.call(instance);
				});
			}
			catch (MovedOnException ex) {
				// Look again
			}
		}
		throw new StateException(Outcome.BEHIND, "it is just replaced");
	}

	private static void check(LocalVersion version, PoolState wanted) {
		PoolState has = version.state();
		if (version.isSettled() && has.equals(wanted)) {
			return;
		}
		if (!version.isSettled() || has.number() < wanted.number()) {
			throw new StateException(Outcome.BEHIND, "it has not applied yet what was published");
		}
		if (has.number() > wanted.number()) {
			throw new StateException(Outcome.AHEAD, "it has applied already what was published next");
		}
		throw new StateException(Outcome.REFUSED,
				has.digest().equals(wanted.digest()) ? "it begins with another seed" : "it has module " + has.digest());
	}

	/**
	 * Makes an answer.
	 *
	 * @param <R> its type
	 */
	@FunctionalInterface
	interface ReplyFactory<R> {

		R create(Outcome outcome, int slots, long took, int index, String @Nullable [] failure,
				@Nullable Object result);

	}

	/**
	 * The instance is of a later generation than the one that was looked at.
	 */
	private static final class MovedOnException extends RuntimeException {

		private static final long serialVersionUID = 1;

		MovedOnException() {
			super(null, null, false, false);
		}

	}

	/**
	 * The pool does not run what was asked for.
	 */
	private static final class StateException extends RuntimeException {

		private static final long serialVersionUID = 1;

		private final Outcome outcome;

		StateException(Outcome outcome, String message) {
			super(message, null, false, false);
			this.outcome = outcome;
		}

	}

}
