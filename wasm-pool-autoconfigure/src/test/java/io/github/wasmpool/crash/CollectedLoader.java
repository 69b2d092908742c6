package io.github.wasmpool.crash;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads the native library through class loaders that are dropped, as an application
 * server does with what it redeploys.
 */
final class CollectedLoader {

	private CollectedLoader() {
	}

	public static void main(String[] args) throws Exception {
		List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
		int traps = 0;
		for (int i = 0; i < 3; i++) {
			URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
			traps += (int) loader.loadClass(TrapStorm.class.getName()).getMethod("trapOnce").invoke(null);
			loaders.add(new WeakReference<>(loader));
		}
		WeakReference<Object> dropped = new WeakReference<>(new Object());
		for (int i = 0; i < 20 || dropped.get() != null; i++) {
			System.gc();
			Thread.sleep(20);
		}
		Scenario.say("traps " + traps);
		Scenario.say("kept " + loaders.stream().filter((loader) -> loader.get() != null).count());
		Scenario.say("null checks " + NullChecks.provoke());
		Scenario.say("traps after " + TrapStorm.trapOnce());
	}

	private static URL[] classPath() throws MalformedURLException {
		List<URL> urls = new ArrayList<>();
		for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
			urls.add(Path.of(path).toUri().toURL());
		}
		return urls.toArray(URL[]::new);
	}

}
