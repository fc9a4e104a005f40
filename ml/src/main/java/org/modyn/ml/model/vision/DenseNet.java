package org.modyn.ml.model.vision;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.modyn.ml.nn.Activation;
import org.modyn.ml.nn.AveragePool2d;
import org.modyn.ml.nn.BatchNorm2d;
import org.modyn.ml.nn.Conv2d;
import org.modyn.ml.nn.Initialization;
import org.modyn.ml.nn.Layer;
import org.modyn.ml.nn.MaxPool2d;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.nn.Sequential;

/**
 * Densely connected networks (Huang et al., "Densely Connected Convolutional Networks",
 * arXiv:1608.06993, table 1) without their last layer: a convolution of 7 x 7 pixels and pooling,
 * which make height and width a quarter; blocks of {@link DenseLayer}s; between them transitions,
 * which halve height, width and channels; a normalization.
 *
 * <p>Parameters and buffers are those of {@code features} of torchvision's models, under the same
 * names.
 */
final class DenseNet {
  /** The smallest height and width of an image that leaves something after the last transition. */
  static final int SMALLEST_SIDE = 29;

  /** Channels of the output of {@link #encoder121}. */
  static final long FEATURES_OF_121 = 1024;

  private static final List<Integer> LAYERS_OF_121 = List.of(6, 12, 24, 16);
  private static final long STEM_CHANNELS = 64;
  private static final long GROWTH = 32;
  private static final long WIDTH = 4 * GROWTH;

  private DenseNet() {}

  /** The network that has 121 layers with its last one, for images of three channels. */
  static Sequential encoder121(ModelContext context) {
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    layers.put("conv0", convolution(context, Conv2d.Geometry.of(3, STEM_CHANNELS, 7, 2, 3)));
    layers.put("norm0", new BatchNorm2d(context, STEM_CHANNELS));
    layers.put("relu0", new Activation(context, Activation.Function.RELU));
    layers.put("pool0", new MaxPool2d(context, 3, 2, 1));
    long channels = STEM_CHANNELS;
    for (int block = 1; block <= LAYERS_OF_121.size(); block++) {
      int count = LAYERS_OF_121.get(block - 1);
      layers.put("denseblock" + block, block(context, channels, count));
      channels += count * GROWTH;
      if (block < LAYERS_OF_121.size()) {
        layers.put("transition" + block, transition(context, channels));
        channels /= 2;
      }
    }
    layers.put("norm5", new BatchNorm2d(context, channels));
    return new Sequential(context, layers);
  }

  private static Sequential block(ModelContext context, long inputs, int count) {
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    for (int layer = 0; layer < count; layer++) {
      layers.put(
          "denselayer" + (layer + 1),
          new DenseLayer(context, inputs + layer * GROWTH, WIDTH, GROWTH));
    }
    return new Sequential(context, layers);
  }

  private static Sequential transition(ModelContext context, long channels) {
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    layers.put("norm", new BatchNorm2d(context, channels));
    layers.put("relu", new Activation(context, Activation.Function.RELU));
    layers.put("conv", convolution(context, Conv2d.Geometry.of(channels, channels / 2, 1, 1, 0)));
    layers.put("pool", new AveragePool2d(context, 2, 2));
    return new Sequential(context, layers);
  }

  /** Normal with variance {@code 2 / fan in} (He et al., arXiv:1502.01852, section 2.2). */
  static Conv2d convolution(ModelContext context, Conv2d.Geometry geometry) {
    return Conv2d.withoutBias(
        context, geometry, Initialization.normal(Math.sqrt(2.0 / geometry.fanIn())));
  }
}
