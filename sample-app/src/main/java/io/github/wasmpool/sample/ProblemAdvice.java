package io.github.wasmpool.sample;

import io.github.wasmpool.WasmAllocationException;
import io.github.wasmpool.WasmExecutionTimeoutException;
import io.github.wasmpool.WasmPoolClosedException;
import io.github.wasmpool.WasmPoolExhaustedException;
import io.github.wasmpool.WasmTrapException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Turns what can go wrong into problem details (RFC 9457) with a sentence for the caller.
 */
@RestControllerAdvice
final class ProblemAdvice extends ResponseEntityExceptionHandler {

	private static final String RETRY_AFTER_SECONDS = "1";

	@ExceptionHandler
	ProblemDetail invalid(InvalidInputException ex) {
		return problem(HttpStatus.BAD_REQUEST, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail tooLarge(TextTooLargeException ex) {
		return problem(HttpStatus.CONTENT_TOO_LARGE, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail tooLarge(WasmAllocationException ex) {
		return problem(HttpStatus.CONTENT_TOO_LARGE,
				"The text of " + ex.getSize() + " bytes does not fit the memory of the guest.");
	}

	@ExceptionHandler
	ProblemDetail trapped(WasmTrapException ex) {
		return problem(HttpStatus.UNPROCESSABLE_CONTENT,
				"The guest stopped in '" + ex.getFunction() + "': " + ex.code().description() + ".");
	}

	@ExceptionHandler
	ProblemDetail timedOut(WasmExecutionTimeoutException ex) {
		return problem(HttpStatus.GATEWAY_TIMEOUT, "The guest did not return from '" + ex.getFunction() + "' within "
				+ ex.getTimeout().toMillis() + " ms and was stopped.");
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> exhausted(WasmPoolExhaustedException ex) {
		return unavailable("All instances of the pool '" + ex.getPool() + "' are busy; try again in a moment.");
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> busy(BusyException ex) {
		return unavailable(String.valueOf(ex.getMessage()));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> closed(WasmPoolClosedException ex) {
		return unavailable("The pool '" + ex.getPool() + "' is closed; the service is shutting down.");
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
			MissingServletRequestParameterException ex, HttpHeaders headers, HttpStatusCode status,
			WebRequest request) {
		ProblemDetail problem = problem(HttpStatus.BAD_REQUEST,
				"The parameter '" + ex.getParameterName() + "' is missing.");
		return handleExceptionInternal(ex, problem, headers, status, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleTypeMismatch(TypeMismatchException ex, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		ProblemDetail problem = problem(HttpStatus.BAD_REQUEST, "'" + ex.getPropertyName() + "' must be "
				+ describe(ex.getRequiredType()) + " but is '" + ex.getValue() + "'.");
		return handleExceptionInternal(ex, problem, headers, status, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		String sentence = (ex.getRootCause() instanceof InvalidInputException invalid) ? invalid.getMessage()
				: "What was sent is not what is expected here.";
		return handleExceptionInternal(ex, problem(HttpStatus.BAD_REQUEST, sentence), headers, status, request);
	}

	private static String describe(@Nullable Class<?> type) {
		return (type == int.class) ? "a whole number from -2147483648 to 2147483647" : "a number";
	}

	private static ResponseEntity<ProblemDetail> unavailable(String detail) {
		return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
			.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
			.body(problem(HttpStatus.SERVICE_UNAVAILABLE, detail));
	}

	private static ProblemDetail problem(HttpStatus status, @Nullable String detail) {
		return ProblemDetail.forStatusAndDetail(status, detail);
	}

}
