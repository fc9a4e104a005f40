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

/** The evaluator: metrics of stored models. */
@Description("The evaluator: metrics of stored models")
public record EvaluatorConfig(
    @Description("Hostname of the server") @Default("localhost") String hostname,
    @Description("Port that the server listens on; 0 chooses a free one")
        @Default("50061")
        @Minimum(0)
        @Maximum(65535)
        int port,
    @Description(HTTP_PORT_DESCRIPTION) @Minimum(0) @Maximum(65535) @OmittedWhenEmpty
        Optional<Integer> httpPort,
    @Description(ServerConfig.FILE_ROOTS_DESCRIPTION) @Default("[]") List<Path> fileRoots)
    implements ServerConfig {
  public EvaluatorConfig {
    fileRoots = List.copyOf(fileRoots);
  }

  public EvaluatorConfig withAddress(ServiceAddress address) {
    return RecordCopy.with(this, Map.of("hostname", address.hostname(), "port", address.port()));
  }

  public EvaluatorConfig withFileRoots(List<Path> newFileRoots) {
    return RecordCopy.with(this, Map.of("fileRoots", newFileRoots));
  }
}
