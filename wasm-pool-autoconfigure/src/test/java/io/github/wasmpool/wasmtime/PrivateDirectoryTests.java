package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

@DisabledOnOs(OS.WINDOWS)
class PrivateDirectoryTests {

	@TempDir
	@SuppressWarnings("NullAway.Init") // set before each test
	private Path temporary;

	@Test
	void whatThisProcessMakesIsItsOwn() throws IOException {
		Path directory = this.temporary.resolve("new/below");
		PrivateDirectory.secure(directory, PrivateDirectory.currentUser());
		PrivateDirectory.secure(directory, PrivateDirectory.currentUser());
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory))).isEqualTo("rwx------");
	}

	@Test
	void whatBelongsToAnotherUserIsRefused() throws IOException {
		if (runsAsRoot()) {
			// What belongs to root is trusted by everybody
			Files.setAttribute(this.temporary, "unix:uid", 12_345);
		}
		UserPrincipal user = () -> "somebody";
		assertThatIOException().isThrownBy(() -> PrivateDirectory.secure(this.temporary, user))
			.withMessageContaining(" belongs to ")
			.withMessageContaining("which runs as somebody;");
	}

	@Test
	@EnabledIf("runsAsRoot")
	void whatBelongsToRootIsTrusted() throws IOException {
		PrivateDirectory.secure(this.temporary, () -> "somebody");
		assertThat(this.temporary).isEmptyDirectory();
	}

	static boolean runsAsRoot() throws IOException {
		return PrivateDirectory.currentUser().getName().equals("root");
	}

	@Test
	void whatOthersCanWriteToIsRefused() throws IOException {
		Files.setPosixFilePermissions(this.temporary, PosixFilePermissions.fromString("rwxrwx---"));
		UserPrincipal user = PrivateDirectory.currentUser();
		assertThatIOException().isThrownBy(() -> PrivateDirectory.secure(this.temporary, user))
			.withMessageContaining("chmod 700");
	}

}
