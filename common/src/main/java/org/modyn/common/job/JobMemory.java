package org.modyn.common.job;

import org.modyn.common.error.OutOfMemory;

/**
 * An estimate of the memory that a job takes. In bytes.
 *
 * @param heap in the heap of the JVM
 * @param outsideHeap elsewhere, what native libraries take included
 */
public record JobMemory(long heap, long outsideHeap) {
  /** Next to nothing. */
  public static final JobMemory NONE = new JobMemory(0, 0);

  public JobMemory {
    if (heap < 0 || outsideHeap < 0) {
      throw new IllegalArgumentException("heap " + heap + ", outside the heap " + outsideHeap);
    }
  }

  /** What this JVM may take in all. */
  public static JobMemory limit() {
    return new JobMemory(OutOfMemory.heapLimit(), OutOfMemory.directLimit());
  }

  /** Both together. */
  public JobMemory plus(JobMemory other) {
    return new JobMemory(sum(heap, other.heap), sum(outsideHeap, other.outsideHeap));
  }

  /** Whether it is at most so much. */
  public boolean fitsInto(JobMemory limit) {
    return heap <= limit.heap && outsideHeap <= limit.outsideHeap;
  }

  private static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
