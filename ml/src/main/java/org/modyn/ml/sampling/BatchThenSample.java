package org.modyn.ml.sampling;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.ml.downsampling.DownsamplingStrategy;
import org.modyn.ml.downsampling.Selection;
import org.modyn.ml.downsampling.SelectionRound;
import org.modyn.ml.loader.BatchSource;
import org.modyn.ml.loader.LoadedBatch;
import org.modyn.ml.loader.LoaderOptions;
import org.modyn.ml.loader.LoaderPosition;
import org.modyn.ml.loader.SourceCounts;
import org.modyn.ml.loader.SourceState;
import org.modyn.ml.loader.WorkerReport;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorSpecification;
import org.modyn.ml.training.SampleScorer;

/**
 * Selects samples of each batch of a loader, and returns batches of the same size that consist of
 * selected samples only. Use it when a training set is passed once or a few times: the selection
 * uses the model as it is when the batch arrives, and takes no pass of its own over the data.
 *
 * <p>Costs a forward pass for every sample, a copy of every selected one, and the memory of one
 * batch.
 *
 * <p><b>Batches.</b> The samples that do not fit into a batch begin the next one, across epochs. A
 * loader's batch that is smaller than the others gives proportionally fewer samples. The samples
 * that are left at the end of the last epoch are a smaller batch, or are dropped if the last batch
 * of an epoch is. (The original requires that the batch size is a multiple of the number of samples
 * that are selected from a batch, stops at a smaller batch, and always drops what is left.)
 *
 * <p><b>Weights.</b> A sample's weight is that of the selection, multiplied by its weight in the
 * training set, if that has weights. (The original replaces the latter.)
 */
public final class BatchThenSample implements BatchSource {
  private final BatchSource source;
  private final LoaderOptions options;
  private final SampleScorer scorer;
  private final DownsamplingStrategy strategy;
  private final SamplingRatio ratio;
  private final SelectionListener listener;
  private final AccumulatedBatch accumulated;
  private Optional<Selected> selected = Optional.empty();
  private Optional<LoaderPosition> positionOfEnd = Optional.empty();
  private boolean returned;
  private long selections;

  /** A batch of which samples were selected, and how many of these were copied. */
  private static final class Selected {
    private final LoadedBatch batch;
    private final Selection selection;
    private int copied;

    private Selected(LoadedBatch batch, Selection selection) {
      this.batch = batch;
      this.selection = selection;
    }
  }

  /**
   * @param source at the position of {@code start}; closed with this one
   * @param options of the loader
   * @param tensors of the batches of {@code source}
   * @param scorer of the strategy's feature; closed with this source
   */
  public BatchThenSample(
      BatchSource source,
      LoaderOptions options,
      List<TensorSpecification> tensors,
      SampleScorer scorer,
      DownsamplingStrategy strategy,
      SamplingRatio ratio,
      SourceState start,
      SelectionListener listener) {
    this.source = requireNonNull(source, "source is null");
    this.options = requireNonNull(options, "options is null");
    this.scorer = requireNonNull(scorer, "scorer is null");
    this.strategy = requireNonNull(strategy, "strategy is null");
    this.ratio = requireNonNull(ratio, "ratio is null");
    this.listener = requireNonNull(listener, "listener is null");
    accumulated = new AccumulatedBatch(tensors, options.batchSize());
    accumulated.restore(start.tensors());
    selections = start.selections();
  }

  @Override
  public LoadedBatch next() {
    startBatch();
    positionOfEnd = Optional.empty();
    while (!accumulated.isFull()) {
      LoaderPosition position = source.state().position();
      LoadedBatch batch = source.next();
      if (batch == null) {
        return endEpoch(position);
      }
      selected = Optional.of(select(batch));
      copySelected();
    }
    returned = true;
    return accumulated;
  }

  /** Begins with the selected samples that did not fit into the batch that was returned before. */
  private void startBatch() {
    if (returned) {
      returned = false;
      accumulated.clear();
      copySelected();
    }
  }

  private LoadedBatch endEpoch(LoaderPosition position) {
    boolean isLast = source.epoch() == options.epochs();
    if (isLast && !options.dropLastBatch() && accumulated.size() > 0) {
      positionOfEnd = Optional.of(position);
      returned = true;
      return accumulated;
    }
    return null;
  }

  private Selected select(LoadedBatch batch) {
    long begun = System.nanoTime();
    TensorBatch tensors = batch.tensors();
    SelectionRound round = new SelectionRound(options.seed(), selections);
    Selection selection = strategy.select(scorer.score(tensors), ratio, round);
    selections++;
    listener.selected(tensors.size(), selection.size(), System.nanoTime() - begun);
    return new Selected(batch, selection);
  }

  private void copySelected() {
    if (selected.isEmpty()) {
      return;
    }
    Selected from = selected.get();
    TensorBatch tensors = from.batch.tensors();
    while (from.copied < from.selection.size() && !accumulated.isFull()) {
      int row = from.selection.rows()[from.copied];
      float weight = from.selection.weights()[from.copied];
      if (tensors.isWeighted()) {
        weight *= tensors.weights().getAtIndex(ValueLayout.JAVA_FLOAT, row);
      }
      accumulated.add(tensors, row, weight);
      from.copied++;
    }
    if (from.copied == from.selection.size()) {
      from.batch.close();
      selected = Optional.empty();
    }
  }

  @Override
  public boolean usesModel() {
    return true;
  }

  @Override
  public int epoch() {
    return positionOfEnd.map(LoaderPosition::epoch).orElseGet(source::epoch);
  }

  /** The tensors are the samples that begin the next batch. */
  @Override
  public SourceState state() {
    startBatch();
    return new SourceState(
        positionOfEnd.orElseGet(() -> source.state().position()), selections, accumulated.save());
  }

  @Override
  public SourceCounts counts() {
    return source.counts();
  }

  @Override
  public List<Optional<WorkerReport>> reports() {
    return source.reports();
  }

  @Override
  public void close() {
    source.close();
    scorer.close();
  }
}
