package io.github.wasmpool.binary;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.wasmpool.type.ExportType;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ImportType;
import io.github.wasmpool.type.MemoryType;
import org.jspecify.annotations.Nullable;

import static io.github.wasmpool.binary.Signatures.PROCEDURE;

/**
 * Where the guest's things are found in a rewritten module, and what its author wrote of
 * them. It holds none of the module's code.
 *
 * <p>
 * Immutable and thread-safe.
 */
public final class GuestLayout {

	private final Fixed fixed;

	private final @Nullable MemoryType memory;

	private final int reserve;

	private final @Nullable Extent data;

	GuestLayout(String name, Declarations declarations, ReservedNames names, Callables callables,
			List<ImportType> hostFunctions, @Nullable MemoryType memory, int reserve, byte @Nullable [] sharedMemory,
			@Nullable String obstacle, @Nullable String stateObstacle) {
		this(new Fixed(name, declarations.exportTypes(),
				declarations.exportTypes().stream().collect(Collectors.toMap(ExportType::name, Function.identity())),
				declarations.imports(), callables, hostFunctions, names.lookup(),
				declarations.memoryExport().orElse((memory != null) ? names.memory() : null),
				declarations.memoryExport().isPresent() || declarations.memoryImported(), sharedMemory, obstacle,
				stateObstacle), memory, reserve, declarations.dataExtent().orElse(null));
	}

	private GuestLayout(Fixed fixed, @Nullable MemoryType memory, int reserve, @Nullable Extent data) {
		this.fixed = fixed;
		this.memory = memory;
		this.reserve = reserve;
		this.data = data;
	}

	/**
	 * Return the layout of the same code with another memory to begin with.
	 * @param memory the memory as the guest is told, or {@code null} if there is none
	 * @param reserve the pages it has beyond what the guest is told
	 * @param data where the data of a new memory lies, or {@code null} if there is none
	 * @return the layout
	 */
	public GuestLayout beginningWith(@Nullable MemoryType memory, int reserve, @Nullable Extent data) {
		return new GuestLayout(this.fixed, memory, reserve, data);
	}

	/**
	 * Return what messages call the module.
	 * @return the name
	 */
	public String name() {
		return this.fixed.name();
	}

	/**
	 * Return what the module offers, as its author wrote it.
	 * @return the exports, in the module's order
	 */
	public List<ExportType> exports() {
		return this.fixed.exports();
	}

	/**
	 * Return what the module offers by a name, as its author wrote it.
	 * @param name the name of an export
	 * @return the export, or empty if there is no such
	 */
	public Optional<ExportType> export(String name) {
		return Optional.ofNullable(this.fixed.exportsByName().get(name));
	}

	/**
	 * Return what the module needs, as its author wrote it.
	 * @return the imports, in the module's order
	 */
	public List<ImportType> imports() {
		return this.fixed.imports();
	}

	/**
	 * Return the functions the guest imports. The rewritten module does not: it has to be
	 * told what to call for each, by a function that takes the place of the import in
	 * this list and a reference. Its number follows those of {@link #callables()}, and
	 * there is none without such imports.
	 * @return the imports that are functions, in the module's order
	 */
	public List<ImportType> hostFunctions() {
		return this.fixed.hostFunctions();
	}

	/**
	 * Return what the rewritten module still imports beside a shared memory, and what
	 * nobody can provide: tables and globals.
	 * @return the imports that remain, in the module's order
	 */
	public List<ImportType> missingImports() {
		return imports().stream()
			.filter((each) -> !(each.type() instanceof MemoryType) && !(each.type() instanceof FunctionType))
			.toList();
	}

	/**
	 * Return the name of the function that hands out what can be called: it takes a
	 * number and returns a reference.
	 * @return its name in the binary
	 */
	public String lookup() {
		return this.fixed.lookup();
	}

	/**
	 * Return what can be called, by number.
	 * @return the signatures, of numeric types only
	 */
	public List<FunctionType> callables() {
		return this.fixed.callables().types();
	}

	/**
	 * Return the number of an exported function.
	 * @param export its name
	 * @return its number among {@link #callables()}, or empty if there is no such
	 * function or if its type has no counterpart in Java
	 */
	public Optional<Integer> function(String export) {
		return this.fixed.callables().export(export);
	}

	/**
	 * Return the number of the function that returns the size of the memory in pages.
	 * @return its number among {@link #callables()}, or empty if there is no memory
	 */
	public Optional<Integer> pages() {
		return this.fixed.callables().pages();
	}

	/**
	 * Return the number of the function that grows a memory with a reserve: it takes a
	 * number of pages and returns how many there were, or -1.
	 * @return its number among {@link #callables()}, or empty if there is no reserve
	 */
	public Optional<Integer> grow() {
		return this.fixed.callables().grow();
	}

	/**
	 * Return the pages that the memory has beyond what the guest is told.
	 * @return the pages, zero or more
	 */
	public int reserve() {
		return this.reserve;
	}

