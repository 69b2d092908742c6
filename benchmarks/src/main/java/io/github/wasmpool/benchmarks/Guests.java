package io.github.wasmpool.benchmarks;

import java.io.ByteArrayOutputStream;

/**
 * The modules that both sides run.
 */
final class Guests {

	/** What a snapshot or a copy holds: 16 MiB. */
	static final int IMAGE_SIZE = 16 << 20;

	/** So many bytes of memory are told apart by the system. */
	static final int SYSTEM_PAGE = 4_096;

	private static final String NOTING = """
			(func (export "add") (param i32 i32) (result i32)
			  (i32.store (i32.const 1024) (i32.add (local.get 0) (local.get 1)))
			  (i32.load (i32.const 1024)))
			(func (export "write") (param $times i32) (param $stride i32) (result i32)
			  (local $at i32)
			  (if (local.get $times) (then (loop
			    (i32.store (local.get $at) (i32.add (i32.load (local.get $at)) (i32.const 1)))
			    (local.set $at (i32.add (local.get $at) (local.get $stride)))
			    (br_if 0 (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))))
			  (local.get $at))
			""";

	private static final int IMPORT_SECTION = 2;

	private static final int DATA_SECTION = 11;

	private static final int I32_CONST = 0x41;

	private static final int END = 0x0b;

	private Guests() {
	}

	/**
	 * Return a module with 17 pages of memory, without data, as a small program of a
	 * common toolchain has them, and functions to call.
	 * @return the binary
	 */
	static byte[] calculator() {
		return Assembler.assemble("""
				(module
				  (memory (export "memory") 17)
				  (func (export "add") (param i32 i32) (result i32)
				    (i32.add (local.get 0) (local.get 1)))
				  (func $fib (export "fib") (param i32) (result i32)
				    (if (result i32) (i32.lt_u (local.get 0) (i32.const 2))
				      (then (local.get 0))
				      (else (i32.add
				        (call $fib (i32.sub (local.get 0) (i32.const 1)))
				        (call $fib (i32.sub (local.get 0) (i32.const 2))))))))
				""");
	}

	/**
	 * Return a module that adds and notes the sum in its memory, so that a loan leaves
	 * something behind. On request it writes to more pages.
	 * @param pages the pages of its memory
	 * @return the binary
	 */
	static byte[] noting(int pages) {
		return Assembler.assemble("(module (memory (export \"memory\") " + pages + ")" + NOTING + ")");
	}

	/**
	 * Return a module that allocates memory as programs in Rust do.
	 * @return the binary
	 */
	static byte[] words() {
		return Resource.read("/io/github/wasmpool/benchmarks/words.wasm");
	}

	/**
	 * Return a module that takes its time to begin: it fills 16 MiB of its memory, and
	 * can then write as {@link #noting(int)} does.
	 * @return the binary
	 */
	static byte[] filling() {
		return Assembler.assemble("""
				(module
				  (memory (export "memory") 257)
				  (func (export "fill") (local $at i32) (local $x i32)
				    (local.set $x (i32.const 12345))
				    (loop
				      (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1103515245)) (i32.const 12345)))
				      (i32.store (local.get $at) (local.get $x))
				      (local.set $at (i32.add (local.get $at) (i32.const 4)))
				      (br_if 0 (i32.lt_u (local.get $at) (i32.const 16777216)))))
				""" + NOTING + ")");
	}

	/**
	 * Return a module that does nothing but work: it sums 1 MiB byte by byte, calls
	 * itself, and sorts 2,000 numbers by insertion.
	 * @return the binary
	 */
	static byte[] working() {
		return Assembler.assemble("""
				(module
				  (memory (export "memory") 17)
				  (func (export "sum") (result i32) (local $at i32) (local $sum i32)
				    (loop
				      (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $at))))
				      (local.set $at (i32.add (local.get $at) (i32.const 1)))
				      (br_if 0 (i32.lt_u (local.get $at) (i32.const 1048576))))
				    (local.get $sum))
				  (func $fib (param i32) (result i32)
				    (if (result i32) (i32.lt_u (local.get 0) (i32.const 2))
				      (then (local.get 0))
				      (else (i32.add
				        (call $fib (i32.sub (local.get 0) (i32.const 1)))
				        (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
				  (func (export "fib") (result i32) (call $fib (i32.const 22)))
				  (func (export "sort") (result i32) (local $at i32) (local $x i32) (local $to i32)
				    (local.set $x (i32.const 7))
				    (loop
				      (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1103515245)) (i32.const 12345)))
				      (i32.store (local.get $at) (local.get $x))
				      (local.set $at (i32.add (local.get $at) (i32.const 4)))
				      (br_if 0 (i32.lt_u (local.get $at) (i32.const 8000))))
				    (local.set $at (i32.const 4))
				    (loop $next
				      (local.set $x (i32.load (local.get $at)))
				      (local.set $to (local.get $at))
				      (block $done
				        (loop $shift
				          (br_if $done (i32.eqz (local.get $to)))
				          (br_if $done (i32.le_s (i32.load (i32.sub (local.get $to) (i32.const 4))) (local.get $x)))
				          (i32.store (local.get $to) (i32.load (i32.sub (local.get $to) (i32.const 4))))
				          (local.set $to (i32.sub (local.get $to) (i32.const 4)))
				          (br $shift)))
				      (i32.store (local.get $to) (local.get $x))
				      (local.set $at (i32.add (local.get $at) (i32.const 4)))
				      (br_if $next (i32.lt_u (local.get $at) (i32.const 8000))))
				    (i32.load (i32.const 4000))))
				""");
	}

