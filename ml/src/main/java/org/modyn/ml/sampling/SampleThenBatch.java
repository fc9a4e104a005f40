package org.modyn.ml.sampling;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.modyn.common.config.pipeline.selection.downsampling.DownsamplingSchedule;
import org.modyn.ml.downsampling.Candidates;
import org.modyn.ml.downsampling.DownsamplingStrategy;
import org.modyn.ml.downsampling.Selection;
import org.modyn.ml.downsampling.SelectionRound;
import org.modyn.ml.loader.Batch;
import org.modyn.ml.loader.BatchLoader;
import org.modyn.ml.loader.BatchSource;
import org.modyn.ml.loader.KeySource;
import org.modyn.ml.loader.ListedKeySource;
import org.modyn.ml.loader.LoadedBatch;
import org.modyn.ml.loader.LoaderOptions;
import org.modyn.ml.loader.LoaderPosition;
import org.modyn.ml.loader.SourceCounts;
import org.modyn.ml.loader.SourceState;
import org.modyn.ml.loader.WorkerReport;
import org.modyn.ml.training.SampleScorer;

/**
 * Selects samples of a whole training set, at the beginning of every {@code period}th epoch, and
 * returns batches of the selected samples until the next selection. Use it when a strategy has to
 * compare all samples, or when a training has many epochs: the selection is then reused.
 *
 * <p>A selection costs a pass of the model over the training set, unless its strategy needs no
 * features. Heap: 8 bytes per sample of the training set (12 if it has weights) while samples are
 * selected, and what the strategy needs. Features (4 bytes per sample for losses and other scores)
 * and labels, if the strategy uses them, are in memory up to 64 MiB, else in temporary files; the
 * selected samples are in files.
 *
 * <p><b>Order.</b> Samples are scored in the order of their keys, in batches that do not depend on
 * the number of workers, and the last batch is not dropped. Random transformations are those with
 * which the sample is trained on in the same epoch. So a selection depends on the weights of the
 * model, the training set, the seed and the batch size alone.
 *
 * <p><b>Weights.</b> A sample's weight is that of the selection, multiplied by its weight in the
 * training set, if that has weights. (The original replaces the latter.)
 */
public final class SampleThenBatch implements BatchSource {
  private final KeySource trainingSet;
  private final LoaderFactory loaders;
  private final LoaderOptions options;
  private final Optional<SampleScorer> scorer;
  private final DownsamplingStrategy strategy;
  private final DownsamplingSchedule schedule;
  private final SelectionStore store;
  private final SelectionListener listener;
  private SourceState start;
  private long selections;
  private int epoch;
  private Optional<Selected> current = Optional.empty();
  private SourceCounts earlierCounts = SourceCounts.NONE;
  private Optional<BatchLoader> lastLoader = Optional.empty();

  /** The samples of some epochs and the loader of their batches. */
  private record Selected(LocalKeySource samples, BatchLoader loader, int endEpoch) {}

  /**
   * @param trainingSet the samples to select from
   * @param options of the training; scoring uses the same number of workers and batch size
   * @param scorer of the strategy's feature; empty if it needs none; closed with this source
   * @param start its tensors are a selection to continue with, if there are any
   */
  public SampleThenBatch(
      KeySource trainingSet,
      LoaderFactory loaders,
      LoaderOptions options,
      Optional<SampleScorer> scorer,
      DownsamplingStrategy strategy,
      DownsamplingSchedule schedule,
      SelectionStore store,
      SourceState start,
      SelectionListener listener) {
    this.trainingSet = requireNonNull(trainingSet, "trainingSet is null");
    this.loaders = requireNonNull(loaders, "loaders is null");
    this.options = requireNonNull(options, "options is null");
    this.scorer = requireNonNull(scorer, "scorer is null");
    this.strategy = requireNonNull(strategy, "strategy is null");
    this.schedule = requireNonNull(schedule, "schedule is null");
    this.store = requireNonNull(store, "store is null");
    this.start = requireNonNull(start, "start is null");
    this.listener = requireNonNull(listener, "listener is null");
    selections = start.selections();
    epoch = start.position().epoch();
  }

  @Override
  public LoadedBatch next() {
    if (epoch == options.epochs()) {
      return null;
    }
    if (current.isEmpty()) {
      current = Optional.of(open());
    }
    Selected selected = current.get();
    Batch batch = selected.loader().next();
    if (batch != null) {
      return batch;
    }
    epoch++;
    if (epoch == selected.endEpoch()) {
      closeLoader();
    }
    return null;
  }

