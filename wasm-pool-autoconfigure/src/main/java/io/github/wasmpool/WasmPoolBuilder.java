package io.github.wasmpool;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.github.wasmpool.host.HostFunction;
import org.jspecify.annotations.Nullable;

/**
 * Collects the settings of a pool. Not thread-safe.
 */
public interface WasmPoolBuilder {

	/**
	 * Name the pool. The name is unique among the pools of a runtime that live.
	 * @param name a name that matches {@code [a-z][a-z0-9]*}; {@code default} by default
	 * @return this builder
	 */
	WasmPoolBuilder name(String name);

	/**
	 * Limit the instances that live at once.
	 * @param size from 1 to 1,000,000; twice the processors by default
	 * @return this builder
	 */
	WasmPoolBuilder size(int size);

	/**
	 * Set how many instances are kept ready.
	 * @param minIdle from 0 to {@code size}; {@code size} by default
	 * @return this builder
	 */
	WasmPoolBuilder minIdle(int minIdle);

	/**
	 * Limit how long a borrower waits.
	 * @param timeout zero to fail at once, or after a moment (up to 100 ms) where a slot
	 * is just being refilled; 5 seconds by default
	 * @return this builder
	 */
	WasmPoolBuilder acquireTimeout(Duration timeout);

	/**
	 * Limit how many borrowers wait at once; those beyond are refused at once.
	 * @param maxWaiting zero or more; {@link Integer#MAX_VALUE}, unlimited, by default
	 * @return this builder
	 */
	WasmPoolBuilder maxWaiting(int maxWaiting);

	/**
	 * Limit how long one entry into the guest may take.
	 * @param timeout a positive wall-clock time, or {@code null} for that of the module
	 * @return this builder
	 */
	WasmPoolBuilder executionTimeout(@Nullable Duration timeout);

	/**
	 * Set what becomes of an instance that is returned.
	 * @param reset {@link ResetPolicy#FRESH} by default; {@link ResetPolicy#WARM} for
	 * instances that share a memory, which cannot be fresh
	 * @return this builder
	 */
	WasmPoolBuilder reset(ResetPolicy reset);

	/**
	 * Name an export that is called on each return of a warm instance.
	 * @param export an exported function without parameters, or {@code null} for none
	 * @return this builder
	 */
	WasmPoolBuilder resetExport(@Nullable String export);

	/**
	 * Limit how often a warm instance is lent.
	 * @param maxUses after how many loans it is retired, at least 1, or {@code null} for
	 * no limit
	 * @return this builder
	 */
	WasmPoolBuilder maxUses(@Nullable Integer maxUses);

	/**
	 * Limit the age of a warm instance. It is retired at a random age from nine tenths of
	 * this to the whole, so that instances made together are not replaced together; one
	 * on loan then, when it is returned.
	 * @param maxLifetime a positive time, or {@code null} for no limit
	 * @return this builder
	 */
	WasmPoolBuilder maxLifetime(@Nullable Duration maxLifetime);

	/**
	 * Limit how long a warm instance stays idle while more are idle than
	 * {@link #minIdle(int)}, which equals the size by default; so this has no effect
	 * unless that is lower.
	 * @param idleTimeout a positive time, or {@code null} for no limit
	 * @return this builder
	 */
	WasmPoolBuilder idleTimeout(@Nullable Duration idleTimeout);

	/**
	 * Limit by how much the memory of a warm instance may grow. It is retired when it is
	 * returned with more.
	 * @param pages the pages of 64 KiB, zero or more, or {@code null} for no limit
	 * @return this builder
	 */
	WasmPoolBuilder maxMemoryGrowth(@Nullable Integer pages);

	/**
	 * Have warm instances checked when they are returned, and what is to replace the code
	 * or the state of the pool before it does.
	 * @param validator decides whether an instance may be lent again, or {@code null} for
	 * no check
	 * @return this builder
	 */
	WasmPoolBuilder validator(@Nullable WasmInstanceValidator validator);

	/**
	 * Have instances checked when they are returned, if they are warm and no other
	 * {@link #validator(WasmInstanceValidator) validator} is set. Unlike that one, it
	 * does no harm to a pool of fresh instances, where it looks only at what is to
	 * replace the code or the state of the pool.
	 * @param validator decides whether an instance may be lent again, or {@code null} for
	 * no check
	 * @return this builder
	 */
	WasmPoolBuilder validatorIfWarm(@Nullable WasmInstanceValidator validator);

	/**
	 * Warn of each loan that lasts longer, once, while it lasts, with the stack of the
	 * borrower. Taking that stack makes each loan some microseconds dearer.
	 * @param threshold a positive time, or {@code null} for no warning
	 * @return this builder
	 */
	WasmPoolBuilder leakDetectionThreshold(@Nullable Duration threshold);

	/**
	 * Limit how long {@link WasmPool#close()} waits for loans.
	 * @param period zero or more; 20 seconds by default
	 * @return this builder
	 */
	WasmPoolBuilder shutdownGracePeriod(Duration period);

	/**
	 * Set on which threads guests run.
	 * @param mode {@link ExecutionMode#CALLER} by default
	 * @return this builder
	 */
	WasmPoolBuilder execution(ExecutionMode mode);

	/**
	 * Set the size of the stacks of dedicated threads. Address space is reserved for it;
	 * memory is used for what a thread touches.
	 * @param bytes from 1 MiB to 1 GiB, and 512 KiB more than the guest stack of the
	 * module where threads are dedicated; 8 MiB by default
	 * @return this builder
	 */
	WasmPoolBuilder dedicatedThreadStack(long bytes);

