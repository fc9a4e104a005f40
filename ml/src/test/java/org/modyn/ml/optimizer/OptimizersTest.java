package org.modyn.ml.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.testing.TestEngine;
import org.modyn.ml.weights.NamedTensor;

/**
 * Each optimizer goes five steps down a bowl, {@code sum(c (p - t)^2)}. The expected ends are those
 * of PyTorch 2.13.0's classes in Python from the same start.
 */
final class OptimizersTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TestEngine.load().newManager(Device.CPU);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static final String TORCH_ENDS =
      """
      Adam | {"lr": 0.1}                                                         | 0.0446107537, -0.754570961, 1.50247133, 0.455389202
      Adam | {"lr": 0.05, "betas": [0.8, 0.95], "eps": 1e-3, "weight_decay": 0.1} | 0.258023947, -1.0016011, 1.75221825, 0.241819918
      SGD  | {"lr": 0.1}                                                         | 0.231071994, -0.656210482, 1.99770093, 0.395904005
      SGD  | {"lr": 0.1, "momentum": 0.9, "dampening": 0.5, "weight_decay": 0.01} | -0.0164615214, -0.159141168, 1.97883141, 0.763970912
      SGD  | {"lr": 0.1, "momentum": 0.9, "nesterov": true, "weight_decay": 0.01} | -0.0672486871, 0.358446777, 1.95880091, 0.374675661
      """;

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = TORCH_ENDS)
  void endsWhereTorchDoes(String algorithm, String configuration, String end) {
    BowlModel model = new BowlModel(manager);
    try (Optimizer optimizer = create(model, algorithm, configuration)) {
      descend(model, optimizer, 5);
    }
    assertThat(model.position()).containsExactly(numbers(end), within(1e-6f));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = TORCH_ENDS)
  void goesOnFromAStoredState(String algorithm, String configuration, String end) {
    BowlModel model = new BowlModel(manager);
    BowlModel resumed = new BowlModel(manager);
    try (Optimizer first = create(model, algorithm, configuration);
        Optimizer second = create(resumed, algorithm, configuration)) {
      descend(model, first, 2);
      resumed.moveTo(model.position());
      second.restore(
          first.state(manager).stream()
              .collect(Collectors.toMap(NamedTensor::name, state -> state)));
      descend(model, first, 3);
      descend(resumed, second, 3);
    }
    assertThat(resumed.position()).containsExactly(model.position());
    assertThat(resumed.position()).containsExactly(numbers(end), within(1e-6f));
  }

  @Test
  void keepsParameterGroupsApart() {
    BowlModel model = new BowlModel(manager);
    List<Optimizer> optimizers =
        Optimizers.create(
            manager,
            """
            {"a": {"algorithm": "SGD", "param_groups": [
               {"module": "model.left", "config": {"lr": 0.1}},
               {"module": "model.right", "config": {"lr": 0}}]}}\
            """,
            model);
    descend(model, optimizers.getFirst(), 5);
    assertThat(model.position())
        .containsExactly(new float[] {0.231071994f, -0.656210482f, 2, 0}, within(1e-6f));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Adadelta   | Noise     | {"weight_decay": 0.1}
          Adagrad    | Noise     | {"weight_decay": 0.1}
          Adam       | Noise     | {"weight_decay": 0.1, "amsgrad": true}
          Adam       | Embedding | {}
          AdamW      | Noise     | {}
          Adamax     | Noise     | {"weight_decay": 0.1}
          NAdam      | Noise     | {"weight_decay": 0.1}
          RAdam      | Noise     | {"weight_decay": 0.1}
          RMSprop    | Noise     | {"weight_decay": 0.1, "centered": true, "momentum": 0.9}
          SGD        | Noise     | {"weight_decay": 0.1, "momentum": 0.9, "nesterov": true}
          SGD        | Embedding | {}
          SparseAdam | Embedding | {}
          """)
  void leavesNoArraysBehind(String algorithm, String problemName, String options) {
    Problem problem = new Problem(manager, problemName);
    try (Optimizer optimizer = TestOptimizers.create(manager, problem, algorithm, options)) {
      problem.descend(optimizer, 1, 7);
      int arrays = arrays(optimizer);
      problem.descend(optimizer, 8, 20);
      assertThat(arrays(optimizer)).isEqualTo(arrays);
    }
  }

  /** How many arrays the managers of the parameters and of what is remembered of them have. */
  private static int arrays(Optimizer optimizer) {
    ParameterState state = optimizer.groups().getFirst().states().getFirst();
    NDManager remembered = state.array("of this test").getManager();
    return state.parameter().getManager().getManagedArrays().size()
        + remembered.getManagedArrays().size();
  }

  @Test
  void saysEverythingThatIsWrongAtOnce() {
    FieldProblems problems = new FieldProblems();
    assertThat(
            Optimizers.read(
                """
                {"a": {"algorithm": "Adam", "param_groups": [{"module": "model", "config": {"lr": -1}}]},
                 "b": {"algorithm": "Sgd", "param_groups": [{"module": "model"}, {"module": "model"}]}}\
                """,
                problems))
        .isEmpty();
    assertThat(problems.problems())
        .extracting(FieldProblem::field)
        .containsExactly(
            "training.optimizers.a.param_groups[0].config.lr", "training.optimizers.b.algorithm");
  }

  @Test
  void changesLearningRateAndMomentumOfAGroup() {
    BowlModel model = new BowlModel(manager);
    BowlModel fixed = new BowlModel(manager);
    try (Optimizer changed = create(model, "SGD", "{\"lr\": 0}");
        Optimizer unchanged = create(fixed, "SGD", "{\"lr\": 0.1, \"momentum\": 0.9}")) {
      ParameterGroup group = changed.groups().getFirst();
      group.setLearningRate(0.1);
      group.setMomentum(0.9);
      assertThat(group.learningRate()).isEqualTo(0.1);
      assertThat(group.momentum()).hasValue(0.9);
      descend(model, changed, 5);
      descend(fixed, unchanged, 5);
    }
    assertThat(model.position()).containsExactly(fixed.position());
  }

  @Test
  void refusesAForeignState() {
    BowlModel model = new BowlModel(manager);
    try (Optimizer adam = create(model, "Adam", "{}");
        Optimizer sgd = create(model, "SGD", "{\"momentum\": 0.9}")) {
      descend(model, sgd, 1);
      Map<String, NamedTensor> state = new LinkedHashMap<>();
      sgd.state(manager).forEach(tensor -> state.put(tensor.name(), tensor));
      assertThatThrownBy(() -> adam.restore(state))
          .isInstanceOf(ModynException.class)
          .hasMessageContaining(
              "the stored state of the optimizer \"default\" does not fit the model:"
                  + " left.position.exp_avg should be float32 [2] but is missing");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                       | training.optimizers: must not be empty
          {"a": {"algorithm": "Adan", "param_groups": [{"module": "model"}]}} | training.optimizers.a.algorithm: unknown optimizer "Adan"; did you mean "Adam"? allowed: Adadelta, Adagrad, Adam, AdamW, Adamax, NAdam, RAdam, RMSprop, SGD, SparseAdam
          {"a": {"algorithm": "LBFGS", "param_groups": [{"module": "model"}]}} | training.optimizers.a.algorithm: unknown optimizer "LBFGS"; allowed: Adadelta
          {"a": {"algorithm": "Adam", "param_groups": []}}         | training.optimizers.a.param_groups: must not be empty
          {"a": {"algorithm": "FusedLAMB", "source": "APEX", "param_groups": [{"module": "model"}]}} | training.optimizers.a.algorithm: unknown APEX optimizer "FusedLAMB"; did you mean "FusedAdam"? allowed: FusedAdagrad, FusedAdam, FusedSGD
          {"a": {"algorithm": "FusedSGD", "source": "APEX", "param_groups": [{"module": "model"}]}} | training.optimizers.a.param_groups[0].config.lr: is required
          {"a": {"algorithm": "FusedAdam", "source": "APEX", "param_groups": [{"module": "model", "config": {"amsgrad": true}}]}} | config.amsgrad: must be false
          {"a": {"algorithm": "SparseAdam", "param_groups": [{"module": "model", "config": {"eps": 0}}]}} | config.eps: must be above 0
          {"a": {"algorithm": "Adam", "param_groups": [{"module": "model.lft"}]}} | training.optimizers.a.param_groups[0].module: unknown module "model.lft"; did you mean "model.left"?
          {"a": {"algorithm": "Adam", "param_groups": [{"module": "model"}, {"module": "model.left"}]}} | training.optimizers.a.param_groups[1].module: the parameter left.position is in two groups
          {"a": {"algorithm": "Adam", "param_groups": [{"module": "model", "config": {"lrr": 1}}]}} | training.optimizers.a.param_groups[0].config.lrr: unknown field; did you mean "lr"?
          {"a": {"algorithm": "Adam", "param_groups": [{"module": "model", "config": {"betas": [0.9, 1]}}]}} | config.betas.second: must be below 1, but is 1.0
          {"a": {"algorithm": "SGD", "param_groups": [{"module": "model", "config": {"nesterov": true}}]}} | config.nesterov: needs a momentum and no dampening
          """)
  void saysWhatIsWrong(String configuration, String message) {
    BowlModel model = new BowlModel(manager);
    assertThatThrownBy(() -> Optimizers.create(manager, configuration, model))
        .hasMessageContaining(message);
  }

  private Optimizer create(BowlModel model, String algorithm, String configuration) {
    return Optimizers.create(
            manager,
            """
            {"default": {"name": "default", "algorithm": "%s", "source": "PyTorch",
              "param_groups": [{"module": "model", "config": %s}]}}\
            """
                .formatted(algorithm, configuration),
            model)
        .getFirst();
  }

  private void descend(BowlModel model, Optimizer optimizer, int steps) {
    for (int step = 0; step < steps; step++) {
      try (NDManager scratch = manager.newSubManager()) {
        try (GradientMode recording = GradientMode.recording()) {
          NDArray one = scratch.create(1f);
          Autograd.backward(model.height(scratch), one);
        }
        try (GradientMode off = GradientMode.off()) {
          optimizer.step(scratch);
        }
      }
    }
  }

  private static float[] numbers(String text) {
    String[] parts = text.split(",");
    float[] numbers = new float[parts.length];
    for (int index = 0; index < parts.length; index++) {
      numbers[index] = Float.parseFloat(parts[index].strip());
    }
    return numbers;
  }
}
