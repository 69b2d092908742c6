package io.github.wasmpool.sample;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * What Prometheus reads of the application.
 *
 * @param lines the samples, without comments
 */
record Scrape(List<String> lines) {

	private static final Pattern LABEL = Pattern.compile("[{,](\\w+)=\"");

	static Scrape of(RestTestClient client) {
		String body = client.get()
			.uri("/actuator/prometheus")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		return new Scrape(Objects.requireNonNull(body).lines().filter((line) -> !line.startsWith("#")).toList());
	}

	/**
	 * Return the labels of a metric.
	 * @param metric its name
	 * @return the names of its labels, {@code metric} itself among them if it was scraped
	 */
	Set<String> labels(String metric) {
		Set<String> labels = new HashSet<>();
		this.lines.stream()
			.filter((line) -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
			.forEach((line) -> {
				labels.add(metric);
				Matcher label = LABEL.matcher(line);
				while (label.find()) {
					labels.add(label.group(1));
				}
			});
		return labels;
	}

	@Override
	public String toString() {
		return String.join("\n", this.lines);
	}

}
