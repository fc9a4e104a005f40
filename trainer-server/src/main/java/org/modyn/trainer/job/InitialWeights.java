package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;
import org.modyn.common.concurrent.ConcurrentCall;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.ml.training.TrainingSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weights that a training starts from: those of a stored model, those of a file, or random
 * ones. A stored model is loaded into a file while the training set is requested and the model of
 * the training is made; {@link #close} deletes the file.
 */
final class InitialWeights implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(InitialWeights.class);

  private final TrainingPlan plan;
  private final Path file;
  private final Optional<ConcurrentCall<Path>> storedModel;

  private InitialWeights(TrainingPlan plan, Path file, Optional<ConcurrentCall<Path>> storedModel) {
    this.plan = requireNonNull(plan, "plan is null");
    this.file = requireNonNull(file, "file is null");
    this.storedModel = requireNonNull(storedModel, "storedModel is null");
  }

  /**
   * Starts to load the stored model, if the training starts from one.
   *
   * @param name of the training; names the file of the weights
   */
  static InitialWeights prepare(TrainingPlan plan, TrainingEnvironment environment, String name) {
    Path file = environment.weightsFile(name, "pretrained");
    return new InitialWeights(
        plan,
        file,
        plan.specification().pretrainedModel().stream()
            .mapToObj(
                model ->
                    ConcurrentCall.start(
                        "loading the weights of model " + model,
                        () -> {
                          environment.models().load(model, file);
                          return file;
                        }))
            .findFirst());
  }

  /**
   * Loads the weights into the model of a session.
   *
   * @throws ModynException NOT_FOUND when the model storage does not have the model; UNAVAILABLE
   *     when it cannot be reached; CANCELLED when the thread is interrupted; also those of {@link
   *     TrainingSession#load}
   */
  void loadInto(TrainingSession session) {
    if (storedModel.isPresent()) {
      session.load(storedModel.get().await(), plan.specification().loadOptimizerState());
      return;
    }
    plan.parts()
        .model()
        .pretrainedWeights()
        .ifPresentOrElse(
            session::load,
            () -> log.info("The training of {} starts from random weights", plan.specification()));
  }

  /** Ends the loading; may be called again. */
  @Override
  public void close() {
    storedModel.ifPresent(ConcurrentCall::close);
    DurableFiles.delete(file);
  }
}
