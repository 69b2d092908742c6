package io.github.wasmpool.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.wasmpool.host.WasmClient;

import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AliasFor;

/**
 * Registers interfaces as beans, each a client of the pool that its {@link WasmClient}
 * names. It stands on a {@code @Configuration} class, any number of times, and finds the
 * interfaces that are marked in the packages it names and those below. Without an
 * attribute these are the package of the class it stands on.
 *
 * <p>
 * The bean of an interface is named after pool and interface, as in
 * {@code orders#com.example.PriceList}, and is made with the singletons of the
 * application. It is registered once, however often it is imported, and not if the
 * application has a bean of that type or that name.
 *
 * <p>
 * On a class of its own, rather than on that of the application, tests of a slice of the
 * application, which have no pools, leave it out.
 *
 * @see io.github.wasmpool.WasmPool#client(Class)
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(ImportWasmClients.Container.class)
@Import(WasmClientsRegistrar.class)
public @interface ImportWasmClients {

	/**
	 * The same as {@link #types()}.
	 * @return the interfaces
	 */
	@AliasFor("types")
	Class<?>[] value() default {};

	/**
	 * Interfaces to register, which need not be marked: without {@link WasmClient} they
	 * are clients of the default pool.
	 * @return the interfaces
	 */
	@AliasFor("value")
	Class<?>[] types() default {};

	/**
	 * Packages to search for interfaces that are marked, with those below them.
	 * @return the names of packages
	 */
	String[] basePackages() default {};

	/**
	 * Classes whose packages are searched, as if they were {@link #basePackages() named}.
	 * @return the classes
	 */
	Class<?>[] basePackageClasses() default {};

	/**
	 * Holds several {@link ImportWasmClients @ImportWasmClients} of one class.
	 */
	@Documented
	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@Import(WasmClientsRegistrar.class)
	@interface Container {

		/**
		 * What is repeated.
		 * @return the annotations
		 */
		ImportWasmClients[] value();

	}

}
