package io.github.wasmpool.sample.visitor;

import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.github.wasmpool.ResetPolicy;
import io.github.wasmpool.WasmModule;
import io.github.wasmpool.WasmPool;
import io.github.wasmpool.sample.BusyException;
import jakarta.annotation.PreDestroy;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The modules of all visitors, a few at once. Each is known by an identifier that only
 * its visitor is told and nobody can guess; the names of pools are those of their places.
 */
@Component
public final class VisitorModules {

	private final Map<String, VisitorModule> modules = new ConcurrentHashMap<>();

	private final boolean[] taken;

	private final VisitorPools pools;

	private final VisitorProperties properties;

	private final Clock clock;

	VisitorModules(VisitorPools pools, VisitorProperties properties, Clock clock) {
		this.pools = pools;
		this.properties = properties;
		this.clock = clock;
		this.taken = new boolean[properties.maxModules()];
	}

	/**
	 * Make a pool of a module.
	 * @param module the module, which is closed with the pool, or if there is none
	 * @return its identifier
	 * @throws BusyException if there are too many
	 */
	String open(WasmModule module) {
		int place = -1;
		try {
			place = takePlace();
			WasmPool pool = this.pools.pool("visitor" + (place + 1), module, ResetPolicy.FRESH);
			String id = UUID.randomUUID().toString();
			this.modules.put(id, new VisitorModule(place, module, pool, this.clock));
			return id;
		}
		catch (RuntimeException ex) {
			module.close();
			leavePlace(place);
			throw ex;
		}
	}

	private int takePlace() {
		synchronized (this.taken) {
			for (int place = 0; place < this.taken.length; place++) {
				if (!this.taken[place]) {
					this.taken[place] = true;
					return place;
				}
			}
		}
		throw new BusyException("Other visitors are trying " + this.taken.length
				+ " modules, as many as this server takes at once; try again in a few minutes.");
	}

	private void leavePlace(int place) {
		if (place >= 0) {
			synchronized (this.taken) {
				this.taken[place] = false;
			}
		}
	}

	/**
	 * Return a module.
	 * @param id what its visitor was told
	 * @return the module
	 * @throws NoSuchModuleException if it is not there, or not any more
	 */
	VisitorModule get(String id) {
		return Optional.ofNullable(this.modules.get(id)).orElseThrow(NoSuchModuleException::new);
	}

	/**
	 * Return the name of the pool of a module.
	 * @param id what its visitor was told
	 * @return the name, or empty if the module is not there
	 */
	public Optional<String> pool(String id) {
		return Optional.ofNullable(this.modules.get(id)).map((module) -> module.pool().name());
	}

	/**
	 * Close a module, if it is there.
	 * @param id what its visitor was told
	 */
	void close(String id) {
		VisitorModule module = this.modules.remove(id);
		if (module != null) {
			try {
				module.close();
			}
			finally {
				leavePlace(module.place());
			}
		}
	}

	/**
	 * Close what nobody has used for some minutes.
	 */
	@Scheduled(fixedDelay = 10_000)
	void closeSilent() {
		this.modules.forEach((id, module) -> {
			if (module.isOver(this.properties.silence(), this.properties.lifetime())) {
				close(id);
			}
		});
	}

	@PreDestroy
	void closeAll() {
		this.modules.keySet().forEach(this::close);
	}

	@Override
	public String toString() {
		synchronized (this.taken) {
			return "VisitorModules" + Arrays.toString(this.taken);
		}
	}

}
