package org.modyn.common.config.system;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;

/** TensorBoard. The section is accepted, but no server starts TensorBoard. */
@Description("TensorBoard; accepted, but not used")
public record TensorboardConfig(
    @Description("Port that TensorBoard listens on; accepted, but not used")
        @Default("50062")
        @Minimum(0)
        @Maximum(65535)
        int port) {}
