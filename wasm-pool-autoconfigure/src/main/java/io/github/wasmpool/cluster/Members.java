package io.github.wasmpool.cluster;

import java.io.Serializable;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.ExecutionCallback;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The members of the cluster, and a way to ask them.
 *
 * <p>
 * Thread-safe.
 */
final class Members {

	/** The name of the executor in Hazelcast's configuration. */
	static final String EXECUTOR = "wasm-pool";

	private final HazelcastInstance hazelcast;

	private final IExecutorService executor;

	Members(HazelcastInstance hazelcast) {
		this.hazelcast = hazelcast;
		this.executor = hazelcast.getExecutorService(EXECUTOR);
	}

	Member local() {
		return this.hazelcast.getCluster().getLocalMember();
	}

	/**
	 * Return all members of this moment.
	 */
	Set<Member> all() {
		return this.hazelcast.getCluster().getMembers();
	}

	boolean isAlone() {
		return all().size() == 1;
	}

	static String describe(Member member) {
		return "member " + member.getAddress().getHost() + ":" + member.getAddress().getPort() + " (" + member.getUuid()
				+ ")";
	}

	/**
	 * Whether this member does work for others, or for itself, with a pool.
	 * @param pool the name of the pool
	 */
	boolean shares(String pool) {
		return this.hazelcast.getUserContext().get(MemberPools.CONTEXT_KEY) instanceof MemberPools pools
				&& pools.find(pool).isPresent();
	}

	/**
	 * Do on this thread what this member is asked for.
	 * @param task what to do
	 * @param <R> the type of the answer
	 */
	<R> R work(MemberTask<R> task) {
		task.setHazelcastInstance(this.hazelcast);
		return task.call();
	}

	/**
	 * Ask a member. Who waits for an answer for ever should not: one that is paused gives
	 * none.
	 * @param member the member
	 * @param task what to ask
	 * @param answer takes the answer, on any thread, and does not wait
	 * @param <R> the type of the answer
	 * @throws IllegalArgumentException if the task cannot travel
	 */
	<R> void ask(Member member, MemberTask<R> task, Consumer<Answer<R>> answer) {
		BiConsumer<@Nullable R, @Nullable Throwable> end = (reply, thrown) -> answer
			.accept(new Answer<>(member, reply, thrown));
		try {
			// What users wrote is read on other threads than those that read all answers,
			// and with less than three processors Hazelcast starts two for each of these
			if (!(task instanceof Serializable)) {
				@SuppressWarnings("unchecked") // Hazelcast's futures are
				CompletionStage<R> reply = (CompletionStage<R>) this.executor.submitToMember(task, member);
				reply.whenCompleteAsync(end, Runnable::run);
			}
			else {
				this.executor.submitToMember(task, member, callback(end));
			}
		}
		catch (HazelcastSerializationException ex) {
			throw new IllegalArgumentException("What is to travel to another member must be serializable, with all it"
					+ " refers to: " + ex.getMessage(), ex);
		}
		catch (RuntimeException ex) {
			end.accept(null, ex);
		}
	}

	private static <R> ExecutionCallback<R> callback(BiConsumer<@Nullable R, @Nullable Throwable> end) {
		return new ExecutionCallback<>() {

			@Override
			public void onResponse(R response) {
				end.accept(response, null);
			}

			@Override
			public void onFailure(Throwable thrown) {
				end.accept(null, thrown);
			}

		};
	}

	/**
	 * Ask members, and wait for them.
	 * @param members the members
	 * @param task what to ask
	 * @param timeout how long to wait for all of them
	 * @param <R> the type of the answers
	 * @return the answer of each that gave one in time
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	<R> Map<Member, Answer<R>> askAll(Collection<Member> members, MemberTask<R> task, Duration timeout)
			throws InterruptedException {
		BlockingQueue<Answer<R>> queue = new LinkedBlockingQueue<>();
		members.forEach((member) -> ask(member, task, queue::add));
		Map<Member, Answer<R>> answers = new LinkedHashMap<>();
		long deadline = System.nanoTime() + timeout.toNanos();
		while (answers.size() < members.size()) {
			Answer<R> answer = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
			if (answer == null) {
				break;
			}
			answers.put(answer.member(), answer);
		}
		return answers;
	}

	/**
	 * What a member answered.
	 *
	 * @param member the member
	 * @param reply its answer, or {@code null} if it gave none
	 * @param thrown why it gave none, or {@code null}
	 * @param <R> the type of the answer
	 */
	record Answer<R>(Member member, @Nullable R reply, @Nullable Throwable thrown) {

		String problem() {
			return (this.thrown != null) ? this.thrown.toString() : "it gave no answer";
		}

	}

}
