package io.github.wasmpool.benchmarks;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One turn of {@link ClusterWork}, whose figures nobody looks at.
 */
@Tag("thorough")
class ClusterWorkTests {

	@Test
	void twoMembersWorkTogether() throws Exception {
		Figures figures = Child.run(ClusterWork.class, ClusterMember.JVM_OPTIONS, "1");
		assertThat(figures.values()).containsKeys("column.alone", "column.together", "column.apart", "java.alone",
				"java.together", "job.local", "job.alone", "job.here", "job.elsewhere", "job.nothing", "least.items",
				"least.alone", "least.together");
	}

}
