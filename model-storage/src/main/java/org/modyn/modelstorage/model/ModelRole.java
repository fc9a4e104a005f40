package org.modyn.modelstorage.model;

/** What a model was trained for. The database has the names. */
public enum ModelRole {
  /** The model of a pipeline. */
  MAIN,
  /** Estimates the irreducible loss of samples, for the downsampling of a pipeline (RHO loss). */
  IRREDUCIBLE_LOSS
}
