package org.modyn.trainer.job;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The result of a training.
 *
 * @param weights a safetensors file
 * @param samples the file of trained samples; empty if they were not recorded
 * @param provenance the provenance of the weights, as JSON
 * @param log see {@link TrainingLog}
 */
public record TrainingResult(Path weights, Optional<Path> samples, String provenance, String log) {}
