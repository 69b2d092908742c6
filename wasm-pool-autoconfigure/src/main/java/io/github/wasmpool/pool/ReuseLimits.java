package io.github.wasmpool.pool;

import java.time.Duration;
import java.util.List;

import io.github.wasmpool.SettingProblem;
import io.github.wasmpool.SettingProblems;
import org.jspecify.annotations.Nullable;

/**
 * How long an object is lent again and again.
 *
 * @param maxUses after how many loans it is retired, at least 1, or {@code null} for no
 * limit
 * @param maxLifetime at what age it is retired, positive, or {@code null} for none; the
 * age differs at random from object to object, from nine tenths of this to the whole
 * @param idleTimeout after what time without a loan it is retired if more are idle than
 * are to be kept ready, positive, or {@code null} for never
 */
public record ReuseLimits(@Nullable Integer maxUses, @Nullable Duration maxLifetime, @Nullable Duration idleTimeout) {

	/** Objects are lent as long as they are in order. */
	public static final ReuseLimits NONE = new ReuseLimits(null, null, null);

	/**
	 * Check the limits.
	 * @return a sentence for each that is impossible
	 */
	public List<SettingProblem> problems() {
		SettingProblems problems = new SettingProblems();
		problems.unless(this.maxUses == null || this.maxUses >= 1,
				"'max-uses' must be at least 1 but is " + this.maxUses, "max-uses");
		problems.unlessPositive("max-lifetime", this.maxLifetime);
		problems.unlessPositive("idle-timeout", this.idleTimeout);
		return problems.toList();
	}

}
