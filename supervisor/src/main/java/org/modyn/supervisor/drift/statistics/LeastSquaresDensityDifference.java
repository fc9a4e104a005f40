package org.modyn.supervisor.drift.statistics;

import java.util.Locale;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.modyn.common.error.ModynException;

/**
 * The least-squares density difference of two samples of vectors: the integral of the squared
 * difference of their densities, which is modelled as a sum of Gaussian kernels. It equals {@code
 * LSDDDrift} of Alibi-Detect 0.12 with the PyTorch backend ({@code cd/pytorch/lsdd.py}, {@code
 * utils/pytorch/distance.py}), computed in float64, which implements Bu, Alippi and Zhao, "A
 * pdf-free change detection test based on density difference estimation" (2017), equations 7, 8 and
 * 11 and appendix A. As there, the estimate is not divided by the kernel's norm.
 *
 * <p>Features are standardized by the reference sample. The centers of the kernels are vectors of
 * the reference sample, which are then not compared; their width is chosen by the median heuristic.
 * The regularization is the strongest of 1, 1/4, ..., 4⁻⁹ that changes the estimates of the
 * permutations by less than a limit, relative to them and on average.
 *
 * <p>Equal centers are not moved apart, as they are there by random numbers around 1e-6, since the
 * regularized matrix is invertible. For windows of many equal vectors, where Alibi-Detect gives up,
 * the estimate is therefore defined: constant windows have the difference 0 if they are equal.
 *
 * <p>Time: O(n² d) for the median over n reference vectors of length d, O(N c (d + p)) for N
 * vectors in both samples, c centers and p permutations, and O(c³); memory: O(c (c + p)).
 */
public final class LeastSquaresDensityDifference {
  private static final int REGULARIZATIONS = 10;

  private final double[][] matrix;
  private final double maxRelativeDifference;

  private LeastSquaresDensityDifference(double[][] matrix, double maxRelativeDifference) {
    this.matrix = matrix;
    this.maxRelativeDifference = maxRelativeDifference;
  }

