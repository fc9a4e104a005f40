/**
 * Models that classify images. {@link org.modyn.ml.model.vision.ImageClassifier} is their base
 * class; residual networks and the encoder of {@link org.modyn.ml.model.vision.FmowNet} have the
 * parameters of torchvision's models, under the same names.
 */
package org.modyn.ml.model.vision;
