package io.github.wasmpool.client;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.github.wasmpool.ResultConvention;
import io.github.wasmpool.WasmJson;
import io.github.wasmpool.host.WasmResult;
import io.github.wasmpool.type.FunctionType;
import io.github.wasmpool.type.ValueType;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Compares methods with the exports of a module, and plans the way of each.
 */
record CallPlanner(Exports exports, Abi abi, Supplier<@Nullable WasmJson> json) {

	/**
	 * Say which functions there are, if there is none of a name.
	 * @param export the name
	 * @param problems where to add it, unless it was said already
	 */
	void nameFunctionsUnlessThereIs(String export, List<String> problems) {
		String functions = this.exports.describeFunctions();
		if (this.exports.function(export) == null && !problems.contains(functions)) {
			problems.add(functions);
		}
	}

	/**
	 * Plan a call.
	 * @param signature the method
	 * @param problems where to add what does not fit
	 * @return the call, or {@code null} if there are problems
	 */
	@Nullable ExportCall plan(Signature signature, List<String> problems) {
		FunctionType type = this.exports.function(signature.export());
		if (type == null) {
			problems.add(signature + ": the module exports no function '" + Wording.name(signature.export()) + "'");
			return null;
		}
		List<String> found = new ArrayList<>();
		Shape[] params = new Shape[signature.params().size()];
		@Nullable Text[] texts = new @Nullable Text[params.length];
		for (int i = 0; i < params.length; i++) {
			Type param = signature.params().get(i);
			Shape shape = check(found, "parameter " + (i + 1), param, Shape.ofParameter(param));
			params[i] = shape;
			texts[i] = shape.isText() ? new Text(shape, param, this.abi.isManaged(), json(shape)) : null;
		}
		Shape result = check(found, "the result", signature.result(), Shape.ofResult(signature.result()));
		ResultConvention convention = result.isText() ? convention(signature, type) : null;
		if (found.isEmpty()) {
			checkMemory(found, params, result);
			checkConvention(found, signature, convention);
			checkTypes(found, signature.export(), type, params, result, convention);
		}
		if (!found.isEmpty()) {
			found.forEach((problem) -> problems.add(signature + ": " + problem));
			return null;
		}
		if (convention == null) {
			return new ExportCall(signature, this.abi, params, texts, result, null, null);
		}
		Text text = new Text(result, signature.result(), convention == ResultConvention.ASSEMBLY_SCRIPT, json(result));
		TextResult textResult = new TextResult(convention, lengthExport(signature),
				frees(signature) ? this.abi.allocator() : null, this.abi.options().bytesClass(), this.exports);
		return new ExportCall(signature, this.abi, params, texts, result, text, textResult);
	}

	private @Nullable WasmJson json(Shape shape) {
		return (shape == Shape.JSON) ? this.json.get() : null;
	}

	private Shape check(List<String> problems, String what, Type type, @Nullable Shape shape) {
		if (TypeArguments.isOpen(type)) {
			problems.add(what + " is of type " + Signature.describe(type)
					+ ", which can be anything; extend the interface with its type arguments");
		}
		else if (shape == null) {
			problems.add(what + " is of type " + Signature.describe(type)
					+ ", which has no counterpart; use int, long, float, double, boolean, String, byte[] or ByteBuffer");
		}
		else if (shape == Shape.JSON && json(shape) == null) {
			problems.add(what + " is of type " + Signature.describe(type)
					+ ", which is passed as JSON, but Jackson is not on the class path; add "
					+ "'tools.jackson.core:jackson-databind', or give the pool a WasmJson");
		}
		return (shape != null) ? shape : Shape.VOID;
	}

	private void checkMemory(List<String> problems, Shape[] params, Shape result) {
		boolean takesText = List.of(params).stream().anyMatch(Shape::isText);
		if ((takesText || result.isText()) && !this.exports.hasMemory()) {
			problems.add("text and bytes are passed through the memory, but the module exports none");
		}
		if (!takesText) {
			return;
		}
		Allocator allocator = this.abi.allocator();
		if (allocator == null && !this.abi.hasInputBuffer()) {
			problems
				.add("text and bytes need an allocator in the guest: export 'malloc' and 'free', or name what there "
						+ "is with 'abi.allocate' and 'abi.free', or a buffer with 'abi.input-buffer'; "
						+ this.exports.describeFunctions());
		}
		if (allocator != null && !allocator.canFree() && this.abi.hasToFree()) {
			problems.add("what is allocated for a call cannot be freed: export 'free', or name what there is with "
					+ "'abi.free', or set 'abi.free-arguments' to false if nothing is to be freed; "
					+ this.exports.describeFunctions());
		}
	}

