package org.modyn.common.config.pipeline.data;

import java.util.List;
import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.FunctionText;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.config.schema.OmittedWhenEmpty;
import org.modyn.common.function.FunctionKind;

/** The data to train on. */
@Description("The data to train on")
public record DataConfig(
    @Description("Name of the dataset") @Example("my-dataset") String datasetId,
    @Description("The function that parses the bytes of a sample")
        @NonEmpty
        @FunctionText(FunctionKind.BYTES_PARSER)
        @Example("'Record(fields=[Field(\"data\", \"float32\")])'")
        String bytesParserFunction,
    @Description("Transformations of parsed samples, applied in this order")
        @Default("[]")
        @FunctionText(FunctionKind.TRANSFORMATION)
        List<String> transformations,
    @Description("The function that transforms labels")
        @Default("''")
        @FunctionText(FunctionKind.LABEL_TRANSFORMER)
        String labelTransformerFunction,
    @Description("The tokenizer of texts: DistilBertTokenizerTransform, or a call with arguments")
        @FunctionText(FunctionKind.TOKENIZER)
        Optional<String> tokenizer,
    @Description(
            "How to handle samples that cannot be read because their file was changed, deleted or"
                + " damaged: fail, or skip, which excludes them from trainings and evaluations and"
                + " reports their keys; default: fail")
        @OmittedWhenEmpty
        Optional<UnreadableSamples> unreadableSamples)
    implements SampleSource {

  public DataConfig {
    transformations = List.copyOf(transformations);
  }

  /** Whether samples that cannot be read are skipped. */
  public boolean skipsUnreadableSamples() {
    return unreadableSamples.filter(policy -> policy == UnreadableSamples.SKIP).isPresent();
  }
}
