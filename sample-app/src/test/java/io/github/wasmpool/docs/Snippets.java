package io.github.wasmpool.docs;

import java.util.List;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmRuntime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the snippets of the documentation use and do not declare.
 */
@SuppressWarnings("NullAway.Init") // nothing of it runs
public abstract class Snippets {

	protected static final Logger logger = LoggerFactory.getLogger(Snippets.class);

	protected static final int TEXT = 0;

	protected static final int LENGTH = 4;

	protected static final int READY = 8;

	protected WasmRuntime runtime;

	protected WasmModule module;

	protected WasmPool pool;

	protected WasmInstance guest;

	protected byte[] bytes;

	protected byte[] input;

	protected String text;

	protected String json;

	protected String request;

	protected int version;

	protected List<Order> orders;

	protected int[] articles;

	protected int[] quantities;

	protected String parse(WasmInstance guest, String text) {
		return text;
	}

	protected String format(WasmInstance guest, String text) {
		return text;
	}

	protected long price(WasmInstance guest, List<Order> chunk) {
		return chunk.size();
	}

	/**
	 * A client.
	 */
	public interface Flags {

		void configure(String json);

	}

	/**
	 * Where flags come from.
	 */
	public interface FlagRepository {

		String asJson();

	}

	/**
	 * An order.
	 */
	public record Order(int article, int quantity) {

	}

	/**
	 * An invoice.
	 */
	public record Invoice(int article, int quantity) {

	}

	/**
	 * A request.
	 */
	public record Request(String user, String action) {

	}

	/**
	 * A decision.
	 */
	public record Decision(boolean allowed, @Nullable String reason) {

	}

	/**
	 * A service that uses a pool.
	 */
	public static class Pricing {

		private final WasmPool pool;

		public Pricing(WasmPool pool) {
			this.pool = pool;
		}

		public long price(int article, int quantity) {
			return this.pool.callLong("price", article, quantity);
		}

	}

}
