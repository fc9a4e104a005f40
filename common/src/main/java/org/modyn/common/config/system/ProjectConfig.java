package org.modyn.common.config.system;

import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;

/** Name and description of the installation, for documentation only. */
@Description("Name and description of the installation, for documentation only")
public record ProjectConfig(
    @Description("Name of the project") @Default("modyn") String name,
    @Description("Description of the project") Optional<String> description,
    @Description("Version of the project") Optional<String> version) {}
