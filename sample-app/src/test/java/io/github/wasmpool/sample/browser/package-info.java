/**
 * The page in a real browser.
 */
@NullMarked
package io.github.wasmpool.sample.browser;

import org.jspecify.annotations.NullMarked;
