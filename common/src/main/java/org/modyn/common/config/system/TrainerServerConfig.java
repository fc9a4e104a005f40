package org.modyn.common.config.system;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.RecordCopy;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.OmittedWhenEmpty;
import org.modyn.common.grpc.ServiceAddress;

/** The trainer server: training jobs. */
@Description("The trainer server: training jobs")
public record TrainerServerConfig(
    @Description("Hostname of the server") @Default("localhost") String hostname,
    @Description("Port that the server listens on; 0 chooses a free one")
        @Default("50057")
        @Minimum(0)
        @Maximum(65535)
        int port,
    @Description(HTTP_PORT_DESCRIPTION) @Minimum(0) @Maximum(65535) @OmittedWhenEmpty
        Optional<Integer> httpPort,
    @Description("FTP port; accepted, but not used: models are transferred over gRPC")
        @Default("50058")
        @Minimum(0)
        @Maximum(65535)
        int ftpPort,
    @Description(
            "Directory for samples that are selected before batching; default: offline_dataset,"
                + " below the state directory")
        Optional<Path> offlineDatasetDirectory,
    @Description("Maximum number of trainings that run on a device at a time; others are queued")
        @Default("1")
        @Minimum(1)
        int trainingsPerDevice,
    @Description(
            "Directories in which pipelines may keep checkpoints (training.checkpointing.path), in"
                + " addition to the subdirectory checkpoints of the state directory")
        @Default("[]")
        List<Path> checkpointRoots,
    @Description(ServerConfig.FILE_ROOTS_DESCRIPTION) @Default("[]") List<Path> fileRoots)
    implements ServerConfig {
  public TrainerServerConfig {
    checkpointRoots = List.copyOf(checkpointRoots);
    fileRoots = List.copyOf(fileRoots);
  }

  public TrainerServerConfig withAddress(ServiceAddress address) {
    return RecordCopy.with(this, Map.of("hostname", address.hostname(), "port", address.port()));
  }

  public TrainerServerConfig withCheckpointRoots(List<Path> newCheckpointRoots) {
    return RecordCopy.with(this, Map.of("checkpointRoots", newCheckpointRoots));
  }

  public TrainerServerConfig withFileRoots(List<Path> newFileRoots) {
    return RecordCopy.with(this, Map.of("fileRoots", newFileRoots));
  }
}
