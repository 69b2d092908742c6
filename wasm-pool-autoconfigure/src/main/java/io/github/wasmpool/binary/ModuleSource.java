package io.github.wasmpool.binary;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

import io.github.wasmpool.WasmException;

/**
 * What a module is read from when it is needed once more: its bytes as its author wrote
 * them, compressed, and how it was looked at.
 *
 * <p>
 * Immutable and thread-safe.
 */
public final class ModuleSource {

	private final String sha256;

	private final byte[] compressed;

	private final Function<byte[], BinaryModule> inspection;

	/**
	 * Compress a module.
	 * @param binary its bytes
	 * @param inspection looks at such bytes; does not keep them
	 */
	ModuleSource(byte[] binary, Function<byte[], BinaryModule> inspection) {
		this.sha256 = sha256(binary);
		this.compressed = compress(binary);
		this.inspection = inspection;
	}

	/**
	 * Return the SHA-256 digest of the bytes.
	 * @return 64 hexadecimal digits, in lower case
	 */
	public String sha256() {
		return this.sha256;
	}

	/**
	 * Look at the module again.
	 * @return the module, which takes as much memory as its binary, or more
	 */
	public BinaryModule inspect() {
		return inspect(decompress(this.compressed));
	}

	/**
	 * Look at another module in the same way.
	 * @param binary the bytes of a file; copied
	 * @return the module, of the same name
	 */
	public BinaryModule inspect(byte[] binary) {
		return this.inspection.apply(binary);
	}

	/**
	 * Tell bytes from others.
	 * @param binary any bytes
	 * @return their SHA-256 digest, 64 hexadecimal digits, in lower case
	 */
	public static String sha256(byte[] binary) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(binary));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new WasmException("Each Java platform has SHA-256", ex);
		}
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
