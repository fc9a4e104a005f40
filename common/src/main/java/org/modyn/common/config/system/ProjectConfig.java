package org.modyn.common.config.system;

import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;

/** What the installation is called; for people only. */
@Description("What the installation is called; for people only")
public record ProjectConfig(
    @Description("Name of the project") @Default("modyn") String name,
    @Description("What the project is about") Optional<String> description,
    @Description("Version of the project") Optional<String> version) {}
