package org.modyn.ml.model.vision;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.ml.model.BatchInputs;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelInput;
import org.modyn.ml.model.ModelOutput;
import org.modyn.ml.nn.Linear;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * A model that computes a vector of features for each image, and the logits of the classes from it
 * with one last layer.
 *
 * <p>Input: {@code data [batch, channels, height, width]}, floating. Output: logits {@code [batch,
 * classes]}; the embedding is the features.
 */
abstract class ImageClassifier extends Model {
  private final String name;
  private final List<ModelInput> inputs;
  private final int smallestSide;

  /**
   * @param name of the model in pipeline files
   * @param channels of an image
   * @param smallestSide the smallest height and width of an image, in pixels, for which the output
   *     of the last pooling is not empty
   */
  ImageClassifier(ModelContext context, String name, int channels, int smallestSide) {
    super(context);
    this.name = name;
    this.inputs = List.of(ModelInput.images(channels));
    this.smallestSide = smallestSide;
  }

  /**
   * Computes the features of images.
   *
   * @param images {@code [batch, channels, height, width]}
   * @return {@code [batch, features]}
   */
  abstract NDArray features(NDArray images);

  /** The last layer, which computes the logits from the features. */
  abstract Linear head();

  @Override
  public final List<ModelInput> inputs() {
    return inputs;
  }

  /**
   * @throws ModynException INVALID_ARGUMENT when the images are too small
   */
  @Override
  public final void checkSize(ModelInput input, TensorSpecification images) {
    long height = images.shape().get(1);
    long width = images.shape().get(2);
    if (Math.min(height, width) < smallestSide) {
      throw ModynException.invalidArgument(
          "the images have %d x %d pixels, but %s needs at least %d x %d; make them larger, for"
              + " example with transforms.Resize",
          height, width, name, smallestSide, smallestSide);
    }
  }

  @Override
  public final ModelOutput forward(BatchInputs inputs) {
    NDArray features = features(inputs.tensor(ModelInput.DATA));
    return new ModelOutput(head().forward(features), features);
  }
}
