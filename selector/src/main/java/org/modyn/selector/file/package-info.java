/**
 * What the selector's file formats have in common: checksums, and writing so that a file is either
 * there in full or not at all. The formats themselves are documented beside their writers, {@link
 * org.modyn.selector.seen.SegmentFormat} and {@link
 * org.modyn.selector.trainingset.TrainingSetFormat}.
 */
package org.modyn.selector.file;
