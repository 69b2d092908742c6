package io.github.wasmpool.sample.browser;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import io.github.wasmpool.RetirementReason;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.WasmPools;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything on the page, in one browser that stays on it for the length of the test and
 * never has an error in its console.
 */
@Tag("thorough")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PageTests {

	/** Where the pictures of the page go; {@code ../docs} renews those of README. */
	private static final Path SCREENSHOTS = Path.of(System.getProperty("page.screenshots", "target/screenshots"));

	@LocalServerPort
	private int port;

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private WasmPools pools;

	private @Nullable Browser opened;

	@BeforeAll
	void open() {
		Assumptions.assumeTrue(Browser.isInstalled(),
				"The tests of the page are skipped: they need 'chromium' and 'chromedriver' on the PATH.");
		this.opened = Browser.start();
		browser().open("http://localhost:" + this.port + "/");
		browser().awaitText("#line", "All pools are up");
	}

	@AfterAll
	void close() {
		if (this.opened != null) {
			this.opened.close();
		}
	}

	@AfterEach
	void theConsoleIsSilent() {
		assertThat(browser().errors()).isEmpty();
		assertThat(browser().find("#gauge").getDomAttribute("data-status")).isEqualTo("UP");
	}

	private Browser browser() {
		if (this.opened == null) {
			throw new IllegalStateException("No browser");
		}
		return this.opened;
	}

	@Test
	void thePoolsAreShownWithTheNumbersOfTheirCounters() {
		WasmPool pool = this.pools.get("default");
		for (int i = 0; i < 25; i++) {
			pool.callDouble("area", 1.0);
		}
		String card = "[data-pool=default] ";
		browser().await("the loans", () -> number(card + "[data-figure=loans]") == pool.counters().acquired());
		browser().await("the restored", () -> number(card + "[data-figure=restored]") == pool.counters().restored());
		assertThat(browser().all(card + ".slots i")).hasSize(8);
		assertThat(browser().find(card + ".slots").getDomAttribute("aria-label")).contains("size 8");
		pool.useInstance(
				(loan) -> browser().await("the loan", () -> browser().all(card + ".slots .active").size() == 1));
		assertThat(browser().all(".pool")).extracting((each) -> each.getDomAttribute("data-pool"))
			.contains("default", "text", "mandelbrot", "rules", "unruly");
	}

	private long number(String selector) {
		String text = browser().text(selector).replace(",", "");
		return text.isEmpty() ? -1 : Long.parseLong(text);
	}

	@Test
	void aModuleThatIsDroppedIsShownAndItsFunctionsAreCalled() throws IOException {
		drop("loop.wasm", example("loop"));
		browser().awaitText("#module-status", "loop.wasm is ready");
		assertThat(browser().text("#module")).contains("137 bytes", "1 page of 64 KiB, at most 64",
				"(i32, i32) -> (i32)", "Nothing: it can only compute");
		browser().await("its pool among the others", () -> !browser().all("[data-pool^=visitor]").isEmpty());
		assertThat(call("add", "2", "-5")).isEqualTo("-3");
		assertThat(call("fibonacci", "90")).isEqualTo("2880067194370816120");
		assertThat(call("add", "2", "x")).contains("Argument 2 is to be an i32 but is 'x'");
	}

	@Test
	void aLoopIsStopped() throws IOException {
		drop("loop.wasm", example("loop"));
		browser().awaitText("#module-status", "loop.wasm is ready");
		assertThat(call("loop")).isEqualTo("'loop' did not return within 500 ms and was stopped");
		assertThat(call("add", "1", "1")).isEqualTo("2");
	}

	private String call(String export, String... arguments) {
		String form = "[data-export='" + export + "'] ";
		List<WebElement> fields = browser().all(form + ".fields:not(.wide) input");
		for (int i = 0; i < arguments.length; i++) {
			fields.get(i).clear();
			fields.get(i).sendKeys(arguments[i]);
		}
		browser().script("document.querySelector(arguments[0]).replaceChildren()", form + ".answer");
		browser().click(form + "button.main");
		browser().await("an answer", () -> !browser().text(form + ".result").isEmpty());
		return browser().text(form + ".result");
	}

	@Test
	void textGoesInAndComesOut() {
		browser().click("[data-example='text.wasm']");
		browser().awaitText("#module-status", "text.wasm is ready");
		browser().type("[data-export=analyze] textarea", "Grüße! Wie geht's?");
		browser().click("[data-export=analyze] button.main");
		browser().awaitText("[data-export=analyze] .result", "\"characters\":18,\"words\":3");
	}

	@Test
	void aProgramReadsAndWrites() throws IOException {
		drop("shout.wasm", example("shout"));
		browser().awaitText("#module-status", "shout.wasm is ready");
		assertThat(browser().text(".imports")).contains("✓ met", "wasi_snapshot_preview1.fd_write", "by the library");
		browser().type(".program input", "hear hear");
		browser().type(".program textarea", "whisper");
		browser().click(".program button.main");
		browser().awaitText(".program .answer", "hear hear: WHISPER");
		assertThat(browser().text(".program .result")).isEqualTo("exit code 0");
		browser().find(".program textarea").clear();
		browser().click(".program button.main");
		browser().awaitText(".program .answer", "nothing to read");
		assertThat(browser().text(".program .result")).isEqualTo("exit code 1");
	}

	@Test
	void aStormIsEnded() {
		browser().click("[data-example='storm.wasm']");
		browser().awaitText("#module-status", "storm.wasm is ready");
		assertThat(call("storm")).contains("wrote more than 16,384 bytes");
		assertThat(call("drizzle", "2")).isEqualTo("2");
		assertThat(browser().text("[data-export=drizzle] .answer")).contains("Thunder and lightning");
	}

	@Test
	void aBombIsRefusedBeforeItIsCompiled() {
		browser().click("[data-example='bomb.wasm']");
		browser().awaitText("#module-status", "bomb.wasm cannot be run here");
		assertThat(browser().text(".problem")).contains("is too complex to compile safely", "1,000 locals",
				"'limits.complexity' allows 500,000");
		assertThat(browser().text(".sections")).contains("code");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Hello, I am a letter.  | is text, not a WebAssembly binary
			(module)               | WebAssembly text
			\0asm\001\0\0\0\001\377 | module 'file.wasm'
			''                     | is empty
			""")
	void whatIsNoModuleIsExplainedInTheWordsOfTheLibrary(String content, String sentence) {
		drop("file.wasm", unescaped(content).getBytes(StandardCharsets.ISO_8859_1));
		browser().awaitText("#module-status", "file.wasm cannot be run here");
		assertThat(browser().text(".problem")).contains(sentence);
	}

	private static String unescaped(String text) {
		return text.replace("\\0asm\\001", "\0asm\1").replace("\\001\\377", "\1\377").replace("\\0", "\0");
	}

	@Test
	void whatIsTooLargeIsNotEvenSent() {
		drop("large.wasm", new byte[(1 << 20) + 1]);
		browser().awaitText("#module-status", "large.wasm has 1 MiB; modules of at most 1 MiB are taken here");
	}

	@Test
	void aModuleIsClosed() throws IOException {
		drop("loop.wasm", example("loop"));
		browser().awaitText("#module-status", "loop.wasm is ready");
		browser().click("#module header button");
		browser().awaitText("#module-status", "closed");
		assertThat(this.pools.names()).noneMatch((name) -> name.startsWith("visitor"));
	}

	@Test
	void aModuleIsClosedWhenItsVisitorLeaves() throws IOException {
		drop("loop.wasm", example("loop"));
		browser().awaitText("#module-status", "loop.wasm is ready");
		browser().await("its pool among the others", () -> !browser().all("[data-pool^=visitor]").isEmpty());
		browser().script("dispatchEvent(new Event('pagehide'))");
		browser().awaitText("#module-status", "The pool of this module was closed");
		assertThat(this.pools.names()).noneMatch((name) -> name.startsWith("visitor"));
	}

	@Test
	void aLoadTestComparesFreshWithWarm() throws IOException {
		drop("loop.wasm", example("loop"));
		browser().awaitText("#module-status", "loop.wasm is ready");
		String place = "[data-export=fibonacci] ";
		browser().click(place + "button[type=button]");
		browser().await("the end", () -> browser().all(place + ".load tr[data-lane]").size() == 2
				&& browser().all(place + ".load progress").isEmpty());
		assertThat(browser().all(place + ".plot path")).hasSize(2);
		assertThat(number(place + "tr[data-lane=fresh] td")).isPositive();
		assertThat(number(place + "tr[data-lane=warm] td")).isPositive();
		assertThat(browser().text(place + "tr[data-lane=fresh]")).containsPattern("[µm]s");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			trap    | TRAP    | the guest gave up (unreachable)
			loop    | TIMEOUT | did not return within 500 ms
			recurse | TRAP    | the guest used up its stack
			exhaust |         | has 16 pages
			leak    | LEAK    | was never returned
			""")
	void aGuestMisbehavesAndThePoolStaysGreen(String kind, @Nullable RetirementReason reason, String sentence) {
		WasmPool pool = this.pools.get("unruly");
		long before = retired(pool, reason);
		browser().click("#misbehave [data-kind=" + kind + "]");
		browser().awaitText("#outcomes li:first-child[data-kind=" + kind + "]", sentence);
		assertThat(browser().text("#outcomes li:first-child")).contains("Then 100 of 100 honest calls were answered");
		if (reason != null) {
			browser().await("retired", () -> {
				pool.callInt("honest", 1);
				return retired(pool, reason) > before;
			});
		}
		assertThat(browser().text("#gauge-status")).isEqualTo("UP");
	}

	private static long retired(WasmPool pool, @Nullable RetirementReason reason) {
		return (reason != null) ? pool.counters().retired().getOrDefault(reason, 0L) : 0;
	}

	@Test
	void thePictureIsZoomedByDraggingAndByKeys() {
		awaitPicture();
		String home = pixels("all");
		assertThat(pixels("one")).isEqualTo(home);
		browser().drag("#all", 60, 40);
		awaitAnother(home);
		String dragged = pixels("all");
		assertThat(pixels("one")).isEqualTo(dragged);
		browser().find(".picture").sendKeys("+");
		awaitAnother(dragged);
		browser().find(".picture").sendKeys(Keys.ARROW_LEFT);
		awaitAnother(dragged);
		browser().find(".picture").sendKeys("0");
		browser().await("the whole set", () -> isDrawn() && pixels("all").equals(home));
		assertThat(browser().text("#all-caption"))
			.isEqualTo("All " + this.pools.get("mandelbrot").stats().size() + " instances");
	}

	private void awaitAnother(String before) {
		browser().await("another picture", () -> isDrawn() && !pixels("all").equals(before));
	}

	private void awaitPicture() {
		browser().await("the picture", this::isDrawn);
	}

	private boolean isDrawn() {
		return "false".equals(browser().find("#pictures").getDomAttribute("aria-busy"))
				&& browser().text("#one-time").contains("s") && browser().text("#all-time").contains("s");
	}

	private String pixels(String canvas) {
		return (String) browser().script("return document.getElementById(arguments[0]).toDataURL()", canvas);
	}

	@Test
	void theRulesAreSeededAnewWhileCallsGoOn() {
		WasmPool pool = this.pools.get("rules");
		long generation = pool.counters().generation();
		browser().awaitText("#traffic-rate", "0");
		for (int percent : List.of(20, 30, 10)) {
			browser().type("#discount-rows .discount:nth-child(2) [name=percent]", String.valueOf(percent));
			browser().click("#discounts button.main");
			browser().awaitText("#discount-status", "discounts hold");
			browser().await("the seed", () -> pool.callInt("price", 60_000) == 600 * (100 - percent));
			browser().script("document.getElementById('discount-status').textContent = ''");
		}
		assertThat(pool.counters().generation()).isEqualTo(generation + 3);
		browser().awaitText("#traffic-generation", String.valueOf(generation + 3));
		assertThat(browser().text("#traffic-wrong")).isEqualTo("0");
		assertThat(browser().text("#traffic-failed")).isEqualTo("0");
		assertThat(browser().all("#traffic .seed")).isNotEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "light", "dark" })
	void axeHasNothingSeriousToSay(String scheme) throws IOException {
		drop("loop.wasm", example("loop"));
		browser().awaitText("#module-status", "loop.wasm is ready");
		assertThat(call("add", "1", "1")).isEqualTo("2");
		browser().prefer("prefers-color-scheme", scheme);
		assertThat(browser().violations()).isEmpty();
		browser().preferNothing();
	}

	@Test
	void aSmallScreenShowsEverythingWithoutScrollingSideways() throws IOException {
		drop("shout.wasm", example("shout"));
		browser().awaitText("#module-status", "shout.wasm is ready");
		browser().screen(360, 740);
		try {
			assertThat((Long) browser().script("return document.documentElement.scrollWidth")).isLessThanOrEqualTo(360);
		}
		finally {
			browser().usualScreen();
		}
	}

	@Test
	void nothingMovesForWhomeverPrefersThat() {
		browser().prefer("prefers-reduced-motion", "reduce");
		assertThat(browser().find("#drop").getCssValue("transition-duration")).isEqualTo("0s");
		browser().preferNothing();
		assertThat(browser().find("#drop").getCssValue("transition-duration")).isNotEqualTo("0s");
	}

	@Test
	void aModuleIsBroughtAndCalledByKeysAlone() {
		browser().script("document.querySelector(\"[data-example='loop.wasm']\").focus()");
		press(Keys.ENTER);
		browser().awaitText("#module-status", "loop.wasm is ready");
		browser().script("document.querySelector('#module header button').focus()");
		press(Keys.TAB);
		press("20", Keys.TAB, "22", Keys.ENTER);
		browser().awaitText("[data-export=add] .result", "42");
	}

	private void press(CharSequence... keys) {
		Arrays.stream(keys).forEach((key) -> {
			WebElement focused = (WebElement) browser().script("return document.activeElement");
			if (focused.getTagName().equals("input") && !(key instanceof Keys)) {
				focused.clear();
			}
			focused.sendKeys(key);
		});
	}

	@Test
	void nothingComesFromAnotherHost() {
		List<?> addresses = (List<?>) browser()
			.script("return performance.getEntriesByType('resource').map((each) => each.name)");
		assertThat(addresses).isNotEmpty()
			.allSatisfy((address) -> assertThat((String) address).startsWith("http://localhost:" + this.port + "/"));
	}

	@Test
	@Order(Integer.MAX_VALUE)
	void thePageIsPictured() throws IOException {
		browser().script("document.querySelector('#module header button')?.click()");
		awaitPicture();
		browser().click("#discounts button.main");
		browser().await("the seed", () -> !browser().all("#traffic .seed").isEmpty());
		browser().script("scrollTo(0, 0)");
		for (String scheme : List.of("light", "dark")) {
			browser().prefer("prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce");
			browser().screen(1280,
					((Long) browser().script("return document.documentElement.scrollHeight")).intValue());
			browser().screenshot(SCREENSHOTS.resolve("page-" + scheme + ".png"));
			browser().usualScreen();
		}
		browser().preferNothing();
		assertThat(SCREENSHOTS.resolve("page-light.png")).isNotEmptyFile();
		assertThat(SCREENSHOTS.resolve("page-dark.png")).isNotEmptyFile();
	}

	private void drop(String name, byte[] content) {
		browser().script("document.getElementById('module-status').textContent = ''");
		browser().drop("#drop", name, content);
	}

	private static byte[] example(String name) throws IOException {
		return new ClassPathResource("static/examples/" + name + ".wasm").getContentAsByteArray();
	}

}
