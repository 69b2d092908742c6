/**
 * Spring Boot's view of the library: configuration properties, the beans made of them,
 * their place in the application's lifecycle, and what is said when they cannot start.
 */
@NullMarked
package io.github.wasmpool.autoconfigure;

import org.jspecify.annotations.NullMarked;
