package org.modyn.supervisor.pipeline;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.data.DataConfig;
import org.modyn.common.config.pipeline.selection.CoresetStrategyConfig;
import org.modyn.common.config.pipeline.training.CheckpointingConfig;
import org.modyn.common.config.pipeline.training.OptimizerConfig;
import org.modyn.common.config.pipeline.training.TrainingConfig;
import org.modyn.proto.trainer.CheckpointInfo;
import org.modyn.proto.trainer.Data;
import org.modyn.proto.trainer.JsonString;
import org.modyn.proto.trainer.ModelSpecification;
import org.modyn.proto.trainer.PythonString;
import org.modyn.proto.trainer.StartTrainingRequest;

/**
 * Translates the training section of a pipeline file to requests for the trainer server. What is
 * the same for all triggers is translated once. Thread safe.
 */
final class TrainingRequests {
  private final TrainingConfig training;
  private final StartTrainingRequest ofAllTriggers;

  TrainingRequests(int pipelineId, PipelineConfig config) {
    this.training = config.training();
    this.ofAllTriggers = ofAllTriggers(pipelineId, config);
  }

  /**
   * Returns the request of a trigger's training.
   *
   * @param triggersBefore the number of triggers handled before this one, with and without a
   *     training
   * @param previousModel the model to start from; empty means fresh weights
   */
  StartTrainingRequest create(int triggerId, int triggersBefore, OptionalInt previousModel) {
    return ofAllTriggers.toBuilder()
        .setTriggerId(triggerId)
        .setUsePretrainedModel(previousModel.isPresent())
        .setPretrainedModelId(previousModel.orElse(-1))
        .setNumSamplesToPass(samplesToPass(training, triggersBefore))
        .build();
  }

  private static StartTrainingRequest ofAllTriggers(int pipelineId, PipelineConfig config) {
    TrainingConfig training = config.training();
    DataConfig data = config.data();
    StartTrainingRequest.Builder request =
        StartTrainingRequest.newBuilder()
            .setPipelineId(pipelineId)
            .setDevice(training.device())
            .setGpus(training.gpus() > 1 ? training.gpus() : 0)
            .setLoadOptimizerState(false)
            .setBatchSize(training.batchSize())
            .setTorchOptimizersConfiguration(json(OptimizerConfig.byName(training.optimizers())))
            .setTorchCriterion(training.optimizationCriterion().name())
            .setCriterionParameters(json(training.optimizationCriterion().config()))
            .setDataInfo(
                Data.newBuilder()
                    .setDatasetId(data.datasetId())
                    .setNumDataloaders(training.dataloaderWorkers()))
            .setCheckpointInfo(checkpointing(training.checkpointing()))
            .setBytesParser(function(data.bytesParserFunction()))
            .addAllTransformList(data.transformations())
            .setLrScheduler(json(training.lrScheduler().<Object>map(s -> s).orElse(Map.of())))
            .setLabelTransformer(function(data.labelTransformerFunction()))
            .setGradScalerConfiguration(json(training.gradScalerConfig().orElse(Map.of())))
            .setEpochsPerTrigger(training.epochsPerTrigger())
            .setNumPrefetchedPartitions(training.numPrefetchedPartitions())
            .setParallelPrefetchRequests(training.parallelPrefetchRequests())
            .setShuffle(training.shuffle())
            .setEnableAccurateGpuMeasurements(training.enableAccurateGpuMeasurements())
            .setRecordLossEvery(training.recordLossEvery())
            .setDropLastBatch(training.dropLastBatch())
            .setModel(
                ModelSpecification.newBuilder()
                    .setModelClass(config.model().id())
                    .setConfiguration(json(config.model().config())))
            .setAmp(training.amp())
            .setSkipUnreadableSamples(data.skipsUnreadableSamples())
            .setRecordSamples(training.recordsSamples());
    training.seed().ifPresent(request::setSeed);
    training.gradientClipping().ifPresent(clipping -> request.setGradientClipping(json(clipping)));
    if (config.selectionStrategy() instanceof CoresetStrategyConfig coreset) {
      request.setDownsampling(json(coreset.downsamplingConfig()));
    }
    data.tokenizer().ifPresent(tokenizer -> request.setTokenizer(function(tokenizer)));
    return request.build();
  }

  /** Returns the model that the first training of a pipeline starts from. */
  static OptionalInt initialModel(TrainingConfig training) {
    return training.initialModel() == TrainingConfig.InitialModel.PRETRAINED
        ? OptionalInt.of(training.initialModelId().orElseThrow())
        : OptionalInt.empty();
  }

  /** Returns the number of samples that the training processes; each counts once per epoch. */
  static long samples(StartTrainingRequest request, int trainingSetSize) {
    return request.getNumSamplesToPass() > 0
        ? request.getNumSamplesToPass()
        : (long) trainingSetSize * request.getEpochsPerTrigger();
  }

  /** Returns the number of samples to process; 0 means that the number of epochs applies. */
  private static long samplesToPass(TrainingConfig training, int triggersBefore) {
    List<Long> perTrigger = training.numSamplesToPass().orElse(List.of());
    return triggersBefore < perTrigger.size() ? perTrigger.get(triggersBefore) : 0;
  }

  private static CheckpointInfo checkpointing(CheckpointingConfig config) {
    CheckpointInfo.Builder info = CheckpointInfo.newBuilder();
    if (config.activated()) {
      info.setCheckpointInterval(config.interval().orElseThrow())
          .setCheckpointPath(config.path().orElseThrow().toString());
      config.checkpointsKept().ifPresent(info::setCheckpointsKept);
      config.saveOptimizerState().ifPresent(info::setSaveOptimizerState);
    }
    return info.build();
  }

  private static JsonString json(Object value) {
    return JsonString.newBuilder().setValue(ConfigLoader.toJson(value)).build();
  }

  private static PythonString function(String source) {
    return PythonString.newBuilder().setValue(source).build();
  }
}
