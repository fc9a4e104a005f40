package org.modyn.ml.userfunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.testing.PluginJar;
import org.modyn.ml.metric.EvaluationTransformers;
import org.modyn.ml.metric.Predictions;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.Models;
import org.modyn.ml.parser.BytesParser;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.parser.LabelTransformers;
import org.modyn.ml.parser.RecordSamples;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

final class UserCodeTest {
  private static final String PARSER =
      """
      // the first byte says how many of the others count
      public List<TensorSpecification> tensors() {
        return List.of(
            new TensorSpecification("sum", TensorDataType.FLOAT32, List.of(1L)),
            new TensorSpecification("size", TensorDataType.INT64, List.of(1L)));
      }

      public void parse(ByteBuffer sample, TensorRow row) {
        int count = sample.get();
        double sum = 0;
        for (int index = 0; index < count; index++) {
          sum += sample.get();
        }
        row.set(0, 0, sum / 2);
        row.set(1, 0, count);
      }
      """;

  @Test
  void compilesAParser() {
    BytesParser parser = BytesParsers.create(PARSER);
    assertThat(parser.tensors())
        .containsExactly(
            new TensorSpecification("sum", TensorDataType.FLOAT32, List.of(1L)),
            new TensorSpecification("size", TensorDataType.INT64, List.of(1L)));
    TensorBatch batch = new TensorBatch(parser.tensors(), 2);
    try (RecordSamples samples = new RecordSamples(new byte[] {2, 3, 4}, new byte[] {1, 9, 9})) {
      samples.parse(parser, 0, 2, batch, 0);
    }
    assertThat(batch.tensor(0).toArray(ValueLayout.JAVA_FLOAT)).containsExactly(3.5f, 4.5f);
    assertThat(batch.tensor(1).toArray(ValueLayout.JAVA_LONG)).containsExactly(2, 1);
  }

