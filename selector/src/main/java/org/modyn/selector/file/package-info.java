/**
 * What the selector's file formats have in common. The formats themselves are documented beside
 * their writers, {@code org.modyn.selector.seen.SegmentFormat} and {@code
 * org.modyn.selector.trainingset.TrainingSetFormat}.
 */
package org.modyn.selector.file;
