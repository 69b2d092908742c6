package io.github.wasmpool.cluster;

import java.util.concurrent.Callable;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import org.jspecify.annotations.Nullable;

/**
 * A request that runs on a member. Where the cluster of pools is not switched on, or is
 * stopped, nothing happens.
 *
 * @param <T> the type of the answer
 */
abstract class MemberTask<T> implements Callable<T>, HazelcastInstanceAware {

	private transient @Nullable HazelcastInstance member;

	@Override
	public final void setHazelcastInstance(HazelcastInstance member) {
		this.member = member;
	}

	@Override
	public final T call() {
		HazelcastInstance member = this.member;
		Object pools = (member != null) ? member.getUserContext().get(MemberPools.CONTEXT_KEY) : null;
		return (pools instanceof MemberPools found) ? call(found) : refuse("it does not share its pools");
	}

	/**
	 * Do what was asked for. Throws nothing.
	 * @param pools the pools of the member
	 */
	abstract T call(MemberPools pools);

	/**
	 * Answer that the member does not take part.
	 * @param reason why
	 */
	abstract T refuse(String reason);

}
