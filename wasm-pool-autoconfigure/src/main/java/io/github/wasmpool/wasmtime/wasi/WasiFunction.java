package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.wasmpool.NoSuchExportException;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.WasmMemoryAccessException;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.host.WasmCaller;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * A function of WASI preview 1. All of them are here: those that are not supported answer
 * so. What a guest does wrong it is told by a number; only an exit and too much output
 * end its call.
 *
 * <p>
 * Thread-safe: what belongs to an instance is in the context of the caller.
 */
final class WasiFunction implements HostFunction {

	private static final Map<String, WasiFunction> ALL = new HashMap<>();

	static {
		add("args_get", "ii", Surroundings::argsGet);
		add("args_sizes_get", "ii", Surroundings::argsSizesGet);
		add("environ_get", "ii", Surroundings::environGet);
		add("environ_sizes_get", "ii", Surroundings::environSizesGet);
		add("clock_res_get", "ii", Clocks::resolution);
		add("clock_time_get", "ili", Clocks::time);
		add("fd_advise", "illi", DescriptorCalls::advise);
		add("fd_allocate", "ill", DescriptorCalls::allocate);
		add("fd_close", "i", DescriptorCalls::close);
		add("fd_datasync", "i", DescriptorCalls::dataSync);
		add("fd_fdstat_get", "ii", DescriptorCalls::stat);
		add("fd_fdstat_set_flags", "ii", DescriptorCalls::setFlags);
		add("fd_fdstat_set_rights", "ill", DescriptorCalls::setRights);
		add("fd_filestat_get", "ii", DescriptorCalls::fileStat);
		add("fd_filestat_set_size", "il", DescriptorCalls::setSize);
		add("fd_filestat_set_times", "illi", DescriptorCalls::setTimes);
		add("fd_pread", "iiili", Transfers::readAt);
		add("fd_prestat_get", "ii", DescriptorCalls::prestat);
		add("fd_prestat_dir_name", "iii", DescriptorCalls::prestatName);
		add("fd_pwrite", "iiili", Transfers::writeAt);
		add("fd_read", "iiii", Transfers::read);
		add("fd_readdir", "iiili", Listings::read);
		add("fd_renumber", "ii", DescriptorCalls::renumber);
		add("fd_seek", "ilii", DescriptorCalls::seek);
		add("fd_sync", "i", DescriptorCalls::sync);
		add("fd_tell", "ii", DescriptorCalls::tell);
		add("fd_write", "iiii", Transfers::write);
		add("path_create_directory", "iii", PathCalls::createDirectory);
		add("path_filestat_get", "iiiii", PathCalls::fileStat);
		add("path_filestat_set_times", "iiiilli", PathCalls::setTimes);
		add("path_link", "iiiiiii", WasiFunction::unsupported);
		add("path_open", "iiiiillii", PathCalls::open);
		add("path_readlink", "iiiiii", PathCalls::readLink);
		add("path_remove_directory", "iii", PathCalls::removeDirectory);
		add("path_rename", "iiiiii", PathCalls::rename);
		add("path_symlink", "iiiii", WasiFunction::unsupported);
		add("path_unlink_file", "iii", PathCalls::unlink);
		add("poll_oneoff", "iiii", Polls::poll);
		add("proc_exit", "i", (context, call) -> {
			throw new WasmExitException(call.int32(0));
		});
		add("proc_raise", "i", WasiFunction::missing);
		add("random_get", "ii", Surroundings::random);
		add("sched_yield", "", Surroundings::yieldNow);
		add("sock_accept", "iii", DescriptorCalls::notSocket);
		add("sock_recv", "iiiiii", DescriptorCalls::notSocket);
		add("sock_send", "iiiii", DescriptorCalls::notSocket);
		add("sock_shutdown", "ii", DescriptorCalls::notSocket);
	}

	private final String name;

	private final FunctionType type;

	private final Body body;

	private WasiFunction(String name, FunctionType type, Body body) {
		this.name = name;
		this.type = type;
		this.body = body;
	}

	private static void add(String name, String params, Body body) {
		List<ValueType> types = params.chars().mapToObj((c) -> (c == 'i') ? ValueType.I32 : ValueType.I64).toList();
		boolean returns = !name.equals("proc_exit");
		FunctionType type = FunctionType.of(types, returns ? List.of(ValueType.I32) : List.of());
		ALL.put(name, new WasiFunction(name, type, body));
	}

	static @Nullable WasiFunction named(String name) {
		return ALL.get(name);
	}

	/**
	 * Return the names of all functions.
	 */
	static Set<String> names() {
		return Collections.unmodifiableSet(ALL.keySet());
	}

	@Override
	public String module() {
		return WasiHost.MODULE;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public FunctionType type() {
		return this.type;
	}

	@Override
	public @Nullable Object call(WasmCaller caller, Object[] args) {
		WasiCaller guest = (WasiCaller) caller;
		return run(guest.wasi(), new WasiCall(guest, args)).value();
	}

	private Errno run(WasiContext context, WasiCall call) {
		try {
			this.body.run(context, call);
			return Errno.SUCCESS;
		}
		catch (ErrnoException ex) {
			return ex.errno();
		}
		catch (IOException ex) {
			return Errno.of(ex);
		}
		catch (WasmMemoryAccessException | NoSuchExportException ex) {
			// Outside the memory, or there is none
			return Errno.FAULT;
		}
	}

	@Override
	public String toString() {
		return "'" + module() + "." + this.name + "' " + this.type;
	}

	private static void unsupported(WasiContext context, WasiCall call) throws ErrnoException {
		throw Errno.NOTSUP.toException();
	}

	private static void missing(WasiContext context, WasiCall call) throws ErrnoException {
		throw Errno.NOSYS.toException();
	}

	/**
	 * What a function does. That it returns means success.
	 */
	@FunctionalInterface
	private interface Body {

		void run(WasiContext context, WasiCall call) throws IOException, ErrnoException;

	}

}
