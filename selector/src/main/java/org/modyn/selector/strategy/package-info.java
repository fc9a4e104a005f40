/**
 * Selection strategies: which samples a trigger trains on.
 *
 * <p>A strategy is a function from the samples that a pipeline has seen, a random generator, and
 * the state of the previous trigger to the partitions of a trigger training set. It is built from
 * the samplers of {@code sampling}, the weights of {@code weighting}, and the cursors of {@code
 * partition}. Start reading at {@link org.modyn.selector.strategy.SelectionStrategy}.
 */
package org.modyn.selector.strategy;
