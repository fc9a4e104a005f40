package org.modyn.ml.model;

import java.util.List;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.ml.nn.Activation;
import org.modyn.ml.nn.ModelContext;

/** The options of {@link Mlp}. */
@Name("MLP")
@Description("Multilayer perceptron: a row of numbers to one or more logits")
record MlpOptions(
    @Description(
            "Sizes of the layers: first the numbers of a sample, last the logits, between them the"
                + " outputs of the hidden layers")
        @Example("[8, 64, 2]")
        List<Integer> sizes,
    @Description("The function after each hidden layer") @Default("relu")
        Activation.Function activation,
    @Description("Probability with which training sets an output of a hidden layer to zero")
        @Default("0.0")
        @Minimum(0)
        double dropout)
    implements ModelOptions {
  MlpOptions {
    sizes = List.copyOf(sizes);
  }

  @Rule
  static void thereAreInputsAndOutputs(List<Integer> sizes, Violations violations) {
    if (sizes.size() < 2) {
      violations.add("sizes", "must be at least two sizes: those of the input and of the output");
    }
    if (sizes.stream().anyMatch(size -> size < 1)) {
      violations.add("sizes", "must be sizes of at least 1");
    }
  }

  @Rule
  static void dropoutLeavesSomething(double dropout, Violations violations) {
    if (dropout >= 1) {
      violations.add("dropout", "must be below 1, but is %s", dropout);
    }
  }

  @Override
  public Mlp create(ModelContext context) {
    return new Mlp(context, this);
  }
}
