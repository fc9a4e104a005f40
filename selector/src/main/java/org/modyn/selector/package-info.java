/**
 * The selector: records the samples that each pipeline has seen, and selects those that it trains
 * on.
 *
 * <p>Start reading at {@link org.modyn.selector.SelectorServer}, which wires the parts, then at
 * {@link org.modyn.selector.pipeline.Pipeline}, which ingests samples and writes trigger training
 * sets. {@code seen} stores the ingested samples. {@code strategy} selects from them, with the
 * algorithms in {@code sampling}, the weights in {@code weighting} and the cursors in {@code
 * partition}. {@code trainingset} stores the selected samples, and {@code position} the state of
 * strategies.
 */
package org.modyn.selector;
