package io.github.wasmpool.wasmtime;

import java.util.ArrayList;
import java.util.List;

import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EpochTests {

	private final Engine engine = new Engine();

	private final List<Long> deadlines = new ArrayList<>();

	private Runnable meanwhile = () -> {
	};

	private final Store<Void> store = new Store<>(null, this.engine) {

		@Override
		public void setEpochDeadline(long ticksBeyondCurrent) {
			EpochTests.this.meanwhile.run();
			EpochTests.this.deadlines.add(ticksBeyondCurrent);
		}

	};

	private final Epoch epoch = new Epoch(this.store.engine());

	@BeforeAll
	static void load() {
		NativeLibrary.load();
	}

	@AfterEach
	void free() {
		this.epoch.close();
		this.store.dispose();
		this.engine.dispose();
	}

	@Test
	void aDeadlineIsToldFromWhereTheEngineStands() {
		this.epoch.begin(1000);
		this.epoch.setDeadline(this.store, 1011);
		assertThat(this.epoch.advance(1003)).isTrue();
		this.epoch.setDeadline(this.store, 1511);
		assertThat(this.deadlines).containsExactly(11L, 508L);
	}

	@Test
	void aDeadlineThatHasPassedIsNow() {
		this.epoch.begin(1000);
		this.epoch.setDeadline(this.store, 10);
		assertThat(this.deadlines).containsExactly(0L);
	}

	@Test
	void aDeadlineIsSetAgainIfTheEngineWentFarMeanwhile() {
		this.meanwhile = () -> {
			this.meanwhile = () -> {
			};
			this.epoch.advance(100);
		};
		this.epoch.setDeadline(this.store, 150);
		assertThat(this.deadlines).containsExactly(150L, 50L);
	}

	@Test
	void anEngineThatIsFarBehindTakesTurns() {
		assertThat(this.epoch.advance(200)).isFalse();
		assertThat(this.epoch.advance(200)).isTrue();
	}

	@Test
	void anEngineThatIsGoneIsLeftAlone() {
		this.epoch.close();
		assertThat(this.epoch.advance(200)).isTrue();
		this.epoch.setDeadline(this.store, 7);
		assertThat(this.deadlines).containsExactly(7L);
	}

}
