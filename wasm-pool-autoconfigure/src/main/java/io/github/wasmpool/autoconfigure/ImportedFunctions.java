package io.github.wasmpool.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.wasmpool.autoconfigure.UnusableHostFunctionException.Reason;
import io.github.wasmpool.host.HostFunction;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * The functions a module imports.
 */
final class ImportedFunctions {

	private final Set<ImportType> imports;

	ImportedFunctions(Collection<ImportType> imports) {
		this.imports = imports.stream()
			.filter((each) -> each.type() instanceof FunctionType)
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	boolean isEmpty() {
		return this.imports.isEmpty();
	}

	boolean contains(String module, String name) {
		return this.imports.stream().anyMatch((each) -> each.module().equals(module) && each.name().equals(name));
	}

	/**
	 * Select the function for each import: one of its name and type, or, to be reported
	 * as a mismatch, all of its name.
	 * @param pool the name of the pool
	 * @param found what beans provide
	 * @return the functions
	 * @throws UnusableHostFunctionException if several fit one import; it names all
	 */
	List<HostFunction> select(String pool, List<BeanFunction> found) {
		Set<HostFunction> selected = new LinkedHashSet<>();
		List<String> ambiguous = new ArrayList<>();
		for (ImportType each : this.imports) {
			List<BeanFunction> named = found.stream().filter((candidate) -> isNamed(each, candidate)).toList();
			List<BeanFunction> fitting = ofType(each.type(), named);
			fitting = fitting.isEmpty() ? ofType(null, named) : fitting;
			if (fitting.size() > 1) {
				ambiguous.add(each + " is provided by "
						+ fitting.stream().map(BeanFunction::origin).collect(Collectors.joining(" and by ")));
			}
			(fitting.isEmpty() ? named : fitting).forEach((candidate) -> selected.add(candidate.function()));
		}
		if (!ambiguous.isEmpty()) {
			throw new UnusableHostFunctionException(Reason.AMBIGUOUS, pool, Wording.list(ambiguous, "; "), null);
		}
		return List.copyOf(selected);
	}

	private static List<BeanFunction> ofType(@Nullable Object type, List<BeanFunction> functions) {
		return functions.stream().filter((each) -> Objects.equals(each.function().type(), type)).toList();
	}

	private static boolean isNamed(ImportType imported, BeanFunction candidate) {
		return imported.module().equals(candidate.function().module())
				&& imported.name().equals(candidate.function().name());
	}

}
