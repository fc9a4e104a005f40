package org.modyn.modelstorage.strategy;

import java.util.List;
import org.modyn.common.config.schema.OptionFamily;
import org.modyn.common.config.schema.OptionFamilyProvider;
import org.modyn.common.option.Registry;

/** The strategies, by their names in pipeline files. */
public final class ModelStrategies implements OptionFamilyProvider {
  public static final Registry<FullModelStrategy> FULL =
      Registry.of(
          "full model strategy",
          FullModelStrategy.class,
          List.of(PyTorchFullModel.class, BinaryFullModel.class));

  public static final Registry<IncrementalModelStrategy> INCREMENTAL =
      Registry.of(
          "incremental model strategy",
          IncrementalModelStrategy.class,
          List.of(WeightsDifference.class));

  @Override
  public List<OptionFamily> families() {
    return List.of(FULL, INCREMENTAL);
  }
}
