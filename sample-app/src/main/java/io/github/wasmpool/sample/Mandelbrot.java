package io.github.wasmpool.sample;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.github.wasmpool.WasmChunks;
import io.github.wasmpool.WasmCoordinator;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmPool;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Has the guests of the pool {@code mandelbrot} compute pictures together, each some rows
 * at a time.
 */
@Component
final class Mandelbrot {

	private static final int BYTES_PER_PIXEL = 3;

	/**
	 * Rows inside the set take longest, so there are more strips than instances: who is
	 * done early takes another.
	 */
	private static final int STRIPS_PER_INSTANCE = 32;

	private final WasmPool pool;

	Mandelbrot(@Qualifier("mandelbrotWasmPool") WasmPool pool) {
		this.pool = pool;
	}

	/**
	 * Compute a picture with one instance.
	 * @param region what is in it
	 * @return the picture
	 */
	Rendering renderWithOne(Region region) {
		return render(region, 1);
	}

	/**
	 * Compute a picture with all instances of the pool.
	 * @param region what is in it
	 * @return the picture
	 */
	Rendering renderWithAll(Region region) {
		return render(region, instances());
	}

	/**
	 * Return how many instances there are.
	 */
	int instances() {
		return this.pool.stats().size();
	}

	/**
	 * Compute a picture, and show each strip when it is done.
	 * @param region what is in it
	 * @param instances how many compute it
	 * @param listener gets the strips, in any order, on several threads; if it throws,
	 * the rest is not computed
	 * @return the picture
	 */
	Rendering render(Region region, int instances, Consumer<Strip> listener) {
		try (WasmCoordinator coordinator = this.pool.coordinator(instances)) {
			int[] rows = IntStream.range(0, region.height()).toArray();
			int strips = Math.min(rows.length, instances * STRIPS_PER_INSTANCE);
			long start = System.nanoTime();
			byte[] pixels = coordinator.mapReduce(WasmChunks.of(rows, strips), (instance, strip) -> {
				byte[] done = render(instance, region, strip);
				listener.accept(new Strip(strip[0], strip.length, done));
				return done;
			}, Mandelbrot::join);
			Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
			return new Rendering(Picture.of(pixels, region.width(), region.height()), instances, elapsed);
		}
	}

	private Rendering render(Region region, int instances) {
		return render(region, instances, (strip) -> {
		});
	}

	private static byte[] render(WasmInstance instance, Region region, int[] rows) {
		int pixels = instance.callInt("render", region.left(), region.top(), region.step(), region.width(), rows[0],
				rows.length, region.limit());
		if (pixels == 0) {
			throw new IllegalStateException("The guest has no memory for " + rows.length + " rows of " + region.width()
					+ " pixels; raise 'wasm.pools.mandelbrot.memory.max-pages'");
		}
		return instance.memory().read(Integer.toUnsignedLong(pixels), rows.length * region.width() * BYTES_PER_PIXEL);
	}

	/**
	 * Rows of a picture.
	 *
	 * @param first the first of them
	 * @param rows how many
	 * @param pixels three bytes a pixel
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Strip(int first, int rows, byte[] pixels) {
	}

	private static byte[] join(List<byte[]> strips) {
		byte[] all = new byte[strips.stream().mapToInt((strip) -> strip.length).sum()];
		int at = 0;
		for (byte[] strip : strips) {
			System.arraycopy(strip, 0, all, at, strip.length);
			at += strip.length;
		}
		return all;
	}

}