	/**
	 * Set what wraps the work that is handed over to dedicated threads, to carry context
	 * over. It is applied on the thread of the borrower; what it returns runs on the
	 * dedicated thread and has to run the task it was given there, once.
	 * @param decorator gets the task and returns what to run, or {@code null} for none;
	 * used by many threads at once
	 * @return this builder
	 */
	WasmPoolBuilder taskDecorator(@Nullable UnaryOperator<Runnable> decorator);

	/**
	 * Set who helps the thread that has a {@link WasmCoordinator} do something. With
	 * Spring it is the application's {@code AsyncTaskExecutor} by default.
	 * @param executor runs tasks on other threads. It may be busy, and may reject tasks,
	 * but must not make the caller wait until others have ended, as some do when they are
	 * full: that cannot be recognised, and holds up for ever an operation that one of its
	 * own tasks calls. Nor should it drop tasks: after about a thousand it is asked once
	 * a second only. Or {@code null}, the default here, so that the calling thread does
	 * everything, one after the other
	 * @return this builder
	 */
	WasmPoolBuilder executor(@Nullable Executor executor);

	/**
	 * Provide functions that the module may import. They come before those the module was
	 * built with. Functions it does not import do no harm.
	 * @param functions more functions
	 * @return this builder
	 */
	WasmPoolBuilder hostFunctions(HostFunction... functions);

	/**
	 * Provide functions that are looked up late: once, when the first instance is made,
	 * and again for each module that replaces the first. With such a source, imports that
	 * nobody provides are found then, too, instead of when the pool is built.
	 * @param source gives the functions, or {@code null} for none
	 * @return this builder
	 */
	WasmPoolBuilder hostFunctionSource(@Nullable Supplier<? extends Collection<HostFunction>> source);

	/**
	 * Provide functions that are looked up late, for the module that imports them: once,
	 * when its first instance is made, and again for each module that
	 * {@linkplain WasmPool#replace(WasmModule) replaces} it. Takes the place of
	 * {@link #hostFunctionSource(Supplier)}.
	 * @param source gives the functions for a module, or {@code null} for none
	 * @return this builder
	 */
	WasmPoolBuilder hostFunctionSource(
			@Nullable Function<? super WasmModule, ? extends Collection<HostFunction>> source);

	/**
	 * Have somebody told when the code of the pool is replaced, or its state seeded.
	 * @param listener is told, as are others that were set before
	 * @return this builder
	 */
	WasmPoolBuilder swapListener(WasmSwapListener listener);

	/**
	 * Limit the calls of host functions that one entry into the guest may make. Each
	 * leaves something behind until the entry returns, and a few millions end the JVM. A
	 * column is entered anew for every few thousand items.
	 * @param maxHostCalls from 1 to 1,000,000, which is the default
	 * @return this builder
	 */
	WasmPoolBuilder maxHostCalls(int maxHostCalls);

	/**
	 * Set what guests that import WASI preview 1 see of the world.
	 * @param options {@link WasiOptions#INERT} by default
	 * @return this builder
	 */
	WasmPoolBuilder wasi(WasiOptions options);

	/**
	 * Set how text and bytes get into guests and out of them.
	 * @param options {@link AbiOptions#DEFAULTS} by default
	 * @return this builder
	 */
	WasmPoolBuilder abi(AbiOptions options);

	/**
	 * Set what turns the objects that clients take and return into JSON text.
	 * @param json used by many threads at once, or {@code null} for Jackson where it is
	 * on the class path, which is the default
	 * @return this builder
	 */
	WasmPoolBuilder json(@Nullable WasmJson json);

	/**
	 * Set whether the pool decides on the health of the application: whether that is down
	 * while the pool cannot make instances, and out of service while it is drained.
	 * @param healthStatus {@code false} by default, for pools that come and go: Actuator
	 * shows them all the same
	 * @return this builder
	 */
	WasmPoolBuilder healthStatus(boolean healthStatus);

	/**
	 * Have one instance initialised for all: the start function, {@code _initialize} and
	 * the configured initialiser run once, when the first instance is needed, and every
	 * instance begins where that ended. What the guest drew from clocks and randomness
	 * meanwhile is the same for all.
	 * @param snapshot {@code false} by default
	 * @return this builder
	 */
	WasmPoolBuilder snapshot(boolean snapshot);

	/**
	 * Have one instance initialised for all, and do something with it before others begin
	 * where it stands: set a configuration, load a dictionary, run a script. Switches
	 * {@link #snapshot(boolean)} on. What is given first is done first.
	 * @param work gets the instance, which is gone afterwards; if it fails, no instance
	 * can be made, and it is tried again when the next one is needed
	 * @return this builder
	 */
	WasmPoolBuilder snapshot(WasmAction<? extends Exception> work);

	/**
	 * Build the pool. Nothing is instantiated yet, except a memory that its instances are
	 * to share.
	 * @return a pool that the caller closes
	 * @throws IllegalArgumentException if settings are impossible; the message names all
	 * @throws WasmModuleException if the module has imports that nobody provides
	 * @throws WasmInstanceCreationException if there is no room for a shared memory, or
	 * its data does not fit into it
	 * @throws IllegalStateException if the runtime or the module is closed
	 */
	WasmPool build();

}
