package io.github.wasmpool.sample.visitor;

import java.nio.charset.StandardCharsets;

import io.github.wasmpool.LoanOptions;
import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmExitException;
import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPoolException;
import io.github.wasmpool.WasmRunResult;
import io.github.wasmpool.WasmStandardErrorException;
import io.github.wasmpool.WasmTrapException;
import io.github.wasmpool.sample.InvalidInputException;

import org.springframework.stereotype.Component;

/**
 * Calls what visitors brought, one call at a time.
 */
@Component
final class GuestCalls {

	static final int MOST_ARGUMENTS = 16;

	private final Turnstile turnstile;

	private final long maxInput;

	GuestCalls(Turnstile turnstile, VisitorProperties properties) {
		this.turnstile = turnstile;
		this.maxInput = properties.maxInput().toBytes();
	}

	/**
	 * Call a function, or run a program. That it fails is an answer, and no error.
	 * @param module what is called
	 * @param call how
	 * @return how it ended
	 * @throws InvalidInputException if that is too much
	 */
	GuestAnswer call(VisitorModule module, GuestCall call) {
		check(call);
		module.begin();
		try {
			this.turnstile.enter();
			try {
				return answer(module.pool(), call);
			}
			finally {
				this.turnstile.leave();
			}
		}
		finally {
			module.end();
		}
	}

	private static GuestAnswer answer(WasmPool pool, GuestCall call) {
		long start = System.nanoTime();
		try {
			return call.isProgram() ? run(pool, call, start) : call(pool, call, start);
		}
		catch (WasmException ex) {
			return new GuestAnswer(ended(ex), String.valueOf(ex.getMessage()), "",
					WasmStandardErrorException.textOf(ex).orElse(""), since(start));
		}
		catch (IllegalArgumentException | InvalidInputException ex) {
			return new GuestAnswer("refused", String.valueOf(ex.getMessage()), "", "", since(start));
		}
	}

	/**
	 * Refuse what is too much.
	 */
	void check(GuestCall call) {
		long size = call.input().length()
				+ call.arguments().stream().mapToLong((argument) -> argument.length() + 1L).sum();
		if (size > this.maxInput) {
			throw new InvalidInputException(
					"The input has " + size + " characters, more than the " + this.maxInput + " that are taken here.");
		}
		if (call.arguments().size() > MOST_ARGUMENTS) {
			throw new InvalidInputException("There are more than " + MOST_ARGUMENTS + " arguments.");
		}
		if (call.isProgram() && call.arguments().stream().anyMatch((argument) -> argument.indexOf('\0') >= 0)) {
			throw new InvalidInputException("An argument of a program cannot contain a zero character.");
		}
	}

	private static GuestAnswer run(WasmPool pool, GuestCall call, long start) {
		WasmRunResult result = pool.run(call.input().getBytes(StandardCharsets.UTF_8),
				call.arguments().toArray(String[]::new));
		return new GuestAnswer("exited", "exit code " + Integer.toUnsignedString(result.exitCode()),
				result.stdoutText(), result.stderrText(), since(start));
	}

	private static GuestAnswer call(WasmPool pool, GuestCall call, long start) {
		try (WasmInstance guest = pool.acquire(LoanOptions.ofPool().withOutput())) {
			String ended = "returned";
			String result;
			try {
				result = perform(guest, call);
			}
			catch (WasmException ex) {
				ended = ended(ex);
				result = String.valueOf(ex.getMessage());
			}
			long micros = since(start);
			return new GuestAnswer(ended, result, text(guest.stdout()), text(guest.stderr()), micros);
		}
	}

	/**
	 * Call a function.
	 * @param guest an instance on loan
	 * @param call which function, with what
	 * @return what it returned
	 */
	static String perform(WasmInstance guest, GuestCall call) {
		if (call.text()) {
			return guest.callString(call.export(), call.arguments().toArray(String[]::new));
		}
		return Arguments
			.print(guest.call(call.export(), Arguments.parse(guest.function(call.export()).type(), call.arguments())));
	}

	private static String ended(WasmException ex) {
		return (ex instanceof WasmTrapException) ? "trapped"
				: (ex instanceof WasmExecutionTimeoutException) ? "timed out" : (ex instanceof WasmExitException)
						? "exited" : (ex instanceof WasmPoolException) ? "refused" : "failed";
	}

	private static String text(byte[] utf8) {
		return new String(utf8, StandardCharsets.UTF_8);
	}

	private static long since(long start) {
		return (System.nanoTime() - start) / 1_000;
	}

}
