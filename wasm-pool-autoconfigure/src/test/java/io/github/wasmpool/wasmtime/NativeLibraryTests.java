package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

import io.github.wasmpool.WasmEngineUnavailableException;
import io.github.wasmpool.WasmEngineUnavailableException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class NativeLibraryTests {

	private static final String DIRECTORY = System.getProperty("java.io.tmpdir");

	private static final String FILE = DIRECTORY + "/libwasmtime_jni_0.19.0_linux_x86_641234.so";

	@ParameterizedTest
	@CsvSource({ "Linux,amd64", "Linux,x86_64", "Linux,aarch64", "Mac OS X,x86_64", "Mac OS X,aarch64",
			"Windows 11,amd64", "Windows Server 2022,amd64" })
	void aPlatformWithALibraryIsAccepted(String osName, String arch) {
		assertThatNoException().isThrownBy(() -> NativeLibrary.requirePlatform(osName, arch));
	}

	@ParameterizedTest
	@CsvSource({ "Linux,riscv64", "Linux,arm", "Linux,i386", "Windows 11,aarch64", "SunOS,amd64", "FreeBSD,amd64",
			"AIX,ppc64" })
	void aPlatformWithoutALibraryIsRefusedWithThoseThatHaveOne(String osName, String arch) {
		assertThatExceptionOfType(WasmEngineUnavailableException.class)
			.isThrownBy(() -> NativeLibrary.requirePlatform(osName, arch))
			.withMessage("Wasmtime has no native library for '" + osName + "' on '" + arch
					+ "'; there is one for Linux and macOS on x86_64 and aarch64, and for Windows on x86_64")
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.PLATFORM));
	}

	@Test
	void aTemporaryDirectoryThatIsMissingIsNamed() {
		Throwable failure = new RuntimeException(new NoSuchFileException(FILE));
		assertThat(NativeLibrary.unavailable(failure))
			.hasMessage("The native library of Wasmtime cannot be written to the temporary directory '" + DIRECTORY
					+ "': java.nio.file.NoSuchFileException: " + FILE)
			.hasCause(failure)
			.extracting(WasmEngineUnavailableException::getReason)
			.isEqualTo(Reason.TEMPORARY_DIRECTORY);
	}

	@Test
	void aTemporaryDirectoryThatIsFullIsNamed() {
		assertThat(NativeLibrary.unavailable(new RuntimeException(new IOException("No space left on device"))))
			.hasMessage("The native library of Wasmtime cannot be written to the temporary directory '" + DIRECTORY
					+ "': java.io.IOException: No space left on device")
			.extracting(WasmEngineUnavailableException::getReason)
			.isEqualTo(Reason.TEMPORARY_DIRECTORY);
	}

	@Test
	void aTemporaryDirectoryThatForbidsExecutionIsNamed() {
		String detail = FILE + ": " + FILE + ": failed to map segment from shared object";
		assertThat(NativeLibrary.unavailable(new UnsatisfiedLinkError(detail)))
			.hasMessage("The temporary directory '" + DIRECTORY + "' does not allow files to be executed: " + detail)
			.extracting(WasmEngineUnavailableException::getReason)
			.isEqualTo(Reason.EXECUTION_FORBIDDEN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by ",
			"Error loading shared library ld-linux-aarch64.so.1: No such file or directory (needed by ",
			"Error loading shared library libgcc_s.so.1: No such file or directory (needed by ",
			"Error relocating libwasmtime_jni.so: __register_atfork: symbol not found",
			"/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.28' not found (required by " })
	void aSystemWithAnotherCLibraryIsTold(String detail) {
		assertThat(NativeLibrary.unavailable(new UnsatisfiedLinkError(FILE + ": " + detail)))
			.hasMessage("The native library of Wasmtime needs glibc, and this system has another C library: " + FILE
					+ ": " + detail)
			.extracting(WasmEngineUnavailableException::getReason)
			.isEqualTo(Reason.C_LIBRARY);
	}

	@Test
	void anythingElseIsSaidAsItIs() {
		Throwable failure = new UnsatisfiedLinkError("file too short");
		assertThat(NativeLibrary.unavailable(failure))
			.hasMessage("The native library of Wasmtime could not be loaded: file too short")
			.hasCause(failure)
			.extracting(WasmEngineUnavailableException::getReason)
			.isEqualTo(Reason.LOADING);
	}

}
