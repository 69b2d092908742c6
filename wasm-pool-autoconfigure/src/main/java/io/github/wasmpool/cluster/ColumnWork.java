package io.github.wasmpool.cluster;

import java.lang.reflect.Array;

import io.github.wasmpool.WasmBatchException;
import io.github.wasmpool.WasmException;

/**
 * A function that is called once for each item of columns.
 */
final class ColumnWork implements PartWork<ColumnReply> {

	private final String pool;

	private final PoolState state;

	private final String export;

	private final ColumnKind kind;

	private final Object[] columns;

	private final ClusterOptions options;

	private final Object results;

	/**
	 * Create work.
	 * @param pool the name of the pool
	 * @param state what members have to run
	 * @param export the name of the function
	 * @param kind the type of the columns
	 * @param columns one or more, all of the same length
	 * @param options how large parts are
	 */
	ColumnWork(String pool, PoolState state, String export, ColumnKind kind, Object[] columns, ClusterOptions options) {
		this.pool = pool;
		this.state = state;
		this.export = export;
		this.kind = kind;
		this.columns = columns;
		this.options = options;
		this.results = kind.create(items());
	}

	Object results() {
		return this.results;
	}

	@Override
	public int items() {
		return Array.getLength(this.columns[0]);
	}

	@Override
	public int least() {
		return this.options.minPartSize();
	}

	@Override
	public int most() {
		return this.options.maxPartSize();
	}

	@Override
	public MemberTask<ColumnReply> task(int from, int to) {
		return new ColumnTask(this.pool, this.state, this.export, this.columns.length,
				this.kind.join(this.columns, from, to));
	}

	@Override
	public void keep(int from, ColumnReply reply) {
		Object part = reply.results();
		if (part != null) {
			System.arraycopy(part, 0, this.results, from, Array.getLength(part));
		}
	}

	@Override
	public RuntimeException failure(int item, ColumnReply reply, String member) {
		RuntimeException thrown = RemoteFailure.toException(reply.failure(), this.pool, member);
		Object before = reply.results();
		return (before != null && thrown instanceof WasmException cause)
				? new WasmBatchException(this.export, item, resultsBefore(item), cause) : thrown;
	}

	private Object resultsBefore(int item) {
		Object before = this.kind.create(item);
		System.arraycopy(this.results, 0, before, 0, item);
		return before;
	}

}
