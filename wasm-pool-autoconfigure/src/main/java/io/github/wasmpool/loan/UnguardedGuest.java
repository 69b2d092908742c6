package io.github.wasmpool.loan;

import io.github.wasmpool.LoanAttributes;
import io.github.wasmpool.WasmFunction;
import io.github.wasmpool.WasmGlobal;
import io.github.wasmpool.WasmMemory;
import io.github.wasmpool.client.Guest;
import io.github.wasmpool.client.GuestState;
import io.github.wasmpool.wasmtime.GuestInstance;
import org.jspecify.annotations.Nullable;

/**
 * An instance for clients, which are behind the guard of its loan already, for all they
 * do in one call. Attached to the instance, and as old.
 */
public final class UnguardedGuest implements Guest {

	private final GuestInstance instance;

	private final GuestState state = new GuestState();

	private @Nullable LoanAttributes attributes;

	private UnguardedGuest(GuestInstance instance) {
		this.instance = instance;
	}

	/**
	 * Return the one of an instance.
	 * @param instance the instance
	 * @return always the same
	 */
	public static UnguardedGuest of(GuestInstance instance) {
		return instance.attachment(UnguardedGuest.class, UnguardedGuest::new);
	}

	/**
	 * Return what the present loan has set.
	 * @return the attributes, the same until they are forgotten
	 */
	public LoanAttributes attributes() {
		LoanAttributes attributes = this.attributes;
		if (attributes == null) {
			attributes = new Attributes();
			this.attributes = attributes;
		}
		return attributes;
	}

	/**
	 * Begin a loan, or end it, with no attributes.
	 */
	void forgetAttributes() {
		this.attributes = null;
	}

	@Override
	public WasmFunction function(String export) {
		return this.instance.function(export);
	}

	@Override
	public WasmGlobal global(String export) {
		return this.instance.global(export);
	}

	@Override
	public WasmMemory memory() {
		return this.instance.memory();
	}

	@Override
	public boolean isHealthy() {
		return this.instance.isHealthy();
	}

	@Override
	public GuestState state() {
		return this.state;
	}

}
