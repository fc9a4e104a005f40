package org.modyn.ml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loader.BatchSource;
import org.modyn.ml.loader.LoadedBatch;
import org.modyn.ml.loader.LoaderPosition;
import org.modyn.ml.loader.SourceCounts;
import org.modyn.ml.loader.SourceState;
import org.modyn.ml.loader.WorkerReport;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.Models;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.testing.TestDevices;
import org.modyn.ml.testing.TestEngine;

/** Batches that are uploaded to simulated devices while these compute. */
@Timeout(60)
final class BatchTransferTest {
  private static final int BATCHES = 5;
  private static final int SIZE = 4;
  private static final InputPipeline INPUT =
      InputPipeline.of(BytesParsers.create("Record([Field('data', 'float32', count=3)])"));

  @TempDir private Path directory;
  private TestDevices devices;
  private TrainingSession session;

  @BeforeEach
  void open() {
    TestEngine.load();
    devices = TestDevices.simulate(2);
    session = TrainingSession.open(TestEngine.load(), Device.startingAt("cuda:0", 2), setup());
  }

  @AfterEach
  void close() {
    session.close();
    devices.close();
  }

  private static TrainingSetup setup() {
    return TrainingSetup.of(
        Models.read("MLP", "{\"sizes\": [3, 2]}"),
        Losses.REGISTRY.read("name", "CrossEntropyLoss", "config", ""),
        "{\"default\": {\"algorithm\": \"SGD\", \"param_groups\": [{\"module\": \"model\"}]}}",
        INPUT,
        7);
  }

  /** Two epochs of batches in memory that is overwritten once a batch is closed. */
  private static final class Source implements BatchSource {
    private final CountDownLatch stuck = new CountDownLatch(1);
    private int failsAt = -1;
    private int waitsAt = -1;
    private int notFiniteAt = -1;
    private int given;
    private int open;
    private int epoch;

    @Override
    public synchronized LoadedBatch next() {
      if (epoch == 2) {
        return null;
      }
      if (given == (epoch + 1) * BATCHES) {
        epoch++;
        return null;
      }
      if (given == failsAt) {
        throw ModynException.dataLoss("the sample is lost");
      }
      if (given == waitsAt) {
        await();
      }
      TensorBatch batch = batch(given);
      given++;
      open++;
      return new LoadedBatch() {
        @Override
        public TensorBatch tensors() {
          return batch;
        }

        @Override
        public void close() {
          open--;
          batch.tensor(0).fill((byte) 0xFF);
          batch.labels().fill((byte) 0xFF);
          batch.keys()[0] = -1;
        }
      };
    }

    private void await() {
      try {
        stuck.countDown();
        wait();
      } catch (InterruptedException e) {
        throw new ModynException(ErrorCategory.CANCELLED, "interrupted", e);
      }
    }

    private TensorBatch batch(int number) {
      TensorBatch batch = new TensorBatch(INPUT.tensors(), SIZE);
      batch.setSize(SIZE);
      batch.setWeighted(true);
      for (int row = 0; row < SIZE; row++) {
        batch.keys()[row] = 100L * number + row;
        batch.labels().setAtIndex(ValueLayout.JAVA_LONG, row, (number + row) % 2);
        batch.weights().setAtIndex(ValueLayout.JAVA_FLOAT, row, 1 + row);
        for (int column = 0; column < 3; column++) {
          batch
              .tensor(0)
              .setAtIndex(ValueLayout.JAVA_FLOAT, 3L * row + column, number - row + column);
        }
      }
      if (number == notFiniteAt) {
        batch.tensor(0).setAtIndex(ValueLayout.JAVA_FLOAT, 7, Float.NaN);
      }
      return batch;
    }

    @Override
    public synchronized int epoch() {
      return epoch;
    }

    @Override
    public synchronized SourceState state() {
      return new SourceState(new LoaderPosition(epoch, List.of((long) given), 0), given, List.of());
    }

    @Override
    public synchronized SourceCounts counts() {
      return new SourceCounts(given, (long) given * SIZE);
    }

    @Override
    public List<Optional<WorkerReport>> reports() {
      return List.of();
    }

    @Override
    public void close() {}
  }

