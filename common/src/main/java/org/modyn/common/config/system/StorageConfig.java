package org.modyn.common.config.system;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.RecordCopy;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.OmittedWhenEmpty;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.grpc.ServiceTarget;

/** The storage server: datasets and the contents of their samples. */
@Description("The storage server: datasets and the contents of their samples")
public record StorageConfig(
    @Description("Hostname of the server") @Default("localhost") String hostname,
    @Description("Port that the server listens on; 0 chooses a free one")
        @Default("50051")
        @Minimum(0)
        @Maximum(65535)
        int port,
    @Description(HTTP_PORT_DESCRIPTION) @Minimum(0) @Maximum(65535) @OmittedWhenEmpty
        Optional<Integer> httpPort,
    @Description(
            "Addresses of the storage servers for clients, HOST:PORT each, if several servers share"
                + " one database; empty: hostname and port, and if that name resolves to several"
                + " machines, one server on each")
        @Default("[]")
        List<String> replicas,
    @Description("Maximum number of samples in one message of a response")
        @Default("10000")
        @Minimum(1)
        int sampleBatchSize,
    @Description("Maximum number of samples that are recorded in one transaction")
        @Default("1000000")
        @Minimum(1)
        int sampleDbinsertionBatchsize,
    @Description("Number of threads that ingest files; 0 or less: one") @Default("8")
        int insertionThreads,
    @Description(
            "Number of threads that read the samples of one request; 0 or less: one; default: 1")
        Optional<Integer> retrievalThreads,
    @Description("Whether the sample table is unlogged; accepted, but not used") @Default("true")
        boolean sampleTableUnlogged,
    @Description("Whether to use slower inserts; accepted, but not used") @Default("false")
        boolean forceFallbackInsert,
    @Description("Seconds between two checks that the file watchers are alive")
        @Default("3")
        @Minimum(1)
        int fileWatcherWatchdogSleepTimeS,
    @Description("Datasets to serve") @Default("[]") List<DatasetConfig> datasets,
    @Description(
            "Directories in which datasets are allowed, in addition to those of the datasets above"
                + " and the subdirectory datasets of the state directory; datasets elsewhere are"
                + " not served")
        @Default("[]")
        List<Path> datasetRoots,
    @Description("Database of the storage server") @Default("{}") DatabaseConfig database,
    @Description("Datasets in buckets of S3") @Default("{}") S3Config s3)
    implements ServerConfig {

  public StorageConfig {
    replicas = List.copyOf(replicas);
    datasets = List.copyOf(datasets);
    datasetRoots = List.copyOf(datasetRoots);
  }

  @Rule
  static void replicasAreAddresses(List<String> replicas, Violations violations) {
    for (int index = 0; index < replicas.size(); index++) {
      try {
        ServiceAddress.parse(replicas.get(index));
      } catch (ModynException e) {
        violations.add(String.format(Locale.ROOT, "replicas[%d]", index), "%s", e.getMessage());
      }
    }
  }

  /** The addresses at which clients reach the storage. */
  public ServiceTarget target() {
    return replicas.isEmpty()
        ? ServiceTarget.of(address())
        : new ServiceTarget(replicas.stream().map(ServiceAddress::parse).toList());
  }

  /** Returns this configuration with a single server at an address. */
  public StorageConfig withAddress(ServiceAddress address) {
    return RecordCopy.with(
        this,
        Map.of("hostname", address.hostname(), "port", address.port(), "replicas", List.of()));
  }

  public StorageConfig withDatasets(List<DatasetConfig> newDatasets) {
    return RecordCopy.with(this, Map.of("datasets", newDatasets));
  }

  public StorageConfig withDatasetRoots(List<Path> newDatasetRoots) {
    return RecordCopy.with(this, Map.of("datasetRoots", newDatasetRoots));
  }

  public StorageConfig withDatabase(DatabaseConfig newDatabase) {
    return RecordCopy.with(this, Map.of("database", newDatabase));
  }
}
