package io.github.wasmpool.cluster;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import com.hazelcast.cluster.Member;

/**
 * All members that are at work for one operation, this one first. Whether others are
 * asked at all is found out by what this one finishes.
 */
final class Workers {

	/** For how long the others are not asked: this member may be done by then. */
	static final long TRIAL = TimeUnit.MILLISECONDS.toNanos(1);

	/** What takes this member less is not worth while to ask the others for. */
	private static final long WORTH = TimeUnit.MILLISECONDS.toNanos(4);

	private final PartWork<?> work;

	private final long begun;

	private final Worker here;

	private final Map<UUID, Worker> all = new LinkedHashMap<>();

	private boolean isShared;

	/**
	 * Create workers, of which there is one.
	 * @param local this member
	 * @param work what is to be done
	 * @param now the time
	 */
	Workers(Member local, PartWork<?> work, long now) {
		this.work = work;
		this.begun = now;
		this.here = new Worker(local, true, work, now);
		this.all.put(local.getUuid(), this.here);
	}

	Worker here() {
		return this.here;
	}

	/**
	 * Let members that have come take part.
	 * @param members those that are there
	 * @param now the time
	 */
	void join(Collection<Member> members, long now) {
		for (Member member : members) {
			this.all.computeIfAbsent(member.getUuid(), (uuid) -> new Worker(member, false, this.work, now));
		}
	}

	/**
	 * Return those that may be given something: this member, and the others once it has
	 * shown that it alone would take long for the rest, or has shown nothing in time, or
	 * less than it had promised.
	 * @param uncut how many items nobody has begun
	 * @param now the time
	 */
	Collection<Worker> present(int uncut, long now) {
		double speed = this.here.speed();
		this.isShared |= this.here.excluded() != null || (speed > 0 && uncut / speed > WORTH)
				|| now - this.begun > ((speed > 0) ? WORTH : TRIAL);
		if (!this.isShared) {
			return List.of(this.here);
		}
		this.all.values().forEach((each) -> each.expect(this.here));
		return this.all.values();
	}

	boolean isShared() {
		return this.isShared;
	}

	/**
	 * Return how many items to give to one.
	 * @param worker who gets them
	 * @param uncut how many items nobody has begun
	 */
	int share(Worker worker, int uncut) {
		double speed = this.all.values().stream().mapToDouble(Worker::speed).sum();
		return worker.share(uncut, speed, this.work.least());
	}

	boolean areAllExcluded() {
		return this.all.values().stream().allMatch((each) -> each.excluded() != null);
	}

	boolean isAnyAhead() {
		return this.all.values().stream().anyMatch(Worker::isAhead);
	}

	/**
	 * Say why each of those that are excluded is.
	 */
	String reasons() {
		StringBuilder reasons = new StringBuilder();
		for (Worker worker : this.all.values()) {
			reasons.append(reasons.isEmpty() ? "" : "; ")
				.append(Members.describe(worker.member()))
				.append(": ")
				.append(worker.excluded());
		}
		return reasons.toString();
	}

}
