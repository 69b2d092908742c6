package io.github.wasmpool.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * The right to one living object of a pool. While a borrower holds it the object is the
 * borrower's alone.
 *
 * @param <T> the type of what is pooled
 */
public final class Slot<T> {

	private static final VarHandle STATE;

	static {
		try {
			STATE = MethodHandles.lookup().findVarHandle(Slot.class, "state", SlotState.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final int index;

	private volatile SlotState state = SlotState.VACANT;

	// The rest is plain: it is handed on with the slot, through a stack

	private @Nullable T object;

	private int below;

	private int depth;

	Slot(int index) {
		this.index = index;
	}

	/**
	 * Return what this slot holds.
	 * @return the object, valid until the slot is released
	 * @throws IllegalStateException if the slot holds nothing
	 */
	public T object() {
		T object = this.object;
		if (object == null) {
			throw new IllegalStateException(this + " holds nothing: it was released");
		}
		return object;
	}

	int index() {
		return this.index;
	}

	SlotState state() {
		return this.state;
	}

	/**
	 * Enter a state. Only whoever has the slot in hand does this.
	 * @param next the new state
	 */
	void become(SlotState next) {
		this.state = next;
	}

	/**
	 * Enter a state from another, atomically, so that a slot cannot be given back twice.
	 * @param expected the state to leave
	 * @param next the state to enter
	 * @return whether the slot was in the expected state
	 */
	boolean become(SlotState expected, SlotState next) {
		return STATE.compareAndSet(this, expected, next);
	}

	void put(T made) {
		this.object = made;
	}

	T remove() {
		T removed = object();
		this.object = null;
		return removed;
	}

	/**
	 * Note what lies below while the slot is in a {@link SlotStack}.
	 * @param below the link to the next slot
	 * @param depth how many slots there are from here on
	 */
	void link(int below, int depth) {
		this.below = below;
		this.depth = depth;
	}

	int below() {
		return this.below;
	}

	int depth() {
		return this.depth;
	}

	@Override
	public String toString() {
		return "slot " + this.index + " (" + this.state + ")";
	}

}
