package io.github.wasmpool.cluster;

/**
 * What is done for items, part by part.
 *
 * @param <R> the type of the answers
 */
interface PartWork<R extends Reply> {

	/**
	 * Return how many items there are.
	 */
	int items();

	/**
	 * Return how many items the first parts have.
	 */
	int least();

	/**
	 * Return the most items of a part.
	 */
	int most();

	/**
	 * Make a request for a part.
	 * @param from the first item
	 * @param to the item after the last
	 */
	MemberTask<R> task(int from, int to);

	/**
	 * Keep what came of a part, or of those of its items before one that failed.
	 * @param from the first item
	 * @param reply the answer
	 */
	void keep(int from, R reply);

	/**
	 * Tell that an item failed, in terms of all items. To be called once, when everything
	 * before that item is kept.
	 * @param item the item, or the first of the part if it is not known which
	 * @param reply the answer
	 * @param member the member that gave it
	 */
	RuntimeException failure(int item, R reply, String member);

}
