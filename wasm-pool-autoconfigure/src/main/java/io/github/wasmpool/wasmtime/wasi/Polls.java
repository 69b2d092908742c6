package io.github.wasmpool.wasmtime.wasi;

import java.util.ArrayList;
import java.util.List;

import io.github.wasmpool.WasmMemory;

/**
 * Waiting. Descriptors never block here, so that only waiting for a clock takes time. It
 * takes no longer than the guest may run, and what has not happened then is no event.
 */
final class Polls {

	private static final int SUBSCRIPTION = 48;

	private static final int EVENT = 32;

	private static final int MOST_SUBSCRIPTIONS = 1024;

	private static final int ABSOLUTE = 1;

	private Polls() {
	}

	static void poll(WasiContext context, WasiCall call) throws ErrnoException {
		WasmMemory memory = call.memory();
		long in = call.pointer(0);
		long out = call.pointer(1);
		long count = call.pointer(2);
		Errno.INVAL.unless(count > 0 && count <= MOST_SUBSCRIPTIONS);
		Errno.FAULT.unless(out + count * EVENT <= memory.size());
		call.room(3, 4);
		List<Subscription> subscriptions = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			subscriptions.add(Subscription.read(context, memory, in + (long) i * SUBSCRIPTION));
		}
		long wait = subscriptions.stream().mapToLong(Subscription::nanos).min().orElseThrow();
		call.sleep(wait);
		int events = 0;
		for (Subscription subscription : subscriptions) {
			if (subscription.nanos() <= wait) {
				subscription.write(memory, out + (long) events * EVENT);
				events++;
			}
		}
		memory.writeInt(call.pointer(3), events);
	}

	/**
	 * What a guest waits for.
	 *
	 * @param userData what it knows the event by
	 * @param type the type of the event
	 * @param nanos when it happens, from now; zero if it has happened
	 * @param errno what the event says
	 */
	private record Subscription(long userData, byte type, long nanos, Errno errno) {

		private static final byte CLOCK = 0;

		private static final byte READ = 1;

		private static final byte WRITE = 2;

		static Subscription read(WasiContext context, WasmMemory memory, long at) throws ErrnoException {
			long userData = memory.readLong(at);
			byte type = memory.readByte(at + 8);
			return switch (type) {
				case CLOCK -> new Subscription(userData, type, nanos(memory, at), Errno.SUCCESS);
				case READ, WRITE -> {
					boolean open = context.descriptors().isOpen(memory.readInt(at + 16));
					yield new Subscription(userData, type, 0, open ? Errno.SUCCESS : Errno.BADF);
				}
				default -> throw Errno.INVAL.toException();
			};
		}

		private static long nanos(WasmMemory memory, long at) throws ErrnoException {
			long now = Clocks.now(memory.readInt(at + 16));
			long timeout = memory.readLong(at + 24);
			// A number without sign
			timeout = (timeout < 0) ? Long.MAX_VALUE : timeout;
			boolean absolute = (memory.readShort(at + 40) & ABSOLUTE) != 0;
			return absolute ? Math.max(0, timeout - now) : timeout;
		}

		void write(WasmMemory memory, long at) {
			memory.fill(at, EVENT, (byte) 0);
			memory.writeLong(at, this.userData);
			memory.writeShort(at + 8, (short) this.errno.value());
			memory.writeByte(at + 10, this.type);
			// How much can be read or written at once, about which nothing is promised
			memory.writeLong(at + 16, (this.type == CLOCK) ? 0 : 1);
		}

	}

}
