package io.github.wasmpool.cluster;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process among the others: whether its pools can be asked, and that it applies what
 * is published, as soon as it is told, and looks for it from time to time besides, and
 * for what nothing names any more.
 *
 * <p>
 * Thread-safe.
 */
final class Membership {

	private static final Logger logger = LoggerFactory.getLogger(Membership.class);

	private final HazelcastInstance hazelcast;

	private final MemberPools pools;

	private final PublishedStates states;

	private final IMap<String, Publication> publications;

	private final Leftovers leftovers;

	private final Duration interval;

	private @Nullable ScheduledExecutorService thread;

	private @Nullable UUID listener;

	/**
	 * Describe this process.
	 * @param hazelcast its member of the cluster
	 * @param pools what it lets others ask
	 * @param states applies what is published
	 * @param maps what is published
	 * @param interval how often it looks for that without being told
	 */
	Membership(HazelcastInstance hazelcast, MemberPools pools, PublishedStates states, PublishedMaps maps,
			Duration interval) {
		this.hazelcast = hazelcast;
		this.pools = pools;
		this.states = states;
		this.publications = maps.publications();
		this.leftovers = new Leftovers(maps, states::hasApplied);
		this.interval = interval;
	}

	synchronized void start() {
		if (this.thread != null) {
			return;
		}
		ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread created = new Thread(task, "wasm-cluster");
			created.setDaemon(true);
			return created;
		});
		this.thread = thread;
		this.listener = this.publications.addEntryListener(new Listener(thread), false);
		reconcile();
		ScheduledFuture<?> unused = thread.scheduleWithFixedDelay(this::look, this.interval.toNanos(),
				this.interval.toNanos(), TimeUnit.NANOSECONDS);
		this.hazelcast.getUserContext().put(MemberPools.CONTEXT_KEY, this.pools);
	}

	synchronized void stop() {
		if (this.thread == null) {
			return;
		}
		this.thread.shutdownNow();
		this.thread = null;
		try {
			this.hazelcast.getUserContext().remove(MemberPools.CONTEXT_KEY, this.pools);
			if (this.listener != null) {
				this.publications.removeEntryListener(this.listener);
			}
		}
		catch (HazelcastInstanceNotActiveException ex) {
			// Hazelcast has ended first, as its own shutdown hook may let it
		}
		this.listener = null;
	}

	private void look() {
		reconcile();
		try {
			this.leftovers.free(System.nanoTime());
		}
		catch (RuntimeException | Error ex) {
			logger.debug("What nothing names any more could not be freed, and is looked for again", ex);
		}
	}

	private void reconcile() {
		try {
			this.states.reconcile();
		}
		catch (RuntimeException ex) {
			logger.debug("What is published to the cluster could not be looked at, and is looked at again", ex);
		}
	}

	/**
	 * Hears that something is published.
	 */
	private final class Listener implements EntryAddedListener<String, Publication>,
			EntryUpdatedListener<String, Publication>, EntryMergedListener<String, Publication> {

		private final ScheduledExecutorService thread;

		Listener(ScheduledExecutorService thread) {
			this.thread = thread;
		}

		@Override
		public void entryAdded(EntryEvent<String, Publication> event) {
			wake();
		}

		@Override
		public void entryUpdated(EntryEvent<String, Publication> event) {
			wake();
		}

		@Override
		public void entryMerged(EntryEvent<String, Publication> event) {
			wake();
		}

		private void wake() {
			try {
				this.thread.execute(Membership.this::reconcile);
			}
			catch (RejectedExecutionException ex) {
				// Stopped meanwhile
			}
		}

	}

}
