package org.modyn.ml.model.text;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.PretrainedWeights;
import org.modyn.ml.nn.ModelContext;

/** The options of {@link ArticleNet}. */
@Name("ArticleNet")
@Description("DistilBERT and one layer: tokens of a text to the logits of classes")
public record ArticleNetOptions(
    @Description("Number of classes, which is the number of outputs") @Minimum(1) @Example("10")
        int numClasses,
    @Description(
            "A safetensors file with the encoder's weights on the trainer server's machine, as"
                + " model.safetensors of distilbert-base-uncased; without it the encoder begins"
                + " with random weights. Nothing is downloaded")
        Optional<Path> pretrainedPath,
    @Inline EncoderSizes encoder)
    implements ModelOptions {
  private static final Set<String> HEAD = Set.of("classifier.weight", "classifier.bias");

  /** How the transformers library names an encoder in a model, and one that is saved alone. */
  private static final Map<String, String> PREFIXES =
      Map.of(
          "distilbert.", "featurizer.",
          "embeddings.", "featurizer.embeddings.",
          "transformer.", "featurizer.transformer.");

  /** Prefixes of the layers after the encoder in models that predict words or classify. */
  private static final Set<String> UNUSED = Set.of("vocab_", "pre_classifier.");

  @Override
  public ArticleNet create(ModelContext context) {
    return new ArticleNet(context, this);
  }

  @Override
  public Optional<PretrainedWeights> pretrainedWeights() {
    return pretrainedPath.map(file -> new PretrainedWeights(file, PREFIXES, UNUSED, HEAD));
  }
}
