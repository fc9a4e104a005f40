package org.modyn.trainer.job;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.pipeline.selection.downsampling.IrreducibleLossTrainingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.RhoLossDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.RhoLossDownsamplingConfig.HoldoutStrategy;
import org.modyn.common.config.pipeline.training.OptimizerConfig;
import org.modyn.proto.trainer.CheckpointInfo;
import org.modyn.proto.trainer.JsonString;
import org.modyn.proto.trainer.ModelSpecification;
import org.modyn.proto.trainer.StartTrainingRequest;

/**
 * Derives the requests that train models of irreducible losses from the request of the training
 * that needs them: data, transformations and the treatment of unreadable samples are the same,
 * everything else is in {@code il_training_config}. Without a seed of its own, a model has that of
 * the request.
 */
final class IrreducibleLossRequests {
  private static final String TWIN_MODEL = "RHOLOSSTwinModel";

  private IrreducibleLossRequests() {}

  /**
   * Creates the request of the model that is trained.
   *
   * @param holdout the number of the holdout set, from 1
   * @param previousModel the stored model to start from; empty means fresh weights
   */
  static StartTrainingRequest create(
      StartTrainingRequest main,
      RhoLossDownsamplingConfig config,
      int holdout,
      OptionalInt previousModel) {
    return ofOneModel(main, config.ilTrainingConfig()).toBuilder()
        .setModel(model(config))
        .setRequestId(requestId(main.getRequestId(), holdout))
        .setUsePretrainedModel(previousModel.isPresent())
        .setPretrainedModelId(previousModel.orElse(-1))
        .build();
  }

  /**
   * The id follows from that of the main request, so that a training that is started again finds
   * the model that an earlier attempt has stored.
   */
  private static String requestId(String main, int holdout) {
    return main.isEmpty() ? "" : main + "/irreducible-loss-" + holdout;
  }

  private static ModelSpecification model(RhoLossDownsamplingConfig config) {
    IrreducibleLossTrainingConfig training = config.ilTrainingConfig();
    if (config.holdoutSetStrategy() == HoldoutStrategy.SIMPLE) {
      return model(training.ilModelId(), training.ilModelConfig());
    }
    Map<String, Object> twin = new LinkedHashMap<>();
    twin.put("rho_real_model_class", training.ilModelId());
    twin.put("rho_real_model_config", training.ilModelConfig());
    return model(TWIN_MODEL, twin);
  }

  private static ModelSpecification model(String modelClass, Map<String, Object> configuration) {
    return ModelSpecification.newBuilder()
        .setModelClass(modelClass)
        .setConfiguration(json(configuration))
        .build();
  }

  /**
   * Creates the request of a single model of the configured class, also if two are trained. Use it
   * for validation: its problems have the fields of this class.
   */
  static StartTrainingRequest ofOneModel(
      StartTrainingRequest main, IrreducibleLossTrainingConfig config) {
    StartTrainingRequest.Builder request =
        main.toBuilder()
            .setDevice(config.device())
            .clearGpus()
            .setUsePretrainedModel(false)
            .setLoadOptimizerState(false)
            .setBatchSize(config.batchSize())
            .setTorchOptimizersConfiguration(json(OptimizerConfig.byName(config.optimizers())))
            .setTorchCriterion(config.optimizationCriterion().name())
            .setCriterionParameters(json(config.optimizationCriterion().config()))
            .setDataInfo(
                main.getDataInfo().toBuilder().setNumDataloaders(config.dataloaderWorkers()))
            .setCheckpointInfo(CheckpointInfo.getDefaultInstance())
            .setLrScheduler(json(config.lrScheduler().<Object>map(s -> s).orElse(Map.of())))
            .setGradScalerConfiguration(json(config.gradScalerConfig().orElse(Map.of())))
            .setEpochsPerTrigger(config.epochsPerTrigger())
            .setNumPrefetchedPartitions(config.numPrefetchedPartitions())
            .setParallelPrefetchRequests(config.parallelPrefetchRequests())
            .setNumSamplesToPass(0)
            .setShuffle(config.shuffle())
            .setEnableAccurateGpuMeasurements(config.enableAccurateGpuMeasurements())
            .setRecordLossEvery(config.recordLossEvery())
            .setDropLastBatch(config.dropLastBatch())
            .setModel(model(config.ilModelId(), config.ilModelConfig()))
            .setAmp(config.amp())
            .setRequestId("")
            .clearPretrainedModelId()
            .clearGradientClipping()
            .clearRecordSamples()
            .clearDownsampling();
    config.seed().ifPresent(request::setSeed);
    return request.build();
  }

  private static JsonString json(Object value) {
    return JsonString.newBuilder().setValue(ConfigLoader.toJson(value)).build();
  }

  /**
   * Returns a problem of {@link #ofOneModel}'s request with the field of the pipeline file.
   *
   * @param section of the pipeline file that has the configuration of the training
   */
  static FieldProblem inSection(String section, FieldProblem problem) {
    for (Map.Entry<String, String> entry : sections(section).entrySet()) {
      String prefix = entry.getKey();
      String field = problem.field();
      if (field.equals(prefix)
          || field.startsWith(prefix + ".")
          || field.startsWith(prefix + "[")) {
        return new FieldProblem(
            entry.getValue() + field.substring(prefix.length()), problem.message());
      }
    }
    return problem;
  }

  private static Map<String, String> sections(String section) {
    return Map.of(
        "model.id", section + ".il_model_id",
        "model.config", section + ".il_model_config",
        "training", section);
  }
}
