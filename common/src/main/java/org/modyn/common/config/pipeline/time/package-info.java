/** Durations, offsets and intervals as text, for example {@code 1d} or {@code [-1d; +1d]}. */
package org.modyn.common.config.pipeline.time;
