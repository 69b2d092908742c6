package io.github.wasmpool.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Measures how cost grows with what there is of something, and draws it. It takes about
 * three minutes.
 */
public final class Growths {

	private Growths() {
	}

	/**
	 * Measure and draw.
	 * @param args the directory for the drawings
	 * @throws Exception if that fails
	 */
	public static void main(String[] args) throws Exception {
		System.setProperty(Child.LOG_LEVEL, "warn");
		System.out.println(Surroundings.here() + "\nLoad average before: " + Surroundings.load());
		draw(Path.of(args[0]), Integer.MAX_VALUE, Duration.ofSeconds(1));
		System.out.println("Load average after: " + Surroundings.load());
	}

	/**
	 * Measure and draw.
	 * @param directory the directory for the drawings
	 * @param points so many of each curve at most
	 * @param time for each
	 */
	static void draw(Path directory, int points, Duration time) throws Exception {
		System.setProperty("java.awt.headless", "true");
		Files.createDirectories(directory);
		Sweep sweep = new Sweep(points, time);
		List<Callable<Chart>> charts = List.of(() -> LoanGrowths.pools(sweep), () -> LoanGrowths.threads(sweep),
				() -> LoanGrowths.memories(sweep), () -> LoanGrowths.dirtyPages(sweep),
				() -> ModuleGrowths.columns(sweep), () -> ModuleGrowths.modules(sweep),
				() -> ModuleGrowths.tenants(sweep));
		for (Callable<Chart> each : charts) {
			Chart chart = each.call();
			chart.write(directory);
			System.out.println(chart.title());
			chart.curves().forEach((curve) -> System.out.println("  " + curve.name() + ": " + curve.points()));
		}
	}

}
