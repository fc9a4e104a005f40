package org.modyn.ml.parser;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleException;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;
import org.modyn.ml.tokenizer.TextEncoder;
import org.modyn.ml.tokenizer.Tokenizer;

/**
 * {@code Utf8()}: samples that are texts. The tensor {@code data} holds the tokens of a text.
 * Creates no object per sample when texts are ASCII.
 */
final class Utf8Parser implements TextParser {
  private final Tokenizer tokenizer;
  private final TensorSpecification tensor;

  Utf8Parser(Tokenizer tokenizer) {
    this.tokenizer = requireNonNull(tokenizer, "tokenizer is null");
    tensor = new TensorSpecification("data", TensorDataType.INT64, tokenizer.shape());
  }

  @Override
  public boolean hasText() {
    return true;
  }

  @Override
  public List<TensorSpecification> tensors() {
    return List.of(tensor);
  }

  @Override
  public SampleParser open(long seed) {
    return new Opened(tokenizer.open());
  }

  /** The working memory of one thread. */
  private final class Opened implements SampleParser {
    private final TextEncoder encoder;
    private final long bytesPerSample = tensor.bytesPerSample();
    private byte[] text = {};

    Opened(TextEncoder encoder) {
      this.encoder = encoder;
    }

    @Override
    public void parse(SampleBatch samples, int index, int epoch, TensorBatch batch, int row) {
      int length = samples.length(index);
      if (text.length < length) {
        text = new byte[length];
      }
      MemorySegment.copy(
          samples.bytes(), ValueLayout.JAVA_BYTE, samples.offset(index), text, 0, length);
      try {
        encoder.encode(text, 0, length, batch.tensor(0), row * bytesPerSample);
      } catch (ModynException e) {
        throw new SampleException(samples.key(index), e);
      }
    }
  }
}
