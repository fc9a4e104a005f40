/**
 * The algorithms of the downsampling strategies, on primitive arrays: they select rows, and know
 * neither samples nor models.
 *
 * <ul>
 *   <li>{@link org.modyn.ml.downsampling.search.RowOrder}: the rows with the smallest numbers
 *   <li>{@link org.modyn.ml.downsampling.search.Permutations}: random rows
 *   <li>{@link org.modyn.ml.downsampling.search.LabelGroups}: the rows of each label
 *   <li>{@link org.modyn.ml.downsampling.search.KCenter}, {@link
 *       org.modyn.ml.downsampling.search.GradientMatching}, {@link
 *       org.modyn.ml.downsampling.search.Representatives} and {@link
 *       org.modyn.ml.downsampling.search.SubmodularMaximization}: rows of a {@link
 *       org.modyn.ml.downsampling.search.FeatureMatrix} that stand for all its rows
 * </ul>
 */
package org.modyn.ml.downsampling.search;
