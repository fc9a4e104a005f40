package org.modyn.common.config.system;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.grpc.ServiceAddress;

/** The evaluator: metrics of stored models. */
@Description("The evaluator: metrics of stored models")
public record EvaluatorConfig(
    @Description("Host that the server is reached at") @Default("localhost") String hostname,
    @Description("Port that the server listens on; 0 takes any free one")
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
