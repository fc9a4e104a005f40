package org.modyn.trainer.job;

import java.nio.file.Path;

/**
 * What came out of a training.
 *
 * @param weights a safetensors file
 * @param provenance how the weights came to be, as JSON
 * @param log see {@link TrainingLog}
 */
public record TrainingResult(Path weights, String provenance, String log) {}
