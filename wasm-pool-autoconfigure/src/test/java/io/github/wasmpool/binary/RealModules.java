package io.github.wasmpool.binary;

/**
 * Modules that people use.
 */
enum RealModules {

	/** A feature-flag evaluator, AssemblyScript, four imports. */
	FEATURE_FLAGS("bucketing-lib.release.wasm"),

	/** A parser of source maps, Rust, one import. */
	SOURCE_MAP("META-INF/resources/webjars/source-map/0.7.6/lib/mappings.wasm");

	private final String resource;

	RealModules(String resource) {
		this.resource = resource;
	}

	byte[] binary() {
		return Binaries.resource(this.resource);
	}

}
