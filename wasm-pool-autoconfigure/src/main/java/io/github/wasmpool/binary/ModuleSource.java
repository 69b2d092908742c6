package io.github.wasmpool.binary;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

import io.github.wasmpool.GuestFeatures;
import io.github.wasmpool.ModuleLimits;

/**
 * What a module is read from when it is needed once more: its bytes as its author wrote
 * them, compressed, and how it was looked at.
 *
 * <p>
 * Immutable and thread-safe.
 */
public final class ModuleSource {

	private final String name;

	private final byte[] compressed;

	private final ModuleLimits limits;

	private final GuestFeatures features;

	private final boolean boundsChecks;

	private final boolean sharedMemory;

	ModuleSource(String name, byte[] binary, ModuleLimits limits, GuestFeatures features, boolean boundsChecks,
			boolean sharedMemory) {
		this.name = name;
		this.compressed = compress(binary);
		this.limits = limits;
		this.features = features;
		this.boundsChecks = boundsChecks;
		this.sharedMemory = sharedMemory;
	}

	/**
	 * Look at the module again.
	 * @return the module, which takes as much memory as its binary, or more
	 */
	public BinaryModule inspect() {
		return BinaryModule.inspect(this.name, decompress(this.compressed), this.limits, this.features,
				this.boundsChecks, this.sharedMemory);
	}

	private static byte[] compress(byte[] bytes) {
		Deflater deflater = new Deflater(Deflater.BEST_SPEED);
		ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 2 + 64);
		try (DeflaterOutputStream stream = new DeflaterOutputStream(compressed, deflater, 1 << 13)) {
			stream.write(bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			deflater.end();
		}
		return compressed.toByteArray();
	}

	private static byte[] decompress(byte[] compressed) {
		try (InflaterInputStream stream = new InflaterInputStream(new ByteArrayInputStream(compressed))) {
			return stream.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
