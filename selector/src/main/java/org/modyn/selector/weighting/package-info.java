/**
 * Weights of samples: the factor that a sample has in the training loss, computed from its label or
 * its age. Start reading at {@link org.modyn.selector.weighting.Weighting}.
 */
package org.modyn.selector.weighting;
