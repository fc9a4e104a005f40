package org.modyn.ml.model;

import java.nio.file.Path;
import java.util.Optional;
import org.modyn.ml.nn.ModelContext;

/**
 * A class of models with its options: a pipeline file's {@code model.config}. Implementations are
 * records that {@link Models} lists.
 */
public interface ModelOptions {
  /** Creates a model with new weights; the model owns the context. */
  Model create(ModelContext context);

  /** Initial weights that replace random ones when training does not start from a stored model. */
  default Optional<PretrainedWeights> pretrainedWeights() {
    return Optional.empty();
  }

  /**
   * Returns the file of the program that the model is; empty for builtin models. A program runs
   * only where user code does, see {@link org.modyn.ml.userfunction.UserCode#check}.
   */
  default Optional<Path> program() {
    return Optional.empty();
  }

  /** Returns whether the model is a program that the pipeline file names. */
  default boolean isUserProgram() {
    return program().isPresent();
  }

  /**
   * Returns whether copies of the model on several devices can compute parts of a batch each: what
   * it computes of a sample depends on its arrays and the sample only, apart from dropout and batch
   * normalization.
   */
  default boolean trainsOnSeveralDevices() {
    return true;
  }

  /**
   * Returns the same model with smaller embedding tables, for trial runs, in which large tables
   * would only take memory and time.
   *
   * @param rows the maximum number of rows of a table
   * @return this object if no table is larger
   */
  default ModelOptions withTablesOfAtMost(int rows) {
    return this;
  }
}
