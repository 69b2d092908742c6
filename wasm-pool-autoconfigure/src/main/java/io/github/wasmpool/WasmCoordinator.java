package io.github.wasmpool;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Several instances of a pool that work together. They belong to this coordinator until
 * it is closed, and keep their state from one operation to the next, also where the pool
 * gives every borrower a {@link ResetPolicy#FRESH fresh} instance: that state is the
 * point of holding them.
 *
 * <p>
 * <b>Threads.</b> The calling thread works itself, and the executor of the pool
 * ({@link WasmPoolBuilder#executor}) is asked to help: with Spring that is the
 * application's task executor, without an executor all is done by the calling thread, one
 * after the other. An executor that is busy, or rejects the tasks, makes an operation
 * slower but never holds it up, so an operation may also be called from a task of that
 * very executor. (One that makes its callers wait instead is not to be used.) An
 * interrupt of a helping thread ends its help, after what it has begun. Context
 * (security, tracing, MDC) travels as with all tasks of the executor, by its
 * {@code TaskDecorator}. Guests run on those threads, or on the pool's own with
 * {@link ExecutionMode#DEDICATED}. An instance is never used by two threads at a time.
 *
 * <p>
 * <b>Memory.</b> What the calling thread did before an operation is seen by the work, and
 * what the work did is seen by the calling thread when the operation returns or throws.
 *
 * <p>
 * <b>Failure.</b> The first failure, exception or error, keeps work that has not begun
 * from beginning. What runs is waited for: guests end at their execution timeout, Java
 * code when it ends. The first failure is then thrown as it is, with further ones
 * suppressed. Instances that trapped, ran out of time or were closed by the work are
 * replaced by new ones before the next operation, which throws what
 * {@link WasmPool#acquire()} throws if that fails; the others keep their state.
 *
 * <p>
 * <b>Interruption.</b> A calling thread that is interrupted begins nothing more, waits
 * for what runs, and gets a {@link WasmPoolInterruptedException} with its flag set, or
 * the failure that came first. If everything was done already the results are returned,
 * and the flag is set. With {@link ExecutionMode#DEDICATED} the part that the calling
 * thread itself waits for is not waited for: its instance is replaced.
 *
 * <p>
 * One operation at a time: another one meanwhile, by another thread or from within the
 * work, is an {@link IllegalStateException}, and so is one after {@link #close()}. A
 * coordinator may be handed from thread to thread.
 */
public interface WasmCoordinator extends AutoCloseable {

	/**
	 * Return how many instances there are.
	 * @return the number, at least 1
	 */
	int size();

	/**
	 * Do the same work on each instance, in parallel.
	 * @param work what to do, called by several threads at once, once for each instance
	 * @param <T> the type of the results
	 * @param <E> the type of exception the work throws
	 * @return the results, in the order of the instances, unmodifiable
	 * @throws E what the work threw first
	 * @throws WasmPoolInterruptedException if the thread is interrupted
	 */
	<T extends @Nullable Object, E extends Exception> List<T> broadcast(WasmCallback<T, E> work) throws E;

	/**
	 * Do the same work without a result on each instance, in parallel.
	 * @param work what to do, called by several threads at once, once for each instance
	 * @param <E> the type of exception the work throws
	 * @throws E what the work threw first
	 * @throws WasmPoolInterruptedException if the thread is interrupted
	 * @see #broadcast(WasmCallback)
	 */
	default <E extends Exception> void useInstances(WasmAction<E> work) throws E {
		this.<@Nullable Object, E>broadcast((instance) -> {
			work.run(instance);
			return null;
		});
	}

	/**
	 * Pass a value through all instances, in their order, one after the other, on the
	 * calling thread: what the stage makes with one instance it gets with the next.
	 * @param input what the stage gets with the first instance
	 * @param stage makes the next value, once with each instance
	 * @param <T> the type of the values
	 * @param <E> the type of exception the stage throws
	 * @return what the stage made with the last instance
	 * @throws E what the stage threw
	 * @throws WasmPoolInterruptedException if the thread is interrupted
	 */
	<T extends @Nullable Object, E extends Exception> T pipeline(T input, WasmStage<T, E> stage) throws E;

	/**
	 * Pass a value through stages, one after the other, on the calling thread. The first
	 * stage has the first instance, and so on.
	 * @param input what the first stage gets
	 * @param stages the stages, as many as there are instances or less
	 * @param <T> the type of the values
	 * @param <E> the type of exception the stages throw
	 * @return what the last stage made, the input if there is no stage
	 * @throws E what a stage threw
	 * @throws IllegalArgumentException if there are more stages than instances
	 * @throws WasmPoolInterruptedException if the thread is interrupted
	 */
	<T extends @Nullable Object, E extends Exception> T pipeline(T input, List<? extends WasmStage<T, E>> stages)
			throws E;

	/**
	 * Make a result of each chunk, in parallel, and one of all these. Chunks are begun in
	 * their order, each with the instance that is free for longest: as long as there are
	 * not more chunks than instances, the first with the first, and so on.
	 * @param chunks the data, any number of chunks
	 * @param map makes the result of a chunk, called by several threads at once
	 * @param reduce makes one of all, on the calling thread, when the instances are free
	 * again; it gets the results in the order of the chunks, unmodifiable
	 * @param <C> the type of the chunks
	 * @param <R> the type of the result of a chunk
	 * @param <O> the type of the whole result
	 * @param <E> the type of exception {@code map} throws
	 * @return what {@code reduce} returned
	 * @throws E what {@code map} threw first
	 * @throws WasmPoolInterruptedException if the thread is interrupted
	 */
	<C extends @Nullable Object, R extends @Nullable Object, O extends @Nullable Object, E extends Exception> O mapReduce(
			WasmChunks<C> chunks, WasmMapper<C, R, E> map, Function<? super List<R>, ? extends O> reduce) throws E;

	/**
	 * Make a result of each chunk, in parallel, and combine them two by two: the first
	 * with the second, what comes of it with the third, and so on.
	 * @param chunks the data, one chunk or more
	 * @param map makes the result of a chunk, called by several threads at once
	 * @param reduce makes one of two, on the calling thread
	 * @param <C> the type of the chunks
	 * @param <R> the type of the results
	 * @param <E> the type of exception {@code map} throws
	 * @return the one that is left
	 * @throws E what {@code map} threw first
	 * @throws IllegalArgumentException if there is no chunk, as nothing can be made of
	 * that
	 * @see #mapReduce(WasmChunks, WasmMapper, Function)
	 */
	<C extends @Nullable Object, R extends @Nullable Object, E extends Exception> R mapReduce(WasmChunks<C> chunks,
			WasmMapper<C, R, E> map, BinaryOperator<R> reduce) throws E;

	/**
	 * Split a list evenly over all instances, and make one result of theirs.
	 * @param data the list
	 * @param map makes the result of a chunk, called by several threads at once
	 * @param reduce makes one of all; it gets none if there is no data
	 * @param <T> the type of the elements
	 * @param <R> the type of the result of a chunk
	 * @param <O> the type of the whole result
	 * @param <E> the type of exception {@code map} throws
	 * @return what {@code reduce} returned
	 * @throws E what {@code map} threw first
	 * @see #mapReduce(WasmChunks, WasmMapper, Function)
	 */
	default <T extends @Nullable Object, R extends @Nullable Object, O extends @Nullable Object, E extends Exception> O mapReduce(
			List<T> data, WasmMapper<List<T>, R, E> map, Function<? super List<R>, ? extends O> reduce) throws E {
		return mapReduce(WasmChunks.of(data, size()), map, reduce);
	}

	/**
	 * Split a list evenly over all instances, and combine their results two by two.
	 * @param data the list, with one element or more
	 * @param map makes the result of a chunk, called by several threads at once
	 * @param reduce makes one of two
	 * @param <T> the type of the elements
	 * @param <R> the type of the results
	 * @param <E> the type of exception {@code map} throws
	 * @return the one that is left
	 * @throws E what {@code map} threw first
	 * @throws IllegalArgumentException if there is no data
	 * @see #mapReduce(WasmChunks, WasmMapper, BinaryOperator)
	 */
	default <T extends @Nullable Object, R extends @Nullable Object, E extends Exception> R mapReduce(List<T> data,
			WasmMapper<List<T>, R, E> map, BinaryOperator<R> reduce) throws E {
		return mapReduce(WasmChunks.of(data, size()), map, reduce);
	}

	/**
	 * Call a function once for each item of columns. They are split evenly over all
	 * instances, each of which does its part in as few crossings as can be. The time
	 * limit of one call holds for each part.
	 *
	 * <p>
	 * A failing item is thrown for its index in the columns, the lowest if several
	 * instances fail. The results that a suppressed one has are zero where they are
	 * missing.
	 * @param export the name of the function
	 * @param columns for each parameter an array, all of the same length; not to be
	 * changed meanwhile
	 * @return the results, in order
	 * @throws IllegalArgumentException if the function does not take one or more i32 and
	 * return one, or if the number of columns or their lengths do not fit
	 * @throws NoSuchExportException if there is no such function
	 * @throws WasmBatchException if an item fails; it has the results before that item
	 * @throws WasmExecutionTimeoutException if the time is up, without results
	 * @throws WasmExitException if the guest ends itself, without results
	 * @throws WasmPoolInterruptedException if the thread is interrupted
	 * @see WasmFunction#mapInt
	 */
	int[] mapInt(String export, int[]... columns);

	/**
	 * Call a function once for each item of columns. They are split evenly over all
	 * instances, each of which does its part in as few crossings as can be. The time
	 * limit of one call holds for each part.
	 * @param export the name of the function
	 * @param columns for each parameter an array, all of the same length; not to be
	 * changed meanwhile
	 * @return the results, in order
	 * @throws IllegalArgumentException if the function does not take one or more i64 and
	 * return one, or if the number of columns or their lengths do not fit
	 * @throws NoSuchExportException if there is no such function
	 * @throws WasmBatchException if an item fails; it has the results before that item
	 * @throws WasmExecutionTimeoutException if the time is up, without results
	 * @throws WasmExitException if the guest ends itself, without results
	 * @throws WasmPoolInterruptedException if the thread is interrupted
	 * @see WasmFunction#mapLong
	 */
	long[] mapLong(String export, long[]... columns);

	/**
	 * Call a function once for each item of columns. They are split evenly over all
	 * instances, each of which does its part in as few crossings as can be. The time
	 * limit of one call holds for each part.
	 * @param export the name of the function
	 * @param columns for each parameter an array, all of the same length; not to be
	 * changed meanwhile
	 * @return the results, in order
	 * @throws IllegalArgumentException if the function does not take one or more f32 and
	 * return one, or if the number of columns or their lengths do not fit
	 * @throws NoSuchExportException if there is no such function
	 * @throws WasmBatchException if an item fails; it has the results before that item
	 * @throws WasmExecutionTimeoutException if the time is up, without results
	 * @throws WasmExitException if the guest ends itself, without results
	 * @throws WasmPoolInterruptedException if the thread is interrupted
	 * @see WasmFunction#mapFloat
	 */
	float[] mapFloat(String export, float[]... columns);

	/**
	 * Call a function once for each item of columns. They are split evenly over all
	 * instances, each of which does its part in as few crossings as can be. The time
	 * limit of one call holds for each part.
	 * @param export the name of the function
	 * @param columns for each parameter an array, all of the same length; not to be
	 * changed meanwhile
	 * @return the results, in order
	 * @throws IllegalArgumentException if the function does not take one or more f64 and
	 * return one, or if the number of columns or their lengths do not fit
	 * @throws NoSuchExportException if there is no such function
	 * @throws WasmBatchException if an item fails; it has the results before that item
	 * @throws WasmExecutionTimeoutException if the time is up, without results
	 * @throws WasmExitException if the guest ends itself, without results
	 * @throws WasmPoolInterruptedException if the thread is interrupted
	 * @see WasmFunction#mapDouble
	 */
	double[] mapDouble(String export, double[]... columns);

	/**
	 * Return the instances to the pool. Idempotent. While an operation runs, it goes on,
	 * and they are returned when it ends.
	 */
	@Override
	void close();

}
