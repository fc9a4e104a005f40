package org.modyn.storage.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.storage.file.IngestedFileReader.Sample;

final class CsvFileWrapperTest {
  /** A cell, and what ends it: a separator, a line break, or the end of the file. */
  private static final Pattern CELL =
      Pattern.compile("(\"(?:[^\"]|\"\")*\"|(?:[^,\"\n][^,\n]*?)??)(,|\r?\n|\r?\\z)");

  private static final Pattern LABEL = Pattern.compile("(\"?)\\s*([-+]?[0-9]+)\\s*\\1");

  /** How a file is written that the rows are then to be found in. */
  private record Writing(boolean returns, boolean lastLineBreak, boolean mark, boolean header) {}

  /** A row without its label. */
  private record Row(List<String> cells, long label) {}

  @Property(tries = 300)
  void findsEveryRowThatWasWritten(
      @ForAll("rows") List<Row> rows,
      @ForAll("writings") Writing writing,
      @ForAll @IntRange(min = 0, max = 3) int labelIndex)
      throws IOException {
    CsvFileWrapper wrapper =
        wrapper(
            String.format(
                Locale.ROOT,
                "{label_index: %d, quote: '\"', ignore_first_line: %s}",
                labelIndex,
                writing.header()));
    StringBuilder text = new StringBuilder(writing.mark() ? "\u00EF\u00BB\u00BF" : "");
    String lineBreak = writing.returns() ? "\r\n" : "\n";
    if (writing.header()) {
      text.append("a,\"b\nc\"").append(",d".repeat(rows.getFirst().cells().size() - 1));
      text.append(lineBreak);
    }
    List<Sample> expected = new ArrayList<>();
    for (Row row : rows) {
      List<String> cells = new ArrayList<>(row.cells());
      expected.add(new Sample(row.label(), String.join(",", cells)));
      cells.add(labelIndex, Long.toString(row.label()));
      text.append(String.join(",", cells)).append(lineBreak);
    }
    if (!writing.lastLineBreak()) {
      text.setLength(text.length() - lineBreak.length());
    }
    assertThat(IngestedFileReader.read(wrapper, bytes(text.toString()))).isEqualTo(expected);
  }

  /** Against a reader that splits without looking at quotes. */
  @Property(tries = 2000)
  void readsTextWithoutQuotesAsSplittingDoes(@ForAll("fragments") List<String> fragments)
      throws IOException {
    String text = String.join("", fragments);
    List<Sample> expected = new ArrayList<>();
    boolean valid = !text.isEmpty();
    String[] lines = text.split("\n", -1);
    int rows = lines.length - (lines[lines.length - 1].isEmpty() ? 1 : 0);
    int columns = lines[0].split(",", -1).length;
    for (int i = 0; i < rows; i++) {
      String line = lines[i].endsWith("\r") ? lines[i].replaceFirst("\r$", "") : lines[i];
      String[] cells = line.split(",", -1);
      valid = valid && cells.length == columns && columns > 1;
      valid = valid && cells[1].strip().matches("[-+]?[0-9]+");
      if (valid) {
        List<String> others = new ArrayList<>(List.of(cells));
        others.remove(1);
        expected.add(new Sample(Long.parseLong(cells[1].strip()), String.join(",", others)));
      }
    }
    CsvFileWrapper wrapper = wrapper("{label_index: 1}");
    if (valid) {
      assertThat(IngestedFileReader.read(wrapper, bytes(text))).isEqualTo(expected);
    } else {
      assertThatThrownBy(() -> IngestedFileReader.read(wrapper, bytes(text)))
          .isInstanceOf(InvalidFileException.class);
    }
  }

