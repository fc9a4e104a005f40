package org.modyn.modelstorage.model;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/**
 * The file with the weights of a model.
 *
 * @param name in the directory of the pipeline
 * @param bytes the size of the file
 * @param baseId the model that the file is a difference from; empty if it has the whole model
 */
public record ModelFile(String name, long bytes, OptionalInt baseId) {
  public ModelFile {
    requireNonNull(name, "name is null");
    requireNonNull(baseId, "baseId is null");
  }
}
