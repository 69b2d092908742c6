package io.github.wasmpool.wasmtime;

import io.github.wasmpool.WasmException;
import io.github.wasmpool.binary.GuestLayout;
import io.github.wasmpool.binary.StateFunctions;
import io.github.wasmpool.binary.StateModule;
import io.github.wasmpool.binary.StateRule;
import io.github.wasmpool.type.MemoryLimits;
import io.github.wasmpool.type.MemoryType;
import org.jspecify.annotations.Nullable;

/**
 * All that tells an instance from a new one, where that is its memory and its globals. Of
 * use as long as the instance is not used.
 *
 * @param memory the memory with what lies in it, or {@code null} if there is none
 * @param reserve the pages the memory has beyond what the guest is told
 * @param globals the bits of all globals that can change
 */
@SuppressWarnings("ArrayRecordComponent") // compared with nothing
record CapturedState(@Nullable StateModule memory, int reserve, long[] globals) {

	/**
	 * Capture the state of an instance.
	 * @param instance the instance
	 * @param memory the memory that others are to have as the guest is told
	 * @return the state
	 * @throws io.github.wasmpool.WasmModuleException if there is more than can be carried
	 */
	static CapturedState of(GuestInstance instance, @Nullable MemoryType memory) {
		GuestLayout guest = instance.guest();
		StateRule.check(guest.name(), guest.stateObstacle().orElse(null));
		WasmException failure = instance.firstFailure();
		StateRule.check(guest.name(), (failure != null) ? "a call failed in it: " + failure.getMessage() : null);
		StateRule.check(guest.name(), instance.links().stateObstacle().orElse(null));
		long[] globals = instance.exports().readGlobals();
		StateFunctions functions = guest.state().orElse(null);
		StateRule.check(guest.name(), (functions != null) ? functions.obstacle(globals).orElse(null) : null);
		if (memory == null) {
			return new CapturedState(null, 0, globals);
		}
		Integer max = memory.maxPages();
		int ceiling = (max != null) ? max : MemoryLimits.HIGHEST_PAGES;
		int pages = Math.min(memory.minPages() + guest.reserve(), ceiling);
		if (functions != null && functions.counted() >= 0) {
			globals[functions.counted()] = memory.minPages();
		}
		StateModule state = new StateModule(new MemoryType(pages, ceiling, false), instance.ownMemory().bytes(),
				instance.ownMemory().notZero(PageMap.OF_PROCESS));
		StateRule.check(guest.name(), state.obstacle().orElse(null));
		return new CapturedState(state, pages - memory.minPages(), globals);
	}

}
