package io.github.wasmpool.sample;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells browsers that the page needs nothing from other hosts, runs no script but its
 * own, and is shown in no frame; and does nothing on behalf of pages of other hosts.
 */
@Component
final class PageFilter extends OncePerRequestFilter {

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader("Content-Security-Policy",
				"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'");
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader("Referrer-Policy", "no-referrer");
		if (isSentByAnotherHost(request)) {
			response.sendError(HttpServletResponse.SC_FORBIDDEN, "Pages of other hosts cannot do anything here.");
			return;
		}
		chain.doFilter(request, response);
	}

	/** Browsers say so; what is no browser does not. A link leads here from anywhere. */
	private static boolean isSentByAnotherHost(HttpServletRequest request) {
		String site = request.getHeader("Sec-Fetch-Site");
		boolean link = request.getMethod().equals("GET") && "document".equals(request.getHeader("Sec-Fetch-Dest"));
		return site != null && site.endsWith("-site") && !link;
	}

}
