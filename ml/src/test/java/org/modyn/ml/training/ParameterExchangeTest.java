package org.modyn.ml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modyn.ml.model.Model;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.optimizer.Optimizers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.testing.TestDevices;
import org.modyn.ml.testing.TestEngine;

/** What two devices send to each other. */
final class ParameterExchangeTest {
  private static final String TABLE = "bottom_model.embeddings.embedding.weight";
  private static final int COLUMNS = 4;

  /** No batch asks for it. */
  private static final int UNUSED_ROW = TrainingCase.TABLE_ROWS - 1;

  private static final float FOREIGN = 42;

  private TestDevices devices;

  @BeforeEach
  void simulate() {
    TestEngine.load();
    devices = TestDevices.simulate(2);
  }

  @AfterEach
  void close() {
    devices.close();
  }

  @Test
  void sendsTheRowsThatAStepHasChanged() {
    assertThat(unusedElementAfterTwoSteps("SGD", "\"lr\": 0.1")).isEqualTo(FOREIGN);
  }

  @Test
  void sendsEverythingWhenAnOptimizerMayChangeEverything() {
    assertThat(unusedElementAfterTwoSteps("Adam", "\"lr\": 0.1")).isNotEqualTo(FOREIGN);
    assertThat(unusedElementAfterTwoSteps("SGD", "\"lr\": 0.1, \"weight_decay\": 0.1"))
        .isNotEqualTo(FOREIGN);
  }

  /**
   * Changes a row of the second device's table, which nobody asks for, after the first step;
   * returns an element of it after more steps. The other rows are those that the first device had
   * before the last step.
   */
  private static float unusedElementAfterTwoSteps(String algorithm, String options) {
    TrainingCase trained = TrainingCase.dlrm().withOptimizer(algorithm, options);
    TrainingSetup setup = trained.setup();
    List<TensorBatch> batches = TrainingCase.batches(setup, 8, false);
    batches.forEach(ParameterExchangeTest::avoidUnusedRow);
    List<Device> pair = Device.startingAt("cuda:0", 2);
    try (NDManager first = TestEngine.load().newManager(pair.getFirst());
        NDManager second = TestEngine.load().newManager(pair.getLast());
        Model original = setup.model().create(new ModelContext(first, pair.getFirst(), 7));
        Model copy = setup.model().create(ModelContext.ofReplica(second, pair.getLast(), 7));
        Optimizer optimizer = Optimizers.create(first, setup.optimizers(), original).getFirst();
        Learner learner =
            new Learner(
                replica(first, pair.getFirst(), original, setup),
                List.of(replica(second, pair.getLast(), copy, setup)),
                List.of(optimizer))) {
      learner.step(batches.getFirst());
      NDArray table = copy.parameters().get(TABLE);
      try (GradientMode off = GradientMode.off()) {
        table.set(new NDIndex(UNUSED_ROW), FOREIGN);
      }
      learner.step(batches.get(1));
      float[] before = original.parameters().get(TABLE).toFloatArray();
      learner.step(batches.get(2));
      float[] sent = table.toFloatArray();
      float unused = sent[UNUSED_ROW * COLUMNS];
      System.arraycopy(before, UNUSED_ROW * COLUMNS, sent, UNUSED_ROW * COLUMNS, COLUMNS);
      assertThat(sent).containsExactly(before, within(0f));
      return unused;
    }
  }

  private static Replica replica(
      NDManager manager, Device device, Model model, TrainingSetup setup) {
    return new Replica(manager, device, model, setup.criterion().create(manager), setup.input());
  }

  private static void avoidUnusedRow(TensorBatch batch) {
    for (int tensor = 0; tensor < batch.specifications().size(); tensor++) {
      if (batch.specifications().get(tensor).name().equals("categorical_input")) {
        for (long element = 0; element < 2L * batch.size(); element++) {
          long row = batch.tensor(tensor).getAtIndex(ValueLayout.JAVA_LONG, element);
          batch
              .tensor(tensor)
              .setAtIndex(ValueLayout.JAVA_LONG, element, Math.min(row, UNUSED_ROW - 1));
        }
      }
    }
  }
}
