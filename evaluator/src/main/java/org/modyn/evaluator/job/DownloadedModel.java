package org.modyn.evaluator.job;

import java.nio.file.Path;
import org.modyn.proto.modelstorage.ModelHeader;

/**
 * A model from the model storage.
 *
 * @param weights a safetensors file, deleted by the evaluation
 */
record DownloadedModel(ModelHeader header, Path weights) {}
