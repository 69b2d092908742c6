package io.github.wasmpool.host;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.wasmpool.ResultConvention;

/**
 * Says how what a method of a client returns through the memory comes out of the guest: a
 * {@link String}, a {@code byte[]}, a {@link java.nio.ByteBuffer}, or any other type that
 * is no number, as JSON, where the method differs from what is configured for the pool. A
 * method that overrides an annotated one need not be annotated itself.
 *
 * @see io.github.wasmpool.WasmPool#client(Class)
 * @see io.github.wasmpool.AbiOptions
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface WasmResult {

	/**
	 * How the result comes back.
	 * @return the convention; {@link ResultConvention#AUTO} stands for the one configured
	 * for the pool, or, with a {@link #length()}, for
	 * {@link ResultConvention#LENGTH_EXPORT}
	 */
	ResultConvention value() default ResultConvention.AUTO;

	/**
	 * The export that tells the length, for {@link ResultConvention#LENGTH_EXPORT}.
	 * @return the name of a function without parameters that returns an i32, or of a
	 * mutable global of type i32 (a variable of C or Rust is neither: what those export
	 * is its address); that of the pool if it is empty
	 */
	String length() default "";

	/**
	 * Who frees the result.
	 * @return who does; as configured for the pool by default
	 */
	Owner owner() default Owner.CONFIGURED;

	/**
	 * Whom a result belongs to.
	 */
	enum Owner {

		/** As configured for the pool, where it is the guest by default. */
		CONFIGURED,

		/** The guest: the result is left alone. */
		GUEST,

		/** The caller: the result is freed once it was read. */
		CALLER

	}

}
