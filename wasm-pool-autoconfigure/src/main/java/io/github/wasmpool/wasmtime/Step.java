package io.github.wasmpool.wasmtime;

import java.util.BitSet;

/**
 * What leads from one state that instances of some code begin in to another one.
 *
 * @param from the former state
 * @param differing the pages of the system outside of which the memory is the same, which
 * nobody changes
 */
record Step(RestorePoint.Id from, BitSet differing) {

	/**
	 * Go on to a further state.
	 * @param next what leads there from where this leads to
	 * @return what leads there from where this begins
	 */
	Step then(Step next) {
		BitSet all = (BitSet) this.differing.clone();
		all.or(next.differing);
		return new Step(this.from, all);
	}

}