  private Selected open() {
    LocalKeySource samples;
    LoaderPosition position;
    if (start.tensors().isEmpty()) {
      position = startOf(epoch);
      samples = select();
    } else {
      position = start.position();
      samples = LocalKeySource.restore(store, start.tensors(), options.workers());
    }
    start = SourceState.start(options.workers());
    int end = endEpoch();
    return new Selected(samples, loaders.open(samples, options.withEpochs(end), position), end);
  }

  private LoaderPosition startOf(int someEpoch) {
    return new LoaderPosition(someEpoch, Collections.nCopies(options.workers(), 0L), 0);
  }

  /** The epoch of the next selection, or that in which the training ends. */
  private int endEpoch() {
    int period = schedule.period();
    return period == 0
        ? options.epochs()
        : (int) Math.min(options.epochs(), (long) epoch - epoch % period + period);
  }

  private LocalKeySource select() {
    long begun = System.nanoTime();
    store.create();
    TrainingSetKeys all = TrainingSetKeys.read(trainingSet, options.workers());
    try (ScratchMemory memory = new ScratchMemory(store.directory())) {
      TrainingSetKeys keys = all;
      Candidates candidates;
      if (scorer.isPresent()) {
        ScoredTrainingSet scored = score(all, memory, scorer.get());
        keys = scored.keys();
        candidates = scored.candidates(keys);
      } else {
        MemorySegment rows = MemorySegment.ofArray(all.keys());
        candidates = new Candidates(all.size(), 0, rows, MemorySegment.NULL, MemorySegment.NULL);
      }
      Selection selection = select(candidates);
      LocalKeySource samples = write(keys, selection);
      listener.selected(candidates.size(), selection.size(), System.nanoTime() - begun);
      return samples;
    }
  }

  private ScoredTrainingSet score(
      TrainingSetKeys all, ScratchMemory memory, SampleScorer withScorer) {
    ScoredTrainingSet scored = new ScoredTrainingSet(all, strategy.usesLabels(), memory);
    listener.scoringStarted(all.size());
    KeySource inOrder = new ListedKeySource(all.keys(), options.workers(), options.batchSize());
    try (BatchLoader loader =
        loaders.open(inOrder, options.unshuffled(epoch + 1), startOf(epoch))) {
      for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
        try (Batch open = batch) {
          scored.add(withScorer.score(open.tensors()));
          listener.batchScored(open.tensors().size());
        }
      }
    }
    return scored;
  }

  private Selection select(Candidates candidates) {
    if (candidates.size() == 0) {
      return Selection.unweighted(new int[0]);
    }
    SelectionRound round = new SelectionRound(options.seed(), selections);
    Selection selection = strategy.select(candidates, schedule.part(), round);
    selections++;
    return selection;
  }

  private LocalKeySource write(TrainingSetKeys keys, Selection selection) {
    LocalKeySource.Samples samples =
        new LocalKeySource.Samples() {
          @Override
          public long key(int index) {
            return keys.keys()[selection.rows()[index]];
          }

          @Override
          public float weight(int index) {
            return selection.weights()[index] * keys.weight(selection.rows()[index]);
          }
        };
    return LocalKeySource.write(store, samples, selection.size(), options.workers());
  }

  @Override
  public boolean usesModel() {
    return true;
  }

  @Override
  public int epoch() {
    return epoch;
  }

  /** The tensors are the selected samples, while there are epochs that use them. */
  @Override
  public SourceState state() {
    return current
        .map(
            selected ->
                new SourceState(
                    selected.loader().position(), selections, selected.samples().save()))
        .orElseGet(() -> new SourceState(startOf(epoch), selections, List.of()));
  }

  /** Without the samples that were scored only. */
  @Override
  public SourceCounts counts() {
    return current
        .map(selected -> earlierCounts.plus(selected.loader().counts()))
        .orElse(earlierCounts);
  }

  @Override
  public List<Optional<WorkerReport>> reports() {
    return lastLoader.map(BatchLoader::reports).orElse(List.of());
  }

  private void closeLoader() {
    if (current.isPresent()) {
      BatchLoader loader = current.get().loader();
      loader.close();
      earlierCounts = earlierCounts.plus(loader.counts());
      lastLoader = Optional.of(loader);
      current = Optional.empty();
    }
  }

  /** Also deletes the files. */
  @Override
  public void close() {
    closeLoader();
    scorer.ifPresent(SampleScorer::close);
    store.clear();
  }
}
