package io.github.wasmpool.binary;

import java.util.Optional;

import io.github.wasmpool.type.FunctionType;

/**
 * The functions of a rewritten module that keep the values of its mutable globals, by
 * their numbers among {@link GuestLayout#callables()}.
 *
 * @param save remembers all values; takes and returns nothing
 * @param restore puts the remembered values back; takes and returns nothing
 * @param read returns all values as bits, of references only whether they are null
 * @param bits the type of the latter
 * @param counted the place of the pages that the guest is told among the values, or -1 if
 * the engine counts them
 * @param changes the place of what is noted of changes that are neither in the memory nor
 * in a global of the guest, or -1 if there can be none
 */
public record StateFunctions(int save, int restore, int read, FunctionType bits, int counted, int changes) {

	/**
	 * Say what an instance did that cannot be carried to others.
	 * @param values the values of its globals
	 * @return a sentence about the module without its subject, or empty if there is
	 * nothing
	 */
	public Optional<String> obstacle(long[] values) {
		return Optional.ofNullable((this.changes >= 0) ? LastingChanges.obstacle(values[this.changes]) : null);
	}

}
