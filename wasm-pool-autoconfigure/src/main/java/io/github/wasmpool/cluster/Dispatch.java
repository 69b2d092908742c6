package io.github.wasmpool.cluster;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.hazelcast.cluster.Member;
import io.github.wasmpool.cluster.Members.Answer;
import org.jspecify.annotations.Nullable;

/**
 * Gives parts of some work to members until all is done. Everything is decided on the
 * calling thread, one answer after the other.
 *
 * @param <R> the type of the answers
 */
final class Dispatch<R extends Reply> {

	/** A part with which so many members were lost is not given to another. */
	private static final int MOST_LOSSES = 3;

	/** How often to look for members that came, left, or do not answer. */
	private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(20);

	/** Who takes less for a part is not slow. */
	private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(500);

	/** Who takes so many times longer than anybody has is slow. */
	private static final int SLOWER = 4;

	private final String pool;

	private final Members members;

	private final PartWork<R> work;

	private final long timeout;

	private final PartCounts counts;

	private final Parts parts;

	private final Map<UUID, Worker> workers = new LinkedHashMap<>();

	private final List<Attempt> attempts = new ArrayList<>();

	private final BlockingQueue<Event<R>> events = new LinkedBlockingQueue<>();

	private @Nullable Supplier<RuntimeException> failure;

	private long longest;

	/**
	 * Create a dispatch.
	 * @param pool the name of the pool
	 * @param members the members
	 * @param work the work
	 * @param options how it is shared
	 * @param counts counts parts
	 */
	Dispatch(String pool, Members members, PartWork<R> work, ClusterOptions options, PartCounts counts) {
		this.pool = pool;
		this.members = members;
		this.work = work;
		this.timeout = options.answerTimeout().toNanos();
		this.counts = counts;
		this.parts = new Parts(work.items());
	}

	/**
	 * Do the work.
	 * @return {@code false} if nobody can do the rest, because members have applied what
	 * was published meanwhile
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	boolean run() throws InterruptedException {
		while (!this.parts.isOver()) {
			long now = System.nanoTime();
			look(now);
			giveOut(now);
			if (this.attempts.isEmpty() && this.workers.values().stream().allMatch((each) -> each.excluded() != null)) {
				if (this.workers.values().stream().anyMatch(Worker::isAhead)) {
					return false;
				}
				throw nobody();
			}
			Event<R> event = this.events.poll(GLANCE, TimeUnit.NANOSECONDS);
			if (event != null) {
				take(event, System.nanoTime());
			}
		}
		if (this.failure != null) {
			throw this.failure.get();
		}
		return true;
	}

	/**
	 * See who is there, and who has not answered in time.
	 */
	private void look(long now) {
		Set<Member> all = this.members.all();
		UUID local = this.members.local().getUuid();
		for (Member member : all) {
			this.workers.computeIfAbsent(member.getUuid(),
					(uuid) -> new Worker(member, uuid.equals(local), this.work.least(), now));
		}
		for (Iterator<Attempt> each = this.attempts.iterator(); each.hasNext();) {
			Attempt attempt = each.next();
			Worker worker = attempt.worker();
			boolean left = !all.contains(worker.member());
			if (left || now - attempt.begun() > this.timeout) {
				each.remove();
				lose(attempt, left ? "it left" : "it gave no answer within "
						+ TimeUnit.NANOSECONDS.toMillis(this.timeout) + " ms ('wasm.cluster.answer-timeout')");
			}
		}
	}

	private void giveOut(long now) {
		int slots = this.workers.values().stream().mapToInt(Worker::slots).sum();
		long slow = now - Math.max(PATIENCE, SLOWER * this.longest);
		boolean given;
		do {
			given = false;
			for (Worker worker : this.workers.values()) {
				// Towards the end parts get smaller, so that all end together
				int fair = Math.max(this.work.least(), this.parts.uncut() / (2 * slots));
				Part part = worker.isFree(now) ? this.parts.next(worker, Math.min(worker.size(), fair), slow) : null;
				if (part != null) {
					give(part, worker, now);
					given = true;
				}
			}
		}
		while (given);
	}

	private void give(Part part, Worker worker, long now) {
		Attempt attempt = new Attempt(part, worker, now);
		part.giveTo(worker, now);
		worker.begin();
		this.attempts.add(attempt);
		this.members.ask(worker.member(), this.work.task(part.from(), part.to()),
				(answer) -> this.events.add(new Event<>(attempt, answer)));
	}

	private void take(Event<R> event, long now) {
		Attempt attempt = event.attempt();
		boolean inTime = this.attempts.remove(attempt);
		R reply = event.answer().reply();
		if (reply == null) {
			if (inTime) {
				lose(attempt, event.answer().problem());
			}
			return;
		}
		Worker worker = attempt.worker();
		Part part = attempt.part();
		if (inTime) {
			worker.end();
			part.takeFrom(worker);
		}
		switch (reply.outcome()) {
			case DONE -> {
				this.longest = Math.max(this.longest, now - attempt.begun());
				worker.learn(reply, part.size(), this.work.most());
				if (this.parts.end(part)) {
					this.work.keep(part.from(), reply);
					this.counts.done(worker.isLocal());
				}
			}
			case FAILED -> {
				if (this.parts.end(part)) {
					fail(part, reply, Members.describe(worker.member()));
				}
			}
			case BEHIND -> worker.pause(RemoteFailure.message(reply.failure()), now, this.timeout);
			case AHEAD -> worker.excludeAhead(RemoteFailure.message(reply.failure()));
			case ABSENT -> worker.miss(RemoteFailure.message(reply.failure()), now);
			case REFUSED -> worker.exclude(RemoteFailure.message(reply.failure()));
		}
	}

	/**
	 * Keep what came before an item that failed, which is the lowest until now.
	 */
	private void fail(Part part, R reply, String member) {
		int item = part.from() + reply.index();
		this.work.keep(part.from(), reply);
		this.parts.fail(item);
		this.failure = () -> this.work.failure(item, reply, member);
	}

	/**
	 * Give up on a member, whose part goes to another.
	 */
	private void lose(Attempt attempt, String reason) {
		Worker worker = attempt.worker();
		Part part = attempt.part();
		worker.end();
		worker.exclude(reason);
		part.takeFrom(worker);
		this.counts.lost();
		if (this.parts.isOpen(part) && part.lose() == MOST_LOSSES) {
			throw new WasmClusterException(this.pool,
					"Items " + part.from() + " to " + (part.to() - 1) + " for pool '" + this.pool + "' were lost with "
							+ MOST_LOSSES + " members, the last of them " + Members.describe(worker.member()) + ": "
							+ reason,
					null);
		}
	}

	private WasmClusterException nobody() {
		StringBuilder message = new StringBuilder("No member can work for pool '").append(this.pool).append('\'');
		String separator = ": ";
		for (Worker worker : this.workers.values()) {
			message.append(separator).append(Members.describe(worker.member())).append(": ").append(worker.excluded());
			separator = "; ";
		}
		return new WasmClusterException(this.pool, message.toString(), null);
	}

	/**
	 * A part that a member has.
	 *
	 * @param part the part
	 * @param worker the member
	 * @param begun since when
	 */
	private record Attempt(Part part, Worker worker, long begun) {

	}

	/**
	 * What came of it.
	 */
	private record Event<R>(Attempt attempt, Answer<R> answer) {

	}

}
