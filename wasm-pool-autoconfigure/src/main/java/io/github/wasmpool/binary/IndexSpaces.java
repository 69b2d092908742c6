package io.github.wasmpool.binary;

/**
 * How many functions, tables, globals and element segments a module has. What is added to
 * it follows them: an index that reaches so far would be valid in the rewritten module
 * and is refused here, as the engine refuses it in the module as it was written.
 *
 * @param functions how many functions it has, imported ones included
 * @param tables how many tables it has, imported ones included
 * @param globals how many globals it has, imported ones included
 * @param elements how many element segments it has
 */
record IndexSpaces(int functions, int tables, int globals, int elements) {

	/** What an offset may refer to before anything is known. */
	static final IndexSpaces NONE = new IndexSpaces(0, 0, 0, 0);

	static IndexSpaces of(Declarations declarations) {
		return new IndexSpaces(declarations.functions().size(), declarations.tables().size(),
				declarations.globals().size(), declarations.elements());
	}

	void function(ByteReader reader) {
		require(reader, "function", this.functions);
	}

	void table(ByteReader reader) {
		require(reader, "table", this.tables);
	}

	void global(ByteReader reader) {
		require(reader, "global", this.globals);
	}

	void elements(ByteReader reader) {
		require(reader, "element segment", this.elements);
	}

	private static void require(ByteReader reader, String kind, int count) {
		int offset = reader.position();
		long index = reader.u32();
		if (index >= count) {
			throw reader.malformedAt(offset, "a reference to " + kind + " " + index + " but there are " + count);
		}
	}

}
