package org.modyn.ml.parser;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleException;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorSpecification;
import org.modyn.ml.userfunction.BytesParserFunction;
import org.modyn.ml.userfunction.TensorRow;
import org.modyn.ml.userfunction.UserCode;

/** A parser that a user wrote. Creates one small object a sample, its bytes as a buffer. */
final class UserBytesParser implements BytesParser {
  private final BytesParserFunction function;
  private final List<TensorSpecification> tensors;

  /**
   * @throws ModynException INVALID_ARGUMENT when the function defines no tensors, defines two with
   *     the same name, or fails
   */
  UserBytesParser(BytesParserFunction function) {
    this.function = function;
    try {
      tensors = List.copyOf(UserCode.call("tensors()", function::tensors));
    } catch (ModynException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new ModynException(ErrorCategory.INVALID_ARGUMENT, "tensors() failed: " + e, e);
    }
    if (tensors.isEmpty()) {
      throw ModynException.invalidArgument("tensors() is empty; at least one is needed");
    }
    HashSet<String> names = new HashSet<>();
    for (TensorSpecification tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw ModynException.invalidArgument(
            "tensors(): two tensors are named \"%s\"", tensor.name());
      }
    }
  }

  @Override
  public List<TensorSpecification> tensors() {
    return tensors;
  }

  @Override
  public SampleParser open(long seed) {
    return new Opened();
  }

  /** The working memory of one thread. */
  private final class Opened implements SampleParser {
    private final TensorRow target = new TensorRow(tensors);
    private SampleBatch message;
    private ByteBuffer bytesOfMessage;

    @Override
    public void parse(SampleBatch samples, int index, int epoch, TensorBatch batch, int row) {
      if (samples != message) {
        message = samples;
        bytesOfMessage = samples.bytes().asByteBuffer();
      }
      ByteBuffer sample =
          bytesOfMessage
              .slice(Math.toIntExact(samples.offset(index)), samples.length(index))
              .order(ByteOrder.LITTLE_ENDIAN);
      target.moveTo(batch, row);
      try {
        function.parse(sample, target);
      } catch (RuntimeException e) {
        throw new SampleException(
            ErrorCategory.INVALID_ARGUMENT,
            samples.key(index),
            "cannot be parsed, bytes_parser_function failed: " + e,
            e);
      }
    }
  }
}
