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
        Optional<Path> offlineDatasetDirectory) {

  public ServiceAddress address() {
    return new ServiceAddress(hostname, port);
  }

  public TrainerServerConfig withAddress(ServiceAddress address) {
    return new TrainerServerConfig(
        address.hostname(), address.port(), ftpPort, offlineDatasetDirectory);
  }
}
