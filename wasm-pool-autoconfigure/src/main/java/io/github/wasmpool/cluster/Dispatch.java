package io.github.wasmpool.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
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

	private final Workers workers;

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
		this.workers = new Workers(members.local(), work, System.nanoTime());
	}

	/**
	 * Do the work.
	 * @return {@code false} if nobody can do the rest, because members have applied what
	 * was published meanwhile
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	boolean run() throws InterruptedException {
		doHere();
		while (!this.parts.isOver()) {
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			long now = System.nanoTime();
			look(now);
			giveOut(now);
			if (this.attempts.isEmpty() && this.workers.areAllExcluded()) {
				if (this.workers.isAnyAhead()) {
					return false;
				}
				throw new WasmClusterException(this.pool,
						"No member can work for pool '" + this.pool + "': " + this.workers.reasons(), null);
			}
			Event<R> event = this.events.poll(this.workers.isShared() ? GLANCE : Workers.TRIAL, TimeUnit.NANOSECONDS);
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
	 * Do on this thread what is one part anyway. A part that this member refuses, because
	 * it has no such pool, is for others.
	 */
	private void doHere() {
		int least = this.work.least();
		long now = System.nanoTime();
		Worker here = this.workers.here();
		Part part = (this.work.items() <= least || !this.members.shares(this.pool)) ? this.parts.next(here, least, now)
				: null;
		if (part != null) {
			Attempt attempt = begin(part, here, now);
			R reply = this.members.work(this.work.task(part.from(), part.to()));
			take(new Event<>(attempt, new Answer<>(here.member(), reply, null)), System.nanoTime());
		}
	}

	/**
	 * See who is there, and who has not answered in time.
	 */
	private void look(long now) {
		Set<Member> all = this.members.all();
		this.workers.join(all, now);
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
		long slow = now - Math.max(PATIENCE, SLOWER * this.longest);
		Collection<Worker> present = this.workers.present(this.parts.uncut(), now);
		boolean given;
		do {
			given = false;
			for (Worker worker : present) {
				int share = this.workers.share(worker, this.parts.uncut());
				Part part = worker.isFree(now) ? this.parts.next(worker, share, slow) : null;
				if (part != null) {
					give(part, worker, now);
					given = true;
				}
			}
		}
		while (given);
	}

	private void give(Part part, Worker worker, long now) {
		Attempt attempt = begin(part, worker, now);
		this.members.ask(worker.member(), this.work.task(part.from(), part.to()),
				(answer) -> this.events.add(new Event<>(attempt, answer)));
	}

	private Attempt begin(Part part, Worker worker, long now) {
		Attempt attempt = new Attempt(part, worker, now);
		part.giveTo(worker, now);
		worker.begin();
		this.attempts.add(attempt);
		return attempt;
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
				this.longest = Math.max(this.longest, reply.took());
				worker.learn(reply, part.size());
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
