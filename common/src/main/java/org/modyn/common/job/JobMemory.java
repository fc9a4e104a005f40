package org.modyn.common.job;

import org.modyn.common.error.OutOfMemory;

/**
 * An estimate of the memory that a job takes, in bytes.
 *
 * @param heap memory in the heap of the JVM
 * @param outsideHeap other memory, including that of native libraries
 */
public record JobMemory(long heap, long outsideHeap) {
  /** A negligible amount of memory. */
  public static final JobMemory NONE = new JobMemory(0, 0);

  public JobMemory {
    if (heap < 0 || outsideHeap < 0) {
      throw new IllegalArgumentException("heap " + heap + ", outside the heap " + outsideHeap);
    }
  }

  /** Returns the maximum memory of this JVM. */
  public static JobMemory limit() {
    return new JobMemory(OutOfMemory.heapLimit(), OutOfMemory.directLimit());
  }

  /** Returns the sum of this estimate and another one. */
  public JobMemory plus(JobMemory other) {
    return new JobMemory(sum(heap, other.heap), sum(outsideHeap, other.outsideHeap));
  }

  /** Returns the larger one of both values: the memory of two jobs that run one after the other. */
  public JobMemory largest(JobMemory other) {
    return new JobMemory(Math.max(heap, other.heap), Math.max(outsideHeap, other.outsideHeap));
  }

  /** Returns whether neither value exceeds the limit. */
  public boolean fitsInto(JobMemory limit) {
    return heap <= limit.heap && outsideHeap <= limit.outsideHeap;
  }

  private static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
