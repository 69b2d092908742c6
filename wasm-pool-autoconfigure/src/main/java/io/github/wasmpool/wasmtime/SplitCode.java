package io.github.wasmpool.wasmtime;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.wasmpool.binary.GuestBinary;
import io.github.wasmpool.binary.GuestLayout;
import io.github.wasmpool.binary.StateModule;
import io.github.wasmpool.type.MemoryType;
import org.jspecify.annotations.Nullable;

/**
 * The code of a module apart from its state, so that it can begin with the state of any
 * instance. It is rewritten and compiled once, when it is first asked for.
 *
 * <p>
 * Thread-safe. Who asks while the code is compiled waits for it.
 */
public final class SplitCode {

	private final Users users = new Users(this::free);

	private final Supplier<GuestBinary> rewrite;

	private final Function<GuestBinary, CompiledModule> compile;

	private final ReentrantLock lock = new ReentrantLock();

	/** Guarded by the lock. */
	private @Nullable GuestCode code;

	/**
	 * Describe the code.
	 * @param rewrite gives the module, rewritten to be apart from its state
	 * @param compile compiles it
	 */
	public SplitCode(Supplier<GuestBinary> rewrite, Function<GuestBinary, CompiledModule> compile) {
		this.rewrite = rewrite;
		this.compile = compile;
	}

	/**
	 * Become a user, unless the last one has let go.
	 * @return whether the caller is a user now, and has to {@link #release()}
	 */
	public boolean retain() {
		return this.users.retain();
	}

	/**
	 * Stop being a user. The last one lets go of the code, which lives on in those who
	 * began with it.
	 */
	public void release() {
		this.users.release();
	}

	private void free() {
		GuestCode compiled = this.code;
		if (compiled != null) {
			compiled.code().release();
		}
	}

	/**
	 * Carry the state of an instance to others. To be called by a user, when no call runs
	 * in the instance, which is as it was afterwards.
	 * @param instance an instance of this module, made of this code or of the whole
	 * module
	 * @param memory the memory others have as the guest is told, no smaller than that of
	 * the instance, or {@code null} if there is none
	 * @param kept whether the state is of use for the next start of the application, too,
	 * so that a cache may keep what is compiled for it
	 * @return code with one user, the caller, whose new instances begin where the given
	 * one stands, without running what initialises them
	 * @throws io.github.wasmpool.WasmModuleException if the state cannot be carried, with
	 * the reason and what would help
	 */
	public GuestCode beginningAt(GuestInstance instance, @Nullable MemoryType memory, boolean kept) {
		CapturedState state = CapturedState.of(instance, memory);
		GuestCode code = code();
		StateModule module = state.memory();
		GuestLayout layout = code.layout()
			.beginningWith(memory, state.reserve(), (module != null) ? module.data().orElse(null) : null);
		return new GuestCode(code.code().beginningAt(state, kept), layout);
	}

	private GuestCode code() {
		this.lock.lock();
		try {
			GuestCode compiled = this.code;
			if (compiled == null) {
				GuestBinary binary = this.rewrite.get();
				compiled = new GuestCode(this.compile.apply(binary), binary.layout());
				this.code = compiled;
			}
			return compiled;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Compiled code, and where the guest's things are found in it.
	 *
	 * @param code the code
	 * @param layout its layout
	 */
	public record GuestCode(CompiledModule code, GuestLayout layout) {

	}

}
