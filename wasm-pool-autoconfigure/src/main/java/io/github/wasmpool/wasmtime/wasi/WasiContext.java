package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import io.github.wasmpool.WasmException;
import io.github.wasmpool.WasmRunResult;
import io.github.wasmpool.WasmStandardErrorException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one instance sees of the world, and what it has open there. Costs next to nothing
 * until the instance uses it.
 *
 * <p>
 * Not thread-safe: used by whoever uses the instance.
 */
public final class WasiContext implements AutoCloseable {

	private static final Logger LOGGER = LoggerFactory.getLogger(WasiContext.class);

	private static final byte[] NOTHING = new byte[0];

	private final WasiHost host;

	private List<byte[]> args;

	private byte[] stdin = NOTHING;

	private @Nullable RunOutput output;

	private @Nullable Descriptors descriptors;

	private GuestOutput stdout = GuestOutput.NONE;

	private GuestOutput stderr = GuestOutput.NONE;

	WasiContext(WasiHost host) {
		this.host = host;
		this.args = host.args();
	}

	/**
	 * Give a command its arguments and its standard input, and keep its output instead of
	 * logging it.
	 * @param stdin the bytes of standard input
	 * @param more arguments after the configured ones
	 */
	public void begin(byte[] stdin, List<String> more) {
		this.args = this.host.args(more);
		this.stdin = stdin;
		if (this.descriptors != null) {
			// The guest wrote something when it was initialised
			this.descriptors.setInput(stdin);
		}
		write(new RunOutput(this.host.options().outputLimit(), false));
	}

	/**
	 * Keep what the guest writes from now on, instead of logging it.
	 */
	public void keepOutput() {
		write(new RunOutput(this.host.options().outputLimit(), true));
	}

	/**
	 * Log what the guest writes from now on, and let go of what was kept.
	 */
	public void logOutput() {
		write(null);
	}

	private void write(@Nullable RunOutput to) {
		this.output = to;
		if (this.descriptors != null) {
			// The guest has written something already
			closeOutput();
			connect();
			this.descriptors.setOutput(this.stdout, this.stderr);
		}
	}

	/**
	 * Return what the guest wrote since this began to be kept.
	 * @return the bytes, or empty if they are not kept
	 */
	public Optional<byte[]> keptOutput() {
		return Optional.ofNullable(this.output).map(RunOutput::stdoutBytes);
	}

	/**
	 * Return what the guest wrote to standard error since this began to be kept.
	 * @return the bytes, or empty if they are not kept
	 */
	public Optional<byte[]> keptErrors() {
		return Optional.ofNullable(this.output).map(RunOutput::stderrBytes);
	}

	/**
	 * Return what a command wrote.
	 * @param exitCode how it ended
	 * @return what became of it
	 */
	public WasmRunResult result(int exitCode) {
		RunOutput kept = this.output;
		if (kept == null) {
			throw new IllegalStateException("The guest was not run as a command");
		}
		return new WasmRunResult(exitCode, kept.stdoutBytes(), kept.stderrBytes());
	}

	/**
	 * Add what a command wrote to standard error to the reason why it failed.
	 * @param failure what is thrown
	 */
	public void explain(WasmException failure) {
		RunOutput kept = this.output;
		WasmStandardErrorException written = (kept != null) ? kept.stderrOfFailure() : null;
		if (written != null) {
			failure.addSuppressed(written);
		}
	}

	/**
	 * Whether the instance has something open that a new one has not, or the other way
	 * round.
	 * @return {@code false} if another instance could go on in its place
	 */
	public boolean hasOpened() {
		return this.descriptors != null && !this.descriptors
			.isLike(new Descriptors(NOTHING, GuestOutput.NONE, GuestOutput.NONE, this.host.sandboxes()));
	}

	/**
	 * Begin anew, as for a new instance, after {@link #close() closing} what is open.
	 */
	public void beginAnew() {
		close();
		this.args = this.host.args();
		this.stdin = NOTHING;
		this.output = null;
		this.descriptors = null;
		this.stdout = GuestOutput.NONE;
		this.stderr = GuestOutput.NONE;
	}

	/**
	 * Log what is left of the guest's output, and close what it has open.
	 */
	@Override
	public void close() {
		closeOutput();
		if (this.descriptors != null) {
			try {
				this.descriptors.closeAll();
			}
			catch (IOException ex) {
				LOGGER.warn("A file that a guest left open could not be closed", ex);
			}
		}
	}

	private void closeOutput() {
		this.stdout.close();
		this.stderr.close();
	}

	WasiHost host() {
		return this.host;
	}

	List<byte[]> args() {
		return this.args;
	}

	Descriptors descriptors() {
		Descriptors opened = this.descriptors;
		if (opened == null) {
			connect();
			opened = new Descriptors(this.stdin, this.stdout, this.stderr, this.host.sandboxes());
			this.descriptors = opened;
		}
		return opened;
	}

	private void connect() {
		RunOutput kept = this.output;
		this.stdout = (kept != null) ? kept.stdout() : log(this.host.stdout());
		this.stderr = (kept != null) ? kept.stderr() : log(this.host.stderr());
	}

	private GuestOutput log(BoundedLog log) {
		return new LineLog(log, this.host.options().maxLineLength());
	}

}