  /**
   * Computes the difference.
   *
   * @param reference at least two vectors more than there are centers
   * @param current at least one vector
   * @param centers rows of the reference sample, all different
   * @param maxRelativeDifference the limit for the regularization, between 0 and 1
   * @param permutations at least one, of the reference vectors that are not centers, in their
   *     order, followed by the current
   * @throws ModynException FAILED_PRECONDITION when no regularization is within the limit
   */
  public static PermutationTest test(
      Vectors reference,
      Vectors current,
      int[] centers,
      double maxRelativeDifference,
      Permutations permutations) {
    int compared = reference.rows() - centers.length;
    if (compared != permutations.referenceRows()
        || compared + current.rows() != permutations.rows()
        || compared < 1
        || permutations.count() == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d permutations of %d vectors for %d compared ones",
              permutations.count(),
              permutations.rows(),
              compared + current.rows()));
    }
    Standardization standardization = Standardization.of(reference);
    Vectors standardized = standardization.apply(reference);
    double median = MedianDistance.within(standardized);
    Vectors kernelCenters = standardized.select(centers);
    Vectors pooled =
        standardized
            .select(others(reference.rows(), centers))
            .followedBy(standardization.apply(current));
    KernelMeans means =
        KernelMeans.compute(pooled, kernelCenters, new GaussianKernel(median), permutations);
    return new LeastSquaresDensityDifference(
            centerMatrix(kernelCenters, new GaussianKernel(2 * median)), maxRelativeDifference)
        .test(means);
  }

  private static int[] others(int rows, int[] centers) {
    boolean[] isCenter = new boolean[rows];
    for (int center : centers) {
      isCenter[center] = true;
    }
    return IntStream.range(0, rows).filter(row -> !isCenter[row]).toArray();
  }

  /** Returns the kernel with the doubled variance, for each pair of centers. */
  private static double[][] centerMatrix(Vectors centers, GaussianKernel kernel) {
    double[][] values = centers.rows(0, centers.rows());
    double[][] matrix = new double[values.length][values.length];
    for (int row = 0; row < values.length; row++) {
      for (int column = 0; column <= row; column++) {
        double squaredDistance = 0;
        for (int k = 0; k < values[row].length; k++) {
          double difference = values[row][k] - values[column][k];
          squaredDistance += difference * difference;
        }
        matrix[row][column] = kernel.of(squaredDistance);
        matrix[column][row] = matrix[row][column];
      }
    }
    return matrix;
  }

  private PermutationTest test(KernelMeans means) {
    for (int power = 0; power < REGULARIZATIONS; power++) {
      LinearSolverDense<DMatrixRMaj> regularized = solver(Math.pow(4, -power));
      double[] estimates = new double[means.permuted().length];
      double relativeDifferences = 0;
      for (int permutation = 0; permutation < estimates.length; permutation++) {
        Estimate estimate = estimate(regularized, means.permuted()[permutation]);
        estimates[permutation] = estimate.corrected();
        relativeDifferences += estimate.relativeDifference();
      }
      if (relativeDifferences / estimates.length < maxRelativeDifference) {
        return new PermutationTest(
            estimate(regularized, means.original()).corrected(), estimates, 1e-12);
      }
    }
    throw ModynException.failedPrecondition(
        "the least-squares density difference has no estimate that the regularization changes by"
            + " less than lambda_rd_max, %s; increase lambda_rd_max or use"
            + " AlibiDetectMmdDriftMetric",
        maxRelativeDifference);
  }

  /**
   * Two estimates of the difference.
   *
   * @param linear h·ω
   * @param quadratic ωᵀHω
   */
  private record Estimate(double linear, double quadratic) {
    /** Returns how much the estimates differ, relative to the greater one. */
    double relativeDifference() {
      return linear == 0 ? 0 : 1 - quadratic / linear;
    }

    /** Returns the combination with less bias. */
    double corrected() {
      return 2 * linear - quadratic;
    }
  }

  /** Returns a solver of equations with the matrix plus a multiple of the identity. */
  private LinearSolverDense<DMatrixRMaj> solver(double diagonal) {
    DMatrixRMaj regularized = new DMatrixRMaj(matrix);
    for (int row = 0; row < matrix.length; row++) {
      regularized.add(row, row, diagonal);
    }
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(matrix.length);
    if (!solver.setA(regularized)) {
      throw new ArithmeticException("the matrix is not positive definite");
    }
    return solver;
  }

  private Estimate estimate(LinearSolverDense<DMatrixRMaj> regularized, double[] meanDifferences) {
    DMatrixRMaj solution = new DMatrixRMaj(meanDifferences.length, 1);
    regularized.solve(
        DMatrixRMaj.wrap(meanDifferences.length, 1, meanDifferences.clone()), solution);
    double[] weights = solution.getData();
    double linear = 0;
    double quadratic = 0;
    for (int row = 0; row < weights.length; row++) {
      linear += meanDifferences[row] * weights[row];
      double product = 0;
      for (int column = 0; column < weights.length; column++) {
        product += matrix[row][column] * weights[column];
      }
      quadratic += weights[row] * product;
    }
    return new Estimate(linear, quadratic);
  }

  /** Subtracts the mean of a sample, and divides by its standard deviation. */
  private record Standardization(double[] means, double[] deviations) {
    static Standardization of(Vectors vectors) {
      double[] means = new double[vectors.columns()];
      double[] deviations = new double[vectors.columns()];
      for (int column = 0; column < means.length; column++) {
        double sum = 0;
        for (int row = 0; row < vectors.rows(); row++) {
          sum += vectors.at(row, column);
        }
        double mean = sum / vectors.rows();
        double squares = 0;
        for (int row = 0; row < vectors.rows(); row++) {
          squares += (vectors.at(row, column) - mean) * (vectors.at(row, column) - mean);
        }
        means[column] = mean;
        deviations[column] = Math.sqrt(squares / (vectors.rows() - 1)) + 1e-12;
      }
      return new Standardization(means, deviations);
    }

    Vectors apply(Vectors vectors) {
      return vectors.withScale(means, deviations);
    }
  }
}
