package org.modyn.ml.model.vision;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.modyn.ml.nn.Activation;
import org.modyn.ml.nn.BatchNorm2d;
import org.modyn.ml.nn.Conv2d;
import org.modyn.ml.nn.GlobalAveragePool2d;
import org.modyn.ml.nn.Layer;
import org.modyn.ml.nn.Linear;
import org.modyn.ml.nn.MaxPool2d;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.nn.Sequential;

/**
 * A small convolutional network for portraits (Yao et al., "Wild-Time: A Benchmark of in-the-Wild
 * Distribution Shift over Time", NeurIPS 2022, appendix on Yearbook): blocks of a convolution of 3
 * x 3 pixels, normalization, ReLU and pooling that halves height and width, all with the same
 * number of channels; then the mean of each channel and a linear layer.
 *
 * <p>The parts are {@code enc.<block>.<layer>} and {@code classifier}.
 */
final class YearbookNetwork extends ImageClassifier {
  private final Sequential encoder;
  private final GlobalAveragePool2d pool;
  private final Linear classifier;

  /**
   * @param name of the model in pipeline files
   * @param inputChannels channels of an image
   * @param blocks the number of blocks
   * @param channels of each block's output
   */
  YearbookNetwork(
      ModelContext context, String name, int inputChannels, int blocks, int channels, int classes) {
    super(context, name, inputChannels, 1 << blocks);
    List<Sequential> parts = new ArrayList<>();
    for (int block = 0; block < blocks; block++) {
      parts.add(block(context, block == 0 ? inputChannels : channels, channels));
    }
    encoder = child("enc", new Sequential(context, parts));
    pool = new GlobalAveragePool2d(context);
    classifier = child("classifier", new Linear(context, channels, classes));
  }

  private static Sequential block(ModelContext context, long inputs, long outputs) {
    List<Layer> layers =
        List.of(
            Conv2d.withBias(context, Conv2d.Geometry.of(inputs, outputs, 3, 1, 1)),
            new BatchNorm2d(context, outputs),
            new Activation(context, Activation.Function.RELU),
            new MaxPool2d(context, 2, 2, 0));
    return new Sequential(context, layers);
  }

  @Override
  NDArray features(NDArray images) {
    return pool.forward(encoder.forward(images));
  }

  @Override
  Linear head() {
    return classifier;
  }
}
