package io.github.wasmpool.sample.visitor;

import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/**
 * A module is not there, or not any more.
 */
final class NoSuchModuleException extends ErrorResponseException {

	NoSuchModuleException() {
		super(HttpStatus.NOT_FOUND);
		setDetail(detail());
	}

	@Override
	public String getMessage() {
		return detail();
	}

	private static String detail() {
		return "This module is not here any more: modules are closed after some minutes without a call. Drop it again.";
	}

}
