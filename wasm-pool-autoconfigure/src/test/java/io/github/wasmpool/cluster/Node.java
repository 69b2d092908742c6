package io.github.wasmpool.cluster;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A member in a virtual machine of its own, with a pool. Each line that it reads is
 * something to do.
 */
final class Node {

	/** How many items the columns have. */
	static final int ITEMS = 1_000_000;

	/** A pool that not all members have. */
	static final String OTHERS = "others";

	private static final PrintStream OUTPUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
			StandardCharsets.UTF_8);

	private final TestMember member;

	private Node(int port, byte[] binary, boolean hasOthers) {
		this.member = TestMember.on(port);
		this.member.pool(TestMember.POOL, binary, 2);
		if (hasOthers) {
			this.member.pool(OTHERS, binary, 2);
		}
		this.member.start();
	}

	public static void main(String[] args) throws Exception {
		Node node = new Node(Integer.parseInt(args[0]), Files.readAllBytes(Path.of(args[1])), args.length > 2);
		OUTPUT.println("ready: " + node.member.uuid());
		BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = input.readLine(); line != null; line = input.readLine()) {
			String[] words = line.split(" ", -1);
			String answer;
			try {
				answer = node.answer(words);
			}
			catch (Exception ex) {
				answer = "failed " + ex;
			}
			OUTPUT.println(words[0] + ": " + answer);
		}
		// Nobody asks any more
		Runtime.getRuntime().halt(0);
	}

	private String answer(String[] words) throws Exception {
		HazelcastCluster cluster = this.member.cluster();
		return switch (words[0]) {
			case "members" -> awaitMembers(Integer.parseInt(words[1]));
			case "columns" -> columns(cluster);
			case "spin" -> spin(cluster, Integer.parseInt(words[1]));
			case "reduce" -> reduce(cluster);
			case "versions" -> versions(cluster, Integer.parseInt(words[1]));
			case "publish" -> {
				cluster.publish(TestMember.POOL, Files.readAllBytes(Path.of(words[1])));
				yield "done";
			}
			case "seed" -> {
				cluster.publishSeed(TestMember.POOL, words[1].getBytes(StandardCharsets.UTF_8));
				yield "done";
			}
			case "state" -> cluster.versions(TestMember.POOL).size() + " members, "
					+ new TreeMap<>(cluster.versions(TestMember.POOL)).values().stream().distinct().toList();
			case "version" -> String.valueOf(this.member.awaitVersion(Integer.parseInt(words[1])));
			case "jobs" -> jobs(cluster, Integer.parseInt(words[1]));
			case "memory" -> memory();
			default -> throw new IllegalArgumentException(words[0]);
		};
	}

	private String awaitMembers(int count) throws InterruptedException {
		int found = 0;
		for (int i = 0; i < 600; i++) {
			found = this.member.cluster().versions(TestMember.POOL).size();
			if (found == count) {
				break;
			}
			Thread.sleep(100);
		}
		return String.valueOf(found);
	}

	/** Columns whose results can be told, and who did them. */
	private String columns(HazelcastCluster cluster) {
		SplittableRandom random = new SplittableRandom(23);
		int[] left = random.ints(ITEMS, 0, Integer.MAX_VALUE).toArray();
		int[] right = random.ints(ITEMS).toArray();
		long elsewhere = cluster.partsElsewhere();
		int[] results = cluster.mapInt(TestMember.POOL, "add", left, right);
		boolean same = Arrays.equals(results,
				this.member.runtime()
					.pools()
					.get(TestMember.POOL)
					.<int[], RuntimeException>withInstance((guest) -> guest.function("add").mapInt(left, right)));
		return ((same && results.length == ITEMS) ? "same" : "other") + ", "
				+ ((cluster.partsElsewhere() > elsewhere) ? "together" : "alone");
	}

	/** Columns that take their time. */
	private String spin(HazelcastCluster cluster, int items) {
		int[] column = IntStream.range(0, items).toArray();
		int[] results = cluster.mapInt(TestMember.POOL, "spin", column);
		boolean same = results.length == items
				&& IntStream.range(0, items).allMatch((i) -> results[i] == NumberGuest.spun(i));
		return (same ? "same" : "other") + ", lost " + ((cluster.partsLost() > 0) ? "some" : "none");
	}

	private String reduce(HazelcastCluster cluster) {
		List<Integer> data = IntStream.range(0, 20_000).boxed().toList();
		long sum = cluster.<Integer, Long, Long>mapReduce(TestMember.POOL, data, (guest, chunk) -> {
			long part = 0;
			for (int each : chunk) {
				part += guest.callInt("add", each, 1);
			}
			return part;
		}, (parts) -> parts.stream().mapToLong(Long::longValue).sum());
		return String.valueOf(sum);
	}

	/** Columns of one version each, whatever is published meanwhile. */
	private String versions(HazelcastCluster cluster, int columns) {
		int[] zeros = new int[50_000];
		int mixed = 0;
		for (int i = 0; i < columns; i++) {
			if (Arrays.stream(cluster.mapInt(TestMember.POOL, "version", zeros)).distinct().count() != 1) {
				mixed++;
			}
		}
		return columns + " columns, mixed " + mixed;
	}

	/** Small columns, done by other members. */
	private String jobs(HazelcastCluster cluster, int jobs) {
		int[] small = IntStream.range(0, 200).toArray();
		int wrong = 0;
		for (int i = 0; i < jobs; i++) {
			int[] results = cluster.mapInt(OTHERS, "add", small, small);
			if (results.length != 200 || results[199] != 398) {
				wrong++;
			}
		}
		return jobs + " jobs, wrong " + wrong;
	}

	/** Kilobytes that are resident, when everything is collected that can be. */
	private static String memory() throws Exception {
		for (int i = 0; i < 3; i++) {
			System.gc();
			Thread.sleep(100);
		}
		Runtime runtime = Runtime.getRuntime();
		try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
			String resident = lines.filter((line) -> line.startsWith("VmRSS:"))
				.map((line) -> line.replaceAll("\\D", ""))
				.findFirst()
				.orElseThrow();
			return resident + " " + ((runtime.totalMemory() - runtime.freeMemory()) >> 10);
		}
	}

}
