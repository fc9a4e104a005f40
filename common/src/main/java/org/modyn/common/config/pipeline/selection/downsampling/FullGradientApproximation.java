package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Name;

/** The approximation of the gradient of all parameters. */
public enum FullGradientApproximation {
  /** The gradient of the last layer. */
  @Name("LastLayer")
  LAST_LAYER,
  /** The gradients of the last layer and of the embedding. */
  @Name("LastLayerWithEmbedding")
  LAST_LAYER_WITH_EMBEDDING
}