	/**
	 * Return an interpreter of a small Lisp.
	 * @return the binary
	 */
	static byte[] lisp() {
		return Resource.read("/io/github/wasmpool/runtime/lisp.wasm");
	}

	/**
	 * Return a module with functions of several signatures, and one that calls Java.
	 * @return the binary
	 */
	static byte[] caller() {
		return Assembler.assemble("""
				(module
				  (import "env" "plus" (func $plus (param i32 i32) (result i32)))
				  (memory (export "memory") 17)
				  (func (export "add") (param i32 i32) (result i32)
				    (i32.add (local.get 0) (local.get 1)))
				  (func (export "eight") (param i32 i64 f32 f64 i32 i64 f32 f64) (result i64)
				    (i64.add (local.get 1) (local.get 5)))
				  (func (export "four") (param i32) (result i32 i64 f32 f64)
				    (local.get 0) (i64.const 2) (f32.const 3) (f64.const 4))
				  (func (export "repeat") (param i32)
				    (loop
				      (drop (call $plus (local.get 0) (i32.const 1)))
				      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))
				""");
	}

	/**
	 * Return a module that allocates, frees, and returns the text it is given.
	 * @return the binary
	 */
	static byte[] echo() {
		return Assembler.assemble("""
				(module
				  (memory (export "memory") 17)
				  (global $top (mut i32) (i32.const 1024))
				  (func (export "malloc") (param i32) (result i32)
				    (global.get $top)
				    (global.set $top (i32.add (global.get $top) (local.get 0))))
				  (func (export "free") (param i32)
				    (global.set $top (local.get 0)))
				  (func (export "add") (param i32 i32) (result i32)
				    (i32.add (local.get 0) (local.get 1)))
				  (func (export "echo") (param i32 i32) (result i64)
				    (i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32))
				      (i64.extend_i32_u (local.get 1)))))
				""");
	}

	/**
	 * Return a module that does nothing but import a shared memory of 32 pages, and may
	 * grow no further.
	 * @return the binary
	 */
	static byte[] sharing() {
		byte[] shared = { 3, 32, 32 };
		ByteArrayOutputStream imports = new ByteArrayOutputStream();
		imports.writeBytes(new byte[] { 1, 3, 'e', 'n', 'v', 6, 'm', 'e', 'm', 'o', 'r', 'y', 2 });
		imports.writeBytes(shared);
		ByteArrayOutputStream module = new ByteArrayOutputStream();
		module.writeBytes(new byte[] { 0, 'a', 's', 'm', 1, 0, 0, 0, IMPORT_SECTION, (byte) imports.size() });
		module.writeBytes(imports.toByteArray());
		return module.toByteArray();
	}

	/**
	 * Return a module that imports functions, and adds as {@link #noting(int)} does.
	 * @param imports how many
	 * @return the binary
	 */
	static byte[] importing(int imports) {
		StringBuilder text = new StringBuilder("(module ");
		for (int i = 0; i < imports; i++) {
			text.append("(import \"env\" \"f").append(i).append("\" (func (param i32 i32) (result i32)))");
		}
		return Assembler.assemble(text.append("(memory (export \"memory\") 17)").append(NOTING).append(")").toString());
	}

	/**
	 * Return the bytes that {@link #imaged()} begins with, none of them zero.
	 * @return {@value #IMAGE_SIZE} bytes
	 */
	static byte[] image() {
		byte[] image = new byte[IMAGE_SIZE];
		for (int i = 0; i < image.length; i++) {
			image[i] = (byte) (i % 251 + 1);
		}
		return image;
	}

	/**
	 * Return a module whose memory begins with {@link #image()}, as a snapshot leaves it,
	 * and that can read a byte of it, and write as {@link #noting(int)} does.
	 * @return the binary
	 */
	static byte[] imaged() {
		byte[] code = Assembler.assemble("""
				(module
				  (memory (export "memory") 257)
				  (func (export "peek") (param i32) (result i32)
				    (i32.load8_u (local.get 0)))
				""" + NOTING + ")");
		ByteArrayOutputStream data = new ByteArrayOutputStream();
		data.write(1);
		data.writeBytes(new byte[] { 0, I32_CONST, 0, END });
		writeUnsigned(data, IMAGE_SIZE);
		data.writeBytes(image());
		ByteArrayOutputStream module = new ByteArrayOutputStream();
		module.writeBytes(code);
		module.write(DATA_SECTION);
		writeUnsigned(module, data.size());
		module.writeBytes(data.toByteArray());
		return module.toByteArray();
	}

	static void writeUnsigned(ByteArrayOutputStream out, int value) {
		int rest = value;
		while (rest >= 0x80) {
			out.write(rest | 0x80);
			rest >>>= 7;
		}
		out.write(rest);
	}

}
