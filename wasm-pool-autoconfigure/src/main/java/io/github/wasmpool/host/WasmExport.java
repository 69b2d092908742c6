package io.github.wasmpool.host;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the export that a method of a client calls, where it is not the method's own
 * name. A method that overrides an annotated one need not be annotated itself.
 *
 * @see io.github.wasmpool.WasmPool#client(Class)
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface WasmExport {

	/**
	 * The name of the exported function.
	 * @return the name
	 */
	String value();

}
