package io.github.wasmpool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

/**
 * Data in chunks, each of which is the work of one instance at a time.
 *
 * <p>
 * Data that is split is split evenly, in order: the lengths of the chunks differ by one
 * at most, and none is empty. There are fewer chunks than asked for if there is less
 * data, and none if there is no data. A chunk of an array is a copy, made when it is
 * needed: the array must not change before. A list is copied at once, and its chunks
 * cannot be changed.
 *
 * @param <C> the type of the chunks
 * @see WasmCoordinator#mapReduce(WasmChunks, WasmMapper, java.util.function.Function)
 */
public final class WasmChunks<C extends @Nullable Object> {

	private final int count;

	private final IntFunction<C> chunk;

	private WasmChunks(int count, IntFunction<C> chunk) {
		this.count = count;
		this.chunk = chunk;
	}

	/**
	 * Take the elements of a list for chunks, for data that is split already.
	 * @param chunks the chunks
	 * @param <C> the type of the chunks
	 * @return as many chunks
	 */
	public static <C extends @Nullable Object> WasmChunks<C> ofEach(List<? extends C> chunks) {
		List<C> copy = new ArrayList<>(chunks);
		return new WasmChunks<>(copy.size(), copy::get);
	}

	/**
	 * Split a list.
	 * @param data the list
	 * @param chunks how many chunks, at least 1
	 * @param <T> the type of the elements
	 * @return the chunks
	 * @throws IllegalArgumentException if {@code chunks} is less than 1
	 */
	public static <T extends @Nullable Object> WasmChunks<List<T>> of(List<? extends T> data, int chunks) {
		List<T> copy = Collections.unmodifiableList(new ArrayList<T>(data));
		return split(copy.size(), chunks, copy::subList);
	}

	/**
	 * Split an array.
	 * @param data the array
	 * @param chunks how many chunks, at least 1
	 * @return the chunks
	 * @throws IllegalArgumentException if {@code chunks} is less than 1
	 */
	public static WasmChunks<byte[]> of(byte[] data, int chunks) {
		return split(data.length, chunks, (from, to) -> Arrays.copyOfRange(data, from, to));
	}

	/**
	 * Split an array.
	 * @param data the array
	 * @param chunks how many chunks, at least 1
	 * @return the chunks
	 * @throws IllegalArgumentException if {@code chunks} is less than 1
	 */
	public static WasmChunks<int[]> of(int[] data, int chunks) {
		return split(data.length, chunks, (from, to) -> Arrays.copyOfRange(data, from, to));
	}

	/**
	 * Split an array.
	 * @param data the array
	 * @param chunks how many chunks, at least 1
	 * @return the chunks
	 * @throws IllegalArgumentException if {@code chunks} is less than 1
	 */
	public static WasmChunks<long[]> of(long[] data, int chunks) {
		return split(data.length, chunks, (from, to) -> Arrays.copyOfRange(data, from, to));
	}

	/**
	 * Split an array.
	 * @param data the array
	 * @param chunks how many chunks, at least 1
	 * @return the chunks
	 * @throws IllegalArgumentException if {@code chunks} is less than 1
	 */
	public static WasmChunks<float[]> of(float[] data, int chunks) {
		return split(data.length, chunks, (from, to) -> Arrays.copyOfRange(data, from, to));
	}

	/**
	 * Split an array.
	 * @param data the array
	 * @param chunks how many chunks, at least 1
	 * @return the chunks
	 * @throws IllegalArgumentException if {@code chunks} is less than 1
	 */
	public static WasmChunks<double[]> of(double[] data, int chunks) {
		return split(data.length, chunks, (from, to) -> Arrays.copyOfRange(data, from, to));
	}

	private static <C extends @Nullable Object> WasmChunks<C> split(int length, int chunks, Slice<C> slice) {
		if (chunks < 1) {
			throw new IllegalArgumentException("'chunks' must be at least 1 but is " + chunks);
		}
		int count = Math.min(length, chunks);
		return new WasmChunks<>(count,
				(index) -> slice.get(begin(length, count, index), begin(length, count, index + 1)));
	}

	private static int begin(int length, int count, int index) {
		return (int) ((long) length * index / count);
	}

	/**
	 * Return how many chunks there are.
	 * @return the number, zero or more
	 */
	public int count() {
		return this.count;
	}

	/**
	 * Return a chunk.
	 * @param index from 0 to less than {@link #count()}
	 * @return the chunk
	 * @throws IndexOutOfBoundsException if there is no such chunk
	 */
	public C get(int index) {
		if (index < 0 || index >= this.count) {
			throw new IndexOutOfBoundsException("There is no chunk " + index + " of " + this.count);
		}
		return this.chunk.apply(index);
	}

	@FunctionalInterface
	private interface Slice<C extends @Nullable Object> {

		C get(int from, int to);

	}

}
