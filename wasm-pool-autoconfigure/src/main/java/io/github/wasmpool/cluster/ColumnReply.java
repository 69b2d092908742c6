package io.github.wasmpool.cluster;

import org.jspecify.annotations.Nullable;

/**
 * The results of a part of a column, or why there are none. Plain data.
 *
 * @param outcome what became of the request
 * @param slots how many requests the member can do at once
 * @param took the nanoseconds it took
 * @param index the item that failed, in the part
 * @param failure what went wrong, or {@code null}
 * @param ints the results, if they are of that type, those before a failure included
 * @param longs the same
 * @param floats the same
 * @param doubles the same
 */
@SuppressWarnings("ArrayRecordComponent") // travels, and is compared with nothing
record ColumnReply(Outcome outcome, int slots, long took, int index, String @Nullable [] failure, int @Nullable [] ints,
		long @Nullable [] longs, float @Nullable [] floats, double @Nullable [] doubles) implements Reply {

	static ColumnReply of(Outcome outcome, int slots, long took, int index, String @Nullable [] failure,
			@Nullable Object results) {
		return new ColumnReply(outcome, slots, took, index, failure, (results instanceof int[] ints) ? ints : null,
				(results instanceof long[] longs) ? longs : null, (results instanceof float[] floats) ? floats : null,
				(results instanceof double[] doubles) ? doubles : null);
	}

	@Nullable Object results() {
		return (this.ints != null) ? this.ints
				: (this.longs != null) ? this.longs : (this.floats != null) ? this.floats : this.doubles;
	}

}
