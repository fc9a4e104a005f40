package org.modyn.ml.model.vision;

import java.util.List;
import java.util.Optional;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.PretrainedWeights;
import org.modyn.ml.nn.ModelContext;

/** The options of the {@link ResidualNetwork} with 50 layers. */
@Name("ResNet50")
@Description("Residual network with 50 layers for images of any size, 25.6 million parameters")
public record ResNet50Options(@Inline ResNetOptions options) implements ModelOptions {
  @Override
  public Model create(ModelContext context) {
    return new ResidualNetwork(
        context, "ResNet50", ResidualBlock.Kind.BOTTLENECK, List.of(3, 4, 6, 3), options);
  }

  @Override
  public Optional<PretrainedWeights> pretrainedWeights() {
    return options.pretrainedWeights();
  }
}
