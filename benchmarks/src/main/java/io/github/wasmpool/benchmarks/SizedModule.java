package io.github.wasmpool.benchmarks;

import java.io.ByteArrayOutputStream;

/**
 * Modules of any size: small functions of arithmetic, of which the first is exported as
 * {@code f}, and a memory of one page.
 */
final class SizedModule {

	/** How often a function adds and multiplies. */
	private static final int STEPS = 20;

	private static final int FUNCTION_SIZE = 10 + STEPS * 8;

	private static final byte[] HEADER = { 0, 'a', 's', 'm', 1, 0, 0, 0 };

	/** From i32 to i32. */
	private static final byte[] TYPES = { 1, 0x60, 1, 0x7f, 1, 0x7f };

	private static final byte[] MEMORIES = { 1, 0, 1 };

	private static final byte[] EXPORTS = { 1, 1, 'f', 0, 0 };

	private SizedModule() {
	}

	/**
	 * Write a module.
	 * @param bytes about so many, at least 200
	 * @param seed others are other code
	 * @return the binary
	 */
	static byte[] of(int bytes, int seed) {
		int functions = Math.max(1, bytes / FUNCTION_SIZE);
		ByteArrayOutputStream declarations = new ByteArrayOutputStream();
		ByteArrayOutputStream code = new ByteArrayOutputStream();
		Guests.writeUnsigned(declarations, functions);
		Guests.writeUnsigned(code, functions);
		for (int i = 0; i < functions; i++) {
			declarations.write(0);
			byte[] body = body(seed + i);
			Guests.writeUnsigned(code, body.length);
			code.writeBytes(body);
		}
		ByteArrayOutputStream module = new ByteArrayOutputStream();
		module.writeBytes(HEADER);
		section(module, 1, TYPES);
		section(module, 3, declarations.toByteArray());
		section(module, 5, MEMORIES);
		section(module, 7, EXPORTS);
		section(module, 10, code.toByteArray());
		return module.toByteArray();
	}

	private static byte[] body(int seed) {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		body.writeBytes(new byte[] { 0, 0x20, 0 });
		for (int i = 0; i < STEPS; i++) {
			body.write(0x41);
			Guests.writeUnsigned(body, 1 + (seed * 31 + i & 0xfffff));
			body.write(0x6a);
			body.writeBytes(new byte[] { 0x20, 0, 0x6c });
		}
		body.write(0x0b);
		return body.toByteArray();
	}

	private static void section(ByteArrayOutputStream module, int number, byte[] content) {
		module.write(number);
		Guests.writeUnsigned(module, content.length);
		module.writeBytes(content);
	}

}
