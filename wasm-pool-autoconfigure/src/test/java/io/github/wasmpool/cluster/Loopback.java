package io.github.wasmpool.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;

/**
 * Members on the loopback address that find each other by their ports and nobody else.
 */
public final class Loopback {

	private static final int PORTS = 8;

	private Loopback() {
	}

	/**
	 * Find a port from which on a cluster can be.
	 */
	public static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Configure a member that is quick to notice what becomes of others.
	 * @param port the first port of the cluster
	 */
	public static Config config(int port) {
		Config config = new Config();
		config.setClusterName("cluster-" + port);
		NetworkConfig network = config.getNetworkConfig();
		network.setPort(port).setPortAutoIncrement(true).setPortCount(PORTS);
		network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
		JoinConfig join = network.getJoin();
		join.getAutoDetectionConfig().setEnabled(false);
		join.getMulticastConfig().setEnabled(false);
		join.getTcpIpConfig().setEnabled(true);
		for (int i = 0; i < PORTS; i++) {
			join.getTcpIpConfig().addMember("127.0.0.1:" + (port + i));
		}
		config.setProperty("hazelcast.socket.bind.any", "false");
		config.setProperty("hazelcast.phone.home.enabled", "false");
		config.setProperty("hazelcast.logging.type", "none");
		config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
		config.setProperty("hazelcast.max.no.heartbeat.seconds", "5");
		config.setProperty("hazelcast.merge.first.run.delay.seconds", "5");
		config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
		config.setProperty("hazelcast.wait.seconds.before.join", "0");
		config.setProperty("hazelcast.partition.count", "31");
		config.setProperty("hazelcast.shutdownhook.enabled", "false");
		return config;
	}

}
