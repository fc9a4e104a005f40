package org.modyn.ml.downsampling.search;

/**
 * Elements in descending order of gain, and in ascending order of number when gains are equal: a
 * binary heap on arrays. Takes 12 bytes per element.
 */
final class GainQueue {
  private final double[] gains;
  private final int[] elements;
  private int size;

  /**
   * @param gains one for each element; changed by the queue
   */
  GainQueue(double[] gains) {
    this.gains = gains;
    this.elements = new int[gains.length];
    this.size = gains.length;
    for (int element = 0; element < size; element++) {
      elements[element] = element;
    }
    for (int parent = size / 2 - 1; parent >= 0; parent--) {
      siftDown(parent);
    }
  }

  /** The element with the largest gain. */
  int first() {
    return elements[0];
  }

  double firstGain() {
    return gains[elements[0]];
  }

  /** Decreases the gain of the first element, which may then be another one. */
  void decreaseFirst(double gain) {
    gains[elements[0]] = gain;
    siftDown(0);
  }

  void removeFirst() {
    size--;
    elements[0] = elements[size];
    siftDown(0);
  }

  private boolean isBefore(int element, int other) {
    return gains[element] > gains[other] || (gains[element] == gains[other] && element < other);
  }

  private void siftDown(int start) {
    int parent = start;
    int element = elements[parent];
    while (2 * parent + 1 < size) {
      int child = 2 * parent + 1;
      if (child + 1 < size && isBefore(elements[child + 1], elements[child])) {
        child++;
      }
      if (!isBefore(elements[child], element)) {
        break;
      }
      elements[parent] = elements[child];
      parent = child;
    }
    elements[parent] = element;
  }
}
