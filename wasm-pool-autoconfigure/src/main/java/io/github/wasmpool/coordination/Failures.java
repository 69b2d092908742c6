package io.github.wasmpool.coordination;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What went wrong in a round, in the order of time.
 */
final class Failures {

	/** Comes after all items. */
	static final int NO_ITEM = Integer.MAX_VALUE;

	private final List<Failure> all = new ArrayList<>();

	void add(int item, Throwable thrown) {
		this.all.add(new Failure(item, thrown));
	}

	/**
	 * Replace what was thrown.
	 * @param change makes another failure of each
	 */
	void replaceAll(UnaryOperator<Failure> change) {
		this.all.replaceAll(change);
	}

	/**
	 * Throw what came first, with the others suppressed, if there is anything.
	 * @param <E> the type of exception the work throws
	 * @throws E if anything went wrong
	 */
	<E extends Exception> void throwFirst() throws E {
		throwFirst(this.all);
	}

	/**
	 * Throw what the lowest item threw, with the others suppressed in the order of their
	 * items, if there is anything.
	 */
	void throwLowest() {
		List<Failure> sorted = new ArrayList<>(this.all);
		sorted.sort(Comparator.comparingInt(Failure::item));
		Failures.<RuntimeException>throwFirst(sorted);
	}

	@SuppressWarnings("unchecked") // work throws nothing else
	private static <E extends Exception> void throwFirst(List<Failure> failures) throws E {
		if (failures.isEmpty()) {
			return;
		}
		Throwable first = failures.get(0).thrown();
		Set<Throwable> known = Collections.newSetFromMap(new IdentityHashMap<>());
		known.add(first);
		Collections.addAll(known, first.getSuppressed());
		for (Failure failure : failures) {
			if (known.add(failure.thrown())) {
				first.addSuppressed(failure.thrown());
			}
		}
		if (first instanceof Error error) {
			throw error;
		}
		throw (E) first;
	}

	/**
	 * Something that went wrong.
	 *
	 * @param item the item that failed, or {@link #NO_ITEM}
	 * @param thrown what was thrown
	 */
	record Failure(int item, Throwable thrown) {

	}

}
