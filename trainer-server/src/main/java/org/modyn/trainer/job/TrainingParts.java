package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.modyn.common.job.JobMemory;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.LossOptions;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.optimizer.OptimizerSpecification;
import org.modyn.ml.parser.LabelTransformer;

/**
 * What a validation has created from the configuration of a training. Trainings of the same
 * configuration can share it.
 *
 * @param memory an estimate of the memory of the loader, the model's parameters and, for devices
 *     that take memory of this process, replicas and the activations of a batch
 */
public record TrainingParts(
    ModelOptions model,
    InputPipeline input,
    LabelTransformer labels,
    LossOptions criterion,
    List<OptimizerSpecification> optimizers,
    JobMemory memory) {
  public TrainingParts {
    requireNonNull(model, "model is null");
    requireNonNull(input, "input is null");
    requireNonNull(labels, "labels is null");
    requireNonNull(criterion, "criterion is null");
    optimizers = List.copyOf(optimizers);
    requireNonNull(memory, "memory is null");
  }

  /** Returns these parts with another input of the same shape. */
  TrainingParts with(InputPipeline other) {
    return new TrainingParts(model, other, labels, criterion, optimizers, memory);
  }

  /** Returns these parts with the memory of another training, if that is more. */
  TrainingParts withAtLeast(JobMemory other) {
    return new TrainingParts(model, input, labels, criterion, optimizers, memory.largest(other));
  }
}
