package org.modyn.ml.model.vision;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.PretrainedWeights;
import org.modyn.ml.nn.ModelContext;

/** The options of {@link FmowNet}. */
@Name("FmowNet")
@Description("DenseNet with 121 layers for colour images, 8 million parameters")
public record FmowNetOptions(
    @Description("Number of classes, which is the number of outputs") @Minimum(1) @Example("62")
        int numClasses,
    @Description(
            "A safetensors file on the trainer server's machine with weights to begin with, named"
                + " as in torchvision's densenet121. Without it the weights are fresh, where the"
                + " original downloads those of ImageNet")
        Optional<Path> pretrainedPath)
    implements ModelOptions {
  private static final Map<String, String> PREFIXES = Map.of("features.", "enc.");
  private static final Set<String> HEAD = Set.of("classifier.weight", "classifier.bias");

  @Override
  public Model create(ModelContext context) {
    return new FmowNet(context, numClasses);
  }

  @Override
  public Optional<PretrainedWeights> pretrainedWeights() {
    return pretrainedPath.map(file -> new PretrainedWeights(file, PREFIXES, Set.of(), HEAD));
  }
}
