package org.modyn.supervisor.drift;

import java.util.Optional;
import org.modyn.supervisor.drift.learning.Matrix;
import org.modyn.supervisor.drift.learning.Pca;

/**
 * How many principal components a metric reduces feature vectors to, if any. As in Evidently, they
 * are those of the reference window alone.
 *
 * @param count number of components; 0: the metric compares the features themselves
 */
record PrincipalComponents(int count) {
  PrincipalComponents {
    if (count < 0) {
      throw new IllegalArgumentException("count is " + count);
    }
  }

  static PrincipalComponents of(Optional<Integer> count) {
    return new PrincipalComponents(count.orElse(0));
  }

  /** Fits the components; empty if there is no reduction. */
  Optional<Pca> fit(Features reference) {
    return count == 0 ? Optional.empty() : Optional.of(Pca.fit(reference, count));
  }

  /** Returns the windows to compare. */
  ComparedWindows reduce(Features reference, Features current) {
    return fit(reference)
        .map(pca -> new ComparedWindows(pca.project(reference), pca.project(current)))
        .orElseGet(() -> new ComparedWindows(Matrix.of(reference), Matrix.of(current)));
  }

  /** Two windows with equal numbers of columns. */
  record ComparedWindows(Matrix reference, Matrix current) {}
}
