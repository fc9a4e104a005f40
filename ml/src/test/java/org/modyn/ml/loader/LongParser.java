package org.modyn.ml.loader;

import java.lang.foreign.ValueLayout;
import java.util.List;
import org.modyn.common.sample.SampleBatch;
import org.modyn.ml.parser.BytesParser;
import org.modyn.ml.parser.SampleParser;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/** Eight bytes, little endian, as one int64. */
final class LongParser implements BytesParser, SampleParser {
  @Override
  public List<TensorSpecification> tensors() {
    return List.of(new TensorSpecification("value", TensorDataType.INT64, List.of()));
  }

  @Override
  public SampleParser open(long seed) {
    return this;
  }

  @Override
  public void parse(SampleBatch samples, int index, int epoch, TensorBatch batch, int row) {
    long value = samples.bytes().get(ValueLayout.JAVA_LONG_UNALIGNED, samples.offset(index));
    batch.tensor(0).setAtIndex(ValueLayout.JAVA_LONG, row, value);
  }
}
