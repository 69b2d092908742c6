package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@EnabledOnOs(OS.LINUX)
class PlaceTests {

	private static final List<String> MOUNTS = List.of("20 1 0:20 / /proc rw - proc proc rw",
			"26 1 254:0 / / rw,relatime - ext4 /dev/vda rw", "30 26 254:1 / /data rw - ext4 /dev/vdb rw",
			"31 26 254:1 /tenants/a /srv/a rw - ext4 /dev/vdb rw",
			"32 26 254:1 /tenants/b /srv/b rw - ext4 /dev/vdb rw",
			"33 26 254:0 /home /mnt/with\\040space rw - ext4 /dev/vda rw",
			"34 30 0:50 / /data/tmp rw - tmpfs tmpfs rw");

	private static Set<Place> places(String directory) {
		return Place.of(Path.of(directory), MOUNTS);
	}

	private static boolean overlap(String one, String other) {
		boolean overlap = places(one).stream().anyMatch((a) -> places(other).stream().anyMatch(a::overlaps));
		assertThat(places(other).stream().anyMatch((a) -> places(one).stream().anyMatch(a::overlaps)))
			.isEqualTo(overlap);
		return overlap;
	}

	@Test
	void whatIsMountedTwiceIsOnePlace() {
		assertThat(places("/srv/a")).isEqualTo(places("/data/tenants/a"));
		assertThat(places("/srv/a/sub")).isEqualTo(places("/data/tenants/a/sub"));
		assertThat(places("/mnt/with space/me")).isEqualTo(places("/home/me"));
		assertThat(overlap("/srv/a", "/data/tenants")).isTrue();
		assertThat(overlap("/srv/a/x/y", "/data/tenants/a/x")).isTrue();
	}

	@Test
	void whatHasNothingInCommonDoesNotOverlap() {
		assertThat(overlap("/srv/a", "/srv/b")).isFalse();
		assertThat(overlap("/srv/a", "/data/tenants/b")).isFalse();
		assertThat(overlap("/home/a", "/home/ab")).isFalse();
		assertThat(overlap("/data/tenants", "/data/tmp")).isFalse();
		assertThat(overlap("/tenants/a", "/srv/a")).isFalse();
	}

	@Test
	void whatIsMountedBelowBelongsToIt() {
		assertThat(overlap("/srv", "/data/tenants/b/deep")).isTrue();
		assertThat(overlap("/data", "/data/tmp")).isTrue();
		assertThat(overlap("/", "/srv/b")).isTrue();
	}

	@Test
	void withoutMountsAPathIsAPlace() {
		assertThat(Place.of(Path.of("/srv/a"), List.of())).containsExactly(new Place("", Path.of("/srv/a")));
	}

	@Test
	void theMountsOfThisSystemAreRead(@TempDir Path directory) throws IOException {
		assertThat(Place.of(directory.toRealPath())).hasSize(1)
			.allSatisfy((place) -> assertThat(place.device()).matches("\\d+:\\d+"));
	}

}
