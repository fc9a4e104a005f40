package org.modyn.cli.command;

import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.system.ModynConfig;

/** The kinds of configuration files. */
enum ConfigKind {
  PIPELINE(PipelineConfig.class, "Modyn pipeline"),
  SYSTEM(ModynConfig.class, "Modyn system configuration");

  private final Class<? extends Record> type;
  private final String title;

  ConfigKind(Class<? extends Record> type, String title) {
    this.type = type;
    this.title = title;
  }

  /** The kind that an option {@code --system} asks for. */
  static ConfigKind of(boolean system) {
    return system ? SYSTEM : PIPELINE;
  }

  Class<? extends Record> type() {
    return type;
  }

  String title() {
    return title;
  }
}
