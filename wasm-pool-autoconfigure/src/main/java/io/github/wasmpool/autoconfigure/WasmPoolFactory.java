package io.github.wasmpool.autoconfigure;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.github.wasmpool.WasmInstanceValidator;
import io.github.wasmpool.WasmJson;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmModuleException;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolBuilder;
import io.github.wasmpool.WasmRuntime;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.CompositeTaskDecorator;

/**
 * Makes the module and the pool of a definition. The definitions of the beans name its
 * methods.
 */
record WasmPoolFactory(PoolDefinitions definitions, ModuleReader reader, ObjectProvider<TaskDecorator> taskDecorator,
		ObjectProvider<WasmInstanceValidator> validator, ObjectProvider<WasmPoolBuilderCustomizer> customizers,
		HostFunctionBeans hostFunctions, ObjectProvider<WasmJson> json, SnapshotInitializerBeans snapshotInitializers,
		SwapEvents events, Supplier<@Nullable Executor> executor) {

	/**
	 * Compile the module of a pool.
	 * @param name the name of the pool
	 * @param runtime the runtime to compile it with
	 * @return the module
	 */
	WasmModule module(String name, WasmRuntime runtime) {
		PoolDefinition definition = this.definitions.get(name);
		return build(definition, () -> {
			WasmModuleBuilder builder = this.reader.read(definition, runtime);
			new PoolPropertiesMapper(definition.properties()).apply(builder);
			return builder.build();
		});
	}

	/**
	 * Build a pool.
	 * @param name the name of the pool
	 * @param runtime the runtime to build it with
	 * @param module the module of its instances
	 * @return the pool
	 */
	WasmPool pool(String name, WasmRuntime runtime, WasmModule module) {
		PoolDefinition definition = this.definitions.get(name);
		return build(definition, () -> {
			WasmPoolBuilder builder = runtime.pool(module).name(name);
			if (Boolean.TRUE.equals(definition.properties().snapshot())) {
				this.snapshotInitializers.addTo(name, builder);
			}
			new PoolPropertiesMapper(definition.properties()).apply(builder);
			decorateTasks(builder);
			Executor executor = this.executor.get();
			if (executor != null) {
				builder.executor(executor);
			}
			validate(builder);
			this.json.ifUnique(builder::json);
			builder.hostFunctionSource((code) -> this.hostFunctions.find(name, code));
			builder.swapListener(this.events);
			this.customizers.orderedStream().forEach((customizer) -> customizer.customize(name, builder));
			return builder.build();
		});
	}

	private void validate(WasmPoolBuilder builder) {
		List<WasmInstanceValidator> validators = this.validator.orderedStream().toList();
		if (!validators.isEmpty()) {
			builder.validatorIfWarm((instance) -> {
				for (WasmInstanceValidator validator : validators) {
					if (!validator.isValid(instance)) {
						return false;
					}
				}
				return true;
			});
		}
	}

	private void decorateTasks(WasmPoolBuilder builder) {
		List<TaskDecorator> decorators = this.taskDecorator.orderedStream().toList();
		if (!decorators.isEmpty()) {
			TaskDecorator all = (decorators.size() == 1) ? decorators.get(0) : new CompositeTaskDecorator(decorators);
			builder.taskDecorator(all::decorate);
		}
	}

	private static <T> T build(PoolDefinition definition, Build<T> build) {
		try {
			return build.run();
		}
		catch (WasmModuleException ex) {
			throw new UnusableModuleException(definition, ex);
		}
		catch (IllegalArgumentException ex) {
			throw new ImpossibleSettingsException("pool '" + definition.name() + "'", definition.keys(), ex);
		}
	}

	/**
	 * Builds something.
	 *
	 * @param <T> the type of what is built
	 */
	@FunctionalInterface
	private interface Build<T> {

		T run();

	}

}
