package org.modyn.ml.downsampling;

/** What a strategy needs to know about each sample: one row of float32. */
public enum SampleFeature {
  /** Nothing: the model is not evaluated. Rows have no column. */
  NONE("nothing"),
  /** The loss of the sample; one column. */
  LOSS("loss"),
  /**
   * The loss of the sample minus its loss under the irreducible-loss model (Mindermann et al.,
   * arXiv:2206.07137, equation 3); one column.
   */
  REDUCIBLE_LOSS("reducible loss"),
  /** The Euclidean norm of {@link #LOGIT_GRADIENT}; one column. */
  GRADIENT_NORM("norm of the gradient"),
  /** The largest logit, or the absolute logit of a binary model; one column, uncertain if small. */
  LEAST_CONFIDENCE("confidence"),
  /** The negative entropy of the classes' probabilities; one column, uncertain if small. */
  ENTROPY("entropy"),
  /** The difference of the two largest probabilities; one column, uncertain if small. */
  MARGIN("margin"),
  /** The gradient of the sample's loss with respect to the logits; a column for each class. */
  LOGIT_GRADIENT("gradient of the logits"),
  /**
   * The gradient of the sample's loss with respect to bias and weights of the last layer: {@link
   * #LOGIT_GRADIENT}, then its outer product with the embedding; {@code classes * (1 + embedding)}
   * columns.
   */
  LAST_LAYER_GRADIENT("gradient of the last layer"),
  /** The input of the model's last layer; one column for each of its elements. */
  EMBEDDING("embedding");

  private final String description;

  SampleFeature(String description) {
    this.description = description;
  }

  /** The name of the feature in messages. */
  public String description() {
    return description;
  }
}
