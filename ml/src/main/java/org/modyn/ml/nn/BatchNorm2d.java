package org.modyn.ml.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.LayerOperations;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorDataType;

/**
 * {@code torch.nn.BatchNorm2d} (Ioffe and Szegedy, "Batch Normalization", arXiv:1502.03167,
 * algorithms 1 and 2): {@code [batch, channels, height, width]}, each channel with mean 0 and
 * variance 1 times {@code weight} plus {@code bias}.
 *
 * <p>When devices share a batch, each normalizes its part with the statistics of that part, as
 * PyTorch's {@code DistributedDataParallel} does, and the buffers are those of the first device: to
 * exchange statistics within a forward pass, the devices would have to wait for each other in each
 * layer.
 *
 * <p>In training the statistics are those of the batch, and the buffers {@code running_mean} and
 * {@code running_var} move a tenth of the way towards them (the variance unbiased); in evaluation
 * these are used. {@code num_batches_tracked} counts the batches of the training.
 */
public final class BatchNorm2d extends Layer {
  /** The name of the buffer that counts batches; nothing is computed from it. */
  public static final String BATCHES = "num_batches_tracked";

  private static final double MOMENTUM = 0.1;
  private static final double EPSILON = 1e-5;

  private final NDArray weight;
  private final NDArray bias;
  private final NDArray runningMean;
  private final NDArray runningVariance;
  private final NDArray batches;
  private final NDArray one;

  /** With weights that begin as 1. */
  public BatchNorm2d(ModelContext context, long channels) {
    this(context, channels, Initialization.ones());
  }

  public BatchNorm2d(ModelContext context, long channels, Initialization weights) {
    super(context);
    Shape shape = new Shape(channels);
    weight = parameter("weight", context.draw(weights, shape));
    bias = parameter("bias", context.draw(Initialization.zeros(), shape));
    runningMean = buffer("running_mean", context.constant(0, TensorDataType.FLOAT32, shape));
    runningVariance = buffer("running_var", context.constant(1, TensorDataType.FLOAT32, shape));
    batches = buffer(BATCHES, context.constant(0, TensorDataType.INT64, new Shape()));
    one = context.constant(1, TensorDataType.INT64, new Shape());
  }

  /**
   * @throws ModynException INVALID_ARGUMENT in training when a channel has only one element in the
   *     whole batch, which has no variance
   */
  @Override
  public NDArray forward(NDArray input) {
    if (isTraining()) {
      checkVariance(input.getShape());
      Operations.addInPlace(batches, one);
    }
    return LayerOperations.batchNorm(
        input, runningMean, runningVariance, weight, bias, isTraining(), MOMENTUM, EPSILON);
  }

  private static void checkVariance(Shape input) {
    if (input.get(0) * input.get(2) * input.get(3) == 1) {
      throw ModynException.invalidArgument(
          "a single sample, of a batch or of a device's part of it, cannot be normalized where one"
              + " pixel is left of it; set drop_last_batch, another batch_size, or use larger"
              + " images");
    }
  }
}