  /** One pipeline's source that loops must not keep those of others from being compiled. */
  @Test
  @Timeout(60)
  void aSourceThatLoopsHoldsUpNoOther() throws Exception {
    String loops = "org.modyn.ml.userfunction.loops";
    UserCode userCode = UserCode.withoutPlugins();
    System.setProperty(loops, "");
    try {
      CompletableFuture<ErrorCategory> failure = new CompletableFuture<>();
      Thread waiting =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      userCode.fromSource(
                          LabelFunction.class,
                          """
                          {
                            while (System.getProperty("%s") != null) {
                              java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                            }
                          }
                          public long transform(long label) { return label; }
                          """
                              .formatted(loops));
                      failure.complete(null);
                    } catch (ModynException e) {
                      failure.complete(e.category());
                    }
                  });
      LabelFunction other =
          userCode.fromSource(
              LabelFunction.class, "public long transform(long label) { return label + 1; }");
      assertThat(other.transform(1)).isEqualTo(2);
      waiting.interrupt();
      assertThat(failure.get()).isEqualTo(ErrorCategory.CANCELLED);
    } finally {
      System.clearProperty(loops);
    }
  }

  @Test
  void namesTheSampleForWhichAParserFails() {
    BytesParser parser = BytesParsers.create(PARSER);
    TensorBatch batch = new TensorBatch(parser.tensors(), 1);
    try (RecordSamples samples = new RecordSamples(new byte[] {5, 3})) {
      assertThatThrownBy(() -> samples.parse(parser, 0, 1, batch, 0))
          .hasMessage(
              "the sample with key 100 cannot be parsed, bytes_parser_function failed:"
                  + " java.nio.BufferUnderflowException");
    }
  }

  @Test
  void compilesALabelTransformer() {
    long[] labels = {1, 2};
    LabelTransformers.create("public long transform(long label) { return label * 10; }")
        .transform(MemorySegment.ofArray(labels), 2);
    assertThat(labels).containsExactly(10, 20);
  }

  @Test
  void compilesAnEvaluationTransformer() {
    Predictions outputs =
        EvaluationTransformers.create(
                "public float[] transform(float[] outputs) {"
                    + " return new float[] {outputs[0] - outputs[1]}; }")
            .transform(new Predictions(new float[] {3, 1, 5, 7}, 2));
    assertThat(outputs.values()).containsExactly(2, -2);
    assertThat(outputs.samples()).isEqualTo(2);
  }

  @Test
  void refusesOutputsOfDifferentLength() {
    assertThatThrownBy(
            () ->
                EvaluationTransformers.create(
                        "public float[] transform(float[] o) { return new float[(int) o[0]]; }")
                    .transform(new Predictions(new float[] {2, 3}, 2)))
        .hasMessageContaining("gives 2 values for one sample and 3 for another");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          public long transform(long label) { return lable; }                  | line 1, column 44: cannot find symbol
          public int transform(long label) { return 1; }                       | line 1, column 12: transform(long) in org.modyn.user.UserFunction cannot implement transform(long)
          public long other(long label) { return label; }                      | UserFunction is not abstract and does not override abstract method transform(long)
          public long transform(long label) { return label; } int i = 1 / 0;   | the Java source cannot be initialized: java.lang.ArithmeticException: / by zero
          """)
  void saysWhereSourceIsWrong(String source, String message) {
    assertThatThrownBy(() -> LabelTransformers.create(source))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }

  @Test
  void countsTheLinesOfTheSource() {
    assertThatThrownBy(
            () ->
                LabelTransformers.create(
                    "public long transform(long label) {\n  // wrong\n  return 1 +;\n}"))
        .hasMessage(
            "the Java source does not compile: line 3, column 13: illegal start of expression");
  }

  @Test
  void makesClassesOfPlugins(@TempDir Path directory) {
    PluginJar.write(
        directory.resolve("plugins"),
        "Negate",
        """
        package com.acme;
        public class Negate implements org.modyn.ml.userfunction.LabelFunction {
          public long transform(long label) { return -label; }
        }
        """);
    UserCode userCode = UserCode.withPlugins(directory.resolve("plugins"));
    long[] labels = {5};
    LabelTransformers.create("class:com.acme.Negate", userCode)
        .transform(MemorySegment.ofArray(labels), 1);
    assertThat(labels).containsExactly(-5);
    assertThatThrownBy(() -> LabelTransformers.create("class:com.acme.Negat", userCode))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.NOT_FOUND))
        .hasMessageContaining("none of the 1 jars in")
        .hasMessageContaining("has the class com.acme.Negat");
    assertThatThrownBy(
            () -> BytesParsers.create("class:com.acme.Negate", Optional.empty(), userCode))
        .hasMessage(
            "the class com.acme.Negate does not implement"
                + " org.modyn.ml.userfunction.BytesParserFunction");
    assertThatThrownBy(() -> LabelTransformers.create("class:java.lang.Long", userCode))
        .hasMessageContaining("does not implement");
    assertThatThrownBy(() -> LabelTransformers.create("class:com.acme.Negate"))
        .hasMessageContaining("there is no plugin directory here");
  }

  @Test
  void canBeSwitchedOff() {
    UserCode userCode = configured("user_code: builtins");
    assertThatThrownBy(
            () ->
                LabelTransformers.create(
                    "public long transform(long label) { return label; }", userCode))
        .isInstanceOf(ModynException.class)
        .hasMessage(
            "user_code is 'builtins' in the system configuration of this server, so that it runs"
                + " no Java source; use a builtin, or have user_code set to 'java'");
    assertThatThrownBy(() -> LabelTransformers.create("class:com.acme.Negate", userCode))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining("runs no classes of plugins");
    assertThat(LabelTransformers.create("Shift(1)", userCode)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          TorchScript      | {"path": "/models/model.pt"}
          RHOLOSSTwinModel | {"rho_real_model_class": "TorchScript", "rho_real_model_config": {"path": "/models/model.pt"}}
          """)
  void programsInModelFilesCanBeSwitchedOff(String model, String configuration) {
    ModelOptions options = Models.read(model, configuration);
    UserCode builtins = configured("user_code: builtins");

    assertThatThrownBy(() -> builtins.check(options))
        .isInstanceOf(ModynException.class)
        .hasMessage(
            "user_code is 'builtins' in the system configuration of this server, so that it runs"
                + " no TorchScript programs; use a builtin model, or have user_code set to"
                + " 'java'");
    builtins.check(Models.read("Dummy", "{}"));
    UserCode.withoutPlugins().check(options);
  }

  @Test
  void filesOfPipelinesCanBeSwitchedOff() {
    ModynConfig config =
        ConfigLoader.parse(
            "modyn.yaml",
            "{user_code: forbidden, trainer_server: {file_roots: [/models]}}",
            ModynConfig.class);
    assertThatThrownBy(() -> config.trainerFileRoots().resolve("/models/weights.safetensors"))
        .isInstanceOf(ModynException.class)
        .hasMessage(
            "user_code is 'forbidden' in the system configuration of this server, so that"
                + " pipelines may not name files; leave it out, or have user_code set to"
                + " 'builtins'");
    UserCode userCode = UserCode.configured(config, config.trainerFileRoots());
    assertThatThrownBy(
            () ->
                LabelTransformers.create(
                    "public long transform(long label) { return label; }", userCode))
        .hasMessageStartingWith("user_code is 'forbidden'");
    assertThat(LabelTransformers.create("Shift(1)", userCode)).isNotNull();
  }

  @Test
  void programsAreOnlyReadFromTheConfiguredDirectories() {
    UserCode userCode =
        configured(
            "{state_directory: /state, trainer_server: {file_roots: [/models]}, user_code: java}");
    userCode.check(Models.read("TorchScript", "{\"path\": \"/models/model.pt\"}"));
    userCode.check(Models.read("TorchScript", "{\"path\": \"/state/files/model.pt\"}"));
    for (String model :
        List.of("/elsewhere/model.pt", "/models/../elsewhere/model.pt", "/state/model.pt")) {
      String options = "{\"path\": \"%s\"}".formatted(model);
      assertThatThrownBy(() -> userCode.check(Models.read("TorchScript", options)))
          .hasMessageStartingWith("model.config.path: '" + model + "'");
      assertThatThrownBy(
              () ->
                  userCode.check(
                      Models.read(
                          "RHOLOSSTwinModel",
                          "{\"rho_real_model_class\": \"TorchScript\", \"rho_real_model_config\":"
                              + options
                              + "}")))
          .hasMessageStartingWith("model.config.path: '" + model + "'");
    }
  }

  private static UserCode configured(String yaml) {
    ModynConfig config = ConfigLoader.parse("modyn.yaml", yaml, ModynConfig.class);
    return UserCode.configured(config, config.trainerFileRoots());
  }

  @Test
  void sourceThatIsUsedAgainIsCompiledOnce() {
    UserCode userCode = UserCode.withoutPlugins();
    String source = "public long transform(long label) { return label; }";
    assertThat(userCode.fromSource(LabelFunction.class, source))
        .isSameAs(userCode.fromSource(LabelFunction.class, source))
        .isNotSameAs(userCode.fromSource(LabelFunction.class, source + " "));
  }
}
