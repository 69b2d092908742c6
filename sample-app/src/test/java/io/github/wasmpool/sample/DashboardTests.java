package io.github.wasmpool.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds each query of the dashboard against what is scraped of this application.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@AutoConfigureRestTestClient
class DashboardTests {

	private static final Pattern METRIC = Pattern.compile("\\bwasm_\\w+");

	/** What is selected by, or grouped by. */
	private static final Pattern LABEL = Pattern.compile("(\\w+)=~?\"|by \\(([\\w, ]+)\\)");

	private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");

	@Autowired
	private RestTestClient client;

	@Test
	void eachQueryIsAnsweredByTheMeters() throws IOException {
		this.client.get().uri("/circle?radius=1").exchange().expectStatus().isOk();
		Scrape scrape = Scrape.of(this.client);
		List<JsonNode> queries = queries();
		assertThat(queries).hasSizeGreaterThan(6).allSatisfy((query) -> {
			String expression = query.path("expr").stringValue("");
			List<String> metrics = METRIC.matcher(expression).results().map((found) -> found.group()).toList();
			assertThat(metrics).as(expression).isNotEmpty();
			for (String metric : metrics) {
				assertThat(scrape.labels(metric)).as(expression).contains(metric);
			}
			assertThat(labels(expression, query.path("legendFormat").stringValue(""))).as(expression)
				.allSatisfy((label) -> assertThat(scrape.labels(metrics.get(0))).contains(label));
		});
	}

	@Test
	void whatCanBeChosenIsThere() throws IOException {
		Scrape scrape = Scrape.of(this.client);
		assertThat(dashboard().path("templating").path("list")).anySatisfy((variable) -> {
			assertThat(variable.path("name").stringValue("")).isEqualTo("pool");
			assertThat(variable.path("query").stringValue("")).isEqualTo("label_values(wasm_pool_instances, pool)");
		});
		assertThat(scrape.labels("wasm_pool_instances")).contains("pool");
	}

	private static Stream<String> labels(String expression, String legend) {
		List<String> labels = new ArrayList<>();
		Matcher label = LABEL.matcher(expression);
		while (label.find()) {
			labels.addAll(List.of(((label.group(1) != null) ? label.group(1) : label.group(2)).split(", ")));
		}
		Matcher shown = LEGEND.matcher(legend);
		while (shown.find()) {
			labels.add(shown.group(1));
		}
		return labels.stream();
	}

	private static List<JsonNode> queries() throws IOException {
		List<JsonNode> queries = new ArrayList<>();
		dashboard().path("panels").forEach((panel) -> panel.path("targets").forEach(queries::add));
		return queries;
	}

	private static JsonNode dashboard() throws IOException {
		return JsonMapper.shared().readTree(Files.readString(Path.of("../docs/grafana-dashboard.json")));
	}

}
