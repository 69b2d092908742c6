package io.github.wasmpool.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.function.ToLongFunction;

import io.github.wasmpool.WasmInstanceStats;
import io.github.wasmpool.WasmInstanceStats.State;
import org.jspecify.annotations.Nullable;

/**
 * The right to one living object of a pool. While a borrower holds it the object is the
 * borrower's alone.
 *
 * @param <T> the type of what is pooled
 */
public final class Slot<T> {

	private static final VarHandle STATE;

	private static final VarHandle LOANS;

	private static final VarHandle REUSES;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			STATE = lookup.findVarHandle(Slot.class, "state", int.class);
			LOANS = lookup.findVarHandle(Slot.class, "loans", long.class);
			REUSES = lookup.findVarHandle(Slot.class, "reuses", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final int index;

	/**
	 * A number, as the garbage collector has to be told of each reference that changes.
	 */
	private volatile int state = SlotState.VACANT.number;

	// The rest is plain: it is handed on with the slot, through a stack

	private @Nullable T object;

	private @Nullable Generation<T> generation;

	private boolean passed;

	private @Nullable Thread borrower;

	private @Nullable Thread runner;

	private @Nullable LoanReference loan;

	private int batch;

	private int uses;

	private long expiry;

	private long idleSince;

	private long lentAt;

	private long bornAt;

	private int near;

	private int below;

	private int depth;

	// Counted by whoever has the slot in hand, and read by anybody

	private volatile long loans;

	private volatile long reuses;

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

	/**
	 * Return of which generation the object is.
	 * @return the generation, which lasts at least until the slot is released
	 * @throws IllegalStateException if the slot holds nothing
	 */
	public Generation<T> generation() {
		Generation<T> generation = this.generation;
		if (generation == null) {
			throw new IllegalStateException(this + " holds nothing: it was released");
		}
		return generation;
	}

	int index() {
		return this.index;
	}

	SlotState state() {
		return SlotState.of(this.state);
	}

	boolean is(SlotState state) {
		return this.state == state.number;
	}

	/**
	 * Enter a state. Only whoever has the slot in hand does this.
	 * @param next the new state
	 */
	void become(SlotState next) {
		STATE.setRelease(this, next.number);
	}

	/**
	 * Enter a state from another, atomically, so that a slot cannot be given back twice.
	 * @param expected the state to leave
	 * @param next the state to enter
	 * @return whether the slot was in the expected state
	 */
	boolean become(SlotState expected, SlotState next) {
		return STATE.compareAndSet(this, expected.number, next.number);
	}

	/**
	 * Hold an object.
	 * @param made the object
	 * @param generation the generation it is of, which it keeps from ending
	 */
	void put(T made, Generation<T> generation) {
		this.object = made;
		this.generation = generation;
	}

	/**
	 * Note whether the object is retired for nothing but its generation, and so may go
	 * over to the next one.
	 */
	void passed(boolean passed) {
		this.passed = passed;
	}

	boolean isPassed() {
		return this.passed;
	}

	/**
	 * Begin a loan, or the making of an object for one.
	 * @param borrower the calling thread
	 */
	void begin(Thread borrower) {
		if (this.borrower != borrower) {
			this.borrower = borrower;
		}
	}

	/**
	 * Count a loan.
	 */
	void countLoan() {
		LOANS.setOpaque(this, this.loans + 1);
	}

	/**
	 * Count that the object was made ready for its next loan.
	 */
	void countReuse() {
		REUSES.setOpaque(this, this.reuses + 1);
	}

	long loans() {
		return this.loans;
	}

	long reuses() {
		return this.reuses;
	}

	/**
	 * Note that another thread goes on with the loan: if it closes the pool, it does not
	 * wait for itself.
	 * @param runner that thread
	 */
	public void takeOver(Thread runner) {
		this.runner = runner;
	}

	/**
	 * Whether a thread acquired this slot or goes on with its loan, and so cannot wait
	 * for it.
	 */
	boolean isOf(Thread thread) {
		return this.borrower == thread || this.runner == thread;
	}

	/**
	 * Note what notices that the borrower forgot the loan.
	 * @param loan the reference of this loan
	 */
	void watch(LoanReference loan) {
		this.loan = loan;
	}

	/**
	 * End a loan. The slot remembers the thread that acquired it, which may well be the
	 * next one to do so: a reference that changes costs more than the loan.
	 */
	void end() {
		if (this.runner != null) {
			this.runner = null;
		}
		if (this.loan != null) {
			this.loan = null;
		}
	}

	/**
	 * Forget which thread acquired it.
	 */
	void forgetBorrower() {
		if (this.borrower != null) {
			this.borrower = null;
		}
	}

	/**
	 * Return who has the slot on loan. Anybody may ask: the answer is true if the slot is
	 * active before and after.
	 * @return the thread that acquired it last, or {@code null} if nobody did since it
	 * was put where all threads look
	 */
	@Nullable Thread borrower() {
		return this.borrower;
	}

	/**
	 * Return what watches the loan. Anybody may ask.
	 * @return the reference of this loan, or {@code null} if there is none
	 */
	@Nullable LoanReference loan() {
		return this.loan;
	}

	/**
	 * Note the birth of the object.
	 * @param batch the batch it was made in
	 * @param expiry when its life ends, in terms of {@link System#nanoTime()}
	 */
	void born(int batch, long expiry) {
		this.batch = batch;
		this.bornAt = System.nanoTime();
		this.expiry = expiry;
		this.uses = 0;
	}

	int batch() {
		return this.batch;
	}

	/**
	 * Whether the object is of a generation. Anybody may ask, for a guess.
	 */
	boolean holdsOneOf(Generation<?> generation) {
		return this.generation == generation;
	}

	long expiry() {
		return this.expiry;
	}

	/**
	 * Describe the object. Anybody may ask: what is read is not of one moment.
	 * @param memory tells how large an object is, whoever uses it
	 * @return what is known, or {@code null} if there is nothing
	 */
	@Nullable WasmInstanceStats stats(ToLongFunction<T> memory) {
		State state = switch (state()) {
			case VACANT -> null;
			case CREATING -> State.CREATING;
			case IDLE, NEAR -> State.IDLE;
			case ACTIVE -> State.ACTIVE;
			case RETIRING -> State.RETIRING;
		};
		T known = this.object;
		if (state == null) {
			return null;
		}
		return (state == State.CREATING || known == null) ? new WasmInstanceStats(State.CREATING, Duration.ZERO, 0, 0)
				: new WasmInstanceStats(state, Duration.ofNanos(Math.max(0, System.nanoTime() - this.bornAt)),
						this.uses, memory.applyAsLong(known));
	}

	/**
	 * Count a loan of the object.
	 * @return how many it had
	 */
	int use() {
		return ++this.uses;
	}

	/**
	 * Note when the loan began, for whoever takes times.
	 * @param time in terms of {@link System#nanoTime()}, or zero if nobody was told
	 */
	void lentAt(long time) {
		this.lentAt = time;
	}

	long lentAt() {
		return this.lentAt;
	}

	void idleSince(long time) {
		this.idleSince = time;
	}

	long idleSince() {
		return this.idleSince;
	}

	/**
	 * Note the place where the slot is near a thread.
	 * @param place the number of the place
	 */
	void near(int place) {
		this.near = place;
	}

	int near() {
		return this.near;
	}

	T remove() {
		T removed = object();
		this.object = null;
		this.generation = null;
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
		return "slot " + this.index + " (" + state() + ")";
	}

}
