package org.modyn.ml.model;

import java.util.Optional;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Name;
import org.modyn.ml.nn.ModelContext;

/** The options of {@link Dummy}. */
@Name("Dummy")
@Description("One layer from two numbers to two logits, for trying out pipelines")
record DummyOptions(
    @Description("Accepted and not used: the model has two outputs") Optional<Integer> numClasses)
    implements ModelOptions {
  @Override
  public Dummy create(ModelContext context) {
    return new Dummy(context);
  }
}
