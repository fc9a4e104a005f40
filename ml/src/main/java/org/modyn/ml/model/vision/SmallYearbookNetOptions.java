package org.modyn.ml.model.vision;

import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.nn.ModelContext;

/** The options of the {@link YearbookNetwork} with 3 blocks of 16 channels. */
@Name("SmallYearbookNet")
@Description("Convolutional network for small images: 3 blocks of 16 channels")
public record SmallYearbookNetOptions(
    @Description("Channels of an image: 1 for grey, 3 for colour") @Minimum(1) @Example("1")
        int numInputChannels,
    @Description("Number of classes, which is the number of outputs") @Minimum(1) @Example("2")
        int numClasses)
    implements ModelOptions {
  @Override
  public Model create(ModelContext context) {
    return new YearbookNetwork(context, "SmallYearbookNet", numInputChannels, 3, 16, numClasses);
  }
}
