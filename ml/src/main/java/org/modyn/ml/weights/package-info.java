/**
 * Arrays in files. The format is safetensors, which any framework reads without running code:
 * {@link org.modyn.ml.weights.SafetensorsWriter} describes it byte by byte, {@link
 * org.modyn.ml.weights.SafetensorsFile} reads it.
 */
package org.modyn.ml.weights;
