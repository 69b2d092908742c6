package io.github.wasmpool.wasmtime;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The users of something that the last one frees. There is one to begin with.
 *
 * <p>
 * Thread-safe.
 */
public final class Users {

	private final AtomicInteger count = new AtomicInteger(1);

	private final Runnable free;

	/**
	 * Create the first user.
	 * @param free called once, when the last one lets go
	 */
	public Users(Runnable free) {
		this.free = free;
	}

	/**
	 * Become a user, unless the last one has let go.
	 * @return whether the caller is a user now, and has to {@link #release()}
	 */
	public boolean retain() {
		return this.count.getAndUpdate((users) -> (users > 0) ? users + 1 : 0) > 0;
	}

	/**
	 * Stop being a user.
	 */
	public void release() {
		if (this.count.decrementAndGet() == 0) {
			this.free.run();
		}
	}

}
