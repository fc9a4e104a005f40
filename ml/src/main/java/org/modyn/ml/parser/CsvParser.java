package org.modyn.ml.parser;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.modyn.common.csv.CsvDialect;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleException;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;
import org.modyn.ml.tokenizer.TextEncoder;
import org.modyn.ml.tokenizer.Tokenizer;

/**
 * {@code Csv(columns=[0, 2], dtype="float32", header=False)}: parses samples that are one line of
 * CSV, and with {@code header} a line of names above it. Lines have the delimiter and quote
 * characters of the dataset or, if its files are not CSV files, those of RFC 4180 with {@code
 * separator} instead of the comma. The selected columns become the columns of one tensor, in the
 * order of the call, or of several tensors with {@code columns=[Column(0), Column(3, dtype="text",
 * tensor="text")]}. A text becomes a separate tensor of tokens. Creates no object per sample except
 * for numbers with an exponent or more than 15 digits, and for texts that are not ASCII.
 */
final class CsvParser implements TextParser {
  /** The destination of a column. */
  private record Target(
      int column, int tensor, TensorDataType dataType, boolean text, long element) {}

  private final List<TensorSpecification> tensors;
  private final List<Target> targets;
  private final Optional<Tokenizer> tokenizer;
  private final CsvDialect dialect;
  private final Optional<Byte> separator;
  private final boolean header;

  /**
   * @param separator that the call names
   */
  private CsvParser(
      List<TensorSpecification> tensors,
      List<Target> targets,
      Optional<Tokenizer> tokenizer,
      CsvDialect dialect,
      Optional<Byte> separator,
      boolean header) {
    this.tensors = List.copyOf(tensors);
    this.targets = List.copyOf(targets);
    this.tokenizer = tokenizer;
    this.dialect = dialect;
    this.separator = separator;
    this.header = header;
  }

  static CsvParser create(Arguments arguments, Optional<Tokenizer> tokenizer) {
    Optional<Byte> separator =
        arguments.optionalText("separator").map(text -> separator(arguments, text));
    SequencedMap<String, List<CsvColumn>> byTensor = new LinkedHashMap<>();
    for (CsvColumn column : CsvColumn.read(arguments)) {
      byTensor.computeIfAbsent(column.tensor(), name -> new ArrayList<>()).add(column);
    }
    List<TensorSpecification> tensors = new ArrayList<>();
    List<Target> targets = new ArrayList<>();
    byTensor.forEach(
        (name, columns) -> {
          TensorSpecification tensor = tensor(arguments, name, columns, tokenizer);
          for (int element = 0; element < columns.size(); element++) {
            CsvColumn column = columns.get(element);
            targets.add(
                new Target(
                    column.index(),
                    tensors.size(),
                    tensor.dataType(),
                    column.dataType().isEmpty(),
                    element));
          }
          tensors.add(tensor);
        });
    CsvDialect standard = CsvDialect.RFC_4180;
    CsvDialect dialect =
        new CsvDialect(
            separator.orElse(standard.separator()),
            standard.quote(),
            standard.quotedLinebreaks(),
            standard.strict());
    return new CsvParser(tensors, targets, tokenizer, dialect, separator, arguments.flag("header"));
  }

  private static byte separator(Arguments arguments, String text) {
    if (text.length() != 1 || text.charAt(0) > 0x7f || "0123456789+-.eE\n\r\"".contains(text)) {
      throw arguments.error(
          "separator",
          "expected one ASCII character that is in no number, but got \"" + text + "\"");
    }
    return (byte) text.charAt(0);
  }

  private static TensorSpecification tensor(
      Arguments arguments, String name, List<CsvColumn> columns, Optional<Tokenizer> tokenizer) {
    Optional<TensorDataType> dataType = columns.getFirst().dataType();
    if (columns.stream().anyMatch(column -> !column.dataType().equals(dataType))) {
      throw arguments.error(
          "columns", "the columns of the tensor \"" + name + "\" differ in their dtype");
    }
    if (dataType.isPresent()) {
      return new TensorSpecification(name, dataType.get(), List.of((long) columns.size()));
    }
    if (columns.size() > 1) {
      throw arguments.error(
          "columns", "the tensor \"" + name + "\" has two texts; each needs a tensor of its own");
    }
    return new TensorSpecification(
        name, TensorDataType.INT64, BytesParsers.needed(arguments, tokenizer).shape());
  }

