package io.github.wasmpool.loan;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.github.wasmpool.LoanAttributes;

/**
 * The attributes of one loan.
 */
final class Attributes implements LoanAttributes {

	private final Map<Class<?>, Object> values = new ConcurrentHashMap<>();

	@Override
	public <T> Optional<T> get(Class<T> type) {
		return Optional.ofNullable(type.cast(this.values.get(type)));
	}

	@Override
	public <T> void set(Class<T> type, T value) {
		this.values.put(type, type.cast(value));
	}

	@Override
	public <T> T computeIfAbsent(Class<T> type, Supplier<T> create) {
		Object known = this.values.get(type);
		if (known == null) {
			// What makes it may ask for others
			T created = type.cast(Objects.requireNonNull(create.get(), "'create' must not return null"));
			known = this.values.putIfAbsent(type, created);
			return (known != null) ? type.cast(known) : created;
		}
		return type.cast(known);
	}

}
