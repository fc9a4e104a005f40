package org.modyn.common.config.system;

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
        Optional<Integer> httpPort)
    implements ServerConfig {

  public EvaluatorConfig withAddress(ServiceAddress address) {
    return RecordCopy.with(this, Map.of("hostname", address.hostname(), "port", address.port()));
  }
}