  @Override
  public boolean hasText() {
    return targets.stream().anyMatch(Target::text);
  }

  @Override
  public List<TensorSpecification> tensors() {
    return tensors;
  }

  @Override
  public CsvParser forDataset(Supplier<Optional<CsvDialect>> ofDataset) {
    return ofDataset.get().map(this::with).orElse(this);
  }

  private CsvParser with(CsvDialect ofDataset) {
    if (separator.isPresent() && separator.get() != ofDataset.separator()) {
      throw ModynException.invalidArgument(
          "bytes_parser_function: Csv has the separator \"%c\", but the files of the dataset have"
              + " \"%c\"; leave it out to use that of the dataset",
          separator.get(), ofDataset.separator());
    }
    return new CsvParser(tensors, targets, tokenizer, ofDataset, separator, header);
  }

  @Override
  public SampleParser open(long seed) {
    return new Opened(tokenizer.map(Tokenizer::open).orElse(null));
  }

  /** The working memory of one thread. */
  private final class Opened implements SampleParser {
    private final TextEncoder encoder;
    private final CsvRow cells;
    private byte[] bytes = {};
    private byte[] text = {};

    /**
     * @param encoder null if there are no texts
     */
    Opened(TextEncoder encoder) {
      this.encoder = encoder;
      int last = targets.stream().mapToInt(Target::column).max().orElseThrow();
      cells = new CsvRow(dialect, last + 1);
    }

    @Override
    public void parse(SampleBatch samples, int index, int epoch, TensorBatch batch, int row) {
      int length = samples.length(index);
      if (bytes.length < length) {
        bytes = new byte[length];
        text = new byte[length];
      }
      MemorySegment.copy(
          samples.bytes(), ValueLayout.JAVA_BYTE, samples.offset(index), bytes, 0, length);
      try {
        cells.read(bytes, length, header);
        for (Target target : targets) {
          put(target, batch.tensor(target.tensor()), row);
        }
      } catch (ModynException e) {
        throw new SampleException(samples.key(index), e);
      }
    }

    private void put(Target target, MemorySegment memory, int row) {
      int column = target.column();
      if (column >= cells.count()) {
        throw ModynException.invalidArgument(
            "has %d columns, but bytes_parser_function reads column %d (counted from 0)",
            cells.count(), column);
      }
      TensorSpecification tensor = tensors.get(target.tensor());
      int from = cells.start(bytes, column);
      int to = cells.end(bytes, column);
      if (target.text()) {
        putText(column, from, to, memory, row * tensor.bytesPerSample());
        return;
      }
      long element = row * tensor.elementsPerSample() + target.element();
      try {
        switch (target.dataType()) {
          case FLOAT32 ->
              memory.setAtIndex(
                  ValueLayout.JAVA_FLOAT, element, (float) CsvNumbers.parseDouble(bytes, from, to));
          case FLOAT64 ->
              memory.setAtIndex(
                  ValueLayout.JAVA_DOUBLE, element, CsvNumbers.parseDouble(bytes, from, to));
          case INT64 ->
              memory.setAtIndex(
                  ValueLayout.JAVA_LONG, element, CsvNumbers.parseLong(bytes, from, to));
          default -> throw new IllegalStateException("no column is " + target.dataType());
        }
      } catch (NumberFormatException e) {
        throw new ModynException(
            ErrorCategory.INVALID_ARGUMENT,
            String.format(
                Locale.ROOT,
                "has \"%s\" in column %d, which is no %s",
                new String(bytes, from, to - from, StandardCharsets.UTF_8).strip(),
                column,
                target.dataType().torchName()),
            e);
      }
    }

    private void putText(int column, int from, int to, MemorySegment memory, long offset) {
      if (!cells.isQuoted(bytes, column)) {
        encoder.encode(bytes, from, to, memory, offset);
        return;
      }
      int length = 0;
      for (int position = from; position < to; position++) {
        text[length++] = bytes[position];
        if (bytes[position] == dialect.quote()) {
          // the second one of two
          position++;
        }
      }
      encoder.encode(text, 0, length, memory, offset);
    }
  }
}
