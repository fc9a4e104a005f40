package org.modyn.cli.command.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.modyn.cli.output.JsonOutput;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** The option for the format in which a command prints a table that programs may read too. */
public final class TableOutputArguments {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "table",
      completionCandidates = Formats.class,
      converter = FormatConverter.class,
      description = "How to print it: table (default), json or csv.")
  private Format format;

  enum Format {
    TABLE,
    JSON,
    CSV;

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The allowed values of FORMAT. */
  static final class Formats implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Format.values()).map(Format::text).iterator();
    }
  }

  /** Rejects other values while the command line is parsed. */
  static final class FormatConverter implements ITypeConverter<Format> {
    @Override
    public Format convert(String value) {
      return Arrays.stream(Format.values())
          .filter(format -> format.text().equals(value))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      String.format(Locale.ROOT, "'%s' is none of table, json and csv", value)));
    }
  }

  /**
   * Prints to standard output, in the requested format.
   *
   * @param table ends with a line break
   * @param csv ends with a line break
   */
  public void print(
      Supplier<String> table, Supplier<? extends JsonNode> json, Supplier<String> csv) {
    PrintWriter output = command.commandLine().getOut();
    switch (format) {
      case TABLE -> output.print(table.get());
      case JSON -> output.println(JsonOutput.render(json.get()));
      case CSV -> output.print(csv.get());
    }
    output.flush();
  }

  /**
   * Prints a table that may be larger than the memory to standard output, in the requested format.
   * Each printer writes the whole output, which ends with a line break.
   */
  public void stream(
      Consumer<PrintWriter> table, Consumer<PrintWriter> json, Consumer<PrintWriter> csv) {
    PrintWriter output = command.commandLine().getOut();
    switch (format) {
      case TABLE -> table.accept(output);
      case JSON -> json.accept(output);
      case CSV -> csv.accept(output);
    }
    output.flush();
  }
}
