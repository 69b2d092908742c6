package io.github.wasmpool.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

import io.github.wasmpool.WasmInstance;
import org.jspecify.annotations.Nullable;

/**
 * A function of the user that is called for chunks of a list.
 *
 * @param <D> the type of the elements
 * @param <C> the type of the results
 */
final class ChunkWork<D, C> implements PartWork<FunctionReply> {

	private final String pool;

	private final PoolState state;

	private final List<D> data;

	private final ClusterMapper<D, C> map;

	private final int most;

	private final TreeMap<Integer, @Nullable Object> results = new TreeMap<>();

	/**
	 * Create work.
	 * @param pool the name of the pool
	 * @param state what members have to run
	 * @param data the list
	 * @param map the function
	 * @param most the most elements of a chunk
	 */
	ChunkWork(String pool, PoolState state, List<D> data, ClusterMapper<D, C> map, int most) {
		this.pool = pool;
		this.state = state;
		this.data = new ArrayList<>(data);
		this.map = map;
		this.most = most;
	}

	/**
	 * Return the results of all chunks, in their order.
	 */
	@SuppressWarnings("unchecked") // the function returns nothing else
	List<C> results() {
		return (List<C>) Collections.unmodifiableList(new ArrayList<>(this.results.values()));
	}

	@Override
	public int items() {
		return this.data.size();
	}

	@Override
	public int least() {
		return 1;
	}

	@Override
	public int most() {
		return this.most;
	}

	@Override
	public MemberTask<FunctionReply> task(int from, int to) {
		return new FunctionTask(this.pool, this.state,
				new ChunkCallback<>(this.map, new ArrayList<>(this.data.subList(from, to))));
	}

	@Override
	public void keep(int from, FunctionReply reply) {
		this.results.put(from, reply.result());
	}

	@Override
	public RuntimeException failure(int item, FunctionReply reply, String member) {
		return RemoteFailure.toException(reply.failure(), this.pool, member);
	}

	/**
	 * Calls the function for a chunk, on any member.
	 *
	 * @param map the function
	 * @param chunk the elements
	 */
	record ChunkCallback<D, C>(ClusterMapper<D, C> map, ArrayList<D> chunk) implements ClusterCallback<C> {

		@Override
		public C call(WasmInstance instance) throws Exception {
			return this.map.map(instance, Collections.unmodifiableList(this.chunk));
		}

	}

}
