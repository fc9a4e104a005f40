package org.modyn.common.config.pipeline.evaluation;

import java.util.List;
import java.util.Optional;
import org.modyn.common.config.pipeline.data.SampleSource;
import org.modyn.common.config.pipeline.evaluation.metric.MetricConfig;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.FunctionText;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.function.FunctionKind;

/** A dataset that models are evaluated on. */
@Description("A dataset that models are evaluated on")
public record EvaluationDatasetConfig(
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
    @Description("Number of samples in a batch") @Minimum(1) @Example("64") int batchSize,
    @Description("Number of workers that fetch samples from the storage") @Minimum(1)
        int dataloaderWorkers,
    @Description("The metrics") @NonEmpty List<MetricConfig> metrics)
    implements SampleSource {

  public EvaluationDatasetConfig {
    transformations = List.copyOf(transformations);
    metrics = List.copyOf(metrics);
  }
}
