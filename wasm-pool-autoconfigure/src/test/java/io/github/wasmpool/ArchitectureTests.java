package io.github.wasmpool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the rooms: what each may import besides the API, and nothing else. Reads the
 * classes once, and lets go of them after the last test: they are most of what there is
 * in the heap.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ArchitectureTests {

	private static final String ROOT = "io.github.wasmpool";

	private static final String[] API = { ROOT, ROOT + ".type", ROOT + ".host" };

	private final JavaClasses classes = new ClassFileImporter().withImportOption(new DoNotIncludeTests())
		.importPackages(ROOT);

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			binary       |
			bridge       | binary
			client       |
			coordination |
			pool         |
			wasmtime     | binary bridge
			loan         | binary bridge client coordination pool wasmtime
			execution    | binary bridge client coordination pool wasmtime loan
			imports      | binary bridge client coordination pool wasmtime loan execution
			runtime      | binary bridge client coordination pool wasmtime loan execution imports
			health       |
			metrics      |
			actuate      |
			test         | binary runtime
			cluster      |
			""")
	void aRoomImportsTheApiAndWhatItIsAllowed(String room, String allowed) {
		List<String> rooms = new ArrayList<>(Arrays.asList(API));
		rooms.add(ROOT + "." + room + "..");
		if (allowed != null) {
			Arrays.stream(allowed.split(" ")).map((name) -> ROOT + "." + name + "..").forEach(rooms::add);
		}
		noClasses().that()
			.resideInAPackage(ROOT + "." + room + "..")
			.should()
			.dependOnClassesThat(
					resideInAnyPackage(ROOT + "..").and(not(resideInAnyPackage(rooms.toArray(String[]::new)))))
			.allowEmptyShould(true)
			.check(this.classes);
	}

	@Test
	void theApiImportsNothingButItself() {
		noClasses().that()
			.resideInAnyPackage(API)
			.should()
			.dependOnClassesThat(resideInAnyPackage(ROOT + "..").and(not(resideInAnyPackage(API))))
			.check(this.classes);
	}

	@Test
	void onlyTheRoomWasmtimeKnowsTheBinding() {
		noClasses().that()
			.resideOutsideOfPackage(ROOT + ".wasmtime..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.github.kawamuray..")
			.check(this.classes);
	}

	@Test
	void onlyTheRoomBinaryKnowsTheParser() {
		noClasses().that()
			.resideOutsideOfPackage(ROOT + ".binary..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("run.endive..")
			.check(this.classes);
	}

	@Test
	void onlyTheRoomBinaryMeasuresComplexity() {
		noClasses().that()
			.resideOutsideOfPackage(ROOT + ".binary..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + ".binary.complexity..")
			.check(this.classes);
		noClasses().that()
			.resideInAPackage(ROOT + ".binary.complexity..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + ".binary")
			.check(this.classes);
	}

	@Test
	void oneClassOfTheRoomsBelowKnowsJackson() {
		noClasses().that()
			.resideOutsideOfPackage(ROOT + ".autoconfigure..")
			.and()
			.doNotHaveFullyQualifiedName(ROOT + ".client.JacksonJson")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("tools.jackson..", "com.fasterxml..")
			.check(this.classes);
	}

	@Test
	void onlyTheUpperRoomsKnowSpringAndMicrometer() {
		noClasses().that()
			.resideOutsideOfPackages(ROOT + ".health..", ROOT + ".metrics..", ROOT + ".actuate..",
					ROOT + ".autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..", "io.micrometer..")
			.check(this.classes);
	}

	@Test
	void onlyTheRoomClusterAndItsBeansKnowHazelcast() {
		noClasses().that()
			.resideOutsideOfPackages(ROOT + ".cluster..", ROOT + ".autoconfigure.cluster..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("com.hazelcast..")
			.check(this.classes);
	}

	@Test
	void nativeHandlesDoNotLeaveTheirRoom() {
		classes().that()
			.resideInAPackage(ROOT + ".wasmtime..")
			.and()
			.arePublic()
			.should()
			.onlyHaveDependentClassesThat(resideInAnyPackage(ROOT + ".wasmtime..", ROOT + ".loan..",
					ROOT + ".execution..", ROOT + ".imports..", ROOT + ".runtime.."))
			.check(this.classes);
	}

	@Test
	void eachPackageSaysWhatItIsNullMarked() {
		List<String> packages = this.classes.stream().map(JavaClass::getPackageName).distinct().toList();
		assertThat(packages).isNotEmpty()
			.allSatisfy((name) -> assertThat(this.classes.contain(name + ".package-info")).isTrue());
	}

}
