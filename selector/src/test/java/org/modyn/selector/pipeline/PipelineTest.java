package org.modyn.selector.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.selection.NewDataStrategyConfig;
import org.modyn.common.config.pipeline.selection.SelectionStrategyConfig;
import org.modyn.common.trainingset.PartitionId;
import org.modyn.common.trainingset.TrainingSetReader;
import org.modyn.common.trainingset.WorkerShare;
import org.modyn.selector.database.TriggerRepository;
import org.modyn.selector.deleted.DeletedKeys;
import org.modyn.selector.seen.LocalStorageBackend;
import org.modyn.selector.seen.SeenDatabase;
import org.modyn.selector.seen.SeenSamples;
import org.modyn.selector.seen.StorageBackend;
import org.modyn.selector.strategy.NewDataStrategy;
import org.modyn.selector.trainingset.TrainingSetDirectory;

class PipelineTest {
  @TempDir private Path directory;

  private final int pipelineId = SeenDatabase.newPipeline();
  private boolean outOfMemory;

  /** Made when a training set is begun, as its arrays are. */
  private RandomGenerator randomOf(int triggerId) {
    if (outOfMemory) {
      throw new OutOfMemoryError("Java heap space");
    }
    return new SplittableRandom(triggerId);
  }

  private static SeenSamples samples(long firstKey, int count) {
    long[] keys = LongStream.range(firstKey, firstKey + count).toArray();
    return new SeenSamples(keys, keys, keys, count);
  }

  private Pipeline open(StorageBackend seen, TrainingSetDirectory trainingSets) {
    TriggerRepository triggers = new TriggerRepository(SeenDatabase.database().jdbi());
    NewDataStrategyConfig config =
        (NewDataStrategyConfig)
            ConfigLoader.parse(
                "selection_strategy",
                "{name: NewDataStrategy, maximum_keys_in_memory: 100, tail_triggers: null}",
                SelectionStrategyConfig.class);
    return new Pipeline(
        pipelineId,
        1,
        new NewDataStrategy(config),
        seen,
        new TrainingSets(triggers, trainingSets, 0),
        triggers,
        this::randomOf,
        () -> DeletedKeys.NONE,
        0);
  }

  private void assertTakesBackATriggerWithoutMemory(StorageBackend seen) {
    TrainingSetDirectory trainingSets = new TrainingSetDirectory(directory.resolve("sets"));
    try (Pipeline pipeline = open(seen, trainingSets)) {
      pipeline.inform(samples(0, 3), OptionalLong.empty());

      outOfMemory = true;
      assertThatThrownBy(
              () ->
                  pipeline.informAndTrigger(
                      samples(3, 2), OptionalLong.empty(), OptionalInt.empty()))
          .isInstanceOf(OutOfMemoryError.class);
      assertThat(seen.count()).isEqualTo(3);

      outOfMemory = false;
      TriggerResult result =
          pipeline.informAndTrigger(samples(3, 2), OptionalLong.empty(), OptionalInt.empty());
      assertThat(result.triggerId()).isZero();
      assertThat(seen.count()).isEqualTo(5);
      long[] keys = new long[5];
      try (TrainingSetReader reader =
          trainingSets.open(new PartitionId(pipelineId, 0, 0, 0), 5, WorkerShare.of(0, 1, 5))) {
        reader.read(5, keys, new float[5]);
      }
      assertThat(keys).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }
  }

  @Test
  void aTriggerOutOfMemoryIsRolledBackInFiles() {
    assertTakesBackATriggerWithoutMemory(
        LocalStorageBackend.open(directory.resolve("seen"), pipelineId, 1000, 0));
  }

  @Test
  void aTriggerOutOfMemoryIsRolledBackInTheDatabase() {
    assertTakesBackATriggerWithoutMemory(SeenDatabase.openBackend(pipelineId));
  }
}
