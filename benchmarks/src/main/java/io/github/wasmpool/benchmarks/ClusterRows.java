package io.github.wasmpool.benchmarks;

import java.io.IOException;

/**
 * The rows about work that two members share.
 */
final class ClusterRows {

	private static final int TURNS = 9;

	private ClusterRows() {
	}

	static void print() throws IOException, InterruptedException {
		Figures nanos = Child.run(ClusterWork.class, ClusterMember.JVM_OPTIONS, String.valueOf(TURNS));
		String column = "a column of 10,000 `fib(20)`, two members of one thread against one, ";
		double alone = nanos.get("column.alone");
		double gain = alone / nanos.get("column.together");
		print(Row.ofGains(column + "beside two threads of Java against one", gain,
				nanos.get("java.alone") / nanos.get("java.together"), 1.7));
		print(Row.ofGains(column + "beside two JVMs apart that do half each", gain, alone / nanos.get("column.apart"),
				1.7));
		String what = "a column of one `add`, ";
		double local = nanos.get("job.local");
		print(Row.ofTimes(what + "a member that is alone, against a coordinator of its pool", nanos.get("job.alone"),
				local));
		print(Row.ofTimes(what + "two members, done by the one that asks, against a coordinator of its pool",
				nanos.get("job.here"), local));
		print(Row.ofTimes(
				what + "two members, done by the one that is asked, against an empty task of Hazelcast there and back",
				nanos.get("job.elsewhere"), nanos.get("job.nothing")));
		print(Row.ofTimes(
				"the smallest column that gains a tenth, or the largest tried, " + (int) nanos.get("least.items")
						+ " items of `fib(15)`: two members against one",
				nanos.get("least.together"), nanos.get("least.alone")));
	}

	private static void print(Row row) {
		Report.print(row);
	}

}
