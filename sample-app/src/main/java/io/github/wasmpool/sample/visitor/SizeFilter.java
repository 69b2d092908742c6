package io.github.wasmpool.sample.visitor;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Refuses requests that are too large, or do not say how large they are, before anything
 * of them is read.
 */
final class SizeFilter extends OncePerRequestFilter {

	private final long maxModule;

	private final long maxOther;

	private final HandlerExceptionResolver resolver;

	SizeFilter(VisitorProperties properties, HandlerExceptionResolver resolver) {
		this.maxModule = properties.maxSize().toBytes();
		// Each character may take six bytes in JSON
		this.maxOther = properties.maxInput().toBytes() * 6 + 4_096;
		this.resolver = resolver;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return request.getMethod().equals("GET") || request.getMethod().equals("DELETE")
				|| !(request.getRequestURI().startsWith("/modules")
						|| request.getRequestURI().startsWith("/discounts"));
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		long size = request.getContentLengthLong();
		long most = request.getRequestURI().equals("/modules") ? this.maxModule : this.maxOther;
		if (size < 0 || size > most) {
			ErrorResponseException problem = new ErrorResponseException(
					(size < 0) ? HttpStatus.LENGTH_REQUIRED : HttpStatus.CONTENT_TOO_LARGE);
			problem.setDetail((size < 0) ? "The request does not say how large it is."
					: "What was sent has " + size + " bytes, more than the " + most + " that are taken here.");
			this.resolver.resolveException(request, response, null, problem);
			return;
		}
		chain.doFilter(request, response);
	}

}
