package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import io.github.wasmpool.SettingProblem;
import io.github.wasmpool.SettingProblems;
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

	/** The most objects that live at once where nothing is said: twice the processors. */
	public static final int DEFAULT_SIZE = Runtime.getRuntime().availableProcessors() * 2;

	private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*");

	/**
	 * Create settings.
	 * @throws io.github.wasmpool.WasmSettingsException if any of them is impossible
	 */
	public PoolSettings {
		SettingProblems problems = new SettingProblems();
		problems.addAll(problems(name, size, minIdle, acquireTimeout, maxWaiting, reuse, leakDetectionThreshold,
				shutdownGracePeriod));
		problems.throwAny("Pool '" + name + "'");
	}

	/**
	 * Check a size.
	 * @param size the most objects that live at once
	 * @return a sentence if it is impossible
	 */
	static List<SettingProblem> problems(int size) {
		SettingProblems problems = new SettingProblems();
		problems.unless(size >= 1, "'size' must be at least 1 but is " + size, "size");
		problems.unless(size <= SlotStack.MAX_SLOTS,
				"'size' must be at most " + SlotStack.MAX_SLOTS + " but is " + size, "size");
		return problems.toList();
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
	public static List<SettingProblem> problems(String name, int size, int minIdle, Duration acquireTimeout,
			int maxWaiting, ReuseLimits reuse, @Nullable Duration leakDetectionThreshold,
			Duration shutdownGracePeriod) {
		SettingProblems problems = new SettingProblems();
		problems.unless(NAME.matcher(name).matches(), "'name' must match '" + NAME + "' but is '" + name + "'");
		problems.addAll(problems(size));
		problems.unless(size >= 1 || minIdle >= 0, "'min-idle' must be at least 0 but is " + minIdle, "min-idle");
		problems.unless(size < 1 || (minIdle >= 0 && minIdle <= size),
				"'min-idle' must be between 0 and 'size' (" + size + ") but is " + minIdle, "min-idle", "size");
		problems.unless(!acquireTimeout.isNegative(), "'acquire-timeout' must not be negative but is " + acquireTimeout,
				"acquire-timeout");
		problems.unless(maxWaiting >= 0, "'max-waiting' must not be negative but is " + maxWaiting, "max-waiting");
		problems.addAll(reuse.problems());
		problems.unlessPositive("leak-detection-threshold", leakDetectionThreshold);
		problems.unless(!shutdownGracePeriod.isNegative(),
				"'shutdown-grace-period' must not be negative but is " + shutdownGracePeriod, "shutdown-grace-period");
		return problems.toList();
	}

}
