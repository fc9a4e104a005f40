package org.modyn.cli.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.pipeline.PipelineInfo;
import org.modyn.common.file.PathRoots;
import org.modyn.common.grpc.RequestCheck;
import org.modyn.common.job.JobQueue;
import org.modyn.common.operations.HttpEndpoint;
import org.modyn.storage.dataset.DatasetDefinition;
import org.modyn.storage.read.SampleLocations;
import org.modyn.supervisor.pipeline.Pipelines;

/** The table "Limits of requests and jobs" in docs/OPERATIONS.md. */
final class DocumentedLimitsTest {
  @Test
  void theTableHasTheLimitsOfTheServers() throws IOException {
    List<String> rows =
        Stream.of(
                row("names and ids in a request", "%,d characters", RequestCheck.LONGEST_NAME),
                row("other texts in a request", "%,d characters", RequestCheck.LONGEST_TEXT),
                row("name of a dataset", "%,d characters", DatasetDefinition.LONGEST_NAME),
                row("name or version of a pipeline", "%,d characters", PipelineInfo.LONGEST_NAME),
                row("path in a request", "%,d bytes", PathRoots.LONGEST_PATH),
                row("name in a path", "%,d bytes", PathRoots.LONGEST_NAME),
                row("samples to locate in a request", "%,d", SampleLocations.MAXIMUM_KEYS),
                row("queued jobs of a trainer server or evaluator", "%,d", JobQueue.MAXIMUM_QUEUED),
                row("queued pipelines of a supervisor", "%,d", Pipelines.MAXIMUM_QUEUED),
                row("connections of an HTTP endpoint", "%,d", HttpEndpoint.MAXIMUM_CONNECTIONS),
                row("HTTP requests at a time", "%,d", HttpEndpoint.MAXIMUM_REQUESTS))
            .toList();
    assertThat(Files.readString(Path.of("../docs/OPERATIONS.md"))).contains(rows);
  }

  private static String row(String name, String format, int value) {
    return "| %s | %s |".formatted(name, String.format(Locale.ROOT, format, value));
  }
}
