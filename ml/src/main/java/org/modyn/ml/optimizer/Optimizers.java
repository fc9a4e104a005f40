package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.pipeline.training.OptimizerConfig;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.error.ModynException;
import org.modyn.common.option.Registry;
import org.modyn.ml.model.Model;

/** The optimizers that a pipeline file can name in {@code training.optimizers}. */
public final class Optimizers {
  /** The algorithms, by their names in {@code torch.optim}. */
  public static final Registry<OptimizerOptions> REGISTRY =
      Registry.of(
          "optimizer",
          OptimizerOptions.class,
          List.of(
              AdadeltaOptions.class,
              AdagradOptions.class,
              AdamOptions.class,
              AdamWOptions.class,
              AdamaxOptions.class,
              NAdamOptions.class,
              RAdamOptions.class,
              RmsPropOptions.class,
              SgdOptions.class,
              SparseAdamOptions.class));

  /** The algorithms of APEX, by their names in {@code apex.optimizers}. */
  public static final Registry<OptimizerOptions> APEX_REGISTRY =
      Registry.of(
          "APEX optimizer",
          OptimizerOptions.class,
          List.of(FusedAdagradOptions.class, FusedAdamOptions.class, FusedSgdOptions.class));

  private static final String SECTION = "training";
  private static final String FIELD = SECTION + ".optimizers";

  /** The fields of {@code training} that define the optimizers. */
  private record Section(
      @Description("The optimizers, by their names") @NonEmpty
          Map<String, OptimizerSection> optimizers) {}

  /** The fields of {@code training} with the names of the optimizers, with any values. */
  private record Names(
      @Description("The optimizers, by their names") Map<String, Object> optimizers) {}

  /** An optimizer as it is transmitted in a request, under its name. */
  private record OptimizerSection(
      @Description("The optimizer's name again, which may be left out") Optional<String> name,
      @Description("The algorithm, for example SGD") String algorithm,
      @Description("The library that the algorithm is defined by") @Default("PyTorch")
          OptimizerConfig.Source source,
      @Description("The parameters it takes care of") @NonEmpty
          List<OptimizerConfig.ParameterGroup> paramGroups) {}

  private Optimizers() {}

  /**
   * Reads the optimizers of a training and makes all checks that do not require a model.
   *
   * @param json an object whose keys are the names of the optimizers: {@code {"default":
   *     {"algorithm": "Adam", "source": "PyTorch", "param_groups": [{"module": "model", "config":
   *     {"lr": 0.001}}]}}}
   * @param problems receives all problems, by fields below {@code training.optimizers.<name>}
   * @return empty if there is a problem
   */
  public static Optional<List<OptimizerSpecification>> read(String json, FieldProblems problems) {
    FieldProblems found = new FieldProblems();
    List<OptimizerSpecification> specifications = new ArrayList<>();
    parse(json, Section.class, found)
        .ifPresent(
            section ->
                section
                    .optimizers()
                    .forEach(
                        (name, optimizer) -> specifications.add(read(name, optimizer, found))));
    problems.addAll(found.problems());
    return found.isEmpty() ? Optional.of(List.copyOf(specifications)) : Optional.empty();
  }

  /**
   * As above.
   *
   * @throws ModynException INVALID_ARGUMENT with a line for each problem
   */
  public static List<OptimizerSpecification> read(String json) {
    FieldProblems problems = new FieldProblems();
    Optional<List<OptimizerSpecification>> specifications = read(json, problems);
    problems.throwIfAny();
    return specifications.orElseThrow();
  }

  private static OptimizerSpecification read(
      String name, OptimizerSection section, FieldProblems problems) {
    String field = FIELD + "." + name;
    Registry<OptimizerOptions> registry =
        section.source() == OptimizerConfig.Source.APEX ? APEX_REGISTRY : REGISTRY;
    List<OptimizerSpecification.Group> groups = new ArrayList<>();
    for (int index = 0; index < section.paramGroups().size(); index++) {
      OptimizerConfig.ParameterGroup group = section.paramGroups().get(index);
      String groupField = String.format(Locale.ROOT, "%s.param_groups[%d]", field, index);
      registry
          .read(
              field + ".algorithm",
              section.algorithm(),
              groupField + ".config",
              ConfigLoader.toJson(group.config()),
              problems)
          .ifPresent(
              options ->
                  groups.add(
                      new OptimizerSpecification.Group(
                          groupField + ".module", group.module(), options)));
      if (!registry.contains(section.algorithm())) {
        break;
      }
    }
    return new OptimizerSpecification(name, groups);
  }

  /** The names of the optimizers of a request, in order, including optimizers that are invalid. */
  public static List<String> names(String json) {
    return parse(json, Names.class, new FieldProblems())
        .map(named -> List.copyOf(named.optimizers().keySet()))
        .orElse(List.of());
  }

  private static <T> Optional<T> parse(String json, Class<T> type, FieldProblems problems) {
    String section = "{\"optimizers\": " + (json.isBlank() ? "{}" : json) + "}";
    return ConfigLoader.parseSection(SECTION, section, type, problems);
  }

  /**
   * As {@link #create(NDManager, List, Model)}.
   *
   * @param json see {@link #read(String, FieldProblems)}
   * @throws ModynException also INVALID_ARGUMENT with a line for each problem of the options
   */
  public static List<Optimizer> create(NDManager manager, String json, Model model) {
    return create(manager, read(json), model);
  }

  /**
   * Creates the optimizers of a training.
   *
   * @param manager the parent of the optimizers' own managers
   * @throws ModynException INVALID_ARGUMENT with a line for each module that the model does not
   *     have or that is in two groups
   */
  public static List<Optimizer> create(
      NDManager manager, List<OptimizerSpecification> specifications, Model model) {
    FieldProblems problems = new FieldProblems();
    ModuleParameters parameters = new ModuleParameters(model.parameters());
    List<Optimizer> optimizers =
        specifications.stream()
            .map(specification -> specification.create(manager, parameters, problems))
            .toList();
    if (!problems.isEmpty()) {
      optimizers.forEach(Optimizer::close);
      problems.throwIfAny();
    }
    return optimizers;
  }
}
