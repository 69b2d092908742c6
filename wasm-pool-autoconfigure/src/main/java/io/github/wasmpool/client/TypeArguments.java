package io.github.wasmpool.client;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What an interface says about the type variables of those that it extends.
 */
final class TypeArguments {

	private final Map<TypeVariable<?>, Type> arguments = new HashMap<>();

	TypeArguments(Class<?> type) {
		collect(type);
	}

	private void collect(Class<?> type) {
		for (Type parent : type.getGenericInterfaces()) {
			if (parent instanceof ParameterizedType parameterized
					&& parameterized.getRawType() instanceof Class<?> raw) {
				TypeVariable<?>[] variables = raw.getTypeParameters();
				for (int i = 0; i < variables.length; i++) {
					this.arguments.put(variables[i], parameterized.getActualTypeArguments()[i]);
				}
			}
		}
		Arrays.stream(type.getInterfaces()).forEach(this::collect);
	}

	/**
	 * Replace type variables by what they stand for, and wildcards by their bounds.
	 * @param type a type
	 * @return the type without the variables that are known
	 */
	Type resolve(Type type) {
		if (type instanceof TypeVariable<?> variable) {
			Type argument = this.arguments.get(variable);
			return (argument != null) ? resolve(argument) : type;
		}
		if (type instanceof ParameterizedType parameterized) {
			return new Parameterized(parameterized.getRawType(), parameterized.getOwnerType(),
					Arrays.stream(parameterized.getActualTypeArguments()).map(this::resolve).toList());
		}
		if (type instanceof GenericArrayType array) {
			Type component = resolve(array.getGenericComponentType());
			return (component instanceof Class<?> known) ? Array.newInstance(known, 0).getClass()
					: new GenericArray(component);
		}
		if (type instanceof WildcardType wildcard) {
			Type[] lower = wildcard.getLowerBounds();
			return resolve((lower.length > 0) ? lower[0] : wildcard.getUpperBounds()[0]);
		}
		return type;
	}

	/**
	 * Whether a resolved type has variables that stand for nothing known.
	 */
	static boolean isOpen(Type type) {
		if (type instanceof ParameterizedType parameterized) {
			return Arrays.stream(parameterized.getActualTypeArguments()).anyMatch(TypeArguments::isOpen);
		}
		if (type instanceof GenericArrayType array) {
			return isOpen(array.getGenericComponentType());
		}
		return type instanceof TypeVariable<?>;
	}

	/**
	 * A generic type with its arguments.
	 */
	private record Parameterized(Type raw, @Nullable Type owner, List<Type> arguments) implements ParameterizedType {

		@Override
		public Type[] getActualTypeArguments() {
			return this.arguments.toArray(Type[]::new);
		}

		@Override
		public Type getRawType() {
			return this.raw;
		}

		@Override
		public @Nullable Type getOwnerType() {
			return this.owner;
		}

		@Override
		public String getTypeName() {
			return this.raw.getTypeName()
					+ this.arguments.stream().map(Type::getTypeName).collect(Collectors.joining(", ", "<", ">"));
		}

		@Override
		public String toString() {
			return getTypeName();
		}

	}

	/**
	 * An array of a generic type.
	 */
	private record GenericArray(Type component) implements GenericArrayType {

		@Override
		public Type getGenericComponentType() {
			return this.component;
		}

		@Override
		public String getTypeName() {
			return this.component.getTypeName() + "[]";
		}

		@Override
		public String toString() {
			return getTypeName();
		}

	}

}
