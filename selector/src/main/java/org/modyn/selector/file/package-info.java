/**
 * Building blocks of the selector's file formats. The formats are documented beside their writers,
 * {@code org.modyn.selector.seen.SegmentFormat} and {@code
 * org.modyn.selector.trainingset.TrainingSetFormat}.
 */
package org.modyn.selector.file;