	private void checkConvention(List<String> problems, Signature signature, @Nullable ResultConvention convention) {
		if (convention == null) {
			if (signature.convention() != null) {
				problems.add("@WasmResult is for text and bytes, not for " + Signature.describe(signature.result()));
			}
			return;
		}
		WasmResult own = signature.convention();
		if (own != null && !own.length().isEmpty() && convention != ResultConvention.LENGTH_EXPORT) {
			problems.add("'length' of @WasmResult is for length-export; remove it, or the other convention");
		}
		String length = lengthExport(signature);
		if (convention == ResultConvention.LENGTH_EXPORT && (length == null || !this.exports.isCount(length))) {
			problems.add("the length of the result is to be told by " + ((length == null)
					? "an export, which '@WasmResult(length = ...)' or 'abi.result-length' has to name"
					: "'" + length + "', which is " + Exports.NO_COUNT));
		}
		Allocator allocator = this.abi.allocator();
		if (frees(signature) && (allocator == null || !allocator.canFree())) {
			problems.add("the result is to be freed, but the module exports no function for that; name what there is "
					+ "with 'abi.free'");
		}
	}

	private void checkTypes(List<String> problems, String export, FunctionType type, Shape[] params, Shape result,
			@Nullable ResultConvention convention) {
		if (convention == ResultConvention.AUTO && type.results().equals(List.of(ValueType.I32))) {
			if (!fitsParams(type.params(), params)) {
				problems.add(needs(export, type, params, type.results()));
			}
			problems.add("the i32 that '" + Wording.name(export)
					+ "' returns can stand for several things; say which with "
					+ "@WasmResult or 'abi.result': pointer (to a pointer and a length), length-export, c-string or "
					+ "assembly-script");
			return;
		}
		List<ValueType> results = (convention != null) ? TextResult.types(convention)
				: (result == Shape.VOID) ? type.results() : List.of(result.natural());
		boolean fits = (convention != null || result == Shape.VOID) ? type.results().equals(results)
				: type.results().size() == 1 && result.fitsResult(type.results().get(0));
		if (!type.isNumeric() || !fits || !fitsParams(type.params(), params)) {
			problems.add(needs(export, type, params, results));
		}
	}

	private String needs(String export, FunctionType type, Shape[] params, List<ValueType> results) {
		List<ValueType> needed = new ArrayList<>();
		for (Shape param : params) {
			needed.add(param.natural());
			if (param.isText() && !this.abi.isManaged()) {
				needed.add(ValueType.I32);
			}
		}
		return "it needs a function " + FunctionType.of(needed, results) + ", but '" + Wording.name(export) + "' is "
				+ type;
	}

	private boolean fitsParams(List<ValueType> types, Shape[] params) {
		int next = 0;
		for (Shape param : params) {
			int count = (param.isText() && !this.abi.isManaged()) ? 2 : 1;
			for (int i = 0; i < count; i++, next++) {
				if (next >= types.size() || !(param.isText() ? types.get(next) == ValueType.I32
						: param.fitsParameter(types.get(next)))) {
					return false;
				}
			}
		}
		return next == types.size();
	}

	private ResultConvention convention(Signature signature, FunctionType type) {
		WasmResult own = signature.convention();
		ResultConvention convention = this.abi.options().result();
		if (own != null && own.value() != ResultConvention.AUTO) {
			convention = own.value();
		}
		else if (own != null && !own.length().isEmpty()) {
			convention = ResultConvention.LENGTH_EXPORT;
		}
		if (convention != ResultConvention.AUTO) {
			return convention;
		}
		if (type.results().equals(TextResult.types(ResultConvention.PACKED))) {
			return ResultConvention.PACKED;
		}
		if (type.results().equals(TextResult.types(ResultConvention.VALUES))) {
			return ResultConvention.VALUES;
		}
		return this.abi.isManaged() ? ResultConvention.ASSEMBLY_SCRIPT : ResultConvention.AUTO;
	}

	private @Nullable String lengthExport(Signature signature) {
		WasmResult own = signature.convention();
		return (own != null && !own.length().isEmpty()) ? own.length() : this.abi.options().resultLength();
	}

	private boolean frees(Signature signature) {
		WasmResult own = signature.convention();
		WasmResult.Owner owner = (own != null) ? own.owner() : WasmResult.Owner.CONFIGURED;
		return (owner == WasmResult.Owner.CONFIGURED) ? this.abi.options().freeResult()
				: owner == WasmResult.Owner.CALLER;
	}

}
