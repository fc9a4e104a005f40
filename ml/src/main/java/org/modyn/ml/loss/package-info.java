/**
 * The losses that a training minimizes. {@link org.modyn.ml.loss.Loss} is the contract; {@link
 * org.modyn.ml.loss.Losses} lists the kinds by the names of PyTorch's classes.
 *
 * <p>Each kind is an options record, which creates a {@link org.modyn.ml.loss.ClassLoss} (an output
 * for each class) or a {@link org.modyn.ml.loss.NumberLoss} (one output, compared with the label as
 * a number).
 */
package org.modyn.ml.loss;