	/**
	 * Return what keeps the values of the mutable globals.
	 * @return the functions, or empty if there are no such globals, too many of them, or
	 * if instances share a memory
	 */
	public Optional<StateFunctions> state() {
		return this.fixed.callables().state();
	}

	/**
	 * Say why an instance cannot be put back into the state in which it began by putting
	 * back its memory and its globals.
	 * @return a sentence about the module without its subject, or empty if that is all
	 * the state there is
	 */
	public Optional<String> obstacle() {
		return Optional.ofNullable(this.fixed.obstacle());
	}

	/**
	 * Say why the state of an instance cannot be carried to others, whatever the instance
	 * did.
	 * @return a sentence about the module without its subject, or empty if it depends on
	 * the instance
	 */
	public Optional<String> stateObstacle() {
		return Optional.ofNullable(this.fixed.stateObstacle());
	}

	/**
	 * Return the number of the function that sets all globals that can change: it takes
	 * what {@link StateFunctions#read()} returns.
	 * @return its number among {@link #callables()}, or empty if there are no such
	 * globals or the code is not apart from its state
	 */
	public Optional<Integer> globalsSetter() {
		return this.fixed.callables().globalsSetter();
	}

	/**
	 * Return the name under which the binary exports the memory, whether the guest
	 * exports it or not.
	 * @return its name in the binary, or empty if an instance has no memory of its own
	 */
	public Optional<String> ownMemory() {
		return (this.memory == null || this.memory.shared()) ? Optional.empty()
				: Optional.ofNullable(this.fixed.memoryName());
	}

	/**
	 * Return the memory each instance has as the guest is told: limited, with a ceiling.
	 * @return the memory, or empty if the module has none
	 */
	public Optional<MemoryType> memory() {
		return Optional.ofNullable(this.memory);
	}

	/**
	 * Return the module that defines the memory, if all instances share one. The
	 * rewritten module imports it, under the names in {@link SharedMemoryModule}, and
	 * exports nothing but {@link #lookup()}.
	 * @return a copy of its binary, or empty if each instance has a memory of its own
	 */
	public Optional<byte[]> sharedMemory() {
		return Optional.ofNullable(this.fixed.sharedMemory()).map(byte[]::clone);
	}

	/**
	 * Return where the data of a new memory lies that the engine need not write: what it
	 * maps. Where data and other pages meet, a memory takes one more mapping of the
	 * process.
	 * @return from the first to the last of it, or empty if there is none
	 */
	public Optional<Extent> data() {
		return Optional.ofNullable(this.data);
	}

	/**
	 * Return the number of the function that the engine would have run by itself when an
	 * instance is made. It is of the type {@code () -> ()}.
	 * @return its number among {@link #callables()}, or empty if the module has none
	 */
	public Optional<Integer> startFunction() {
		return this.fixed.callables().start();
	}

	/**
	 * Return the number of the guest's {@code _initialize}, if it exports such a function
	 * of the type {@code () -> ()}.
	 * @return its number among {@link #callables()}, or empty if the module has none
	 */
	public Optional<Integer> initializer() {
		return export(ReservedNames.INITIALIZER).filter((export) -> export.type().equals(PROCEDURE))
			.flatMap((export) -> function(export.name()));
	}

	/**
	 * Return the name of the memory that an instance's memory is: the one exported as
	 * {@code memory}, else the only exported one. A memory the module imported is always
	 * within reach.
	 * @return its name in the binary, or empty if no memory is within reach
	 */
	public Optional<String> mainMemory() {
		return this.fixed.memoryWithinReach() ? Optional.ofNullable(this.fixed.memoryName()) : Optional.empty();
	}

	/**
	 * Return the number of the function that reads a global. It takes nothing and returns
	 * the global's value.
	 * @param global the name of an exported global
	 * @return its number among {@link #callables()}, or empty if there is no such global
	 * or if its type has no counterpart in Java
	 */
	public Optional<Integer> getter(String global) {
		return this.fixed.callables().getter(global);
	}

	/**
	 * Return the number of the function that writes a global. It takes the global's value
	 * and returns nothing.
	 * @param global the name of an exported global
	 * @return its number among {@link #callables()}, or empty if there is no such global,
	 * if it is immutable or if its type has no counterpart in Java
	 */
	public Optional<Integer> setter(String global) {
		return this.fixed.callables().setter(global);
	}

	/**
	 * What is the same whatever the code begins with.
	 */
	@SuppressWarnings("ArrayRecordComponent") // compared with nothing
	private record Fixed(String name, List<ExportType> exports, Map<String, ExportType> exportsByName,
			List<ImportType> imports, Callables callables, List<ImportType> hostFunctions, String lookup,
			@Nullable String memoryName, boolean memoryWithinReach, byte @Nullable [] sharedMemory,
			@Nullable String obstacle, @Nullable String stateObstacle) {
	}

}
