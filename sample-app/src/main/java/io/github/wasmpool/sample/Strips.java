package io.github.wasmpool.sample;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.github.wasmpool.sample.Mandelbrot.Strip;

import org.springframework.stereotype.Component;

/**
 * Draws pictures of the Mandelbrot set twice, by all instances and by one, and tells of
 * each strip when it is done. Instances are given back when a picture is computed,
 * however slowly it is read.
 */
@Component
final class Strips {

	private static final int MOST = 4;

	private static final int WAIT_SECONDS = 5;

	private final Mandelbrot mandelbrot;

	private final Semaphore pictures = new Semaphore(MOST);

	private final Semaphore painter = new Semaphore(1, true);

	Strips(Mandelbrot mandelbrot) {
		this.mandelbrot = mandelbrot;
	}

	/**
	 * Draw a picture twice.
	 * @param region what is in it
	 * @param listener is told of the strips
	 * @throws BusyException if too many are drawn
	 */
	void draw(Region region, Streams.Listener listener) throws IOException, InterruptedException {
		if (!this.pictures.tryAcquire()) {
			throw new BusyException("Others are looking at pictures just now; try again in a moment.");
		}
		try {
			draw("all", region, this.mandelbrot.instances(), listener);
			draw("one", region, 1, listener);
		}
		finally {
			this.pictures.release();
		}
	}

	private void draw(String name, Region region, int instances, Streams.Listener listener)
			throws IOException, InterruptedException {
		listener.tell("begin", new Begin(name, instances));
		Drawing drawing = new Drawing(region, instances);
		Thread thread = new Thread(drawing, "picture");
		thread.setDaemon(true);
		thread.start();
		try {
			drawing.tell(name, listener);
		}
		finally {
			drawing.cancelled = true;
			thread.join();
		}
	}

	/** One picture, computed on a thread of its own. */
	private final class Drawing implements Runnable {

		private final Region region;

		private final int instances;

		/** Strips, then how it ended. */
		private final BlockingQueue<Object> done = new LinkedBlockingQueue<>();

		private volatile boolean cancelled;

		Drawing(Region region, int instances) {
			this.region = region;
			this.instances = instances;
		}

		@Override
		public void run() {
			boolean mine = false;
			try {
				mine = Strips.this.painter.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS);
				if (!mine) {
					throw new BusyException("Others are looking at pictures just now; try again in a moment.");
				}
				this.done.add(Strips.this.mandelbrot.render(this.region, this.instances, this::add));
			}
			catch (InterruptedException ex) {
				this.done.add(new BusyException("The server is stopping."));
			}
			catch (RuntimeException ex) {
				this.done.add(ex);
			}
			finally {
				if (mine) {
					Strips.this.painter.release();
				}
			}
		}

		private void add(Strip strip) {
			if (this.cancelled) {
				throw new CancellationException();
			}
			this.done.add(strip);
		}

		void tell(String name, Streams.Listener listener) throws IOException, InterruptedException {
			Object next = this.done.take();
			while (next instanceof Strip strip) {
				listener.tell("strip", new Part(name, strip.first(), strip.rows(), strip.pixels()));
				next = this.done.take();
			}
			if (next instanceof RuntimeException failure) {
				throw failure;
			}
			if (next instanceof Rendering rendering) {
				listener.tell("end", new End(name, rendering.instances(), rendering.elapsed().toNanos() / 1e6));
			}
		}

	}

	/**
	 * A picture begins.
	 *
	 * @param name {@code all} or {@code one}
	 * @param instances how many compute it
	 */
	record Begin(String name, int instances) {
	}

	/**
	 * Rows are done.
	 *
	 * @param name of which picture
	 * @param first the first row
	 * @param rows how many
	 * @param pixels three bytes a pixel
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Part(String name, int first, int rows, byte[] pixels) {
	}

	/**
	 * A picture is done.
	 *
	 * @param name which
	 * @param instances how many computed it
	 * @param millis how long they took, in milliseconds
	 */
	record End(String name, int instances, double millis) {
	}

}
