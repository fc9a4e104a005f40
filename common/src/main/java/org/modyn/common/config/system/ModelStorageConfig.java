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

/** The model storage server: trained models. */
@Description("The model storage server: trained models")
public record ModelStorageConfig(
    @Description("Hostname of the server") @Default("localhost") String hostname,
    @Description("Port that the server listens on; 0 chooses a free one")
        @Default("50059")
        @Minimum(0)
        @Maximum(65535)
        int port,
    @Description(HTTP_PORT_DESCRIPTION) @Minimum(0) @Maximum(65535) @OmittedWhenEmpty
        Optional<Integer> httpPort,
    @Description("FTP port; accepted, but not used: models are transferred over gRPC")
        @Default("50060")
        @Minimum(0)
        @Maximum(65535)
        int ftpPort,
    @Description("Directory for trained models; default: models, below the state directory")
        Optional<Path> modelsDirectory)
    implements ServerConfig {

  public ModelStorageConfig withAddress(ServiceAddress address) {
    return RecordCopy.with(this, Map.of("hostname", address.hostname(), "port", address.port()));
  }
}
