package org.modyn.cli.command.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.modyn.cli.output.JsonOutput;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** The option for the format in which a command prints its result. */
public final class OutputArguments {
  private static final String TEXT = "text";
  private static final String JSON = "json";

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = TEXT,
      completionCandidates = Formats.class,
      converter = FormatConverter.class,
      description = "How to print it: text (default) or json.")
  private String format;

  /** The allowed values of FORMAT. */
  static final class Formats implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of(TEXT, JSON).iterator();
    }
  }

  /** Rejects other values while the command line is parsed. */
  static final class FormatConverter implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      if (!value.equals(TEXT) && !value.equals(JSON)) {
        throw new TypeConversionException("'%s' is neither text nor json".formatted(value));
      }
      return value;
    }
  }

  /**
   * Prints to standard output, in the requested format.
   *
   * @param text ends with a line break
   */
  public void print(Supplier<String> text, Supplier<? extends JsonNode> json) {
    PrintWriter output = command.commandLine().getOut();
    if (format.equals(JSON)) {
      output.println(JsonOutput.render(json.get()));
    } else {
      output.print(text.get());
    }
    output.flush();
  }

  /**
   * Prints a part of the output to standard output, unless the requested format is a single JSON
   * document.
   *
   * @param text ends with a line break
   */
  public void printText(String text) {
    if (format.equals(TEXT)) {
      PrintWriter output = command.commandLine().getOut();
      output.print(text);
      output.flush();
    }
  }
}
