/**
 * The selector: what each pipeline has seen, and which of it to train on.
 *
 * <p>Start reading at {@link org.modyn.selector.SelectorServer}, which wires the parts, then at
 * {@link org.modyn.selector.pipeline.Pipeline}, where the data of a pipeline comes in and its
 * trigger training sets come out. {@code seen} keeps what came in, {@code strategy} chooses from
 * it, {@code trainingset} keeps what was chosen, and {@code position} what a strategy remembers of
 * it.
 */
package org.modyn.selector;
