package io.github.wasmpool.wasmtime.wasi;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The file system of the host, with somebody who is told of each step before it is taken:
 * each call of the provider, each real path, and each entry of a directory.
 */
final class WatchedFileSystem extends FileSystem {

	private final FileSystem host;

	private final Runnable step;

	private final Provider provider;

	private WatchedFileSystem(FileSystem host, Runnable step) {
		this.host = host;
		this.step = step;
		this.provider = new Provider(host.provider());
	}

	/**
	 * Watch a path, and all that are reached from it.
	 * @param path a path
	 * @param step called before each step
	 * @return the same path in a file system that is watched
	 */
	static Path watch(Path path, Runnable step) {
		return new WatchedFileSystem(path.getFileSystem(), step).wrap(path);
	}

	private Path wrap(Path path) {
		return (Path) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Path.class, Watched.class },
				(proxy, method, args) -> call(path, method, (args != null) ? args.clone() : new Object[0]));
	}

	private @Nullable Object call(Path path, Method method, @Nullable Object[] args) throws Throwable {
		switch (method.getName()) {
			case "getFileSystem" -> {
				return this;
			}
			case "host" -> {
				return path;
			}
			case "toRealPath" -> this.step.run();
			case "startsWith", "equals" -> {
				if (args[0] instanceof Path other && !(other instanceof Watched)) {
					return false;
				}
			}
			default -> {
				// As the host does it
			}
		}
		for (int i = 0; i < args.length; i++) {
			args[i] = (args[i] instanceof Watched watched) ? watched.host() : args[i];
		}
		try {
			Object result = method.invoke(path, args);
			return (result instanceof Path reached) ? wrap(reached) : result;
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	@Override
	public FileSystemProvider provider() {
		return this.provider;
	}

	@Override
	public void close() {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean isOpen() {
		return this.host.isOpen();
	}

	@Override
	public boolean isReadOnly() {
		return this.host.isReadOnly();
	}

	@Override
	public String getSeparator() {
		return this.host.getSeparator();
	}

	@Override
	public Iterable<Path> getRootDirectories() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Iterable<FileStore> getFileStores() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Set<String> supportedFileAttributeViews() {
		return this.host.supportedFileAttributeViews();
	}

	@Override
	public Path getPath(String first, String... more) {
		return wrap(this.host.getPath(first, more));
	}

	@Override
	public PathMatcher getPathMatcher(String syntaxAndPattern) {
		throw new UnsupportedOperationException();
	}

	@Override
	public UserPrincipalLookupService getUserPrincipalLookupService() {
		throw new UnsupportedOperationException();
	}

	@Override
	public WatchService newWatchService() {
		throw new UnsupportedOperationException();
	}

	/**
	 * A path that is watched.
	 */
	private interface Watched {

		Path host();

	}

	/**
	 * Takes the steps.
	 */
	private final class Provider extends FileSystemProvider {

		private final FileSystemProvider host;

		Provider(FileSystemProvider host) {
			this.host = host;
		}

		private Path step(Path path) {
			WatchedFileSystem.this.step.run();
			return ((Watched) path).host();
		}

		@Override
		public String getScheme() {
			return "watched";
		}

		@Override
		public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
			throw new UnsupportedOperationException();
		}

		@Override
		public FileSystem getFileSystem(URI uri) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Path getPath(URI uri) {
			throw new UnsupportedOperationException();
		}

		@Override
		public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
				throws IOException {
			return this.host.newFileChannel(step(path), options, attributes);
		}

		@Override
		public SeekableByteChannel newByteChannel(Path path, Set<? extends OpenOption> options,
				FileAttribute<?>... attributes) throws IOException {
			return this.host.newByteChannel(step(path), options, attributes);
		}

		@Override
		public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
				throws IOException {
			return new Entries(this.host.newDirectoryStream(step(directory), filter));
		}

		@Override
		public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
			this.host.createDirectory(step(directory), attributes);
		}

		@Override
		public void delete(Path path) throws IOException {
			this.host.delete(step(path));
		}

		@Override
		public Path readSymbolicLink(Path link) throws IOException {
			return wrap(this.host.readSymbolicLink(step(link)));
		}

		@Override
		public void copy(Path source, Path target, CopyOption... options) throws IOException {
			this.host.copy(step(source), ((Watched) target).host(), options);
		}

		@Override
		public void move(Path source, Path target, CopyOption... options) throws IOException {
			this.host.move(step(source), ((Watched) target).host(), options);
		}

		@Override
		public boolean isSameFile(Path path, Path other) throws IOException {
			return this.host.isSameFile(step(path), ((Watched) other).host());
		}

		@Override
		public boolean isHidden(Path path) throws IOException {
			return this.host.isHidden(step(path));
		}

		@Override
		public FileStore getFileStore(Path path) throws IOException {
			return this.host.getFileStore(step(path));
		}

		@Override
		public void checkAccess(Path path, AccessMode... modes) throws IOException {
			this.host.checkAccess(step(path), modes);
		}

		@Override
		public <V extends FileAttributeView> @Nullable V getFileAttributeView(Path path, Class<V> type,
				LinkOption... options) {
			return this.host.getFileAttributeView(step(path), type, options);
		}

		@Override
		public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
				throws IOException {
			return this.host.readAttributes(step(path), type, options);
		}

		@Override
		public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
				throws IOException {
			return this.host.readAttributes(step(path), attributes, options);
		}

		@Override
		public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
			this.host.setAttribute(step(path), attribute, value, options);
		}

	}

	/**
	 * The entries of a directory.
	 */
	private final class Entries implements DirectoryStream<Path> {

		private final DirectoryStream<Path> host;

		Entries(DirectoryStream<Path> host) {
			this.host = host;
		}

		@Override
		public Iterator<Path> iterator() {
			Iterator<Path> entries = this.host.iterator();
			return new Iterator<>() {

				@Override
				public boolean hasNext() {
					WatchedFileSystem.this.step.run();
					return entries.hasNext();
				}

				@Override
				public Path next() {
					return wrap(entries.next());
				}

			};
		}

		@Override
		public void close() throws IOException {
			this.host.close();
		}

	}

}
