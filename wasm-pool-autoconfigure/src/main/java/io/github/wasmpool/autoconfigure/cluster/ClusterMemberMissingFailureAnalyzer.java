package io.github.wasmpool.autoconfigure.cluster;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains how an application becomes a member of a cluster.
 */
class ClusterMemberMissingFailureAnalyzer extends AbstractFailureAnalyzer<ClusterMemberMissingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ClusterMemberMissingException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				cause.getRemedy() + " Or set 'wasm.cluster.enabled' to false.", cause);
	}

}
