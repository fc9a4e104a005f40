package org.modyn.common.config.system;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.RecordCopy;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.OmittedWhenEmpty;
import org.modyn.common.grpc.ServiceAddress;

/** The selector: the samples of each pipeline, and the training sets of its triggers. */
@Description("The selector: the samples of each pipeline, and the training sets of its triggers")
public record SelectorConfig(
    @Description("Hostname of the server") @Default("localhost") String hostname,
    @Description("Port that the server listens on; 0 chooses a free one")
        @Default("50056")
        @Minimum(0)
        @Maximum(65535)
        int port,
    @Description(HTTP_PORT_DESCRIPTION) @Minimum(0) @Maximum(65535) @OmittedWhenEmpty
        Optional<Integer> httpPort,
    @Description("Accepted, but not used: training sets are read from mapped files")
        @Default("500000")
        @Minimum(0)
        long keysInSelectorCache,
    @Description("Maximum number of keys in one message of a response")
        @Default("500000")
        @Minimum(1)
        int sampleBatchSize,
    @Description(
            "Maximum number of connections that write the samples of one call to the database, at"
                + " most one per processor; 0 or less: one")
        @Default("16")
        int insertionThreads,
    @Description(
            "Directory for trigger training sets; default: trigger_samples, below the state"
                + " directory")
        Optional<Path> triggerSampleDirectory,
    @Description(
            "Directory for the samples of pipelines; default: local_storage, below the state"
                + " directory")
        Optional<Path> localStorageDirectory,
    @Description("Maximum number of samples in a file of the local storage backend")
        @Default("1000000")
        @Minimum(1)
        int localStorageMaxSamplesInFile,
    @Description(
            "Whether to delete all pipelines, with their samples and training sets, when the server"
                + " shuts down")
        @Default("false")
        boolean cleanupStorageDirectoriesAfterShutdown,
    @Description("Accepted, but not used: existing training sets are always kept") @Default("false")
        boolean ignoreExistingTriggerSamples,
    @Description(
            "Number of newest triggers of a pipeline whose training sets are kept; older ones are"
                + " deleted. A pipeline trains on its newest trigger; 0 keeps all")
        @Default("10")
        @Minimum(0)
        int trainingSetsKept)
    implements ServerConfig {

  public SelectorConfig withAddress(ServiceAddress address) {
    return RecordCopy.with(this, Map.of("hostname", address.hostname(), "port", address.port()));
  }
}
