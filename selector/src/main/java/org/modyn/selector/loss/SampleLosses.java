package org.modyn.selector.loss;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The last known loss of samples, by key. The losses of {@value #PAGE_KEYS} consecutive keys are a
 * page of 16 KiB, outside the heap; pages without a known loss do not exist. Storage assigns
 * consecutive keys, so that a sample takes 4 bytes.
 *
 * <p>Must be created, used and closed on the same thread.
 */
public final class SampleLosses implements AutoCloseable {
  static final int PAGE_KEYS = 1 << 12;
  static final int PAGE_BYTES = PAGE_KEYS * Float.BYTES;

  private static final int PAGE_BITS = 12;
  private static final int FIRST_CAPACITY = 16;

  private final Arena arena = Arena.ofConfined();
  private long[] numbers = new long[FIRST_CAPACITY];
  private MemorySegment[] pages = new MemorySegment[FIRST_CAPACITY];
  private int size;
  private int last;
  private int modelId;

  /** Creates an object that knows no loss. */
  public SampleLosses() {}

  /**
   * Returns the loss of a sample, or NaN if it is unknown. Keys that are looked up in ascending
   * order cost least.
   */
  public float get(long key) {
    int page = find(key >> PAGE_BITS);
    return page < 0
        ? Float.NaN
        : pages[page].getAtIndex(ValueLayout.JAVA_FLOAT, key & (PAGE_KEYS - 1));
  }

  /** Sets the loss of a sample. */
  public void put(long key, float loss) {
    page(key >> PAGE_BITS).setAtIndex(ValueLayout.JAVA_FLOAT, key & (PAGE_KEYS - 1), loss);
  }

  /** Returns the index of a page; if there is none, -1 minus the index at which it belongs. */
  private int find(long number) {
    if (last < size && numbers[last] == number) {
      return last;
    }
    int found = Arrays.binarySearch(numbers, 0, size, number);
    if (found >= 0) {
      last = found;
    }
    return found;
  }

  private int insert(long number, int index) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * size);
      pages = Arrays.copyOf(pages, 2 * size);
    }
    System.arraycopy(numbers, index, numbers, index + 1, size - index);
    System.arraycopy(pages, index, pages, index + 1, size - index);
    MemorySegment page = arena.allocate(PAGE_BYTES, Long.BYTES);
    for (int key = 0; key < PAGE_KEYS; key++) {
      page.setAtIndex(ValueLayout.JAVA_FLOAT, key, Float.NaN);
    }
    numbers[index] = number;
    pages[index] = page;
    size++;
    last = index;
    return index;
  }

  /** The number of pages. */
  int pages() {
    return size;
  }

  /** The keys of a page, divided by {@value #PAGE_KEYS}; pages are in ascending order of it. */
  long number(int page) {
    return numbers[page];
  }

  /** The memory of the page with a number, which is created if there is none. */
  MemorySegment page(long number) {
    int page = find(number);
    if (page < 0) {
      page = insert(number, -page - 1);
    }
    return pages[page];
  }

  /** The id of the newest model whose losses have been added; 0 if there is none. */
  public int modelId() {
    return modelId;
  }

  public void setModelId(int newestModelId) {
    modelId = newestModelId;
  }

  @Override
  public void close() {
    arena.close();
  }
}
