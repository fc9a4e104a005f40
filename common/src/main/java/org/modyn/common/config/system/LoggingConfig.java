package org.modyn.common.config.system;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;

/** The log lines of servers. */
@Description("The log lines of servers")
public record LoggingConfig(
    @Description("text: for people; json: one JSON object a line, for programs") @Default("text")
        LogFormat format) {}
