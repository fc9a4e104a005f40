package org.modyn.common.config.system;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.RecordCopy;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.grpc.ServiceAddress;

/** The selector: what each pipeline has seen, and what to train on. */
@Description("The selector: what each pipeline has seen, and what to train on")
public record SelectorConfig(
    @Description("Host that the server is reached at") @Default("localhost") String hostname,
    @Description("Port that the server listens on; 0 takes any free one")
        @Default("50056")
        @Minimum(0)
        @Maximum(65535)
        int port,
    @Description("Accepted, but not used: training sets are read from mapped files")
        @Default("500000")
        @Minimum(0)
        long keysInSelectorCache,
    @Description("Keys in one message of an answer") @Default("500000") @Minimum(1)
        int sampleBatchSize,
    @Description(
            "Connections that write the samples of one call to the database, at most one a"
                + " processor; 0 or less: one")
        @Default("16")
        int insertionThreads,
    @Description(
            "Folder for trigger training sets; default: trigger_samples, below the state directory")
        Optional<Path> triggerSampleDirectory,
    @Description(
            "Folder for what pipelines have seen; default: local_storage, below the state"
                + " directory")
        Optional<Path> localStorageDirectory,
    @Description("Samples in one file of the local storage backend") @Default("1000000") @Minimum(1)
        int localStorageMaxSamplesInFile,
    @Description(
            "Forget all pipelines when the server shuts down: what they have seen and their trigger"
                + " training sets")
        @Default("false")
        boolean cleanupStorageDirectoriesAfterShutdown,
    @Description("Accepted, but not used: the server goes on with the training sets that are there")
        @Default("false")
        boolean ignoreExistingTriggerSamples,
    @Description(
            "Newest triggers of a pipeline whose training sets are kept; older ones are deleted. A"
                + " pipeline trains on its newest trigger; 0: all are kept")
        @Default("10")
        @Minimum(0)
        int trainingSetsKept) {

  public ServiceAddress address() {
    return new ServiceAddress(hostname, port);
  }

  public SelectorConfig withAddress(ServiceAddress address) {
    return RecordCopy.with(this, Map.of("hostname", address.hostname(), "port", address.port()));
  }
}
