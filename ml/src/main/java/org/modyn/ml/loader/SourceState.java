package org.modyn.ml.loader;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.modyn.ml.weights.NamedTensor;

/**
 * The state of a {@link BatchSource}, for a checkpoint.
 *
 * @param position of the loader
 * @param selections the number of selections so far
 * @param tensors what a source of selected samples remembers; their memory is the source's, which
 *     may change it when its next batch is requested
 */
public record SourceState(LoaderPosition position, long selections, List<NamedTensor> tensors) {
  public SourceState {
    requireNonNull(position, "position is null");
    tensors = List.copyOf(tensors);
  }

  /** The state at the start of a training. */
  public static SourceState start(int workers) {
    return new SourceState(LoaderPosition.start(workers), 0, List.of());
  }
}
