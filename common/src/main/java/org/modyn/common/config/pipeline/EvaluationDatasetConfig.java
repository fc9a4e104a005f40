package org.modyn.common.config.pipeline;

import java.util.List;
import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.FunctionText;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.function.FunctionKind;

/** A dataset that models are evaluated on. */
@Description("A dataset that models are evaluated on")
public record EvaluationDatasetConfig(
    @Description("Name of the dataset") String datasetId,
    @Description("The function that parses the bytes of a sample")
        @NonEmpty
        @FunctionText(FunctionKind.BYTES_PARSER)
        String bytesParserFunction,
    @Description("What is done with a parsed sample, in this order")
        @Default("[]")
        @FunctionText(FunctionKind.TRANSFORMATION)
        List<String> transformations,
    @Description("The function that changes labels")
        @Default("''")
        @FunctionText(FunctionKind.LABEL_TRANSFORMER)
        String labelTransformerFunction,
    @Description(
            "What makes tokens of texts: DistilBertTokenizerTransform, or a call with arguments")
        @FunctionText(FunctionKind.TOKENIZER)
        Optional<String> tokenizer,
    @Description("Samples in a batch") @Minimum(1) int batchSize,
    @Description("Workers that fetch samples from the storage") @Minimum(1) int dataloaderWorkers,
    @Description("What is measured") @NonEmpty List<MetricConfig> metrics)
    implements SampleSource {

  public EvaluationDatasetConfig {
    transformations = List.copyOf(transformations);
    metrics = List.copyOf(metrics);
  }
}
