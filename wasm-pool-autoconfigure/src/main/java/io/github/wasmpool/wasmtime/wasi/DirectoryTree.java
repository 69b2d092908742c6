package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;

/**
 * A directory of the host with all that is below, in which renames exclude all else that
 * guests do with paths. Whoever names the same directory has the same tree; one that is
 * inside another is a tree of its own, and renames in either exclude what is done in
 * both. Trees that have nothing in common do not wait for each other.
 *
 * <p>
 * What is done while a tree is held must be short, whatever a guest asks for: a walk is
 * bounded, and then comes one call of the host. Who waits gives up when the time of its
 * guest is up.
 *
 * <p>
 * Thread-safe.
 */
final class DirectoryTree {

	/** How long nobody looks whether a guest that waits may go on. */
	private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(50);

	private static final ReentrantLock REGISTRY = new ReentrantLock();

	private static final List<WeakReference<DirectoryTree>> ALL = new ArrayList<>();

	private static long made;

	private final Set<Place> places;

	private final long number;

	private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

	/** Those that overlap, some of which may be gone. */
	private volatile List<WeakReference<DirectoryTree>> near = List.of();

	private DirectoryTree(Set<Place> places, long number) {
		this.places = places;
		this.number = number;
	}

	/**
	 * Return the tree of a directory.
	 * @param root its real path
	 * @return the tree, which is shared and lives as long as somebody has it
	 * @throws IOException if the host cannot tell where the directory is
	 */
	static DirectoryTree of(Path root) throws IOException {
		DirectoryTree tree = of(Place.of(root));
		// A rename that began before may not know this tree. It holds its own
		tree.near().forEach(DirectoryTree::awaitRename);
		return tree;
	}

	private void awaitRename() {
		Lock held = this.lock.readLock();
		held.lock();
		try {
			// Whatever is renamed from now on knows all trees
		}
		finally {
			held.unlock();
		}
	}

	private static DirectoryTree of(Set<Place> places) {
		REGISTRY.lock();
		try {
			ALL.removeIf((reference) -> reference.get() == null);
			List<DirectoryTree> overlapping = live(ALL).stream().filter((other) -> other.overlaps(places)).toList();
			for (DirectoryTree other : overlapping) {
				if (other.places.equals(places)) {
					return other;
				}
			}
			DirectoryTree tree = new DirectoryTree(places, made++);
			ALL.add(new WeakReference<>(tree));
			tree.near = overlapping.stream().map(WeakReference::new).toList();
			overlapping.forEach((other) -> other.addNear(tree));
			return tree;
		}
		finally {
			REGISTRY.unlock();
		}
	}

	private boolean overlaps(Set<Place> others) {
		return this.places.stream().anyMatch((place) -> others.stream().anyMatch(place::overlaps));
	}

	private void addNear(DirectoryTree tree) {
		List<DirectoryTree> now = new ArrayList<>(near());
		now.add(tree);
		this.near = now.stream().map(WeakReference::new).toList();
	}

	/**
	 * Whether there is or was a tree that overlaps.
	 */
	boolean isNearOthers() {
		return !this.near.isEmpty();
	}

	/**
	 * Whether the current thread keeps others from renaming in this tree.
	 */
	boolean isHeld() {
		return this.lock.getReadHoldCount() > 0 || this.lock.isWriteLockedByCurrentThread();
	}

	private List<DirectoryTree> near() {
		return live(this.near);
	}

	private static List<DirectoryTree> live(List<WeakReference<DirectoryTree>> references) {
		List<DirectoryTree> live = new ArrayList<>();
		for (WeakReference<DirectoryTree> reference : references) {
			DirectoryTree tree = reference.get();
			if (tree != null) {
				live.add(tree);
			}
		}
		return live;
	}

	/**
	 * Do something with a path while nothing is renamed in this tree that could lead it
	 * elsewhere.
	 * @param <T> what comes of it
	 * @param mayGoOn whether to go on waiting
	 * @param work what is done, shortly
	 * @return what came of it
	 * @throws ErrnoException what the work throws, or that the wait was ended
	 * @throws IOException what the work throws
	 */
	<T> T withoutRenames(BooleanSupplier mayGoOn, Work<T> work) throws ErrnoException, IOException {
		Lock held = this.lock.readLock();
		acquire(held, mayGoOn);
		try {
			return work.run();
		}
		finally {
			held.unlock();
		}
	}

	/**
	 * Rename something while nobody else does anything with paths in two trees and in
	 * those that overlap with them.
	 * @param target the other tree, or this
	 * @param mayGoOn whether to go on waiting
	 * @param work what is done, shortly
	 * @throws ErrnoException what the work throws, or that the wait was ended
	 * @throws IOException what the work throws
	 */
	void alone(DirectoryTree target, BooleanSupplier mayGoOn, Work<?> work) throws ErrnoException, IOException {
		while (!aloneIn(concerned(target), target, mayGoOn, work)) {
			// A tree was made meanwhile that overlaps
			Errno.INTR.unless(mayGoOn.getAsBoolean());
		}
	}

	private boolean aloneIn(Set<DirectoryTree> trees, DirectoryTree target, BooleanSupplier mayGoOn, Work<?> work)
			throws ErrnoException, IOException {
		Deque<Lock> held = new ArrayDeque<>();
		try {
			for (DirectoryTree tree : trees) {
				Lock next = tree.lock.writeLock();
				acquire(next, mayGoOn);
				held.push(next);
			}
			boolean all = trees.containsAll(concerned(target));
			if (all) {
				work.run();
			}
			return all;
		}
		finally {
			held.forEach(Lock::unlock);
		}
	}

	/** All trees to be held, in the order in which everybody takes them. */
	private Set<DirectoryTree> concerned(DirectoryTree target) {
		Set<DirectoryTree> trees = new TreeSet<>(Comparator.comparingLong((tree) -> tree.number));
		for (DirectoryTree tree : List.of(this, target)) {
			trees.add(tree);
			trees.addAll(tree.near());
		}
		return trees;
	}

	private static void acquire(Lock lock, BooleanSupplier mayGoOn) throws ErrnoException {
		try {
			while (!lock.tryLock(SLICE, TimeUnit.NANOSECONDS)) {
				Errno.INTR.unless(mayGoOn.getAsBoolean());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw Errno.INTR.toException();
		}
	}

	/**
	 * What is done while a tree is held.
	 *
	 * @param <T> what comes of it
	 */
	@FunctionalInterface
	interface Work<T> {

		T run() throws ErrnoException, IOException;

	}

}
