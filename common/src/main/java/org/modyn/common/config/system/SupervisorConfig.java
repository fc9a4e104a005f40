package org.modyn.common.config.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.RecordCopy;
import org.modyn.common.config.pipeline.time.TimeSpan;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.OmittedWhenEmpty;
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
    @Description(HTTP_PORT_DESCRIPTION) @Minimum(0) @Maximum(65535) @OmittedWhenEmpty
        Optional<Integer> httpPort,
    @Description("Directory for pipeline logs; default: evaluation, below the state directory")
        Optional<Path> evalDirectory,
    @Description(
            "How long a pipeline waits for a server that is unavailable before it fails; a number"
                + " and a unit (s, m, h, d); default: 1h")
        @OmittedWhenEmpty
        Optional<TimeSpan> patience,
    @Description(
            "Number of pipelines that run at the same time; further ones wait in a queue; 0: none"
                + " runs; default: 16")
        @Minimum(0)
        @OmittedWhenEmpty
        Optional<Integer> maximumRunningPipelines,
    @Description(
            "How long pipelines are kept after their end; then they are deleted with their models,"
                + " training sets, results and logs; a number and a unit (s, m, h, d, w, y);"
                + " default: forever")
        @OmittedWhenEmpty
        Optional<TimeSpan> keepFinishedPipelines,
    @Description(
            "Which models of a pipeline are kept after its end; default: all. Models that another"
                + " pipeline starts from are kept")
        @OmittedWhenEmpty
        Optional<KeepRule> keepModels,
    @Description("Which training sets of a pipeline are kept after its end; default: all")
        @OmittedWhenEmpty
        Optional<KeepRule> keepTrainingSets)
    implements ServerConfig {
  private static final Duration DEFAULT_PATIENCE = Duration.ofHours(1);
  private static final int DEFAULT_PIPELINE_LIMIT = 16;

  /** Returns how long a pipeline waits for a server that is unavailable. */
  public Duration pipelinePatience() {
    return patience.map(span -> Duration.ofSeconds(span.seconds())).orElse(DEFAULT_PATIENCE);
  }

  /** Returns the number of pipelines that run at the same time. */
  public int pipelineLimit() {
    return maximumRunningPipelines.orElse(DEFAULT_PIPELINE_LIMIT);
  }

  public SupervisorConfig withAddress(ServiceAddress address) {
    return RecordCopy.with(this, Map.of("hostname", address.hostname(), "port", address.port()));
  }

  public SupervisorConfig withPatience(TimeSpan newPatience) {
    return RecordCopy.with(this, Map.of("patience", Optional.of(newPatience)));
  }

  public SupervisorConfig withMaximumRunningPipelines(int maximum) {
    return RecordCopy.with(this, Map.of("maximumRunningPipelines", Optional.of(maximum)));
  }
}
