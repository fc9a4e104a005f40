package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.testing.SmallDisk;
import org.modyn.proto.trainer.CheckpointInfo;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.proto.trainer.StoreFinalModelRequest;
import org.modyn.proto.trainer.TrainingStatusResponse;

/** Disks of the trainer server that are full while it trains. */
final class FullDiskTest {
  @TempDir private Path directory;
  private SmallDisk disk;
  private TrainerFixture fixture;
  private int last;

  @BeforeEach
  void start() throws IOException {
    disk = SmallDisk.mount(directory.resolve("disk"), 4 << 20);
  }

  @AfterEach
  void stop() throws IOException {
    if (fixture != null) {
      fixture.close();
      disk.close();
    }
  }

  @Test
  void aTrainingGoesOnWithoutCheckpoints() throws Exception {
    fixture = TrainerFixture.start();
    ByteString undisturbed = store(await(TrainerFixture.request()));
    disk.fill();
    TrainingStatusResponse ended = await(checkpointing());
    assertThat(ended.getException()).isEmpty();
    assertThat(ended.getNotesList())
        .singleElement()
        .asString()
        .startsWith("no checkpoint after 1 batches: cannot write " + disk.path())
        .contains("the disk is full (0 of ");
    assertThat(store(ended)).isEqualTo(undisturbed);
    disk.free();
    StartTrainingRequest.Builder another = checkpointing().setRequestId("another");
    assertThat(store(await(another))).isEqualTo(undisturbed);
    assertThat(DurableFiles.list(disk.path().resolve("pipeline_4/trigger_7"))).hasSize(2);
  }

  @Test
  void aReadOnlyDirectoryForCheckpointsDoesNotEndATraining() throws Exception {
    fixture = TrainerFixture.start();
    ByteString undisturbed = store(await(TrainerFixture.request()));
    disk.makeReadOnly();
    TrainingStatusResponse ended = await(checkpointing());
    assertThat(ended.getNotesList()).singleElement().asString().contains("is read-only");
    assertThat(store(ended)).isEqualTo(undisturbed);
  }

  @Test
  void theResultIsWrittenWhenThereIsRoom() throws Exception {
    fixture = TrainerFixture.startIn(disk.path().resolve("state"));
    ByteString undisturbed = store(await(TrainerFixture.request()));
    disk.fill();
    int training = fixture.begin(TrainerFixture.request().setRequestId("a"));
    List<String> notes = List.of();
    while (notes.isEmpty()) {
      TrainingStatusResponse status = fixture.status(training);
      assertThat(status.getIsRunning()).as(status.getException()).isTrue();
      notes = status.getNotesList();
      Thread.sleep(5);
    }
    assertThat(notes)
        .singleElement()
        .asString()
        .startsWith("the training waited to write its result: cannot write " + disk.path())
        .contains("bytes are left, ", " more are needed); free some space");
    disk.free();
    TrainingStatusResponse ended = fixture.awaitEnd(training);
    assertThat(ended.getException()).isEmpty();
    assertThat(store(training)).isEqualTo(undisturbed);
  }

  /** A training that cannot record its samples fails, and can be repeated. */
  @Test
  void theRequestCanBeRepeatedWhenItsDiskIsFull() throws Exception {
    fixture = TrainerFixture.startIn(disk.path().resolve("state"));
    StartTrainingRequest.Builder request =
        TrainerFixture.request().setRequestId("a").setRecordSamples(true);
    disk.fill();
    TrainingStatusResponse failed = await(request);
    assertThat(failed.getMachineFault()).isEqualTo("DISK_FULL");
    assertThat(failed.getFailureCategory()).isEqualTo("RESOURCE_EXHAUSTED");
    assertThat(failed.getException()).startsWith("cannot write " + disk.path());
    disk.free();
    TrainingStatusResponse ended = await(request);
    assertThat(ended.getException()).isEmpty();
  }

  private TrainingStatusResponse await(StartTrainingRequest.Builder request) throws Exception {
    last = fixture.begin(request);
    return fixture.awaitEnd(last);
  }

  private ByteString store(TrainingStatusResponse ended) {
    assertThat(ended.getException()).isEmpty();
    return store(last);
  }

  private ByteString store(int training) {
    int model =
        fixture
            .trainer
            .storeFinalModel(StoreFinalModelRequest.newBuilder().setTrainingId(training).build())
            .getModelId();
    return fixture.models.models().get(model - 1).weights();
  }

  private StartTrainingRequest.Builder checkpointing() {
    return TrainerFixture.request()
        .setRequestId("checkpointed")
        .setCheckpointInfo(
            CheckpointInfo.newBuilder()
                .setCheckpointInterval(1)
                .setCheckpointsKept(2)
                .setCheckpointPath(disk.path().toString()));
  }
}
