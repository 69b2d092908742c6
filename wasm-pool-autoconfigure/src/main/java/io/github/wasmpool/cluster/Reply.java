package io.github.wasmpool.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What a member answers. It never throws: what is thrown on a member would travel as a
 * Java object.
 */
interface Reply {

	/**
	 * Return what became of the request.
	 */
	Outcome outcome();

	/**
	 * Return how many requests the member can do at once.
	 */
	int slots();

	/**
	 * Return how long it took, in nanoseconds.
	 */
	long took();

	/**
	 * Return the item that failed, in the part.
	 */
	int index();

	/**
	 * Return what went wrong.
	 * @return what {@link RemoteFailure} made of it, or {@code null} if nothing did
	 */
	String @Nullable [] failure();

}
