package org.modyn.ml.model.vision;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.modyn.ml.nn.BatchNorm2d;
import org.modyn.ml.nn.Conv2d;
import org.modyn.ml.nn.GlobalAveragePool2d;
import org.modyn.ml.nn.Linear;
import org.modyn.ml.nn.MaxPool2d;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.nn.Sequential;
import org.modyn.ml.tensor.LayerOperations;

/**
 * A residual network (He et al., "Deep Residual Learning for Image Recognition", arXiv:1512.03385,
 * table 1): a convolution of 7 x 7 pixels and pooling, which reduce height and width to a quarter;
 * four stages of {@link ResidualBlock}s, each but the first halving them and doubling the channels;
 * the mean of each channel, and a linear layer.
 *
 * <p>Parameters and buffers are those of {@code torchvision.models.resnet}, under the same names.
 * Groups, widths and dilation yield the networks that torchvision calls ResNeXt, Wide ResNet and
 * dilated ResNet.
 */
final class ResidualNetwork extends ImageClassifier {
  private static final int STEM_CHANNELS = 64;

  private final Conv2d stem;
  private final BatchNorm2d stemNormalization;
  private final MaxPool2d stemPool;
  private final List<Sequential> stages;
  private final GlobalAveragePool2d pool;
  private final Linear classifier;

  /**
   * @param name of the model in pipeline files
   * @param blocks the number of blocks of each of the four stages
   */
  ResidualNetwork(
      ModelContext context,
      String name,
      ResidualBlock.Kind kind,
      List<Integer> blocks,
      ResNetOptions options) {
    super(context, name, options.numInputChannels(), 1);
    Conv2d.Geometry geometry =
        Conv2d.Geometry.of(options.numInputChannels(), STEM_CHANNELS, 7, 2, 3);
    stem = child("conv1", ResidualBlock.convolution(context, geometry));
    stemNormalization = child("bn1", new BatchNorm2d(context, STEM_CHANNELS));
    stemPool = new MaxPool2d(context, 3, 2, 1);
    stages = stages(context, kind, blocks, options);
    for (int stage = 0; stage < stages.size(); stage++) {
      child("layer" + (stage + 1), stages.get(stage));
    }
    pool = new GlobalAveragePool2d(context);
    long features = kind.outputs((long) STEM_CHANNELS << (stages.size() - 1));
    classifier = child("fc", new Linear(context, features, options.numClasses()));
  }

  private static List<Sequential> stages(
      ModelContext context, ResidualBlock.Kind kind, List<Integer> blocks, ResNetOptions options) {
    List<Sequential> stages = new ArrayList<>();
    long inputs = STEM_CHANNELS;
    long dilation = 1;
    for (int stage = 0; stage < blocks.size(); stage++) {
      long channels = (long) STEM_CHANNELS << stage;
      long stride = stage == 0 ? 1 : 2;
      long firstDilation = dilation;
      if (stage > 0 && options.isDilated(stage)) {
        dilation *= stride;
        stride = 1;
      }
      List<ResidualBlock> parts = new ArrayList<>();
      for (int block = 0; block < blocks.get(stage); block++) {
        ResidualBlock.Geometry geometry =
            block == 0
                ? new ResidualBlock.Geometry(inputs, channels, stride, firstDilation)
                : new ResidualBlock.Geometry(inputs, channels, 1, dilation);
        parts.add(new ResidualBlock(context, kind, geometry, options));
        inputs = kind.outputs(channels);
      }
      stages.add(new Sequential(context, parts));
    }
    return stages;
  }

  @Override
  NDArray features(NDArray images) {
    NDArray output = LayerOperations.relu(stemNormalization.forward(stem.forward(images)));
    output = stemPool.forward(output);
    for (Sequential stage : stages) {
      output = stage.forward(output);
    }
    return pool.forward(output);
  }

  @Override
  Linear head() {
    return classifier;
  }
}
