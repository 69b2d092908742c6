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
		print(Row.ofGains(
				"a column of 10,000 `fib(20)`, two members of one thread against one, beside two threads of Java"
						+ " against one",
				nanos.get("column.alone") / nanos.get("column.together"),
				nanos.get("java.alone") / nanos.get("java.together"), 1.7));
		String what = "a column of one `add`, ";
		double local = nanos.get("job.local");
		print(Row.ofTimes(what + "a member that is alone, against a coordinator of its pool", nanos.get("job.alone"),
				local));
		print(Row.ofTimes(what + "two members, done by the one that asks, against a coordinator of its pool",
				nanos.get("job.here"), local));
		print(Row.ofTimes(what + "two members, done by the one that is asked, against a coordinator of its pool",
				nanos.get("job.elsewhere"), local));
		int items = (int) nanos.get("part.items");
		print(Row.ofTimes(
				"the smallest part that pays, or the largest tried, " + items + ((items == 1) ? " item" : " items")
						+ " of `fib(15)`: two parts by two members, against both by one",
				nanos.get("part.together"), nanos.get("part.alone")));
	}

	private static void print(Row row) {
		Report.print(row);
	}

}
