package io.github.wasmpool.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.wasmpool.WasmInstance;
import io.github.wasmpool.WasmModuleBuilder;
import io.github.wasmpool.WasmRuntime;
import io.github.wasmpool.host.HostFunction;

/**
 * Modules that people use, as published jars carry them, each with a typical call.
 */
public enum RealGuest {

	/** The parser of HTTP of Node.js, C: parses a response. */
	LLHTTP(0) {

		private static final int RESPONSE = 2;

		private static final byte[] TEXT = ascii("""
				HTTP/1.1 200 OK
				Content-Type: application/json; charset=utf-8
				Content-Length: 27
				Cache-Control: no-store
				Date: Tue, 14 Nov 2023 22:13:20 GMT
				Connection: keep-alive

				{"id":42,"name":"llhttp"}
				""".replace("\n", "\r\n"));

		@Override
		byte[] binary() {
			return Resource.read(WEBJARS + "undici/5.29.0/lib/llhttp/llhttp.wasm");
		}

		@Override
		HostFunction[] hostFunctions() {
			return RealHosts.llhttp();
		}

		@Override
		int call(Guest instance) {
			int parser = instance.callInt("llhttp_alloc", RESPONSE);
			int at = put(instance, instance.callInt("malloc", TEXT.length), TEXT);
			int error = instance.callInt("llhttp_execute", parser, at, TEXT.length);
			int status = instance.callInt("llhttp_get_status_code", parser);
			instance.callVoid("free", at);
			instance.callVoid("llhttp_free", parser);
			return (error == 0) ? status : -error;
		}

	},

	/** The parser of source maps of Firefox, Rust: parses a map and tells it. */
	SOURCE_MAP(16) {

		private static final byte[] MAPPINGS = ascii(
				"CAAC,IAAI,IAAM,SAAUA,GAClB,OAAOC,IAAID;CCDb,IAAI,IAAM,SAAUE,GAClB,OAAOA");

		@Override
		byte[] binary() {
			return Resource.read(WEBJARS + "source-map/0.7.6/lib/mappings.wasm");
		}

		@Override
		HostFunction[] hostFunctions() {
			return RealHosts.sourceMap();
		}

		@Override
		int call(Guest instance) {
			int text = put(instance, instance.callInt("allocate_mappings", MAPPINGS.length), MAPPINGS);
			int mappings = instance.callInt("parse_mappings", text);
			instance.callVoid("by_generated_location", mappings);
			instance.callVoid("free_mappings", mappings);
			return mappings;
		}

	},

	/**
	 * A lexer of the imports and exports of JavaScript, C: finds the imports of a file.
	 */
	ES_MODULE_LEXER(0) {

		private static final Pattern EMBEDDED = Pattern.compile("AGFzb[A-Za-z0-9+/=]+");

		private static final String SOURCE = """
				import { readFile } from 'node:fs/promises';
				import path, { join } from 'node:path';
				export const name = 'lexer';
				export async function load(file) {
				  const { parse } = await import('./parser.js');
				  return parse(await readFile(join(path.sep, file), 'utf8'));
				}
				""";

		private static final byte[] UTF_16 = SOURCE.getBytes(StandardCharsets.UTF_16LE);

		@Override
		byte[] binary() {
			String script = new String(Resource.read(WEBJARS + "es-module-lexer/1.3.0/dist/lexer.js"),
					StandardCharsets.US_ASCII);
			Matcher matcher = EMBEDDED.matcher(script);
			if (!matcher.find()) {
				throw new IllegalStateException("no module in the script");
			}
			return Base64.getDecoder().decode(matcher.group());
		}

		@Override
		int call(Guest instance) {
			put(instance, instance.callInt("sa", SOURCE.length()), UTF_16);
			int parsed = instance.callInt("parse");
			int ends = 0;
			while (instance.callInt("ri") != 0) {
				ends += instance.callInt("ie") - instance.callInt("is");
			}
			return (parsed != 0) ? ends : -instance.callInt("e");
		}

	},

	/** The flag evaluator of DevCycle, AssemblyScript: buckets a user. */
	FEATURE_FLAGS(0) {

		@Override
		byte[] binary() {
			return Resource.read("/bucketing-lib.release.wasm");
		}

		@Override
		HostFunction[] hostFunctions() {
			return RealHosts.assemblyScript();
		}

		@Override
		int call(Guest instance) {
			int user = pin(instance, "user");
			int target = pin(instance, "target");
			int hashes = instance.callInt("generateBoundedHashesFromJSON", user, target);
			int length = instance.readInt(hashes - Integer.BYTES);
			instance.read(hashes, length);
			instance.callVoid("__unpin", user);
			instance.callVoid("__unpin", target);
			return length;
		}

		private static int pin(Guest instance, String text) {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_16LE);
			int at = instance.callInt("__pin", instance.callInt("__new", bytes.length, STRING));
			return put(instance, at, bytes);
		}

	};

	private static final String WEBJARS = "/META-INF/resources/webjars/";

	/** How AssemblyScript knows its strings. */
	private static final int STRING = 2;

	/** What {@code memory.reserve} has to be, as the pool itself advises. */
	private final int reserve;

	RealGuest(int reserve) {
		this.reserve = reserve;
	}

	/**
	 * Return the module as it was published.
	 * @return the binary
	 */
	abstract byte[] binary();

	/**
	 * Return what it imports.
	 * @return the functions
	 */
	HostFunction[] hostFunctions() {
		return new HostFunction[0];
	}

	/**
	 * Do what the module is used for, once, and leave nothing allocated.
	 * @param instance the instance
	 * @return an answer, which is always the same and positive
	 */
	abstract int call(Guest instance);

	/**
	 * Do the same with a loan.
	 * @param instance the instance
	 * @return the answer
	 */
	final int call(WasmInstance instance) {
		return call(new Guest.OfPool(instance));
	}

	/**
	 * Declare the module.
	 * @param runtime the runtime
	 * @return the declaration
	 */
	WasmModuleBuilder declare(WasmRuntime runtime) {
		return runtime.module(binary()).memoryReserve(this.reserve).hostFunctions(hostFunctions());
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private static int put(Guest instance, int at, byte[] bytes) {
		instance.write(at, bytes);
		return at;
	}

}
