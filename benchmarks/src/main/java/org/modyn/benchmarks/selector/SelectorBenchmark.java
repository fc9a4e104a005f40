package org.modyn.benchmarks.selector;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.modyn.benchmarks.framework.Benchmark;
import org.modyn.benchmarks.framework.BenchmarkOption;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.Rows;
import org.modyn.benchmarks.framework.SelectorUnderTest;
import org.modyn.proto.selector.DataInformRequest;

/**
 * Measures how fast the selector ingests keys, computes triggers, and returns training sets. The
 * baselines process the same number of samples in this process:
 *
 * <ul>
 *   <li>{@code inform_*}: writing keys, timestamps and labels of 64 bits, with a sync per batch;
 *   <li>{@code trigger_*}: shuffling keys, and writing and syncing them and their weights;
 *   <li>{@code read_*}: reading keys and weights from a mapped file into arrays.
 * </ul>
 */
public final class SelectorBenchmark implements Benchmark {
  private static final long SAMPLES = 3_000_000;
  private static final int LOCAL_BATCHES = 20;
  private static final int DATABASE_BATCHES = 4;
  private static final int WARM_UPS = 3;
  private static final int READ_PASSES = 4;
  private static final int READ_WARM_UPS = 20;
  private static final long QUICK_SAMPLES = 30_000;

  @Override
  public String name() {
    return "selector";
  }

  @Override
  public String description() {
    return "ingest of keys, triggers and reads of training sets, on generated keys";
  }

  @Override
  public Set<BenchmarkOption> options() {
    return Set.of(BenchmarkOption.SAMPLES, BenchmarkOption.SCALING, BenchmarkOption.ROWS);
  }

  @Override
  public List<Measurement> run(Path directory, BenchmarkOptions options) throws IOException {
    if (options.scaling()) {
      return SelectorScaling.run(directory, options);
    }
    long samples = options.samples().orElse(options.quick() ? QUICK_SAMPLES : SAMPLES);
    try (SelectorUnderTest selector = SelectorUnderTest.start(directory);
        SelectorBaseline baseline = SelectorBaseline.create(directory.resolve("baseline"))) {
      int repetitions = options.repetitions();
      Rows rows = new Rows(options.rows());
      long informed = (long) SampleBatches.BATCH * (options.quick() ? 1 : LOCAL_BATCHES);
      rows.add(
          "inform_local",
          name -> inform(name, selector, baseline, 1, Policy.newData("local"), informed, options));
      long informedDatabase = (long) SampleBatches.BATCH * (options.quick() ? 1 : DATABASE_BATCHES);
      rows.add(
          "inform_database",
          name ->
              inform(
                  name,
                  selector,
                  baseline,
                  2,
                  Policy.newData("database"),
                  informedDatabase,
                  options));
      rows.add(
          "trigger_new_data_local",
          name ->
              trigger(name, selector, baseline, 3, Policy.newData("local"), samples, repetitions));
      rows.add(
          "trigger_new_data_database",
          name ->
              trigger(
                  name, selector, baseline, 4, Policy.newData("database"), samples, repetitions));
      rows.add(
          "trigger_label_balanced_local",
          name ->
              trigger(
                  name,
                  selector,
                  baseline,
                  5,
                  Policy.presampling("LabelBalanced", 0),
                  samples,
                  repetitions));
      rows.add("read_1_worker", name -> read(name, selector, baseline, 6, 1, samples, repetitions));
      rows.add(
          "read_4_workers", name -> read(name, selector, baseline, 7, 4, samples, repetitions));
      return rows.measure();
    }
  }

  private static Measurement inform(
      String name,
      SelectorUnderTest selector,
      SelectorBaseline baseline,
      int pipelineId,
      String strategy,
      long samples,
      BenchmarkOptions options) {
    selector.register(pipelineId, strategy, 1);
    List<DataInformRequest> batches = SampleBatches.list(pipelineId, samples);
    for (int warmUp = 0; warmUp < (options.quick() ? 0 : WARM_UPS); warmUp++) {
      selector.inform(batches);
    }
    Measurement row =
        Measurement.of(
            name,
            "keys/s",
            options.repetitions(),
            () -> Measurement.perSecond(samples, () -> selector.inform(batches)),
            () -> Measurement.perSecond(samples, () -> baseline.append(samples)));
    selector.unregister(pipelineId);
    return row;
  }

  private static Measurement trigger(
      String name,
      SelectorUnderTest selector,
      SelectorBaseline baseline,
      int pipelineId,
      String strategy,
      long samples,
      int repetitions) {
    selector.register(pipelineId, strategy, 1);
    Measurement row =
        Measurement.of(
            name,
            "s",
            repetitions,
            () -> {
              selector.inform(SampleBatches.generate(pipelineId, 0, samples));
              return Measurement.seconds(() -> selector.trigger(pipelineId));
            },
            () -> Measurement.seconds(() -> baseline.shuffleAndWrite((int) samples)));
    selector.unregister(pipelineId);
    return row;
  }

  private static Measurement read(
      String name,
      SelectorUnderTest selector,
      SelectorBaseline baseline,
      int pipelineId,
      int workers,
      long samples,
      int repetitions) {
    selector.register(pipelineId, Policy.newData("local"), workers);
    selector.inform(SampleBatches.generate(pipelineId, 0, samples));
    int triggerId = selector.trigger(pipelineId);
    baseline.shuffleAndWrite((int) samples);
    for (int warmUp = 0; warmUp < READ_WARM_UPS; warmUp++) {
      selector.read(pipelineId, triggerId, workers, samples);
    }
    return Measurement.of(
        name,
        "keys/s",
        repetitions,
        () ->
            Measurement.perSecond(
                samples * READ_PASSES,
                () -> {
                  for (int pass = 0; pass < READ_PASSES; pass++) {
                    selector.read(pipelineId, triggerId, workers, samples);
                  }
                }),
        () -> Measurement.perSecond(samples, () -> baseline.read((int) samples)));
  }
}
