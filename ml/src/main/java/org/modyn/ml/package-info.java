/**
 * Machine learning: everything between the bytes of samples and the weights of a model. No other
 * module of Modyn depends on the tensor library, DJL.
 *
 * <p>In the order of the data: {@code function} parses samples into the {@code tensor} batches that
 * {@code loader} produces; a {@code training.Learner} drives a {@code model} with a {@code loss}
 * and an {@code optimizer}; {@code weights} stores the result; {@code metric} measures it.
 */
package org.modyn.ml;
