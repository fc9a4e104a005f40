package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.pipeline.selection.downsampling.DownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.MultiDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.RhoLossDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.RhoLossDownsamplingConfig.HoldoutStrategy;
import org.modyn.common.config.pipeline.selection.downsampling.SingleDownsamplingConfig;
import org.modyn.common.job.JobMemory;
import org.modyn.proto.trainer.StartTrainingRequest;

/** Validates the trainings of models of irreducible losses that a training can include. */
final class IrreducibleLossValidator {
  private static final String SECTION = "selection_strategy.downsampling_config";

  private final BiFunction<StartTrainingRequest, FieldProblems, Optional<TrainingPlan>> validator;

  /**
   * @param validator validates the training of one model
   */
  IrreducibleLossValidator(
      BiFunction<StartTrainingRequest, FieldProblems, Optional<TrainingPlan>> validator) {
    this.validator = requireNonNull(validator, "validator is null");
  }

  /**
   * Validates all trainings of models of irreducible losses in the downsampling of a request.
   *
   * @param problems receives all problems, by field of the pipeline file
   * @return an estimate of the memory of the largest one; empty if there are problems
   */
  Optional<JobMemory> check(StartTrainingRequest request, FieldProblems problems) {
    if (!request.hasDownsampling()) {
      return Optional.of(JobMemory.NONE);
    }
    Map<String, RhoLossDownsamplingConfig> configs =
        ConfigLoader.parseSection(
                SECTION, request.getDownsampling().getValue(), DownsamplingConfig.class, problems)
            .map(IrreducibleLossValidator::rhoLosses)
            .orElseGet(Map::of);
    JobMemory most = JobMemory.NONE;
    for (Map.Entry<String, RhoLossDownsamplingConfig> config : configs.entrySet()) {
      FieldProblems found = new FieldProblems();
      Optional<TrainingPlan> plan = check(request, config.getValue(), found);
      for (FieldProblem problem : found.problems()) {
        FieldProblem ofFile =
            IrreducibleLossRequests.inSection(config.getKey() + ".il_training_config", problem);
        problems.add(ofFile.field(), ofFile.message());
      }
      most = plan.map(made -> made.parts().memory()).map(most::largest).orElse(most);
    }
    return problems.isEmpty() ? Optional.of(most) : Optional.empty();
  }

  /** The fields of a problem of a twin would be those of the twin, so its halves come first. */
  private Optional<TrainingPlan> check(
      StartTrainingRequest request, RhoLossDownsamplingConfig config, FieldProblems problems) {
    Optional<TrainingPlan> plan =
        validator.apply(
            IrreducibleLossRequests.ofOneModel(request, config.ilTrainingConfig()), problems);
    return plan.isPresent() && config.holdoutSetStrategy() == HoldoutStrategy.TWIN
        ? validator.apply(
            IrreducibleLossRequests.create(request, config, 1, OptionalInt.empty()), problems)
        : plan;
  }

  /** The configurations of RHO loss, by the section of the pipeline file. */
  private static Map<String, RhoLossDownsamplingConfig> rhoLosses(DownsamplingConfig downsampling) {
    Map<String, RhoLossDownsamplingConfig> configs = new LinkedHashMap<>();
    switch (downsampling) {
      case MultiDownsamplingConfig several -> {
        List<SingleDownsamplingConfig> list = several.downsamplingList();
        for (int index = 0; index < list.size(); index++) {
          if (list.get(index) instanceof RhoLossDownsamplingConfig config) {
            configs.put(
                String.format(Locale.ROOT, "%s.downsampling_list[%d]", SECTION, index), config);
          }
        }
      }
      case RhoLossDownsamplingConfig config -> configs.put(SECTION, config);
      case SingleDownsamplingConfig _ -> {}
    }
    return configs;
  }
}
