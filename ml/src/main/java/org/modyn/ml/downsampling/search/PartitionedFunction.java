package org.modyn.ml.downsampling.search;

import java.util.Arrays;
import java.util.List;

/**
 * The sum of functions of separate elements: first those of the first function, then those of the
 * second one, and so on.
 */
final class PartitionedFunction implements SetFunction {
  private final List<? extends SetFunction> parts;
  private final int[] partOf;
  private final int[] starts;

  PartitionedFunction(List<? extends SetFunction> parts) {
    this.parts = List.copyOf(parts);
    this.starts = new int[parts.size() + 1];
    for (int part = 0; part < parts.size(); part++) {
      starts[part + 1] = starts[part] + parts.get(part).size();
    }
    this.partOf = new int[starts[parts.size()]];
    for (int part = 0; part < parts.size(); part++) {
      Arrays.fill(partOf, starts[part], starts[part + 1], part);
    }
  }

  @Override
  public int size() {
    return partOf.length;
  }

  @Override
  public double gain(int element) {
    int part = partOf[element];
    return parts.get(part).gain(element - starts[part]);
  }

  @Override
  public void add(int element) {
    int part = partOf[element];
    parts.get(part).add(element - starts[part]);
  }
}
