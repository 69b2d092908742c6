package io.github.wasmpool.wasmtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

import io.github.kawamuray.wasmtime.Disposable;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Store;
import io.github.wasmpool.binary.Extent;
import io.github.wasmpool.binary.GuestLayout;
import io.github.wasmpool.type.MemoryType;
import io.github.wasmpool.type.Wording;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static io.github.wasmpool.binary.Signatures.GROW;

/**
 * The memory that an instance has for itself, if its module has one: its size as the
 * guest is told, and as it really is.
 */
final class OwnMemory {

	private static final Logger logger = LoggerFactory.getLogger(OwnMemory.class);

	private final GuestLayout guest;

	private final Store<Void> store;

	private final @Nullable Instance instance;

	private final Crossing crossing;

	private final GuestExports exports;

	private final boolean there;

	private @Nullable Memory handle;

	/**
	 * Create a view of a memory.
	 * @param guest the module
	 * @param store the store of the instance
	 * @param instance the instance, or {@code null} if it shares its memory
	 * @param crossing the way into the instance
	 * @param exports its functions
	 */
	OwnMemory(GuestLayout guest, Store<Void> store, @Nullable Instance instance, Crossing crossing,
			GuestExports exports) {
		this.guest = guest;
		this.store = store;
		this.instance = instance;
		this.crossing = crossing;
		this.exports = exports;
		this.there = guest.ownMemory().isPresent();
	}

	/**
	 * Return the size as the guest is told, as it was when the guest was left.
	 * @return the pages, zero if there is no memory
	 */
	int pages() {
		return (this.crossing.failure() != null) ? pagesAtFailure() : this.crossing.frame().pages();
	}

	/**
	 * Return the size after the guest did not come to say what it had grown to.
	 * @return the pages, zero if there is no memory
	 */
	int pagesAtFailure() {
		int pages = this.crossing.frame().pages();
		int real = isThere() ? realPages() : 0;
		if (real > Math.max(pages, begunPages() + this.guest.reserve())) {
			this.crossing.frame().pages(real);
			return real;
		}
		return pages;
	}

	/**
	 * Return by how many pages the memory has grown, as the guest is told.
	 * @return the pages
	 */
	int grownBy() {
		return Math.max(0, pages() - begunPages());
	}

	/**
	 * Whether the memory has really grown, and not only in the eyes of the guest.
	 * @param all all the pages it began with, its reserve included
	 */
	boolean hasOutgrown(int all) {
		return pages() > all || (this.crossing.failure() != null && isThere() && realPages() > all);
	}

	/**
	 * Make the memory larger, as the guest does it.
	 * @param pages by how many pages
	 * @return how many there were
	 */
	int grow(int pages) {
		Integer grow = this.guest.grow().orElse(null);
		if (grow != null) {
			return this.exports.callable("memory.grow", GROW, grow).callInt(pages);
		}
		int old = memory().grow(this.store, pages);
		this.crossing.frame().pages(realPages());
		return old;
	}

	/**
	 * Return the memory as pages of the system.
	 * @param map tells which of them were written
	 * @return all of it, or {@code null} if there is none
	 */
	@Nullable MemoryPages systemPages(PageMap map) {
		return isThere() ? new MemoryPages(memory().buffer(this.store), map) : null;
	}

	/**
	 * Return what lies in the memory, its reserve included.
	 * @return all of it, of no use once the instance is used again
	 */
	ByteBuffer bytes() {
		return memory().buffer(this.store);
	}

	/**
	 * Return where there can be anything but zeros in the memory. Pages that were never
	 * used are not looked at, if the system tells which those are: that would give each
	 * of them a place in the memory of the machine.
	 * @param map tells which pages were written
	 * @return whole pages of the system, ascending
	 */
	List<Extent> notZero(PageMap map) {
		ByteBuffer all = bytes();
		if (map.problem() == null) {
			try {
				return new MemoryPages(all, map).notZero(this.guest.data().orElse(null));
			}
			catch (IOException ex) {
				logger.debug("All of the memory of '{}' is read", this.guest.name(), ex);
			}
		}
		return List.of(new Extent(0, all.capacity()));
	}

	/**
	 * Return the memory as the engine knows it.
	 * @return a handle that is not to be disposed
	 */
	Memory memory() {
		Memory known = this.handle;
		if (known == null) {
			String name = this.guest.ownMemory().orElseThrow();
			known = (this.instance != null) ? this.instance.getMemory(this.store, name).orElse(null) : null;
			if (known == null) {
				throw new IllegalStateException("The engine knows no memory '" + Wording.name(name) + "'");
			}
			this.handle = known;
		}
		return known;
	}

	/**
	 * Return what is to be freed before the store.
	 */
	Disposable handle() {
		return () -> {
			Memory known = this.handle;
			if (known != null) {
				known.dispose();
			}
		};
	}

	/**
	 * Whether the module has a memory of its own.
	 */
	boolean isThere() {
		return this.there;
	}

	private int begunPages() {
		return this.guest.memory().map(MemoryType::minPages).orElse(0);
	}

	private int realPages() {
		return memory().size(this.store);
	}

}
