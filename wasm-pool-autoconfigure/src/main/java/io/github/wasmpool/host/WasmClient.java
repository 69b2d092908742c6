package io.github.wasmpool.host;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an interface as a client of a pool, so that a Spring application that imports its
 * clients finds it and makes a bean of it. It may stand on an annotation of your own,
 * which then marks clients of that pool. An interface that extends a marked one is not
 * marked itself.
 *
 * @see io.github.wasmpool.WasmPool#client(Class)
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface WasmClient {

	/**
	 * The pool whose instances are called.
	 * @return the name of a pool; that of {@code wasm.pool} by default
	 */
	String value() default "default";

}
