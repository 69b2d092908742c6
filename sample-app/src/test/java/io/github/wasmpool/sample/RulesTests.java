package io.github.wasmpool.sample;

import java.util.List;

import io.github.wasmpool.WasmPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@AutoConfigureRestTestClient
class RulesTests {

	@Autowired
	private RestTestClient client;

	@Autowired
	private PriceList prices;

	@Autowired
	@Qualifier("rulesWasmPool")
	private WasmPool pool;

	@AfterEach
	void asBefore() {
		this.prices.replace(Discounts.USUAL);
	}

	@Test
	void theGuestBeginsWithTheUsualDiscountsAndTellsTheHostOfEach() {
		long told = this.pool.counters().hostCalls();
		assertThat(this.pool.callInt("price", 9_999)).isEqualTo(9_999);
		assertThat(this.pool.callInt("price", 10_000)).isEqualTo(9_500);
		assertThat(this.pool.callInt("price", 50_000)).isEqualTo(45_000);
		assertThat(this.pool.counters().hostCalls()).isEqualTo(told + 2);
	}

	@Test
	void otherDiscountsHoldForEveryLaterLoan() {
		put("""
				{"discounts": [{"from": 100, "percent": 50}]}""").expectStatus().isOk();
		for (int i = 0; i < 20; i++) {
			assertThat(this.pool.callInt("price", 1_000 + i)).isEqualTo((1_000 + i) / 2);
		}
		assertThat(this.prices.present().discounts()).isEqualTo(List.of(new Discount(100, 50)));
	}

	@Test
	void theGuestComputesWhatJavaComputes() {
		for (int amount = 0; amount < 100_000; amount += 997) {
			assertThat(this.pool.callInt("price", amount)).isEqualTo(Discounts.USUAL.price(amount));
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			{"discounts": [{"from": 0, "percent": 91}]} | A discount takes 0 to 90 per cent off but 91 here.
			{"discounts": [{"from": -1, "percent": 5}]} | A discount begins at 0 to 100,000.00 but at -1 cents here.
			{"discounts": 7}                            | What was sent is not what is expected here.
			""")
	void whatIsNoDiscountIsRefusedWithASentence(String body, String sentence) {
		long generation = this.pool.counters().generation();
		Problems.expect(put(body), HttpStatus.BAD_REQUEST, sentence);
		assertThat(this.pool.counters().generation()).isEqualTo(generation);
	}

	private RestTestClient.ResponseSpec put(String body) {
		return this.client.put().uri("/discounts").contentType(MediaType.APPLICATION_JSON).body(body).exchange();
	}

}
