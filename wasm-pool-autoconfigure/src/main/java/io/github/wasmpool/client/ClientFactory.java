package io.github.wasmpool.client;

import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.github.wasmpool.AbiOptions;
import io.github.wasmpool.SettingProblem;
import io.github.wasmpool.NoSuchExportException;
import io.github.wasmpool.WasmClientException;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmJson;
import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Makes clients of a module, or of a pool of it. What is known of an interface is found
 * out once.
 *
 * <p>
 * Thread-safe.
 */
public final class ClientFactory {

	private final String module;

	private final Exports exports;

	private final Abi abi;

	private final CallPlanner planner;

	/** Kept by the interfaces, so that their class loaders can be let go. */
	private final ClassValue<ClientPlan> plans;

	/** The interfaces that fit, and were asked for. */
	private final Set<Class<?>> used = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	private final Map<Untyped, ExportCall> untyped = new ConcurrentHashMap<>();

	/**
	 * Create a factory.
	 * @param module the name of the module
	 * @param exports what it exports
	 * @param abi how text and bytes get into it and out of it, without
	 * {@link #problems(List, AbiOptions) problems}
	 * @param reused whether instances live on after a loan, so that what is allocated has
	 * to be freed
	 * @param json writes and reads JSON, or {@code null} for Jackson where it is on the
	 * class path
	 */
	public ClientFactory(String module, List<ExportType> exports, AbiOptions abi, boolean reused,
			@Nullable WasmJson json) {
		this(module, exports, abi, reused, (json != null) ? () -> json : DefaultJson::get);
	}

	ClientFactory(String module, List<ExportType> exports, AbiOptions abi, boolean reused,
			Supplier<@Nullable WasmJson> json) {
		this.module = module;
		this.exports = new Exports(exports);
		this.abi = new Abi(this.exports, abi, reused);
		this.planner = new CallPlanner(this.exports, this.abi, json);
		this.plans = plans(this.planner);
	}

	private static ClassValue<ClientPlan> plans(CallPlanner planner) {
		return new ClassValue<>() {

			@Override
			protected ClientPlan computeValue(Class<?> type) {
				return new ClientPlan(type, planner);
			}

		};
	}

	/**
	 * Find what is configured and cannot be.
	 * @param exports what the module exports
	 * @param abi the options
	 * @return the problems, with the keys in quotes; empty if there are none
	 */
	public static List<SettingProblem> problems(List<ExportType> exports, AbiOptions abi) {
		return new Abi(new Exports(exports), abi, true).problems();
	}

	/**
	 * Let an instance be called by clients of this code alone.
	 * @param guest a new instance
	 * @return whether it has to be {@linkplain #prepare(Guest) prepared}, as it has a
	 * buffer for arguments
	 */
	public boolean adopt(Guest guest) {
		guest.state().running(this.abi);
		return hasBuffer();
	}

	/**
	 * Whether each instance has a buffer for arguments for its life.
	 */
	public boolean hasBuffer() {
		AbiOptions options = this.abi.options();
		return options.inputBuffer() != null || options.keepBuffer() > 0;
	}

	/**
	 * Find the buffer for arguments of an instance, or allocate it. May enter the guest.
	 * @param guest a new instance
	 */
	public void prepare(Guest guest) {
		this.abi.prepare(guest);
	}

	/**
	 * Make sure that every interface that is in use with other code fits this code.
	 * @param others the clients of the other code
	 * @param target what messages call this code
	 * @throws WasmClientException if one does not
	 */
	public void requireAllOf(ClientFactory others, String target) {
		List<Class<?>> types;
		synchronized (others.used) {
			types = List.copyOf(others.used);
		}
		types.forEach((type) -> require(type, () -> target));
	}

	private void require(Class<?> type, Supplier<String> target) {
		plan(type, target);
		this.used.add(type);
	}

	/**
	 * Return what the methods of an interface do.
	 * @param type the interface
	 * @param target what messages call this code
	 * @throws WasmClientException if the interface does not fit
	 */
	ClientPlan plan(Class<?> type, Supplier<String> target) {
		ClientPlan plan = this.plans.get(type);
		if (!plan.problems().isEmpty()) {
			throw new WasmClientException(type, target.get(), plan.problems());
		}
		return plan;
	}

	/**
	 * Make a client.
	 * @param type the interface
	 * @param target what it calls
	 * @param <T> the interface
	 * @return the client
	 * @throws WasmClientException if the interface does not fit
	 */
	public <T> T client(Class<T> type, ClientTarget target) {
		require(type, target::description);
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, new Client(type, target)));
	}

	/**
	 * Call a function that takes bytes and returns bytes.
	 * @param target what to call
	 * @param export the function
	 * @param arguments the bytes for each parameter
	 * @return the result
	 */
	public byte[] callBytes(ClientTarget target, String export, byte[]... arguments) {
		return call(target, new Untyped(export, byte[].class, arguments.length), byte[].class, arguments);
	}

	/**
	 * Call a function that takes text and returns text.
	 * @param target what to call
	 * @param export the function
	 * @param arguments the text for each parameter
	 * @return the result
	 */
	public String callString(ClientTarget target, String export, String... arguments) {
		return call(target, new Untyped(export, String.class, arguments.length), String.class, arguments);
	}

	private <T> T call(ClientTarget target, Untyped untyped, Class<T> type, Object[] arguments) {
		ExportCall call = this.untyped.get(untyped);
		if (call == null) {
			call = plan(untyped);
			this.untyped.put(untyped, call);
		}
		Object result = call.call(target, arguments);
		if (result == null) {
			throw new WasmException("'" + Wording.name(untyped.export())
					+ "' returned the pointer 0 in place of a result; call it through a client, which returns null then");
		}
		return type.cast(result);
	}

	private ExportCall plan(Untyped untyped) {
		String export = untyped.export();
		if (this.exports.function(export) == null) {
			throw new NoSuchExportException(this.module, "function", export, this.exports.functionNames());
		}
		List<Type> params = Collections.nCopies(untyped.count(), untyped.type());
		List<String> problems = new ArrayList<>();
		ExportCall call = this.planner.plan(new Signature(export, export, params, untyped.type(), null), problems);
		if (call == null) {
			throw new IllegalArgumentException(
					"Module '" + this.module + "' cannot be called like this: " + String.join("; ", problems));
		}
		return call;
	}

	/**
	 * A call without an interface.
	 *
	 * @param export the function
	 * @param type the type of its parameters and its result
	 * @param count the number of parameters
	 */
	private record Untyped(String export, Class<?> type, int count) {

	}

}
