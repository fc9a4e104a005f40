package org.modyn.ml.downsampling.search;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * Finds the rows with the smallest numbers, without objects and without sorting the other rows:
 * quickselect (Hoare, Algorithm 65: Find, CACM 1961), then heapsort of the selected rows. Expected
 * time O(n + k log k) for k of n rows, 4 bytes a row. Equal numbers are ordered by row.
 */
public final class RowOrder {
  private final double[] numbers;
  private final int[] rows;

  private RowOrder(double[] numbers) {
    this.numbers = requireNonNull(numbers, "numbers is null");
    this.rows = new int[numbers.length];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = row;
    }
  }

  /**
   * Returns the rows with the smallest numbers, in ascending order of number.
   *
   * @param numbers one for each row, none of them NaN
   * @param count from 0 to the number of rows
   */
  public static int[] smallest(double[] numbers, int count) {
    if (count < 0 || count > numbers.length) {
      throw new IllegalArgumentException("count is " + count + " of " + numbers.length);
    }
    RowOrder order = new RowOrder(numbers);
    if (count < numbers.length) {
      order.partition(count);
    }
    order.sort(count);
    return count == numbers.length ? order.rows : Arrays.copyOf(order.rows, count);
  }

  private boolean isBefore(int row, int other) {
    double number = numbers[row];
    double otherNumber = numbers[other];
    return number < otherNumber || (number == otherNumber && row < other);
  }

  /** Moves the {@code count} first rows of the order to the front, in any order. */
  private void partition(int count) {
    int low = 0;
    int high = rows.length - 1;
    while (low < high) {
      int pivot = medianOfThree(low, low + (high - low) / 2, high);
      int left = low - 1;
      int right = high + 1;
      while (true) {
        do {
          left++;
        } while (isBefore(rows[left], pivot));
        do {
          right--;
        } while (isBefore(pivot, rows[right]));
        if (left >= right) {
          break;
        }
        swap(left, right);
      }
      if (count <= right) {
        high = right;
      } else {
        low = right + 1;
      }
    }
  }

  private int medianOfThree(int first, int second, int third) {
    int a = rows[first];
    int b = rows[second];
    int c = rows[third];
    if (isBefore(b, a)) {
      int row = a;
      a = b;
      b = row;
    }
    if (isBefore(c, b)) {
      return isBefore(c, a) ? a : c;
    }
    return b;
  }

  private void sort(int count) {
    for (int parent = count / 2 - 1; parent >= 0; parent--) {
      siftDown(parent, count);
    }
    for (int last = count - 1; last > 0; last--) {
      swap(0, last);
      siftDown(0, last);
    }
  }

  private void siftDown(int start, int size) {
    int parent = start;
    int row = rows[parent];
    while (2 * parent + 1 < size) {
      int child = 2 * parent + 1;
      if (child + 1 < size && isBefore(rows[child], rows[child + 1])) {
        child++;
      }
      if (!isBefore(row, rows[child])) {
        break;
      }
      rows[parent] = rows[child];
      parent = child;
    }
    rows[parent] = row;
  }

  private void swap(int first, int second) {
    int row = rows[first];
    rows[first] = rows[second];
    rows[second] = row;
  }
}