  @Test
  void losesAndChangesNothing() {
    Source source = new Source();
    List<Float> losses = new ArrayList<>();
    session.setLossListener(losses::add);
    try (DeviceBatches batches = session.batches(source)) {
      int number = 0;
      while (batches.epoch() < 2) {
        for (DeviceBatch batch = batches.next(); batch != null; batch = batches.next()) {
          try (DeviceBatch current = batch) {
            assertThat(current.samples().keys()[0]).isEqualTo(100L * number);
            assertThat(current.size()).isEqualTo(SIZE);
            session.step(current);
          }
          number++;
          assertThat(batches.state().selections()).isEqualTo(number);
          assertThat(batches.counts().samples()).isEqualTo((long) number * SIZE);
          assertThat(losses).hasSize(number - 1);
        }
        session.awaitLoss();
        assertThat(losses).hasSize(number);
        assertThat(batches.epoch()).isEqualTo(number / BATCHES);
      }
      assertThat(number).isEqualTo(2 * BATCHES);
      assertThat(batches.next()).isNull();
      assertThat(batches.next()).isNull();
    }
    assertThat(source.open).isZero();
    assertThat(losses).isEqualTo(expectedLosses());
  }

  /** Of the same devices, without a transfer. */
  private static List<Float> expectedLosses() {
    List<Float> losses = new ArrayList<>();
    try (TrainingSession other =
        TrainingSession.open(TestEngine.load(), Device.startingAt("cuda:0", 2), setup())) {
      for (int number = 0; number < 2 * BATCHES; number++) {
        losses.add(other.step(new Source().batch(number)));
      }
    }
    return losses;
  }

  /** One batch is computed on and one is ready; the source keeps none open. */
  @Test
  void readsOneBatchAhead() throws Exception {
    Source source = new Source();
    try (DeviceBatches batches = session.batches(source);
        DeviceBatch first = batches.next()) {
      while (source.counts().batches() < 2) {
        Thread.onSpinWait();
      }
      Thread.sleep(20);
      assertThat(source.counts().batches()).isEqualTo(2);
      assertThat(source.open).isZero();
      assertThat(batches.counts().batches()).isEqualTo(1);
      assertThat(first.size()).isEqualTo(SIZE);
    }
  }

  @Test
  void anErrorOfTheSourceComesInItsTurn() {
    Source source = new Source();
    source.failsAt = 2;
    try (DeviceBatches batches = session.batches(source)) {
      batches.next().close();
      batches.next().close();
      for (int call = 0; call < 2; call++) {
        assertThatThrownBy(batches::next)
            .isInstanceOfSatisfying(
                ModynException.class,
                error -> assertThat(error.category()).isEqualTo(ErrorCategory.DATA_LOSS))
            .hasMessage("the sample is lost");
      }
      assertThat(batches.counts().batches()).isEqualTo(2);
    }
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    Source source = new Source();
    source.waitsAt = 0;
    try (DeviceBatches batches = session.batches(source)) {
      source.stuck.await();
      Thread.currentThread().interrupt();
      assertThatThrownBy(batches::next)
          .isInstanceOfSatisfying(
              ModynException.class,
              error -> assertThat(error.category()).isEqualTo(ErrorCategory.CANCELLED));
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, BATCHES})
  void isClosedEarly(int used) {
    Source source = new Source();
    source.waitsAt = used + 1;
    try (DeviceBatches batches = session.batches(source)) {
      for (int number = 0; number < used; number++) {
        try (DeviceBatch batch = batches.next()) {
          session.step(batch);
        }
      }
    }
    assertThat(source.open).isZero();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("batch-transfer"));
  }

  @Test
  void aLossThatIsNotFiniteNamesItsBatchOneStepLater() {
    Source source = new Source();
    source.notFiniteAt = 1;
    try (DeviceBatches batches = session.batches(source)) {
      for (int number = 0; number < 2; number++) {
        try (DeviceBatch batch = batches.next()) {
          session.step(batch);
        }
      }
      try (DeviceBatch batch = batches.next()) {
        assertThatThrownBy(() -> session.step(batch))
            .isInstanceOfSatisfying(
                ModynException.class,
                error -> assertThat(error.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
            .hasMessageContaining(
                "the loss is NaN in batch 2 of the training (keys 100, 101, 102, 103): lower");
      }
    }
  }

  @Test
  void aModelIsNotWrittenAfterALossThatIsNotFinite() {
    Source source = new Source();
    source.notFiniteAt = 0;
    try (DeviceBatches batches = session.batches(source);
        DeviceBatch batch = batches.next()) {
      session.step(batch);
      Path file = directory.resolve("model");
      assertThatThrownBy(() -> session.write(file, Map.of()))
          .hasMessageContaining("the loss is NaN in batch 1 of the training");
      assertThat(Files.exists(file)).isFalse();
    }
  }
}
