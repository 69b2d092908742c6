package io.github.wasmpool.sample;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.wasmpool.WasmException;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Runs what is told to browsers as it happens, each stream on a thread of its own, so
 * that one who reads slowly holds up nobody else. There are {@value #MOST} at most.
 */
@Component
public final class Streams {

	private static final int MOST = 32;

	private static final long FOR_EVER = 0;

	private final ThreadPoolExecutor threads = new ThreadPoolExecutor(0, MOST, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), (task) -> {
				Thread thread = new Thread(task, "stream");
				thread.setDaemon(true);
				return thread;
			});

	/**
	 * Begin a stream.
	 * @param story what it tells
	 * @return the stream, open until the story ends, the reader has gone or the
	 * application stops
	 * @throws BusyException if there are too many
	 */
	public SseEmitter open(Story story) {
		SseEmitter emitter = new SseEmitter(FOR_EVER);
		try {
			this.threads.execute(() -> tell(story, emitter));
		}
		catch (RejectedExecutionException ex) {
			throw new BusyException("As many pages are open as this server serves at once; try again in a moment.");
		}
		return emitter;
	}

	private static void tell(Story story, SseEmitter emitter) {
		try {
			story.tell(
					(name, data) -> emitter.send(SseEmitter.event().name(name).data(data, MediaType.APPLICATION_JSON)));
			emitter.complete();
		}
		catch (IOException ex) {
			// The reader has gone, which the container knows
		}
		catch (InterruptedException ex) {
			emitter.complete();
		}
		catch (BusyException | InvalidInputException | WasmException ex) {
			fail(emitter, String.valueOf(ex.getMessage()));
		}
		catch (Exception ex) {
			emitter.completeWithError(ex);
		}
	}

	private static void fail(SseEmitter emitter, String sentence) {
		try {
			emitter.send(SseEmitter.event().name("problem").data(new Problem(sentence), MediaType.APPLICATION_JSON));
			emitter.complete();
		}
		catch (IOException ex) {
			// As above
		}
	}

	/**
	 * Ends all streams before the web server waits for requests to end.
	 */
	@EventListener(ContextClosedEvent.class)
	void stop() {
		this.threads.shutdownNow();
	}

	/**
	 * What is told.
	 */
	@FunctionalInterface
	public interface Story {

		/**
		 * Tell it. An exception of the library is told as its message.
		 * @param listener the browser
		 * @throws IOException if the browser has gone
		 * @throws InterruptedException if the application stops
		 */
		void tell(Listener listener) throws IOException, InterruptedException;

	}

	/**
	 * Whom it is told.
	 */
	@FunctionalInterface
	public interface Listener {

		/**
		 * Tell one event.
		 * @param name what kind of event it is
		 * @param data what is told, written as JSON
		 * @throws IOException if the browser has gone
		 */
		void tell(String name, Object data) throws IOException;

	}

	/**
	 * Why a stream ended.
	 *
	 * @param detail a sentence
	 */
	record Problem(String detail) {
	}

}
