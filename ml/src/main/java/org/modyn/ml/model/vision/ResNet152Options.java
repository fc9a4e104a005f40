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

/** The options of the {@link ResidualNetwork} with 152 layers. */
@Name("ResNet152")
@Description("Residual network with 152 layers for images of any size, 60.2 million parameters")
public record ResNet152Options(@Inline ResNetOptions options) implements ModelOptions {
  @Override
  public Model create(ModelContext context) {
    return new ResidualNetwork(
        context, "ResNet152", ResidualBlock.Kind.BOTTLENECK, List.of(3, 8, 36, 3), options);
  }

  @Override
  public Optional<PretrainedWeights> pretrainedWeights() {
    return options.pretrainedWeights();
  }
}
