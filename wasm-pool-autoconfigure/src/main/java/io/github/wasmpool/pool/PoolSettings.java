package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The settings of a pool. They are checked as a whole: the message of the exception names
 * everything that is wrong, by its configuration key.
 *
 * @param name a name that matches {@code [a-z][a-z0-9]*}
 * @param size the most objects that live at once, from 1 to 1,000,000
 * @param minIdle how many objects are kept ready, from 0 to {@code size}
 * @param acquireTimeout how long a borrower waits unless it says otherwise; zero to fail
 * at once
 * @param maxWaiting how many borrowers may wait at once, {@link Integer#MAX_VALUE} for no
 * limit
 * @param reuse how long an object is lent again and again
 * @param leakDetectionThreshold after what time a loan is warned of, positive, or
 * {@code null} for never
 * @param shutdownGracePeriod how long closing waits for loans, zero or more
 */
public record PoolSettings(String name, int size, int minIdle, Duration acquireTimeout, int maxWaiting,
		ReuseLimits reuse, @Nullable Duration leakDetectionThreshold, Duration shutdownGracePeriod) {

	private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*");

	/**
	 * Create settings.
	 * @throws IllegalArgumentException if any of them is impossible
	 */
	public PoolSettings {
		List<String> problems = problems(name, size, minIdle, acquireTimeout, maxWaiting, reuse, leakDetectionThreshold,
				shutdownGracePeriod);
		if (!problems.isEmpty()) {
			throw new IllegalArgumentException(
					"Pool '" + name + "' has impossible settings: " + String.join("; ", problems));
		}
	}

	/**
	 * Check a size.
	 * @param size the most objects that live at once
	 * @return a sentence if it is impossible
	 */
	static List<String> problems(int size) {
		if (size < 1 || size > SlotStack.MAX_SLOTS) {
			return List.of("'size' must be " + ((size < 1) ? "at least 1" : "at most " + SlotStack.MAX_SLOTS)
					+ " but is " + size);
		}
		return List.of();
	}

	/**
	 * Check settings before there is a record of them.
	 * @param name a name
	 * @param size the most objects that live at once
	 * @param minIdle how many objects are kept ready
	 * @param acquireTimeout how long a borrower waits
	 * @param maxWaiting how many borrowers may wait at once
	 * @param reuse how long an object is lent again and again
	 * @param leakDetectionThreshold after what time a loan is warned of
	 * @param shutdownGracePeriod how long closing waits for loans
	 * @return a sentence for each that is impossible
	 */
	public static List<String> problems(String name, int size, int minIdle, Duration acquireTimeout, int maxWaiting,
			ReuseLimits reuse, @Nullable Duration leakDetectionThreshold, Duration shutdownGracePeriod) {
		List<String> wrong = new ArrayList<>();
		if (!NAME.matcher(name).matches()) {
			wrong.add("'name' must match '" + NAME + "' but is '" + name + "'");
		}
		wrong.addAll(problems(size));
		if (size < 1 && minIdle < 0) {
			wrong.add("'min-idle' must be at least 0 but is " + minIdle);
		}
		if (size >= 1 && (minIdle < 0 || minIdle > size)) {
			wrong.add("'min-idle' must be between 0 and 'size' (" + size + ") but is " + minIdle);
		}
		if (acquireTimeout.isNegative()) {
			wrong.add("'acquire-timeout' must not be negative but is " + acquireTimeout);
		}
		if (maxWaiting < 0) {
			wrong.add("'max-waiting' must not be negative but is " + maxWaiting);
		}
		wrong.addAll(reuse.problems());
		if (leakDetectionThreshold != null
				&& (leakDetectionThreshold.isNegative() || leakDetectionThreshold.isZero())) {
			wrong.add("'leak-detection-threshold' must be positive but is " + leakDetectionThreshold);
		}
		if (shutdownGracePeriod.isNegative()) {
			wrong.add("'shutdown-grace-period' must not be negative but is " + shutdownGracePeriod);
		}
		return wrong;
	}

}
