package org.modyn.common.config.system;

import java.util.Optional;
import org.modyn.common.grpc.ServiceAddress;

/** What the sections of all servers have in common. */
public interface ServerConfig {
  /** The description of the field {@code http_port}. */
  String HTTP_PORT_DESCRIPTION =
      "Port of the HTTP endpoint for operators: /healthz, /readyz and /metrics; 0 chooses a free"
          + " one; default: no endpoint";

  /** The description of the field {@code file_roots}. */
  String FILE_ROOTS_DESCRIPTION =
      "Directories of files that pipelines may name (TorchScript programs, pretrained weights,"
          + " tokenizers), in addition to the subdirectories files and tokenizers of the state"
          + " directory";

  String hostname();

  int port();

  Optional<Integer> httpPort();

  /** The address on which the server listens. */
  default ServiceAddress address() {
    return new ServiceAddress(hostname(), port());
  }

  /** The address of the server's HTTP endpoint for operators; empty if it has none. */
  default Optional<ServiceAddress> httpAddress() {
    return httpPort().map(port -> new ServiceAddress(hostname(), port));
  }
}
