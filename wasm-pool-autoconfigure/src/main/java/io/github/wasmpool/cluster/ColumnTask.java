package io.github.wasmpool.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Asks a member to call a function for a part of columns. It travels as plain data.
 */
final class ColumnTask extends MemberTask<ColumnReply> {

	private final String pool;

	private final PoolState state;

	private final String export;

	private final int columns;

	private final int @Nullable [] ints;

	private final long @Nullable [] longs;

	private final float @Nullable [] floats;

	private final double @Nullable [] doubles;

	/**
	 * Create a request.
	 * @param pool the name of the pool
	 * @param state what it has to run
	 * @param export the name of the function
	 * @param columns how many columns there are
	 * @param items their items, one column after the other
	 */
	ColumnTask(String pool, PoolState state, String export, int columns, Object items) {
		this.pool = pool;
		this.state = state;
		this.export = export;
		this.columns = columns;
		this.ints = (items instanceof int[] array) ? array : null;
		this.longs = (items instanceof long[] array) ? array : null;
		this.floats = (items instanceof float[] array) ? array : null;
		this.doubles = (items instanceof double[] array) ? array : null;
	}

	@Override
	ColumnReply call(MemberPools pools) {
		if (this.ints != null) {
			return call(pools, ColumnKind.INT, this.ints);
		}
		if (this.longs != null) {
			return call(pools, ColumnKind.LONG, this.longs);
		}
		if (this.floats != null) {
			return call(pools, ColumnKind.FLOAT, this.floats);
		}
		return (this.doubles != null) ? call(pools, ColumnKind.DOUBLE, this.doubles) : refuse("there are no columns");
	}

	private ColumnReply call(MemberPools pools, ColumnKind kind, Object items) {
		return pools.answer(this.pool, this.state,
				(instance) -> kind.map(instance.function(this.export), items, this.columns), ColumnReply::of);
	}

	@Override
	ColumnReply refuse(String reason) {
		return ColumnReply.of(Outcome.ABSENT, 1, 0, 0, RemoteFailure.of(reason), null);
	}

}
