package org.modyn.supervisor.client;

import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.data.DataConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationDatasetConfig;
import org.modyn.common.config.pipeline.evaluation.metric.MetricConfig;
import org.modyn.proto.evaluator.DatasetInfo;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.evaluator.FeaturesRequest;
import org.modyn.proto.evaluator.JsonString;
import org.modyn.proto.evaluator.PythonString;
import org.modyn.proto.evaluator.SampleKeys;

/** Translates sections of pipeline files to requests for the evaluator. */
public final class EvaluationMessages {
  private EvaluationMessages() {}

  /** Returns the request for an evaluation on a dataset, without the model and the samples. */
  public static EvaluateModelRequest evaluation(String device, EvaluationDatasetConfig dataset) {
    EvaluateModelRequest.Builder request =
        EvaluateModelRequest.newBuilder()
            .setDatasetInfo(
                DatasetInfo.newBuilder()
                    .setDatasetId(dataset.datasetId())
                    .setNumDataloaders(dataset.dataloaderWorkers()))
            .setDevice(device)
            .setBatchSize(dataset.batchSize())
            .addAllTransformList(dataset.transformations())
            .setBytesParser(function(dataset.bytesParserFunction()))
            .setLabelTransformer(function(dataset.labelTransformerFunction()));
    dataset.tokenizer().map(EvaluationMessages::function).ifPresent(request::setTokenizer);
    for (MetricConfig metric : dataset.metrics()) {
      request.addMetrics(JsonString.newBuilder().setValue(ConfigLoader.toJson(metric)));
    }
    return request.build();
  }

  /**
   * Returns the request for the features of samples, without the model and the samples. They are
   * computed on the device, in the batches and by the number of workers of the training.
   */
  public static FeaturesRequest features(PipelineConfig pipeline) {
    DataConfig data = pipeline.data();
    FeaturesRequest.Builder request =
        FeaturesRequest.newBuilder()
            .setDatasetId(data.datasetId())
            .setDevice(pipeline.training().device())
            .setBatchSize(pipeline.training().batchSize())
            .setNumDataloaders(pipeline.training().dataloaderWorkers())
            .addAllTransformList(data.transformations())
            .setBytesParser(function(data.bytesParserFunction()))
            .setSkipUnreadableSamples(data.skipsUnreadableSamples());
    data.tokenizer().map(EvaluationMessages::function).ifPresent(request::setTokenizer);
    return request.build();
  }

  /** Returns listed samples. */
  public static SampleKeys samples(long[] keys) {
    SampleKeys.Builder samples = SampleKeys.newBuilder();
    for (long key : keys) {
      samples.addKeys(key);
    }
    return samples.build();
  }

  private static PythonString function(String source) {
    return PythonString.newBuilder().setValue(source).build();
  }
}
