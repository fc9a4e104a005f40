package org.modyn.common.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.UserFunction.BuiltinCall;
import org.modyn.common.function.UserFunction.JavaSource;
import org.modyn.common.function.UserFunction.PluginClass;

final class UserFunctionsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "public long transform(long label) { return label - 1; }",
        "// classes count from 1\n/* and not\nfrom 0 */\nlong transform(long label) {\n}",
        "@Override public float[] transform(float[] outputs) { return outputs; }",
        "float[] transform(float[] outputs) { return outputs; }",
        "List<TensorSpecification> tensors() { return List.of(); }"
      })
  void recognisesJava(String text) {
    assertThat(UserFunctions.read(FunctionKind.BYTES_PARSER, text)).isEqualTo(new JavaSource(text));
  }

  @Test
  void recognisesClasses() {
    assertThat(UserFunctions.read(FunctionKind.BYTES_PARSER, " class: com.acme.Parser$Fast\n"))
        .isEqualTo(new PluginClass("com.acme.Parser$Fast"));
  }

  @Test
  void readsBuiltinsWithTheirDefaults() {
    assertThat(UserFunctions.read(FunctionKind.BYTES_PARSER, "Csv(columns=7)"))
        .isInstanceOfSatisfying(
            BuiltinCall.class,
            call -> {
              assertThat(call.arguments().function()).isEqualTo("Csv");
              assertThat(call.arguments().text("dtype")).isEqualTo("float32");
              assertThat(call.arguments().wholes("columns")).containsExactly(7L);
            });
  }

  @Test
  void readsTokenizersByNameOrAsCalls() {
    for (String text :
        List.of("DistilBertTokenizerTransform", " DistilBertTokenizerTransform() ")) {
      Arguments call = UserFunctions.readTokenizer(text);
      assertThat(call.whole("max_token_length")).isEqualTo(300);
      assertThat(call.has("file")).isFalse();
    }
    assertThat(
            UserFunctions.readTokenizer("DistilBertTokenizerTransform(128, file=\"a.json\")")
                .text("file"))
        .isEqualTo("a.json");
    assertThatThrownBy(() -> UserFunctions.readTokenizer("DistilBertTokenizerTransform(1)"))
        .hasMessageContaining("max_token_length: expected a whole number of at least 2");
    assertThatThrownBy(() -> UserFunctions.readTokenizer("class:com.acme.Words"))
        .hasMessageStartingWith("a tokenizer cannot be a class");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transforms.ToTensor()",
        "ToTensor()",
        "transforms.Normalize((0.1307,), (0.3081,))",
        "transforms.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])",
        "transforms.RandomResizedCrop(224)",
        "transforms.RandomHorizontalFlip()",
        "transforms.Resize((32, 48), interpolation=transforms.InterpolationMode.NEAREST)",
        "transforms.RandomCrop(32, padding=4)",
        "transforms.Pad((1, 2, 3, 4), fill=255, padding_mode='edge')",
        "transforms.Grayscale(num_output_channels=3)",
        "transforms.ConvertImageDtype(torch.float32)"
      })
  void acceptsTorchvisionCalls(String text) {
    assertThatCode(() -> UserFunctions.check(FunctionKind.TRANSFORMATION, text))
        .doesNotThrowAnyException();
  }

  @Test
  void flattensCompose() {
    List<Arguments> calls =
        UserFunctions.readTransformations(
            List.of(
                "transforms.CenterCrop(2)",
                "transforms.Compose([transforms.ToTensor(),"
                    + " transforms.Compose([transforms.Pad(1)])])"));
    assertThat(calls)
        .extracting(Arguments::function)
        .containsExactly("CenterCrop", "ToTensor", "Pad");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          TRANSFORMATION         | transforms.Lambda(lambda x: x)           | the transformation Lambda runs Python and is not supported; allowed: Resize(size,
          TRANSFORMATION         | transforms.ToTensr()                     | unknown transformation "transforms.ToTensr"; did you mean "ToTensor"?
          TRANSFORMATION         | transforms.Normalize((0.5,))             | Normalize: the argument "std" is missing
          TRANSFORMATION         | transforms.Normalize((0.5,), 0.3)        | Normalize: std: expected a list, but got 0.3
          TRANSFORMATION         | transforms.Normalize((), (1,))           | Normalize: mean: expected a list of numbers, but got ()
          TRANSFORMATION         | transforms.CenterCrop((1, 2, 3))         | CenterCrop: size: expected 1 or 2 whole numbers of at least 1, but got (1, 2, 3)
          TRANSFORMATION         | transforms.CenterCrop(0)                 | CenterCrop: size: expected 1 or 2 whole numbers of at least 1, but got 0
          TRANSFORMATION         | transforms.ConvertImageDtype(torch.flot32) | dtype: unknown value torch.flot32; did you mean "torch.float32"?
          TRANSFORMATION         | transforms.ConvertImageDtype(np.float32) | dtype: unknown value np.float32
          TRANSFORMATION         | transforms.Compose([transforms.Pad()])   | Compose: transforms[0]: Pad: the argument "padding" is missing
          TRANSFORMATION         | class:com.acme.Crop                      | a transformation cannot be a class; allowed: Resize(
          BYTES_PARSER           | class:com.acme.                          | "com.acme." is not the full name of a class; write, for example, class:com.acme.MyParser
          BYTES_PARSER           | Imag()                                   | unknown bytes parser "Imag"; did you mean "Image"?
          BYTES_PARSER           | Image(mode="CMYK")                       | Image: mode: unknown value "CMYK"; allowed: RGB, L
          BYTES_PARSER           | Record(fields=[Field("a", "uint9")])     | Record: fields[0]: Field: type: unknown value "uint9"; did you mean "uint8"?
          BYTES_PARSER           | Csv(columns=[0, -1])                     | Csv: columns: expected whole numbers of at least 0, but got [0, -1]
          BYTES_PARSER           | Record(fields=[                          | cannot read the bytes parser: expected a value at column 16
          LABEL_TRANSFORMER      | def label_transformer_function(x): x     | a Python function is not supported as label transformer; call one of the builtins: Identity(), Shift(by), Binary(positive)
          LABEL_TRANSFORMER      | ``                                       | the label transformer is empty; allowed: Identity()
          EVALUATION_TRANSFORMER | Threshold("a")                           | Threshold: value: expected a number, but got "a"
          EVALUATION_TRANSFORMER | Compose([Sigmod()])                      | Compose: functions[0]: unknown evaluation transformer "Sigmod"; did you mean "Sigmoid"?
          """)
  void saysWhatIsWrong(FunctionKind kind, String text, String message) {
    assertThatThrownBy(() -> UserFunctions.check(kind, text))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }

  @Test
  void namesTheWrongTransformation() {
    assertThatThrownBy(
            () -> UserFunctions.readTransformations(List.of("transforms.ToTensor()", "x")))
        .hasMessageStartingWith("transformations[1]: cannot read the transformation: ");
  }

  static Stream<Signature> signatures() {
    return Arrays.stream(FunctionKind.values())
        .flatMap(kind -> kind.catalogue().signatures().stream());
  }

  @ParameterizedTest
  @MethodSource("signatures")
  void defaultsAreOfTheirParametersType(Signature signature) {
    for (Parameter parameter : signature.parameters()) {
      if (parameter.defaultValue().isPresent()) {
        Signature alone = new Signature("F", List.of(parameter), "");
        assertThatCode(() -> new Catalogue("f", "", List.of(alone)).read("F()"))
            .as("%s of %s", parameter, signature)
            .doesNotThrowAnyException();
      }
    }
  }
}
