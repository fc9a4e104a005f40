package org.modyn.ml.model.vision;

import java.util.List;
import java.util.Optional;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.PretrainedWeights;
import org.modyn.ml.nn.ModelContext;

/** The options of the {@link ResidualNetwork} with 18 layers. */
@Name("ResNet18")
@Description("Residual network with 18 layers for images of any size, 11.7 million parameters")
public record ResNet18Options(@Inline ResNetOptions options) implements ModelOptions {

  @Rule
  static void blocksAreBasic(
      int groups,
      int widthPerGroup,
      Optional<List<Boolean>> replaceStrideWithDilation,
      Violations violations) {
    ResNetOptions.checkBasic(groups, widthPerGroup, replaceStrideWithDilation, violations);
  }

  @Override
  public Model create(ModelContext context) {
    return new ResidualNetwork(
        context, "ResNet18", ResidualBlock.Kind.BASIC, List.of(2, 2, 2, 2), options);
  }

  @Override
  public Optional<PretrainedWeights> pretrainedWeights() {
    return options.pretrainedWeights();
  }
}
