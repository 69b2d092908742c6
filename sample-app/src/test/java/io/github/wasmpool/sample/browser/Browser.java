package io.github.wasmpool.sample.browser;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A Chromium without a window.
 */
final class Browser implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final ChromeDriver driver;

	private Browser(ChromeDriver driver) {
		this.driver = driver;
	}

	/**
	 * Whether this machine has a browser, and what drives it.
	 */
	static boolean isInstalled() {
		return executable("chromium").isPresent() && executable("chromedriver").isPresent();
	}

	private static Optional<File> executable(String name) {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator)))
			.map((directory) -> new File(directory, name))
			.filter(File::canExecute)
			.findFirst();
	}

	static Browser start() {
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		ChromeOptions options = new ChromeOptions();
		options.setBinary(executable("chromium").orElseThrow());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
				"--disable-background-networking", "--lang=en");
		options.setCapability("goog:loggingPrefs", logs);
		System.setProperty("webdriver.chrome.driver", executable("chromedriver").orElseThrow().getPath());
		Browser browser = new Browser(new ChromeDriver(options));
		browser.resize(1280, 900);
		return browser;
	}

	void open(String url) {
		this.driver.get(url);
	}

	void resize(int width, int height) {
		this.driver.manage().window().setSize(new Dimension(width, height));
	}

	/**
	 * Show the page as on a screen of another size.
	 */
	void screen(int width, int height) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
	}

	void usualScreen() {
		this.driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
	}

	/**
	 * Prefer something, such as {@code prefers-color-scheme: dark}.
	 * @param namesAndValues one or more preferences
	 */
	void prefer(String... namesAndValues) {
		List<Map<String, String>> features = new ArrayList<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			features.add(Map.of("name", namesAndValues[i], "value", namesAndValues[i + 1]));
		}
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", features));
	}

	void preferNothing() {
		prefer();
	}

	WebElement find(String selector) {
		return this.driver.findElement(By.cssSelector(selector));
	}

	List<WebElement> all(String selector) {
		return this.driver.findElements(By.cssSelector(selector));
	}

	void click(String selector) {
		WebElement element = find(selector);
		script("arguments[0].scrollIntoView({ block: 'center' })", element);
		element.click();
	}

	void type(String selector, String text) {
		WebElement field = find(selector);
		script("arguments[0].scrollIntoView({ block: 'center' })", field);
		field.clear();
		field.sendKeys(text);
	}

	/**
	 * Return the text of an element as it stands in the document, or nothing if there is
	 * none.
	 */
	String text(String selector) {
		return String.valueOf(Objects
			.requireNonNullElse(script("return document.querySelector(arguments[0])?.textContent", selector), ""));
	}

	Object script(String script, Object... arguments) {
		return Objects.requireNonNullElse(this.driver.executeScript(script, arguments), "");
	}

	void await(String what, BooleanSupplier condition) {
		Awaitility.await(what)
			.atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(100))
			.ignoreException(StaleElementReferenceException.class)
			.until(condition::getAsBoolean);
	}

	void awaitText(String selector, String text) {
		await(selector + " says '" + text + "'", () -> text(selector).contains(text));
	}

	/**
	 * Drop a file, as a person does with the mouse.
	 */
	void drop(String selector, String name, byte[] content) {
		script("""
				const bytes = Uint8Array.from(atob(arguments[2]), (letter) => letter.charCodeAt(0));
				const data = new DataTransfer();
				data.items.add(new File([bytes], arguments[1]));
				for (const kind of ['dragenter', 'dragover', 'drop']) {
					document.querySelector(arguments[0]).dispatchEvent(
						new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
				}
				""", selector, name, Base64.getEncoder().encodeToString(content));
	}

	/**
	 * Drag the pointer from the middle of an element.
	 */
	void drag(String selector, int x, int y) {
		WebElement element = find(selector);
		script("arguments[0].scrollIntoView({ block: 'center' })", element);
		new Actions(this.driver).moveToElement(element).clickAndHold().moveByOffset(x, y).release().perform();
	}

	/**
	 * Return what stands in the console as errors since this was called last.
	 */
	List<String> errors() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.WARNING.intValue())
			.map(LogEntry::toString)
			.toList();
	}

	/**
	 * Have axe look at the page.
	 * @return what is serious or critical, a sentence each
	 */
	List<?> violations() {
		this.driver.manage().timeouts().scriptTimeout(PATIENCE);
		this.driver.executeScript(axe());
		Object found = this.driver.executeAsyncScript("""
				const done = arguments[arguments.length - 1];
				axe.run(document, { resultTypes: ['violations'] }).then(
					(results) => done(results.violations.filter((each) => ['serious', 'critical'].includes(each.impact))
						.map((each) => each.help + ': ' + each.nodes.map((node) => node.target.join(' ')).join(', '))),
					(failure) => done([String(failure)]));
				""");
		return (List<?>) Objects.requireNonNull(found);
	}

	private static String axe() {
		try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
			return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void screenshot(Path file) throws IOException {
		Files.createDirectories(file.toAbsolutePath().getParent());
		Files.write(file, this.driver.getScreenshotAs(OutputType.BYTES));
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
