/**
 * What training makes small. {@link org.modyn.ml.loss.Loss} is the contract; {@link
 * org.modyn.ml.loss.Losses} makes one by the name of PyTorch's class and its parameters.
 */
package org.modyn.ml.loss;
