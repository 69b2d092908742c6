package io.github.wasmpool.binary;

import java.util.List;
import java.util.Locale;

import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmModuleException.Reason;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * What memory an instance gets, from what its module asks for and what is configured.
 */
record MemoryRule(String module, MemoryType own, MemoryLimits limits, int reserve) {

	private static final String INITIAL = "'memory.initial-pages'";

	private static final String RESERVE = "'memory.reserve'";

	private static final String MAX = "'memory.max-pages'";

	/**
	 * Settle the memory of each instance.
	 * @param module what messages call the module
	 * @param own the memory as the module's author wrote it
	 * @param limits what is configured
	 * @param reserve the pages the memory is to have beyond what the guest is told
	 * @return a memory with a ceiling of at most {@value MemoryLimits#HIGHEST_PAGES}
	 * pages; a shared one as it is
	 * @throws WasmModuleException if the two cannot be reconciled
	 */
	static MemoryType apply(String module, MemoryType own, MemoryLimits limits, int reserve) {
		MemoryRule rule = new MemoryRule(module, own, limits, reserve);
		MemoryType settled = rule.settle();
		rule.requireRoomForReserve(settled);
		return settled;
	}

	private void requireRoomForReserve(MemoryType settled) {
		if (settled.shared()) {
			require(this.reserve == 0, RESERVE + " must be %,d or left out, because all instances share one memory", 0);
			return;
		}
		int room = orElse(settled.maxPages(), MemoryLimits.HIGHEST_PAGES) - settled.minPages();
		require(this.reserve <= room, RESERVE + " must be at most %,d, what an instance can grow by", room);
	}

	private MemoryType settle() {
		if (this.own.shared()) {
			return settleShared();
		}
		int highest = MemoryLimits.HIGHEST_PAGES;
		require(this.own.minPages() <= highest, "it begins with more than %,d pages, which no instance can have",
				highest);
		int initial = orElse(this.limits.initialPages(), this.own.minPages());
		require(initial >= this.own.minPages(), INITIAL + " must be at least %,d, what the module begins with",
				this.own.minPages());
		int ownMax = orElse(this.own.maxPages(), highest);
		require(initial <= ownMax, INITIAL + " must be at most %,d, what the module can grow to", ownMax);
		Integer configuredMax = this.limits.maxPages();
		if (configuredMax == null) {
			int generous = Math.max(MemoryLimits.DEFAULT_MAX_PAGES, 2 * this.own.minPages());
			return memory(initial, Math.min(Math.max(generous, initial), Math.min(ownMax, highest)));
		}
		require(configuredMax >= initial, MAX + " must be at least %,d, what an instance begins with", initial);
		require(configuredMax <= ownMax, MAX + " must be at most %,d, what the module can grow to", ownMax);
		return memory(initial, configuredMax);
	}

	/**
	 * The engine links a shared memory only with the limits of its import.
	 */
	private MemoryType settleShared() {
		int initial = this.own.minPages();
		require(orElse(this.limits.initialPages(), initial) == initial,
				INITIAL + " must be %,d or left out, because a shared memory has the limits its module imports it with",
				initial);
		int max = orElse(this.own.maxPages(), initial);
		require(orElse(this.limits.maxPages(), max) == max,
				MAX + " must be %,d or left out, because a shared memory has the limits its module imports it with",
				max);
		return this.own;
	}

	private MemoryType memory(int initial, int max) {
		return new MemoryType(initial, max, this.own.shared());
	}

	private void require(boolean condition, String sentence, int number) {
		if (!condition) {
			throw WasmModuleException.ofSettings(Reason.MEMORY_OUT_OF_RANGE,
					String.format(Locale.ROOT,
							"module '%s' cannot have this memory: " + sentence
									+ " (the module begins with %s and %s, %s is %s, %s is %s)",
							this.module, number, Wording.count(this.own.minPages(), "page"),
							(this.own.maxPages() != null) ? "can grow to " + text(this.own.maxPages())
									: "names no ceiling",
							INITIAL, text(this.limits.initialPages()), MAX, text(this.limits.maxPages())),
					List.of("memory.initial-pages", "memory.max-pages"));
		}
	}

	private static int orElse(@Nullable Integer value, int other) {
		return (value != null) ? value : other;
	}

	private static String text(@Nullable Integer value) {
		return (value != null) ? String.format(Locale.ROOT, "%,d", value) : "not set";
	}

}
