package org.modyn.ml.training;

import java.util.Optional;
import org.modyn.common.config.schema.Description;

/**
 * The state of a training session in a checkpoint, except for arrays.
 *
 * @param steps made
 * @param maskPosition numbers drawn for dropout masks
 * @param epochSteps steps of the current epoch
 * @param epochLoss the sum of their losses
 * @param schedule its state; empty without one
 * @param scaling state of the loss scaling; empty without it
 */
record SessionState(
    @Description("Steps made") long steps,
    @Description("Numbers drawn for dropout masks") long maskPosition,
    @Description("Steps of the current epoch") long epochSteps,
    @Description("Sum of their losses") double epochLoss,
    @Description("State of the schedule") Optional<String> schedule,
    @Description("State of the loss scaling") Optional<String> scaling) {}