  /** Against a reader that is made of a regular expression for a cell. */
  @Property(tries = 2000)
  void readsTextWithQuotesAsAGrammarDoes(@ForAll("quotedFragments") List<String> fragments)
      throws IOException {
    String text = String.join("", fragments);
    CsvFileWrapper wrapper = wrapper("{label_index: 1, quote: '\"'}");
    Optional<List<Sample>> expected = parse(text);
    if (expected.isPresent()) {
      assertThat(IngestedFileReader.read(wrapper, bytes(text))).isEqualTo(expected.get());
    } else {
      assertThatThrownBy(() -> IngestedFileReader.read(wrapper, bytes(text)))
          .isInstanceOf(InvalidFileException.class);
    }
  }

  private static Optional<List<Sample>> parse(String text) {
    List<Sample> samples = new ArrayList<>();
    Matcher matcher = CELL.matcher(text);
    int columns = -1;
    for (int at = 0; at < text.length(); ) {
      List<String> cells = new ArrayList<>();
      String end = ",";
      while (end.equals(",")) {
        if (!matcher.region(at, text.length()).lookingAt()) {
          return Optional.empty();
        }
        cells.add(matcher.group(1));
        end = matcher.group(2);
        at = matcher.end();
      }
      columns = columns < 0 ? cells.size() : columns;
      if (cells.size() != columns || columns < 2) {
        return Optional.empty();
      }
      Matcher label = LABEL.matcher(cells.remove(1));
      if (!label.matches()) {
        return Optional.empty();
      }
      samples.add(new Sample(Long.parseLong(label.group(2)), String.join(",", cells)));
    }
    return samples.isEmpty() ? Optional.empty() : Optional.of(samples);
  }

