package org.modyn.ml.model;

import java.util.List;
import org.modyn.common.option.Registry;
import org.modyn.ml.model.text.ArticleNetOptions;
import org.modyn.ml.model.vision.FmowNetOptions;
import org.modyn.ml.model.vision.ResNet152Options;
import org.modyn.ml.model.vision.ResNet18Options;
import org.modyn.ml.model.vision.ResNet50Options;
import org.modyn.ml.model.vision.SmallYearbookNetOptions;
import org.modyn.ml.model.vision.YearbookNetOptions;

/** The classes of models that a pipeline file can name as {@code model.id}. */
public final class Models {
  /** To add a model, write its class and its options record, and list that here. */
  public static final Registry<ModelOptions> REGISTRY =
      Registry.of(
          "model",
          ModelOptions.class,
          List.of(
              ArticleNetOptions.class,
              DlrmOptions.class,
              DummyOptions.class,
              MlpOptions.class,
              RhoLossTwinOptions.class,
              TorchScriptOptions.class,
              ResNet18Options.class,
              ResNet50Options.class,
              ResNet152Options.class,
              YearbookNetOptions.class,
              SmallYearbookNetOptions.class,
              FmowNetOptions.class));

  private Models() {}

  /**
   * Reads which model a request describes.
   *
   * @param modelClass as {@code DLRM}
   * @param configuration {@code model.config}, as JSON
   * @throws org.modyn.common.error.ModynException INVALID_ARGUMENT with a line for each problem
   */
  public static ModelOptions read(String modelClass, String configuration) {
    return REGISTRY.read("model.id", modelClass, "model.config", configuration);
  }
}
