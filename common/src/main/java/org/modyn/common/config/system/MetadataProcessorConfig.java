package org.modyn.common.config.system;

import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;

/** A server of earlier versions. The section is accepted, but not used. */
@Description("A server of earlier versions; accepted, but not used")
public record MetadataProcessorConfig(
    @Description("Host of the metadata processor; accepted, but not used") @Default("localhost")
        String hostname,
    @Description("Port of the metadata processor; accepted, but not used")
        @Default("50055")
        @Minimum(0)
        @Maximum(65535)
        int port,
    @Description("Name of a processor; accepted, but not used") Optional<String> processor) {}
