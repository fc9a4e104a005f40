package org.modyn.ml.model.vision;

import ai.djl.ndarray.NDArray;
import org.modyn.ml.nn.GlobalAveragePool2d;
import org.modyn.ml.nn.Linear;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.nn.Sequential;
import org.modyn.ml.tensor.LayerOperations;

/**
 * The network for satellite images of the Wild-Time benchmark (Yao et al., "Wild-Time: A Benchmark
 * of in-the-Wild Distribution Shift over Time", NeurIPS 2022): the encoder of a {@link DenseNet}
 * with 121 layers, a ReLU, the mean of each channel, and a linear layer.
 *
 * <p>The parts are {@code enc} and {@code classifier}.
 */
final class FmowNet extends ImageClassifier {
  private static final int CHANNELS = 3;

  private final Sequential encoder;
  private final GlobalAveragePool2d pool;
  private final Linear classifier;

  FmowNet(ModelContext context, int classes) {
    super(context, "FmowNet", CHANNELS, DenseNet.SMALLEST_SIDE);
    encoder = child("enc", DenseNet.encoder121(context));
    pool = new GlobalAveragePool2d(context);
    classifier = child("classifier", new Linear(context, DenseNet.FEATURES_OF_121, classes));
  }

  @Override
  NDArray features(NDArray images) {
    return pool.forward(LayerOperations.relu(encoder.forward(images)));
  }

  @Override
  Linear head() {
    return classifier;
  }
}
