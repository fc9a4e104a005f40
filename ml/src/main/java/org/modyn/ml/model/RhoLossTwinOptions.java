package org.modyn.ml.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.OpenMap;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.MemberOf;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.ml.nn.ModelContext;

/** The options of {@link RhoLossTwin}. */
@Name("RHOLOSSTwinModel")
@Description(
    "Two models of one class, each trained on one half of the data and evaluated on the other")
record RhoLossTwinOptions(
    @Description("The class of the two models")
        @NonEmpty
        @MemberOf(value = "model", options = "rho_real_model_config")
        @Example("MLP")
        String rhoRealModelClass,
    @Description("Options of each of the two models") @Default("{}")
        Map<String, Object> rhoRealModelConfig)
    implements ModelOptions {
  RhoLossTwinOptions {
    rhoRealModelConfig = OpenMap.copyOf(rhoRealModelConfig);
  }

  /**
   * The options of one of the two models.
   *
   * @throws org.modyn.common.error.ModynException INVALID_ARGUMENT with a line for each problem
   */
  ModelOptions inner() {
    return Models.REGISTRY.read(
        "model.config.rho_real_model_class",
        rhoRealModelClass,
        "model.config.rho_real_model_config",
        ConfigLoader.toJson(rhoRealModelConfig));
  }

  @Override
  public RhoLossTwin create(ModelContext context) {
    return new RhoLossTwin(context, inner());
  }

  /** A copy would not know the keys that the others have seen. */
  @Override
  public boolean trainsOnSeveralDevices() {
    return false;
  }

  @Override
  public Optional<Path> program() {
    return inner().program();
  }

  @Override
  public Optional<PretrainedWeights> pretrainedWeights() {
    return inner().pretrainedWeights().map(weights -> weights.forParts(RhoLossTwin.PREFIXES));
  }
}
