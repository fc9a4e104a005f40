package org.modyn.common.config.system;

import java.nio.file.Path;
import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.grpc.ServiceAddress;

/** The trainer server: training jobs. */
@Description("The trainer server: training jobs")
public record TrainerServerConfig(
    @Description("Host that the server is reached at") @Default("localhost") String hostname,
    @Description("Port that the server listens on; 0 takes any free one")
        @Default("50057")
        @Minimum(0)
        @Maximum(65535)
        int port,
    @Description("Port of a file server; accepted, but not used: models travel over gRPC")
        @Default("50058")
        @Minimum(0)
        @Maximum(65535)
        int ftpPort,
    @Description(
            "Folder for samples selected ahead of their batches; default: offline_dataset, below"
                + " the state directory")
        Optional<Path> offlineDatasetDirectory,
    @Description("Trainings that run on a device at a time; further ones wait in a queue")
        @Default("1")
        @Minimum(1)
        int trainingsPerDevice) {

  public ServiceAddress address() {
    return new ServiceAddress(hostname, port);
  }

  public TrainerServerConfig withAddress(ServiceAddress address) {
    return new TrainerServerConfig(
        address.hostname(), address.port(), ftpPort, offlineDatasetDirectory, trainingsPerDevice);
  }
}
