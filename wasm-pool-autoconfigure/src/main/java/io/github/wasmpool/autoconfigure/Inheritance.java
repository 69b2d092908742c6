package io.github.wasmpool.autoconfigure;

import java.util.HashSet;
import java.util.Set;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.ResultConvention;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * What a named pool does not inherit from {@code wasm.pool}: whether it is enabled; with
 * a module of its own, what names exports of the other one; one buffer for arguments
 * where it names the other; timeouts if it says that it is not interruptible; and what
 * only warm instances have if it says that they are fresh.
 */
final class Inheritance {

	private final PoolProperties own;

	private final Set<String> notInherited = new HashSet<>(Set.of("enabled"));

	/**
	 * Create the inheritance of a pool.
	 * @param own what it says itself
	 */
	Inheritance(PoolProperties own) {
		this.own = own;
	}

	/**
	 * Remove what is not inherited.
	 * @param inherited what {@code wasm.pool} says, before what the pool says is bound
	 * over it
	 * @return the settings whose messages are to name no key of {@code wasm.pool}
	 */
	Set<String> reduce(PoolProperties inherited) {
		if (this.own.getModule() != null) {
			forgetModule(inherited);
		}
		forgetOtherBuffer(inherited.getAbi());
		if (Boolean.FALSE.equals(this.own.getInterruptible())) {
			this.notInherited.add("execution-timeout");
			inherited.setExecutionTimeout(null);
			inherited.setInitializationTimeout(null);
		}
		if (this.own.getReset() == ResetPolicy.FRESH) {
			inherited.setResetExport(null);
			inherited.setMaxUses(null);
			inherited.setMaxLifetime(null);
			inherited.setIdleTimeout(null);
		}
		return this.notInherited;
	}

	private void forgetModule(PoolProperties inherited) {
		this.notInherited.addAll(Set.of("initialize", "abi.allocate", "abi.free", "abi.result-length",
				"abi.input-buffer", "abi.input-buffer-size"));
		inherited.setInitialize(null);
		PoolProperties.Abi abi = inherited.getAbi();
		abi.setAllocate(null);
		abi.setFree(null);
		abi.setResultLength(null);
		if (abi.getResult() == ResultConvention.LENGTH_EXPORT) {
			this.notInherited.add("abi.result");
			abi.setResult(null);
		}
		abi.setInputBuffer(null);
		abi.setInputBufferSize(null);
	}

	private void forgetOtherBuffer(PoolProperties.Abi abi) {
		DataSize keepBuffer = this.own.getAbi().getKeepBuffer();
		if (keepBuffer != null && keepBuffer.toBytes() > 0) {
			abi.setInputBuffer(null);
			abi.setInputBufferSize(null);
		}
		if (this.own.getAbi().getInputBuffer() != null) {
			abi.setKeepBuffer(null);
		}
	}

	/**
	 * Reduce an inherited number of idle instances to the size of the pool.
	 * @param inherited the properties, with what the pool says bound over them
	 */
	void capMinIdle(PoolProperties inherited) {
		Integer minIdle = inherited.getMinIdle();
		if (this.own.getMinIdle() == null && minIdle != null) {
			@Nullable Integer size = inherited.getSize();
			inherited
				.setMinIdle(Math.min(minIdle, (size != null) ? size : 2 * Runtime.getRuntime().availableProcessors()));
		}
	}

}
