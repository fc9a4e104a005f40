package org.modyn.common.config.system;

import java.nio.file.Path;
import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.grpc.ServiceAddress;

/** The supervisor: pipelines. */
@Description("The supervisor: pipelines")
public record SupervisorConfig(
    @Description("Hostname of the server") @Default("localhost") String hostname,
    @Description("Port that the server listens on; 0 chooses a free one")
        @Default("50063")
        @Minimum(0)
        @Maximum(65535)
        int port,
    @Description("Directory for pipeline logs; default: evaluation, below the state directory")
        Optional<Path> evalDirectory) {

  public ServiceAddress address() {
    return new ServiceAddress(hostname, port);
  }

  public SupervisorConfig withAddress(ServiceAddress address) {
    return new SupervisorConfig(address.hostname(), address.port(), evalDirectory);
  }
}
