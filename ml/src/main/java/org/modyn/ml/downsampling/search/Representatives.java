package org.modyn.ml.downsampling.search;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.selection.downsampling.GreedySearch;
import org.modyn.common.error.ModynException;

/**
 * Selects rows that represent the rows of their group: it maximizes the sum of the similarities of
 * all rows to the most similar selected row ({@link FacilityLocation}), where similarities are
 * those of {@link Closeness} within a group, and 0 between groups (Mirzasoleiman et al., Coresets
 * for Data-efficient Training of Machine Learning Models, ICML 2020, section 3). Elements are the
 * rows, group after group.
 *
 * <p>Computing the similarities of groups of n rows takes O(n^2 x columns). They are kept, 4 bytes
 * for each pair of a group, in groups for which the memory limit suffices. In others, those of a
 * row are computed again, O(n x columns), for each gain that the search computes: 5 n gains for a
 * fifth of 5,000 random rows. Memory of 20 bytes a row is needed in addition to that of {@link
 * FeatureMatrix}.
 */
public final class Representatives {
  private final List<Closeness> groups = new ArrayList<>();

  /** The row of each element. */
  private final int[] rows;

  /**
   * @param features float32, row after row
   * @param groups the rows of each group, as indexes of rows of {@code features}
   * @throws ModynException CANCELLED when the thread is interrupted
   */
  public Representatives(
      MemorySegment features, int columns, List<int[]> groups, MemoryLimit limit) {
    List<FeatureMatrix> matrices =
        groups.stream().map(rows -> new FeatureMatrix(features, columns, rows, limit)).toList();
    double unitsPerDistance =
        PairwiseMatrix.LARGEST
            / matrices.stream().mapToDouble(Closeness::bound).max().orElseThrow();
    long pairs = limit.bytes() / Integer.BYTES;
    for (FeatureMatrix matrix : matrices) {
      long pairsOfGroup = (long) matrix.size() * matrix.size();
      boolean fits = pairsOfGroup <= pairs;
      pairs -= fits ? pairsOfGroup : 0;
      this.groups.add(new Closeness(matrix, unitsPerDistance, fits));
    }
    this.rows = groups.stream().flatMapToInt(Arrays::stream).toArray();
  }

  /**
   * Selected rows.
   *
   * @param rows group after group, ascending within a group
   * @param represented for each of them, the number of rows, itself included, to which it is the
   *     most similar selected row, or the first one of several. Rows of a group of which none is
   *     selected have the similarity 0 to all: they count for the first selected row
   */
  public record Selected(int[] rows, int[] represented) {}

  /**
   * Selects rows.
   *
   * @param count from 1 to the number of rows of all groups
   * @throws ModynException CANCELLED when the thread is interrupted
   */
  public Selected select(int count, GreedySearch search, RandomGenerator random) {
    List<FacilityLocation> functions = groups.stream().map(FacilityLocation::new).toList();
    int[] selected =
        SubmodularSearch.of(search).maximize(new PartitionedFunction(functions), count, random);
    Arrays.sort(selected);
    int[] represented = new int[count];
    int start = 0;
    int first = 0;
    for (Closeness group : groups) {
      int end = start + group.size();
      int last = first;
      while (last < count && selected[last] < end) {
        last++;
      }
      countRepresented(group, start, selected, first, last, represented);
      start = end;
      first = last;
    }
    int[] selectedRows = Arrays.stream(selected).map(element -> rows[element]).toArray();
    return new Selected(selectedRows, represented);
  }

  /**
   * Counts the rows of a group, whose selected elements have the indexes from first to last - 1.
   */
  private static void countRepresented(
      Closeness group, int start, int[] selected, int first, int last, int[] represented) {
    if (first == last) {
      represented[0] += group.size();
      return;
    }
    int[] largest = new int[group.size()];
    int[] nearest = new int[group.size()];
    Arrays.fill(largest, -1);
    for (int index = first; index < last; index++) {
      Interruption.check();
      int[] similarities = group.row(selected[index] - start);
      for (int row = 0; row < largest.length; row++) {
        if (similarities[row] > largest[row]) {
          largest[row] = similarities[row];
          nearest[row] = index;
        }
      }
    }
    for (int index : nearest) {
      represented[index]++;
    }
  }
}
