package org.modyn.ml.training;

import org.modyn.common.config.schema.Description;

/**
 * What a training session remembers beside arrays, for a checkpoint.
 *
 * @param steps made
 * @param maskPosition numbers drawn for dropout masks
 */
record SessionState(
    @Description("Steps made") long steps,
    @Description("Numbers drawn for dropout masks") long maskPosition) {}
