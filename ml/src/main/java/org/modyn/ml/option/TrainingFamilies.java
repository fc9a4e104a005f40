package org.modyn.ml.option;

import java.util.List;
import org.modyn.common.config.schema.OptionFamily;
import org.modyn.common.config.schema.OptionFamilyProvider;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.Models;
import org.modyn.ml.optimizer.Optimizers;
import org.modyn.ml.schedule.Schedules;

/** The models and training options that a pipeline file can select. */
public final class TrainingFamilies implements OptionFamilyProvider {
  @Override
  public List<OptionFamily> families() {
    return List.of(
        Models.REGISTRY,
        Optimizers.REGISTRY,
        Optimizers.APEX_REGISTRY,
        Losses.REGISTRY,
        Schedules.REGISTRY,
        Schedules.CUSTOM_REGISTRY);
  }
}
