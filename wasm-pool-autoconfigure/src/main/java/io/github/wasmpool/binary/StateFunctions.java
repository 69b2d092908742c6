package io.github.wasmpool.binary;

import io.github.wasmpool.type.FunctionType;

/**
 * The functions of a rewritten module that keep the values of its mutable globals, by
 * their numbers among {@link GuestLayout#callables()}.
 *
 * @param save remembers all values; takes and returns nothing
 * @param restore puts the remembered values back; takes and returns nothing
 * @param read returns all values as bits, of references only whether they are null
 * @param bits the type of the latter
 */
public record StateFunctions(int save, int restore, int read, FunctionType bits) {

}
