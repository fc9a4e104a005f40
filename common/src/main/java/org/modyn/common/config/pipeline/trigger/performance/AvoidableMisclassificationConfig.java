package org.modyn.common.config.pipeline.trigger.performance;

import java.util.Optional;
import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;

/** How misclassifications that a training would have avoided are counted. */
public record AvoidableMisclassificationConfig(
    @Description(
            "The expected accuracy of a model that is trained now; default: the forecast from the"
                + " accuracies of past models on the interval after their training")
        @Minimum(0)
        @Maximum(1)
        Optional<Double> expectedAccuracy,
    @Description("Whether an accuracy above the expected one reduces the count") @Default("false")
        boolean allowReduction,
    @Description("Always true; may be omitted") @Constant("true") boolean needsCalibration) {}
