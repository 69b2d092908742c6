/**
 * A pool of isolated WebAssembly instances: the interfaces and records an application
 * meets. Behind them a module is compiled once and instantiated many times.
 */
@NullMarked
package io.github.wasmpool;

import org.jspecify.annotations.NullMarked;
