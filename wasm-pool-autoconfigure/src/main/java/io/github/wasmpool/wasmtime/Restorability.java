package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.wasmpool.binary.GuestLayout;
import org.jspecify.annotations.Nullable;

/**
 * Whether the instances of a pool can be put back into the state in which they began, in
 * place and exactly. That depends on what the module's code can change, on what happened
 * while an instance was initialised, and on the system. It is decided once, and tried
 * before anybody relies on it.
 *
 * <p>
 * Immutable.
 */
public final class Restorability {

	/** A trial writes to so many pages, spread over the memory. */
	private static final int TRIED_PAGES = 64;

	private final @Nullable RestorePoint point;

	private final String reason;

	private Restorability(@Nullable RestorePoint point, String reason) {
		this.point = point;
		this.reason = reason;
	}

	/**
	 * Say that instances cannot be put back.
	 * @param reason a sentence without its full stop
	 * @return what says so
	 */
	public static Restorability not(String reason) {
		return new Restorability(null, reason);
	}

	/**
	 * Say, without making an instance, whether there is no way.
	 * @param guest the module
	 * @return the reason, or empty if it has to be tried
	 */
	public static Optional<Restorability> ofModule(GuestLayout guest) {
		return guest.obstacle()
			.map((obstacle) -> not("module '" + guest.name() + "' cannot be put back in place: " + obstacle));
	}

	/**
	 * Decide, and try it, unless that was tried in another state of the code. Makes the
	 * baseline, and for a trial another instance, which is freed.
	 * @param guest the module, with no {@linkplain #ofModule(GuestLayout) obstacle}
	 * @param history what is known of other states of the code
	 * @param make makes an instance
	 * @param whenFreed called once, when the baseline is gone, also if there never was
	 * one
	 * @return the decision
	 */
	public static Restorability tryOut(GuestLayout guest, RestoreHistory history, Supplier<GuestInstance> make,
			Runnable whenFreed) {
		return tryOut(guest, history, make, whenFreed, PageMap.OF_PROCESS);
	}

	static Restorability tryOut(GuestLayout guest, RestoreHistory history, Supplier<GuestInstance> make,
			Runnable whenFreed, PageMap map) {
		RestorePoint point = null;
		String reason = guest.ownMemory().isPresent() ? map.problem() : null;
		try {
			if (reason == null) {
				GuestInstance baseline = make.get();
				reason = baseline.calledHost() ? "the module calls the host while it is initialised" : null;
				point = (reason == null) ? point(baseline, map, history, whenFreed) : null;
				if (point == null) {
					baseline.dispose();
				}
				reason = (point != null && !history.isTried()) ? trial(point, make.get(), map) : reason;
			}
		}
		catch (IOException ex) {
			reason = "the system does not tell what a guest has written: " + ex.getMessage();
		}
		catch (Throwable ex) {
			free(point, whenFreed);
			throw ex;
		}
		if (reason != null) {
			free(point, whenFreed);
			return not(reason);
		}
		history.succeeded();
		return new Restorability(point, "");
	}

	private static void free(@Nullable RestorePoint point, Runnable whenFreed) {
		if (point != null) {
			point.close();
		}
		else {
			whenFreed.run();
		}
	}

	private static RestorePoint point(GuestInstance baseline, PageMap map, RestoreHistory history, Runnable whenFreed)
			throws IOException {
		RestorePoint point;
		try {
			point = new RestorePoint(baseline, map, history, whenFreed);
		}
		catch (Throwable ex) {
			baseline.dispose();
			throw ex;
		}
		history.reached(point);
		return point;
	}

	/**
	 * Write to an instance from outside, put it back, and look.
	 * @return why that cannot be relied on, or {@code null} if it can
	 */
	private static @Nullable String trial(RestorePoint point, GuestInstance instance, PageMap map) throws IOException {
		try {
			if (!point.adopt(instance, Long.MAX_VALUE)) {
				return "two instances of the module do not begin in the same state";
			}
			MemoryPages pages = instance.ownMemory().systemPages(map);
			if (pages == null) {
				return null;
			}
			List<byte[]> before = new ArrayList<>();
			int step = Math.max(1, pages.count() / TRIED_PAGES);
			for (int page = 0; page < pages.count(); page += step) {
				before.add(pages.copy(page));
				pages.disturb(page);
			}
			if (instance.restore() != null) {
				return "an instance that was written to could not be put back";
			}
			for (int page = 0; page < pages.count(); page += step) {
				if (!Arrays.equals(before.get(page / step), pages.copy(page))) {
					return "'/proc/self/pagemap' did not tell that a page was written";
				}
			}
			return null;
		}
		finally {
			instance.dispose();
		}
	}

	/**
	 * Return the state to put instances back to.
	 * @return the point, which the caller closes, or empty if they cannot be put back
	 */
	public Optional<RestorePoint> point() {
		return Optional.ofNullable(this.point);
	}

	/**
	 * Say why instances cannot be put back.
	 * @return a sentence without its full stop, empty if they can
	 */
	public String reason() {
		return this.reason;
	}

}
