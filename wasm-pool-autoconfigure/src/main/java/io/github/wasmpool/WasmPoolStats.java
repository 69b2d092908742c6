package io.github.wasmpool;

/**
 * The numbers of a pool at one moment. {@code live} never exceeds {@code size}, but for
 * the time it takes loans to return after the pool was made smaller.
 *
 * @param pool the name of the pool
 * @param size the most instances that can live at once
 * @param live instances that hold native memory: idle, active, creating and retiring
 * @param active instances on loan
 * @param idle instances ready to be lent
 * @param creating instances being made
 * @param retiring instances waiting to be freed, or being freed
 * @param waiting borrowers that wait
 */
public record WasmPoolStats(String pool, int size, int live, int active, int idle, int creating, int retiring,
		int waiting) {

	/**
	 * Return the numbers as they end a message.
	 * @return for example {@code (size=10, active=10, idle=0, waiting=3)}
	 */
	public String summary() {
		return "(size=" + this.size + ", active=" + this.active + ", idle=" + this.idle + ", waiting=" + this.waiting
				+ ")";
	}

}
