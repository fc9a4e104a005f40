package org.modyn.supervisor.drift.learning;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.drift.Features;

/**
 * Principal components: the directions in which feature vectors vary most. Equal to scikit-learn's
 * {@code PCA} with an exact solver; its randomized solver, which it chooses for large matrices and
 * few components, approximates this. The sign of a component is that of scikit-learn 1.5 and later:
 * its element of the greatest magnitude is positive.
 *
 * <p>The components are the eigenvectors of the covariance, or, if there are fewer samples than
 * features, derived from those of the matrix of scalar products. If the samples span fewer
 * dimensions than there are components, because features are constant or samples equal, the
 * remaining components are 0 and so are all samples' coordinates on them; scikit-learn returns
 * arbitrary directions there.
 *
 * <p>For n samples of d features, fitting takes O(n d min(n, d) + min(n, d)^3) time and O(min(n,
 * d)^2) memory, plus O(n d) if n < d; a projection on k components O(k d) time for each sample.
 */
public final class Pca {
  private static final int ROWS_OF_BLOCK = 512;
  private static final double EPSILON = Math.ulp(1.0);

  private final double[] mean;
  private final double[][] components;

  private Pca(double[] mean, double[][] components) {
    this.mean = mean;
    this.components = components;
  }

  /**
   * Fits the components.
   *
   * @param components number of components, at least 1
   * @throws ModynException FAILED_PRECONDITION if there are fewer samples or features than
   *     components
   */
  public static Pca fit(Features samples, int components) {
    int limit = Math.min(samples.rows(), samples.columns());
    if (components < 1 || components > limit) {
      throw ModynException.failedPrecondition(
          "%d principal components need at least as many samples and features, but the reference"
              + " window has %d samples of %d features",
          components, samples.rows(), samples.columns());
    }
    double[] mean = mean(samples);
    double[][] directions =
        samples.rows() < samples.columns()
            ? ofScalarProducts(samples, mean, components)
            : ofCovariance(samples, mean, components);
    for (double[] direction : directions) {
      makeGreatestPositive(direction);
    }
    return new Pca(mean, directions);
  }

  /** Returns the mean of each feature. */
  public static double[] mean(Features samples) {
    double[] mean = new double[samples.columns()];
    float[] values = samples.values();
    for (int offset = 0; offset < values.length; offset += mean.length) {
      for (int column = 0; column < mean.length; column++) {
        mean[column] += values[offset + column];
      }
    }
    for (int column = 0; column < mean.length; column++) {
      mean[column] /= samples.rows();
    }
    return mean;
  }

  /**
   * Returns the coordinates of samples on the components.
   *
   * @return shape [samples, components]
   */
  public Matrix project(Features samples) {
    double[] coordinates = new double[samples.rows() * components.length];
    double[] centered = new double[mean.length];
    for (int row = 0; row < samples.rows(); row++) {
      for (int column = 0; column < centered.length; column++) {
        centered[column] = samples.values()[row * mean.length + column] - mean[column];
      }
      projectCentered(centered, coordinates, row * components.length);
    }
    return new Matrix(coordinates, components.length);
  }

  /** Returns the coordinates of one vector on the components. */
  public double[] project(double[] vector) {
    double[] centered = vector.clone();
    for (int column = 0; column < centered.length; column++) {
      centered[column] -= mean[column];
    }
    double[] coordinates = new double[components.length];
    projectCentered(centered, coordinates, 0);
    return coordinates;
  }

  private void projectCentered(double[] centered, double[] coordinates, int offset) {
    for (int component = 0; component < components.length; component++) {
      double sum = 0;
      double[] direction = components[component];
      for (int column = 0; column < centered.length; column++) {
        sum += centered[column] * direction[column];
      }
      coordinates[offset + component] = sum;
    }
  }

  private static double[][] ofCovariance(Features samples, double[] mean, int components) {
    int features = mean.length;
    DMatrixRMaj scatter = new DMatrixRMaj(features, features);
    for (int start = 0; start < samples.rows(); start += ROWS_OF_BLOCK) {
      int rows = Math.min(ROWS_OF_BLOCK, samples.rows() - start);
      DMatrixRMaj block = centered(samples, mean, start, rows);
      CommonOps_DDRM.multAddTransA(block, block, scatter);
    }
    Eigenvectors eigenvectors = Eigenvectors.of(scatter, Math.max(samples.rows(), features));
    double[][] directions = new double[components][];
    for (int component = 0; component < components; component++) {
      directions[component] = eigenvectors.vector(component);
    }
    return directions;
  }

  private static double[][] ofScalarProducts(Features samples, double[] mean, int components) {
    DMatrixRMaj centered = centered(samples, mean, 0, samples.rows());
    DMatrixRMaj products = new DMatrixRMaj(samples.rows(), samples.rows());
    CommonOps_DDRM.multTransB(centered, centered, products);
    Eigenvectors eigenvectors = Eigenvectors.of(products, mean.length);
    double[][] directions = new double[components][mean.length];
    for (int component = 0; component < components; component++) {
      double[] vector = eigenvectors.vector(component);
      double norm = Math.sqrt(eigenvectors.value(component));
      for (int row = 0; norm > 0 && row < vector.length; row++) {
        for (int column = 0; column < mean.length; column++) {
          directions[component][column] += vector[row] * centered.get(row, column) / norm;
        }
      }
    }
    return directions;
  }

  private static DMatrixRMaj centered(Features samples, double[] mean, int start, int rows) {
    DMatrixRMaj centered = new DMatrixRMaj(rows, mean.length);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < mean.length; column++) {
        centered.set(row, column, samples.at(start + row, column) - mean[column]);
      }
    }
    return centered;
  }

  private static void makeGreatestPositive(double[] direction) {
    double greatest = 0;
    for (double element : direction) {
      if (Math.abs(element) > Math.abs(greatest)) {
        greatest = element;
      }
    }
    if (greatest < 0) {
      Arrays.setAll(direction, index -> -direction[index]);
    }
  }

  /** The eigenvectors of a positive semidefinite matrix, by descending eigenvalue. */
  private record Eigenvectors(
      EigenDecomposition_F64<DMatrixRMaj> decomposition, int[] order, double smallest) {
    static Eigenvectors of(DMatrixRMaj matrix, int dimensions) {
      EigenDecomposition_F64<DMatrixRMaj> decomposition =
          DecompositionFactory_DDRM.eig(matrix.getNumRows(), true, true);
      if (!decomposition.decompose(matrix)) {
        throw ModynException.failedPrecondition(
            "the principal components of the reference window cannot be computed: the iteration"
                + " for its eigenvectors does not converge");
      }
      int[] order =
          IntStream.range(0, matrix.getNumRows())
              .boxed()
              .sorted(
                  Comparator.comparingDouble(
                      index -> -decomposition.getEigenvalue(index).getReal()))
              .mapToInt(Integer::intValue)
              .toArray();
      double greatest = decomposition.getEigenvalue(order[0]).getReal();
      return new Eigenvectors(decomposition, order, greatest * dimensions * EPSILON);
    }

    /** Returns an eigenvalue, 0 if it is rounding. */
    double value(int rank) {
      double value = decomposition.getEigenvalue(order[rank]).getReal();
      return value > smallest ? value : 0;
    }

    /** Returns an eigenvector of length 1, or 0 if its eigenvalue is. */
    double[] vector(int rank) {
      DMatrixRMaj vector = decomposition.getEigenVector(order[rank]);
      return value(rank) > 0 ? vector.getData().clone() : new double[vector.getNumElements()];
    }
  }
}
