package io.github.wasmpool.host;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that guests can import. Its parameters and its result are {@code int}
 * for i32, {@code long} for i64, {@code float} for f32 and {@code double} for f64;
 * {@code void} stands for no result. A first parameter of type {@link WasmCaller} gives
 * access to the calling instance and is not part of the signature.
 *
 * <p>
 * The method may be private, static, inherited or that of an interface. One that
 * overrides an annotated method need not be annotated itself. Being a host function it is
 * called by many threads at once.
 *
 * @see HostFunction
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface WasmImport {

	/**
	 * The first part of the name guests import the method by.
	 * @return the module
	 */
	String module() default "env";

	/**
	 * The second part of the name guests import the method by.
	 * @return the name; that of the method if it is empty
	 */
	String name() default "";

	/**
	 * The pools whose guests get the method, where methods of beans are looked up.
	 * @return the names of pools; all pools if there are none
	 */
	String[] pools() default {};

}
