package io.github.wasmpool;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a pool counted since it was made. The numbers only grow. They are read one after
 * the other, so they may be of slightly different moments. Calls are counted when their
 * loan ends.
 *
 * @param acquired loans that began
 * @param exhausted borrowers who were refused because no instance was available
 * @param created instances that were made for loans
 * @param restored instances that were put back in place after a loan and can be lent
 * again
 * @param retired instances that were not lent again, by reason; every reason is a key
 * @param calls calls of the guest, by how they ended; every outcome is a key. A call for
 * columns counts once, one that a host function makes of its caller does not count
 * @param hostCalls calls of host functions by guests
 * @param generation the number of the code and state that loans begin with; the first is
 * 1
 */
public record WasmPoolCounters(long acquired, long exhausted, long created, long restored,
		Map<RetirementReason, Long> retired, Map<CallOutcome, Long> calls, long hostCalls, long generation) {

	/**
	 * Create counters.
	 */
	public WasmPoolCounters {
		retired = complete(retired, RetirementReason.class);
		calls = complete(calls, CallOutcome.class);
	}

	private static <K extends Enum<K>> Map<K, Long> complete(Map<K, Long> counted, Class<K> type) {
		Map<K, Long> all = new EnumMap<>(type);
		for (K key : type.getEnumConstants()) {
			all.put(key, counted.getOrDefault(key, 0L));
		}
		return Collections.unmodifiableMap(all);
	}

}
