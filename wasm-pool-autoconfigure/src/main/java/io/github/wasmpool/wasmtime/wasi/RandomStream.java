package io.github.wasmpool.wasmtime.wasi;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * Randomness fit for keys. The JVM has one source, which all that needs randomness in the
 * process waits for. So no more than a key is taken from it at a time, and what is more
 * is made of that key with ChaCha20.
 */
final class RandomStream {

	private static final SecureRandom SOURCE = new SecureRandom();

	private static final int KEY = 32;

	private static final int NONCE = 12;

	private final @Nullable Cipher cipher;

	/**
	 * Begin.
	 * @param length how many bytes will be taken at most, below 256 GiB
	 */
	RandomStream(long length) {
		this.cipher = (length > KEY) ? cipher() : null;
	}

	private static Cipher cipher() {
		byte[] key = new byte[KEY];
		SOURCE.nextBytes(key);
		try {
			Cipher cipher = Cipher.getInstance("ChaCha20");
			// The key is never used again, so that the nonce can be the same each time
			cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"),
					new ChaCha20ParameterSpec(new byte[NONCE], 0));
			return cipher;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("The JVM has no ChaCha20", ex);
		}
	}

	/**
	 * Take some.
	 * @param into an array, all of which is overwritten
	 * @param length how many bytes are needed of it
	 */
	void next(byte[] into, int length) {
		if (this.cipher == null) {
			SOURCE.nextBytes(into);
			return;
		}
		Arrays.fill(into, (byte) 0);
		try {
			this.cipher.update(into, 0, length, into, 0);
		}
		catch (ShortBufferException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
