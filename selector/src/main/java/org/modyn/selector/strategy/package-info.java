/**
 * Selection strategies: on what does a pipeline train now.
 *
 * <p>A strategy is a function from what was seen and a random generator to the partitions of a
 * trigger training set; it holds no state. Start reading at {@link
 * org.modyn.selector.strategy.SelectionStrategy}.
 */
package org.modyn.selector.strategy;
