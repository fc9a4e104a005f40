package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.proto.trainer.CheckpointInfo;
import org.modyn.proto.trainer.DeleteCheckpointsRequest;
import org.modyn.proto.trainer.StartTrainingRequest;

/** The deletion of a pipeline's checkpoints. */
final class DeletedCheckpointsTest {
  private static final String TRIGGER = "trigger_" + TrainerFixture.request().getTriggerId();

  @TempDir private Path checkpoints;
  private TrainerFixture fixture;

  @BeforeEach
  void start() {
    fixture = TrainerFixture.start();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void nothingOfThePipelineIsLeft() throws Exception {
    int pipelineId = train();
    Path folder = checkpoints.resolve("pipeline_" + pipelineId);
    assertThat(folder.resolve(TRIGGER)).isNotEmptyDirectory();
    Path other = Files.createDirectories(checkpoints.resolve("pipeline_99/trigger_0"));
    Path otherCheckpoint = Files.createFile(other.resolve("model_1.safetensors"));

    assertThat(delete(pipelineId)).isEqualTo(2);

    assertThat(folder).doesNotExist();
    assertThat(otherCheckpoint).exists();
    assertThat(delete(pipelineId)).isZero();
  }

  @Test
  void filesThatAreNoCheckpointsStay() throws Exception {
    int pipelineId = train();
    Path folder = checkpoints.resolve("pipeline_" + pipelineId);
    Path notes = Files.createFile(folder.resolve(TRIGGER + "/notes.txt"));
    Path unfinished = Files.createFile(folder.resolve(TRIGGER + "/model_3.safetensors.unfinished"));
    Path another =
        Files.createFile(
            folder.resolve(TRIGGER + "/model_3.safetensors." + UUID.randomUUID() + ".unfinished"));
    Path samples = Files.createFile(folder.resolve(TRIGGER + "/" + UUID.randomUUID() + ".samples"));
    Path elsewhere = Files.createDirectory(folder.resolve("mine"));

    assertThat(delete(pipelineId)).isEqualTo(5);

    assertThat(notes).exists();
    assertThat(elsewhere).exists();
    assertThat(unfinished).doesNotExist();
    assertThat(another).doesNotExist();
    assertThat(samples).doesNotExist();
  }

  @Test
  void anEmptyPathIsRefused() {
    assertThatThrownBy(
            () -> fixture.trainer.deleteCheckpoints(DeleteCheckpointsRequest.getDefaultInstance()))
        .hasMessage("INVALID_ARGUMENT: path: is empty, but must be a directory for checkpoints");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc",
        "/",
        // the working directory may lie below that of the tests
        "../../../../../../../../../../..",
        "../../../../../../../../../../../checkpoints",
        "{state}",
        "{state}/trainer-server",
        "{link}",
        "{long}"
      })
  void aPathThatPipelinesMayNotHaveIsRefused(String path) throws IOException {
    Path link = Files.createSymbolicLink(checkpoints.resolve("link"), fixture.stateDirectory);
    String named =
        path.replace("{state}", fixture.stateDirectory.toString())
            .replace("{link}", link.toString())
            .replace("{long}", "/x".repeat(2_500));
    Path kept = Files.createDirectories(fixture.stateDirectory.resolve("pipeline_1/trigger_1"));
    Files.createFile(kept.resolve("model_1.safetensors"));
    assertThatThrownBy(
            () ->
                fixture.trainer.deleteCheckpoints(
                    DeleteCheckpointsRequest.newBuilder().setPipelineId(1).setPath(named).build()))
        .hasMessageStartingWith("INVALID_ARGUMENT: path: ");
    assertThat(kept).isNotEmptyDirectory();
  }

  /** Returns the pipeline's id. */
  private int train() throws Exception {
    StartTrainingRequest.Builder request =
        TrainerFixture.request()
            .setCheckpointInfo(
                CheckpointInfo.newBuilder()
                    .setCheckpointInterval(5)
                    .setCheckpointPath(checkpoints.toString()));
    fixture.train(request);
    return request.getPipelineId();
  }

  private int delete(int pipelineId) throws IOException {
    return fixture
        .trainer
        .deleteCheckpoints(
            DeleteCheckpointsRequest.newBuilder()
                .setPipelineId(pipelineId)
                .setPath(checkpoints.toString())
                .build())
        .getDeleted();
  }
}
