package io.github.wasmpool.cluster;

import java.lang.reflect.Array;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPools;
import io.github.wasmpool.cluster.Members.Answer;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of pools on Hazelcast, of which this process has a member.
 *
 * <p>
 * Thread-safe. It takes part between {@link #start()} and {@link #stop()}.
 */
public final class HazelcastCluster implements WasmCluster {

	/** How long to wait for members that are only asked what they run. */
	private static final Duration GLANCE = Duration.ofSeconds(5);

	/** How often a member looks for what is published, as it may not have been told. */
	private static final Duration LOOK = Duration.ofSeconds(10);

	/** How often an operation begins again because something else was published. */
	private static final int ATTEMPTS = 10;

	private final ClusterOptions options;

	private final Members members;

	private final MemberPools pools;

	private final PublishedStates states;

	private final Membership membership;

	private final PartCounts counts = new PartCounts();

	/**
	 * Create a cluster of pools.
	 * @param hazelcast a member in this process, which is closed by whoever made it
	 * @param pools the pools of this member
	 * @param seedReader reads what is published as a seed
	 * @param options how work is shared
	 * @throws IllegalArgumentException if Hazelcast is only a client of a cluster
	 */
	public HazelcastCluster(HazelcastInstance hazelcast, WasmPools pools, WasmSeedReader seedReader,
			ClusterOptions options) {
		this(hazelcast, pools, seedReader, options, LOOK);
	}

	HazelcastCluster(HazelcastInstance hazelcast, WasmPools pools, WasmSeedReader seedReader, ClusterOptions options,
			Duration look) {
		if (!(hazelcast.getLocalEndpoint() instanceof Member)) {
			throw new IllegalArgumentException(
					"A member of the cluster is needed in this process, but Hazelcast instance '" + hazelcast.getName()
							+ "' is a client");
		}
		this.options = options;
		this.members = new Members(hazelcast);
		PublishedMaps maps = PublishedMaps.of(hazelcast);
		this.states = new PublishedStates(pools, maps, seedReader, options.answerTimeout());
		this.pools = new MemberPools(pools, this.states);
		this.membership = new Membership(hazelcast, this.pools, this.states, maps, look);
	}

	/**
	 * Take part: apply what is published, and work for other members from now on.
	 */
	public void start() {
		this.membership.start();
	}

	/**
	 * Work for other members no more. What they have asked for already is done.
	 */
	public void stop() {
		this.membership.stop();
	}

	/**
	 * Return how many parts of the operations of this member were done here.
	 * @return the number since it was made
	 */
	public long partsHere() {
		return this.counts.here();
	}

	/**
	 * Return how many parts of the operations of this member were done by others.
	 * @return the number since it was made
	 */
	public long partsElsewhere() {
		return this.counts.elsewhere();
	}

	/**
	 * Return how often a member had a part of an operation of this one, and left or gave
	 * no answer.
	 * @return the number since it was made
	 */
	public long partsLost() {
		return this.counts.losses();
	}

	@Override
	public int[] mapInt(String pool, String export, int[]... columns) {
		return (int[]) map(pool, export, ColumnKind.INT, columns);
	}

	@Override
	public long[] mapLong(String pool, String export, long[]... columns) {
		return (long[]) map(pool, export, ColumnKind.LONG, columns);
	}

	@Override
	public float[] mapFloat(String pool, String export, float[]... columns) {
		return (float[]) map(pool, export, ColumnKind.FLOAT, columns);
	}

	@Override
	public double[] mapDouble(String pool, String export, double[]... columns) {
		return (double[]) map(pool, export, ColumnKind.DOUBLE, columns);
	}

	private Object map(String pool, String export, ColumnKind kind, Object[] columns) {
		Objects.requireNonNull(export, "'export' must not be null");
		Object[] copy = columns.clone();
		check(copy);
		WasmPool local = this.pools.find(pool).orElse(null);
		if (local != null && (this.members.isAlone() || Array.getLength(copy[0]) == 0
				|| !kind.isFit(local.module().exports(), export, copy.length))) {
			this.counts.done(true);
			// Says what is wrong with the columns, if that is what it is
			return LocalWork.map(local, kind, export, copy);
		}
		return dispatch(pool, (state) -> new ColumnWork(pool, state, export, kind, copy, this.options)).results();
	}

	private static void check(Object[] columns) {
		if (columns.length == 0) {
			throw new IllegalArgumentException("There must be a column for each parameter, but there is none");
		}
		for (Object column : columns) {
			Objects.requireNonNull(column, "'columns' must not contain null");
			if (Array.getLength(column) != Array.getLength(columns[0])) {
				throw new IllegalArgumentException("All columns must have the same length, but one has "
						+ Wording.count(Array.getLength(columns[0]), "item") + " and another "
						+ Array.getLength(column));
			}
		}
	}

	@Override
	public <D, C, R> R mapReduce(String pool, List<D> data, ClusterMapper<D, C> map, ClusterReducer<C, R> reduce) {
		Objects.requireNonNull(map, "'map' must not be null");
		Objects.requireNonNull(reduce, "'reduce' must not be null");
		WasmPool local = this.pools.find(pool).orElse(null);
		if (local != null && this.members.isAlone()) {
			this.counts.done(true);
			return LocalWork.mapReduce(local, data, map, reduce);
		}
		return reduce
			.reduce(dispatch(pool, (state) -> new ChunkWork<>(pool, state, data, map, this.options.maxPartSize()))
				.results());
	}

	/**
	 * Have work done by members that run the same.
	 */
	private <R extends Reply, W extends PartWork<R>> W dispatch(String pool, WorkFactory<W> factory) {
		try {
			for (int i = 0; i < ATTEMPTS; i++) {
				W work = factory.create(present(pool));
				if (new Dispatch<>(pool, this.members, work, this.options, this.counts).run()) {
					return work;
				}
			}
		}
		catch (InterruptedException ex) {
			throw interrupted(pool, ex);
		}
		throw new WasmClusterException(pool, "Pool '" + pool + "' was replaced or seeded " + ATTEMPTS
				+ " times while members worked together, and each time all had to begin again", null);
	}

	/**
	 * Tell what members have to run: what this one does, or else what most do of those
	 * that have applied what was published last.
	 */
	private PoolState present(String pool) throws InterruptedException {
		PoolState local = this.pools.state(pool);
		if (local != null) {
			return local;
		}
		Map<PoolState, Integer> states = new HashMap<>();
		Map<Member, Answer<StateReply>> answers = this.members.askAll(others(), new StateTask(pool, false),
				this.options.answerTimeout());
		for (Answer<StateReply> answer : answers.values()) {
			PoolState state = (answer.reply() != null) ? answer.reply().state() : null;
			if (state != null) {
				states.merge(state, 1, Integer::sum);
			}
		}
		return states.entrySet().stream().max((one, other) -> {
			int byNumber = Long.compare(one.getKey().number(), other.getKey().number());
			return (byNumber != 0) ? byNumber : Integer.compare(one.getValue(), other.getValue());
		}).map(Map.Entry::getKey).orElseThrow(() -> nobodyHas(pool, answers.keySet()));
	}

	private WasmClusterException nobodyHas(String pool, Collection<Member> answered) {
		return new WasmClusterException(pool,
				"No member has a pool '" + pool + "'; those that answered: "
						+ Stream.concat(answered.stream(), Stream.of(this.members.local()))
							.map(Members::describe)
							.distinct()
							.sorted()
							.collect(Collectors.joining(", ")),
				null);
	}

	private List<Member> others() {
		return this.members.all().stream().filter((member) -> !member.localMember()).toList();
	}

	@Override
	public <T extends @Nullable Object> Map<UUID, T> broadcast(String pool, ClusterCallback<T> work) {
		Objects.requireNonNull(work, "'work' must not be null");
		WasmPool local = this.pools.find(pool).orElse(null);
		Map<UUID, T> results = new LinkedHashMap<>();
		if (local != null && this.members.isAlone()) {
			results.put(this.members.local().getUuid(), LocalWork.call(local, work));
			return results;
		}
		Collection<Member> all = this.members.all();
		Map<Member, Answer<FunctionReply>> answers = ask(pool, all, new FunctionTask(pool, null, work));
		List<RuntimeException> failures = new ArrayList<>();
		for (Member member : all) {
			collect(pool, member, answers.get(member), results, failures);
		}
		if (!failures.isEmpty()) {
			RuntimeException first = failures.get(0);
			failures.subList(1, failures.size()).forEach(first::addSuppressed);
			throw first;
		}
		if (results.isEmpty()) {
			throw nobodyHas(pool, answers.keySet());
		}
		return results;
	}

	@SuppressWarnings("unchecked") // the work returns nothing else
	private <T extends @Nullable Object> void collect(String pool, Member member,
			@Nullable Answer<FunctionReply> answer, Map<UUID, T> results, List<RuntimeException> failures) {
		FunctionReply reply = (answer != null) ? answer.reply() : null;
		if (reply == null) {
			if (this.members.all().contains(member)) {
				failures.add(new WasmClusterException(pool, Members.describe(member) + ": "
						+ ((answer != null) ? answer.problem() : "it gave no answer in time"), null));
			}
		}
		else if (reply.outcome() == Outcome.DONE) {
			results.put(member.getUuid(), (T) reply.result());
		}
		else if (reply.outcome() != Outcome.ABSENT) {
			failures.add(RemoteFailure.toException(reply.failure(), pool, Members.describe(member)));
		}
	}

	@Override
	public void publish(String pool, byte[] binary) {
		this.states.publishModule(pool, binary.clone());
		awaitOthers(pool);
	}

	@Override
	public void publishSeed(String pool, byte[] seed) {
		this.states.publishSeed(pool, seed.clone());
		awaitOthers(pool);
	}

	/**
	 * Wait until all members have applied what is published.
	 */
	private void awaitOthers(String pool) {
		List<Member> others = others();
		Map<Member, Answer<StateReply>> answers = ask(pool, others, new StateTask(pool, true));
		List<String> problems = new ArrayList<>();
		for (Member member : others) {
			Answer<StateReply> answer = answers.get(member);
			StateReply reply = (answer != null) ? answer.reply() : null;
			String problem = (answer == null) ? "it has not said so in time"
					: (reply == null) ? answer.problem() : reply.failure();
			if (problem != null && this.members.all().contains(member)) {
				problems.add(Members.describe(member) + ": " + problem);
			}
		}
		if (!problems.isEmpty()) {
			throw new WasmClusterException(
					pool, "What is published for pool '" + pool
							+ "' is not applied by all members, and is tried again: " + String.join("; ", problems),
					null);
		}
	}

	@Override
	public Map<UUID, WasmPoolVersion> versions(String pool) {
		Duration timeout = (this.options.answerTimeout().compareTo(GLANCE) < 0) ? this.options.answerTimeout() : GLANCE;
		try {
			Map<UUID, WasmPoolVersion> versions = new LinkedHashMap<>();
			this.members.askAll(this.members.all(), new StateTask(pool, false), timeout).forEach((member, answer) -> {
				PoolState state = (answer.reply() != null) ? answer.reply().state() : null;
				if (state != null) {
					versions.put(member.getUuid(), new WasmPoolVersion(state.digest(), state.number()));
				}
			});
			return versions;
		}
		catch (InterruptedException ex) {
			throw interrupted(pool, ex);
		}
	}

	private <R> Map<Member, Answer<R>> ask(String pool, Collection<Member> members, MemberTask<R> task) {
		try {
			return this.members.askAll(members, task, this.options.answerTimeout());
		}
		catch (InterruptedException ex) {
			throw interrupted(pool, ex);
		}
	}

	private static WasmException interrupted(String pool, InterruptedException ex) {
		Thread.currentThread().interrupt();
		return new WasmClusterException(pool, "Interrupted while members work together for pool '" + pool + "'", ex);
	}

	/**
	 * Makes work.
	 *
	 * @param <W> its type
	 */
	@FunctionalInterface
	private interface WorkFactory<W> {

		W create(PoolState state);

	}

}
