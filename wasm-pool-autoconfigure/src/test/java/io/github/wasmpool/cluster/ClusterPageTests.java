package io.github.wasmpool.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import com.hazelcast.config.Config;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the page on clusters shows of Hazelcast's configuration, Hazelcast understands.
 */
class ClusterPageTests {

	private static final Pattern CONFIGURATION = Pattern.compile("```yml\n(hazelcast:\n.*?)```", Pattern.DOTALL);

	@Test
	void configurationsAreThoseOfHazelcast() throws IOException {
		List<Config> configurations = CONFIGURATION.matcher(Files.readString(Path.of("../docs/cluster.md")))
			.results()
			.map((block) -> Config.loadFromString(block.group(1)))
			.toList();
		assertThat(configurations).hasSize(2);
		assertThat(configurations.get(0).getNetworkConfig().getJoin().getTcpIpConfig().getMembers())
			.containsExactly("10.0.0.1", "10.0.0.2");
		assertThat(configurations.get(1).getNetworkConfig().getJoin().getKubernetesConfig().isEnabled()).isTrue();
	}

}