  @Test
  void findsRowsAcrossTheChunksThatItReads() throws IOException {
    StringBuilder text = new StringBuilder();
    List<Sample> expected = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      String cell = "\u00E9".repeat(i % 97) + "\"\"\n,".repeat(i % 5);
      String utf8 = new String(cell.getBytes(UTF_8), ISO_8859_1);
      text.append(i - 1500).append(",\"").append(utf8).append("\",x\n");
      expected.add(new Sample(i - 1500, "\"" + utf8 + "\",x"));
    }
    CsvFileWrapper wrapper = wrapper("{label_index: 0, quote: '\"'}");
    assertThat(IngestedFileReader.read(wrapper, bytes(text.toString()))).isEqualTo(expected);
    text.append("7,\"").append("y".repeat(300_000)).append("\",\n");
    expected.add(new Sample(7, "\"" + "y".repeat(300_000) + "\","));
    assertThat(IngestedFileReader.read(wrapper, bytes(text.toString()))).isEqualTo(expected);
  }

  @Test
  void keepsTheBytesOfTheRow() throws IOException {
    assertThat(read("{label_index: 3}", "A7,B7,C7,12\nA8,B8,C8,13"))
        .containsExactly(new Sample(12, "A7,B7,C7"), new Sample(13, "A8,B8,C8"));
    assertThat(read("{label_index: 1, quote: '\"'}", "\"Doe, \"\"J\"\"\", 1 ,23\n"))
        .containsExactly(new Sample(1, "\"Doe, \"\"J\"\"\",23"));
    assertThat(read("{label_index: 0}", "5\n-6\n"))
        .containsExactly(new Sample(5, ""), new Sample(-6, ""));
    assertThat(read("{label_index: 0, separator: \"\\t\", quote_char: \"'\"}", "'5'\t'a\tb'\r\n"))
        .containsExactly(new Sample(5, "'a\tb'"));
  }

  @Test
  void withoutAQuoteQuotesAreText() throws IOException {
    String text = "1,\"a\n2,b\"\n";
    List<Sample> rows = List.of(new Sample(1, "\"a"), new Sample(2, "b\""));
    assertThat(read("{label_index: 0}", text)).isEqualTo(rows);
    assertThat(read("{label_index: 0, quote: \"\\0\"}", text)).isEqualTo(rows);
    assertThat(read("{label_index: 0, quote: '\\0'}", text)).isEqualTo(rows);
  }

  @Test
  void labelsAreWholeNumbersOf64Bits() throws IOException {
    assertThat(
            read(
                "{label_index: 0, ignore_first_line: true}",
                "h\n9223372036854775807\n-9223372036854775808\n+3\n-0\n"
                    + "0000000000000000000000000000001\n"))
        .extracting(Sample::label)
        .containsExactly(Long.MAX_VALUE, Long.MIN_VALUE, 3L, 0L, 1L);
    assertRefused("1,1\nx,abc\n", "row 2: its label: 'abc' is no whole number");
    assertRefused("1,1.5\n", "row 1: its label: '1.5' is no whole number");
    assertRefused("1,\n", "row 1: its label: it is empty");
    assertRefused("1,-\n", "row 1: its label: '-' is no whole number");
    assertRefused("1,9223372036854775808\n", "'9223372036854775808' does not fit into 64 bits");
    assertRefused("1,-9223372036854775809\n", "does not fit into 64 bits");
    assertRefused("1,99999999999999999999999\n", "does not fit into 64 bits");
  }

  @Test
  void refusesFilesWithTheReasonAndTheRow() {
    assertRefused("", "it is empty");
    assertRefused("\u00EF\u00BB\u00BF", "it is empty");
    assertRefused("a,1\nb,1,c\n", "row 2: it has 3 columns, those before have 2");
    assertRefused("a,1\n\nb,1\n", "row 2: it has 1 column,");
    assertRefused("a\n", "row 1: it has 1 column, but the label");
    assertRefused("a,1\n\"b,2\nc,3\n", "row 2: a quote is not closed");
    assertRefused("a,1\n\"b\"c,2\n", "row 2: in column 0, text follows after the closing quote");
    assertRefused("\u00E4,1\n", "row 1: it has bytes that are no UTF-8");
    assertRefused("a,1\nb\u00C3,1\nc,1\n", "row 2: it has bytes that are no UTF-8");
    assertRefused("a,1\nb,1\u00C3", "row 2: it has bytes that are no UTF-8");
    assertThatThrownBy(() -> read("{label_index: 0, ignore_first_line: true}", "a,b"))
        .hasMessage("it has a header and no rows");
    assertThatThrownBy(
            () -> read("{label_index: 0, ignore_first_line: true}", "a,b\n1,2,3\n1,2,3\n"))
        .hasMessage("row 2: it has 3 columns, the header has 2");
    assertThatThrownBy(
            () -> read("{label_index: 1, quote: '\"', quoted_linebreaks: false}", "\"a\nb\",1"))
        .hasMessage("row 1: a line break is within quotes");
  }

  @Test
  void withoutValidationOnlyLabelsAndQuotesAreChecked() throws IOException {
    String loose = "{label_index: 1, quote: '\"', validate_file_content: false}";
    assertThat(read(loose, "\u00FF,1\nb,2,c\n\"d\"e,3\n"))
        .containsExactly(new Sample(1, "\u00FF"), new Sample(2, "b,c"), new Sample(3, "\"d\"e"));
    assertThatThrownBy(() -> read(loose, "a\n")).hasMessageContaining("row 1: it has 1 column,");
    assertThatThrownBy(() -> read(loose, "\"a,1\n")).hasMessageContaining("not closed");
    assertThat(
            read(
                "{label_index: 1, quote: '\"', quoted_linebreaks: false,"
                    + " validate_file_content: false}",
                "\"a,b\",1\nc\",2\n"))
        .containsExactly(new Sample(1, "\"a,b\""), new Sample(2, "c\""));
  }

  @Test
  void otherEncodings() throws IOException {
    assertThat(read("{label_index: 1, encoding: latin-1}", "\u00E4,1\n"))
        .containsExactly(new Sample(1, "\u00E4"));
    assertThat(read("{label_index: 1, encoding: utf-8-sig}", "\u00EF\u00BB\u00BFa,1\n"))
        .containsExactly(new Sample(1, "a"));
    assertThatThrownBy(() -> read("{label_index: 1, encoding: ascii}", "a,1\n\u00E4,1\n"))
        .hasMessage("row 2: it has bytes that are no US-ASCII");
    assertThatThrownBy(() -> read("{label_index: 1, encoding: cp1252}", "\u0081,1\n"))
        .hasMessage("row 1: it has bytes that are no windows-1252");
  }

  @Test
  void refusesOptionsThatCannotBe() {
    assertOptionsRefused("{}", "label_index");
    assertOptionsRefused("{label_index: -1}", "label_index");
    assertOptionsRefused(
        "{label_index: 0, separator: ab}", "separator: must be one ASCII character");
    assertOptionsRefused("{label_index: 0, separator: \"\\n\"}", "separator");
    assertOptionsRefused("{label_index: 0, separator: '\u00E4'}", "separator");
    assertOptionsRefused("{label_index: 0, quote: ','}", "must differ");
    assertOptionsRefused(
        "{label_index: 0, quote: a, quote_char: b}", "is the same option as quote");
    assertOptionsRefused("{label_index: 0, encoding: klingon}", "'klingon' is unknown");
    assertOptionsRefused("{label_index: 0, encoding: utf-16}", "cannot be used");
    assertOptionsRefused("{label_index: 0, encoding: shift_jis}", "cannot be used");
    assertOptionsRefused("{label_index: 0, encoding: cp037}", "cannot be used");
    assertOptionsRefused("{label_index: 0, file_extension: csv}", "file_extension");
  }

  @Test
  void equalOptionsAreEqualWrappers() {
    assertThat(wrapper("{label_index: 2, quote: '\"', encoding: UTF8}"))
        .isEqualTo(wrapper("{quote_char: '\"', label_index: 2, separator: ','}"));
  }

  @Provide
  Arbitrary<List<Row>> rows() {
    Arbitrary<String> plain =
        Arbitraries.strings().withChars("ab 0'-;").ofMaxLength(6).filter(s -> !s.startsWith("\""));
    Arbitrary<String> quoted =
        Arbitraries.of("a", ",", "\n", "\r\n", "\"\"", "\u00C3\u00A4", " ")
            .list()
            .ofMaxSize(5)
            .map(parts -> "\"" + String.join("", parts) + "\"");
    Arbitrary<List<String>> cells = Arbitraries.oneOf(plain, quoted).list().ofSize(3);
    Arbitrary<Long> labels =
        Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.longs().between(0, 9));
    return Combinators.combine(cells, labels).as(Row::new).list().ofMinSize(1).ofMaxSize(300);
  }

  @Provide
  Arbitrary<Writing> writings() {
    Arbitrary<Boolean> flags = Arbitraries.of(true, false);
    return Combinators.combine(flags, flags, flags, flags).as(Writing::new);
  }

  @Provide
  Arbitrary<List<String>> quotedFragments() {
    return Arbitraries.of(
            "a,1,b\n", "\"c\",\"2\",\"d,\n\"\r\n", ",", "\n", "\r", "3", "\"", "\"\"", "a", "\",\"")
        .list()
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<List<String>> fragments() {
    return Arbitraries.of("a,1,b\n", "c,2,d\r\n", ",", "\n", "\r", "3", "\"", "a", " ", "-")
        .list()
        .ofMaxSize(8);
  }

  private static void assertRefused(String content, String message) {
    assertThatThrownBy(() -> read("{label_index: 1, quote: '\"'}", content))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining(message);
  }

  private static void assertOptionsRefused(String config, String message) {
    assertThatThrownBy(() -> wrapper(config))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }

  private static List<Sample> read(String config, String content) throws IOException {
    return IngestedFileReader.read(wrapper(config), bytes(content));
  }

  private static CsvFileWrapper wrapper(String config) {
    return (CsvFileWrapper) FileWrappers.create("CsvFileWrapper", config);
  }

  /** A character is a byte. */
  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
