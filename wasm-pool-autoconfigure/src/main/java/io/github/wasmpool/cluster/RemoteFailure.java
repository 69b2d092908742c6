package io.github.wasmpool.cluster;

import java.time.Duration;

import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.WasmHostFunctionException;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.WasmTrapException.Code;
import io.github.wasmpool.WasmTrapException.Site;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong on a member, as plain text, and the exception again that it was. What a
 * host function or a function of the user threw becomes its description.
 */
final class RemoteFailure {

	private static final String TRAP = "trap";

	private static final String HOST = "host";

	private static final String TIMEOUT = "timeout";

	private static final String EXIT = "exit";

	private static final String ARGUMENT = "argument";

	private static final String OTHER = "other";

	private RemoteFailure() {
	}

	/**
	 * Describe why a member cannot do something.
	 * @param reason the reason
	 */
	static String[] of(String reason) {
		return new String[] { OTHER, reason };
	}

	/**
	 * Describe what was thrown.
	 * @param thrown an exception or error
	 */
	static String[] of(Throwable thrown) {
		if (thrown instanceof WasmTrapException trap) {
			Site site = trap.getSite();
			return new String[] { TRAP, trap.code().name(), trap.getDescription(), trap.getFunction(),
					(site.pool() != null) ? site.pool() : "", site.module(), String.valueOf(site.memoryInUse()),
					String.valueOf(site.memoryCeiling()) };
		}
		if (thrown instanceof WasmHostFunctionException host) {
			Throwable cause = host.getCause();
			return new String[] { HOST, host.getFunction(), host.getHostFunction(), host.getProblem(),
					(cause != null) ? Wording.text(cause.toString()) : "" };
		}
		if (thrown instanceof WasmExecutionTimeoutException timeout) {
			return new String[] { TIMEOUT, timeout.getFunction(), String.valueOf(timeout.getTimeout().toNanos()) };
		}
		if (thrown instanceof WasmExitException exit) {
			return new String[] { EXIT, String.valueOf(exit.getExitCode()) };
		}
		return new String[] { (thrown instanceof IllegalArgumentException) ? ARGUMENT : OTHER,
				(thrown instanceof WasmException || thrown instanceof IllegalArgumentException)
						? String.valueOf(thrown.getMessage()) : Wording.text(thrown.toString()) };
	}

	/**
	 * Say what went wrong.
	 * @param failure the description
	 * @return a phrase
	 */
	static String message(String @Nullable [] failure) {
		return (failure != null) ? failure[failure.length - 1] : "it did not say why";
	}

	/**
	 * Make the exception again.
	 * @param failure the description
	 * @param pool the pool it was about
	 * @param member the member where it happened
	 */
	static RuntimeException toException(String @Nullable [] failure, String pool, String member) {
		if (failure == null) {
			return new WasmClusterException(pool, member + " failed and did not say why", null);
		}
		return switch (failure[0]) {
			case TRAP -> new WasmTrapException(Code.valueOf(failure[1]), failure[2], failure[3],
					new Site(failure[4].isEmpty() ? null : failure[4], failure[5], Long.parseLong(failure[6]),
							Long.parseLong(failure[7])),
					null);
			case HOST -> new WasmHostFunctionException(failure[1], failure[2], failure[3],
					!failure[4].isEmpty() ? new WasmClusterException(pool, member + ": " + failure[4], null) : null);
			case TIMEOUT ->
				new WasmExecutionTimeoutException(failure[1], Duration.ofNanos(Long.parseLong(failure[2])), null);
			case EXIT -> new WasmExitException(Integer.parseInt(failure[1]));
			case ARGUMENT -> new IllegalArgumentException(failure[1]);
			default -> new WasmClusterException(pool, member + ": " + failure[1], null);
		};
	}

}
