package org.modyn.ml.transform;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.modyn.common.sample.SampleBatch;
import org.modyn.ml.parser.BytesParser;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * A parser followed by transformations. Keeps the memory of one sample and its intermediate results
 * for each thread that parses at the same time, and makes no object a sample.
 */
final class TransformingParser implements BytesParser {
  /** What one thread works in. */
  private record Workspace(TensorBatch parsed, float[][] values) {}

  private final BytesParser parser;
  private final List<Transformation> steps;
  private final TensorSpecification output;
  private final ConcurrentLinkedQueue<Workspace> free = new ConcurrentLinkedQueue<>();

  /**
   * @param steps at least one; each takes what the one before makes
   */
  TransformingParser(BytesParser parser, List<Transformation> steps) {
    this.parser = parser;
    this.steps = List.copyOf(steps);
    this.output = steps.getLast().output();
  }

  @Override
  public List<TensorSpecification> tensors() {
    return List.of(output);
  }

  @Override
  public void parse(SampleBatch samples, int index, TensorBatch batch, int row) {
    Workspace workspace = free.poll();
    if (workspace == null) {
      workspace = newWorkspace();
    }
    parser.parse(samples, index, workspace.parsed(), 0);
    float[][] values = workspace.values();
    read(workspace.parsed(), values[0]);
    for (int step = 0; step < values.length - 1; step++) {
      steps.get(step).apply(values[step], values[step + 1]);
    }
    write(values[values.length - 1], batch.tensor(0), row);
    free.add(workspace);
  }

  private Workspace newWorkspace() {
    float[][] values = new float[steps.size() + 1][];
    values[0] = new float[elements(parser.tensors().getFirst())];
    for (int step = 0; step < steps.size(); step++) {
      values[step + 1] = new float[elements(steps.get(step).output())];
    }
    return new Workspace(new TensorBatch(parser.tensors(), 1), values);
  }

  private static int elements(TensorSpecification specification) {
    return Math.toIntExact(specification.elementsPerSample());
  }

  private static void read(TensorBatch parsed, float[] values) {
    MemorySegment source = parsed.tensor(0);
    if (parsed.specifications().getFirst().dataType() == TensorDataType.UINT8) {
      for (int index = 0; index < values.length; index++) {
        values[index] = Byte.toUnsignedInt(source.get(ValueLayout.JAVA_BYTE, index));
      }
    } else {
      MemorySegment.copy(source, ValueLayout.JAVA_FLOAT, 0, values, 0, values.length);
    }
  }

  private void write(float[] values, MemorySegment target, int row) {
    long offset = row * output.bytesPerSample();
    if (output.dataType() == TensorDataType.UINT8) {
      for (int index = 0; index < values.length; index++) {
        target.set(ValueLayout.JAVA_BYTE, offset + index, (byte) (int) values[index]);
      }
    } else {
      MemorySegment.copy(values, 0, target, ValueLayout.JAVA_FLOAT, offset, values.length);
    }
  }
}
