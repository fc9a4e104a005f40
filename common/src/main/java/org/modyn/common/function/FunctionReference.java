package org.modyn.common.function;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modyn.common.function.ParameterType.AnyNumber;
import org.modyn.common.function.ParameterType.AnyText;
import org.modyn.common.function.ParameterType.Calls;
import org.modyn.common.function.ParameterType.Choice;
import org.modyn.common.function.ParameterType.Constant;
import org.modyn.common.function.ParameterType.Flag;
import org.modyn.common.function.ParameterType.Numbers;
import org.modyn.common.function.ParameterType.Texts;
import org.modyn.common.function.ParameterType.WholeNumber;
import org.modyn.common.function.ParameterType.WholeNumbers;
import org.modyn.common.function.ParameterType.WholeNumbersOrCalls;

/** Describes the functions that are allowed in a field of a pipeline file, for people. */
public final class FunctionReference {
  private static final String INDENT = "  ";

  /** A call of each function, by its name. */
  private static final Map<String, String> EXAMPLES =
      Map.ofEntries(
          Map.entry("Record", "Record(fields=[Field(\"hour\", \"uint8\")])"),
          Map.entry("Field", "Field(\"distance\", \"uint16\", dtype=\"float32\", scale=0.001)"),
          Map.entry("Criteo", "Criteo()"),
          Map.entry("Image", "Image(mode=\"RGB\", height=28, width=28)"),
          Map.entry("Csv", "Csv(columns=[0, 2, 3])"),
          Map.entry("Column", "Column(2, dtype=\"int64\", tensor=\"categorical_input\")"),
          Map.entry("Utf8", "Utf8()"),
          Map.entry("Identity", "Identity()"),
          Map.entry("Shift", "Shift(by=-1)"),
          Map.entry("Binary", "Binary(positive=7)"),
          Map.entry("Threshold", "Threshold(0.5)"),
          Map.entry("Sigmoid", "Sigmoid()"),
          Map.entry("Softmax", "Softmax()"),
          Map.entry("ArgMax", "ArgMax()"),
          Map.entry(
              "DistilBertTokenizerTransform", "DistilBertTokenizerTransform(max_token_length=300)"),
          Map.entry("Resize", "transforms.Resize((224, 224))"),
          Map.entry("CenterCrop", "transforms.CenterCrop(224)"),
          Map.entry("RandomResizedCrop", "transforms.RandomResizedCrop(224)"),
          Map.entry("RandomHorizontalFlip", "transforms.RandomHorizontalFlip(p=0.5)"),
          Map.entry("RandomCrop", "transforms.RandomCrop(32, padding=4)"),
          Map.entry("Pad", "transforms.Pad(2)"),
          Map.entry("Grayscale", "transforms.Grayscale()"),
          Map.entry("ToTensor", "transforms.ToTensor()"),
          Map.entry("Normalize", "transforms.Normalize((0.1307,), (0.3081,))"),
          Map.entry("ConvertImageDtype", "transforms.ConvertImageDtype(torch.float32)"));

  private FunctionReference() {}

  /**
   * Lists all builtins of a kind with their parameters, and an example of Java source if it is
   * allowed.
   */
  public static String describe(FunctionKind kind) {
    StringBuilder text = new StringBuilder();
    text.append("A call of a builtin:\n");
    Set<Catalogue> below = new LinkedHashSet<>();
    appendAll(text, kind.catalogue(), below);
    below.remove(kind.catalogue());
    for (Catalogue catalogue : below) {
      text.append("where a ").append(catalogue.kind()).append(" is\n");
      appendAll(text, catalogue, new LinkedHashSet<>());
    }
    kind.javaExample()
        .ifPresent(
            example ->
                text.append("or Java source, with all rights of the server that runs it:\n")
                    .append(example.indent(2))
                    .append("or a class of a jar file in the server's plugins directory:\n")
                    .append("  class:com.acme.MyFunction\n"));
    return text.toString();
  }

  /** An example call of a function; empty for functions whose arguments are other functions. */
  static String example(String function) {
    return EXAMPLES.getOrDefault(function, "");
  }

  private static void appendAll(StringBuilder text, Catalogue catalogue, Set<Catalogue> below) {
    for (Signature signature : catalogue.signatures()) {
      text.append(INDENT).append(signature).append('\n');
      text.append(INDENT).append("    ").append(signature.description()).append('\n');
      String example = example(signature.name());
      if (!example.isEmpty()) {
        text.append(INDENT).append("    Example: ").append(example).append('\n');
      }
      for (Parameter parameter : signature.parameters()) {
        append(text, parameter);
        catalogueOf(parameter.type()).ifPresent(below::add);
      }
    }
  }

  private static void append(StringBuilder text, Parameter parameter) {
    String indent = INDENT + INDENT;
    text.append(indent).append(parameter.name()).append(": ").append(describe(parameter.type()));
    text.append("; ");
    text.append(
        parameter
            .defaultValue()
            .map(value -> "default " + value.toSource())
            .orElse(parameter.required() ? "required" : "optional"));
    text.append('\n').append(indent).append("    ").append(parameter.description()).append('\n');
  }

  private static Optional<Catalogue> catalogueOf(ParameterType type) {
    return switch (type) {
      case Calls calls -> Optional.of(calls.catalogue().get());
      case WholeNumbersOrCalls calls -> Optional.of(calls.catalogue().get());
      case AnyText _,
          Choice _,
          Constant _,
          WholeNumber _,
          AnyNumber _,
          Flag _,
          Numbers _,
          WholeNumbers _,
          Texts _ ->
          Optional.empty();
    };
  }

  private static String describe(ParameterType type) {
    return switch (type) {
      case AnyText _ -> "text in quotes";
      case Choice choice -> "one of " + quoted(choice.allowed());
      case Constant constant ->
          "one of "
              + String.join(
                  ", ", constant.allowed().stream().map(name -> constant.prefix() + name).toList());
      case WholeNumber number ->
          number.minimum() == Long.MIN_VALUE
              ? "whole number"
              : "whole number, at least " + number.minimum();
      case AnyNumber _ -> "number";
      case Flag _ -> "True or False";
      case Numbers _ -> "list of numbers";
      case WholeNumbers numbers -> "whole number, or a list of them, at least " + numbers.minimum();
      case WholeNumbersOrCalls calls ->
          String.format(
              Locale.ROOT,
              "list of whole numbers, at least %d, or list of calls of a %s",
              calls.minimum(),
              calls.catalogue().get().kind());
      case Texts _ -> "list of texts in quotes";
      case Calls calls -> "list of calls of a " + calls.catalogue().get().kind();
    };
  }

  private static String quoted(Collection<String> names) {
    return String.join(", ", names.stream().map(name -> "\"" + name + "\"").toList());
  }
}
