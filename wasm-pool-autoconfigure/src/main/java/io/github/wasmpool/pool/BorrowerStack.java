package io.github.wasmpool.pool;

/**
 * Where a borrower acquired an instance. Not thrown, only logged.
 */
final class BorrowerStack extends Throwable {

	private static final long serialVersionUID = 1L;

	private final long acquiredAt = System.nanoTime();

	BorrowerStack(Thread borrower) {
		super("acquired by thread '" + borrower.getName() + "'");
	}

	/**
	 * Return how long ago that was.
	 * @return a time in nanoseconds
	 */
	long age() {
		return System.nanoTime() - this.acquiredAt;
	}

}
