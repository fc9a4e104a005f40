package org.modyn.trainer.job;

import java.nio.file.Path;

/**
 * The result of a training.
 *
 * @param weights a safetensors file
 * @param provenance the provenance of the weights, as JSON
 * @param log see {@link TrainingLog}
 */
public record TrainingResult(Path weights, String provenance, String log) {}
