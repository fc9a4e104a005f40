/**
 * The section {@code selection_strategy}: which samples a training set contains. {@link
 * org.modyn.common.config.pipeline.selection.SelectionStrategyConfig} lists the strategies.
 */
package org.modyn.common.config.pipeline.selection;
