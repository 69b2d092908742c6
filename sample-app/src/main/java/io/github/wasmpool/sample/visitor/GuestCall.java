package io.github.wasmpool.sample.visitor;

import java.util.List;

/**
 * What a visitor wants of a module.
 *
 * @param export the function to call, empty to run a program
 * @param text whether the arguments are texts, by the conventions of the library
 * @param arguments the arguments as typed in
 * @param input the standard input of a program
 */
record GuestCall(String export, boolean text, List<String> arguments, String input) {

	GuestCall {
		arguments = List.copyOf(arguments);
	}

	boolean isProgram() {
		return this.export.isEmpty();
	}

}
