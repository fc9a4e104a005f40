package org.modyn.common.config.system;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.grpc.ServiceAddress;

/** The evaluator: metrics of stored models. */
@Description("The evaluator: metrics of stored models")
public record EvaluatorConfig(
    @Description("Hostname of the server") @Default("localhost") String hostname,
    @Description("Port that the server listens on; 0 chooses a free one")
        @Default("50061")
        @Minimum(0)
        @Maximum(65535)
        int port) {

  public ServiceAddress address() {
    return new ServiceAddress(hostname, port);
  }

  public EvaluatorConfig withAddress(ServiceAddress address) {
    return new EvaluatorConfig(address.hostname(), address.port());
  }
}
