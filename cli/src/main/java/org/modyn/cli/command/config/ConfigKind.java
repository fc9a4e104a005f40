package org.modyn.cli.command.config;

import org.modyn.cli.dataset.DatasetFile;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.system.ModynConfig;

/** The kinds of configuration files. */
enum ConfigKind {
  PIPELINE(PipelineConfig.class, "Modyn pipeline"),
  SYSTEM(ModynConfig.class, "Modyn system configuration"),
  DATASET(DatasetFile.class, "Modyn dataset");

  private final Class<? extends Record> type;
  private final String title;

  ConfigKind(Class<? extends Record> type, String title) {
    this.type = type;
    this.title = title;
  }

  Class<? extends Record> type() {
    return type;
  }

  String title() {
    return title;
  }
}
