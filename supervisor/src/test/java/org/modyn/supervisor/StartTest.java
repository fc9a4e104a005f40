package org.modyn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.proto.supervisor.StartPipelineRequest;

/** Requests to start a pipeline that are repeated, as a client does when its connection breaks. */
@Timeout(60)
final class StartTest {
  private static final StartPipelineRequest REQUEST =
      SupervisorFixture.request(SupervisorFixture.PIPELINE)
          .setStartReplayAt(0)
          .setRequestId("a request")
          .build();

  @TempDir private Path directory;
  private SupervisorFixture supervisor;

  @BeforeEach
  void start() {
    supervisor = new SupervisorFixture(directory);
    supervisor.cluster().storage().add("flights", 0, 50, 100, 150, 200, 250);
  }

  @AfterEach
  void close() {
    supervisor.close();
  }

  @Test
  void aRepeatedRequestStartsOnePipeline() {
    int pipelineId = submit(REQUEST);

    assertThat(submit(REQUEST)).isEqualTo(pipelineId);
    supervisor.awaitEnd(pipelineId);
    supervisor.restartSupervisor();
    assertThat(submit(REQUEST)).isEqualTo(pipelineId);
    assertThat(supervisor.statuses()).containsExactly("completed");

    StartPipelineRequest other = REQUEST.toBuilder().setRequestId("another request").build();
    assertThat(submit(other)).isNotEqualTo(pipelineId);
  }

  @Test
  void aRequestThatDiedWhileItRegisteredThePipelineIsContinued() {
    supervisor.cluster().modelStorage().failRegistrations(true);
    assertThatThrownBy(() -> submit(REQUEST)).hasMessageContaining("the registration fails");
    assertThat(supervisor.statuses()).containsExactly("failed");
    supervisor.restartSupervisor();
    supervisor.cluster().modelStorage().failRegistrations(false);

    int pipelineId = submit(REQUEST);

    assertThat(supervisor.awaitEnd(pipelineId).getSuccess()).isTrue();
    assertThat(supervisor.statuses()).containsExactly("completed");
  }

  @Test
  void anIdThatIsInUseElsewhereIsReplaced() {
    supervisor.cluster().selector().registerByOthers(1);

    assertThat(submit(REQUEST)).isEqualTo(2);
    assertThat(submit(REQUEST)).isEqualTo(2);

    supervisor.awaitEnd(2);
    assertThat(supervisor.statuses()).containsExactly("failed", "completed");
  }

  private int submit(StartPipelineRequest request) {
    return supervisor.submit(request).getPipelineId();
  }
}
