package org.modyn.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class RowLocationsTest {
  /** Lengths of the pieces of a row: before the piece to leave out, it, behind it, line break. */
  private record Row(int before, int cut, int behind, int lineBreak) {}

  @Property
  void findsEveryRow(@ForAll("rows") List<Row> rows, @ForAll("starts") long start)
      throws InvalidFileException {
    RowLocations locations = build(rows, start);
    assertThat(locations.size()).isEqualTo(rows.size());
    long offset = start;
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      assertThat(locations.start(i)).isEqualTo(offset);
      offset += (long) row.before() + row.cut() + row.behind() + row.lineBreak();
      assertThat(locations.end(i)).isEqualTo(offset);
      assertThat(locations.length(i)).isEqualTo(row.before() + row.behind());
      assertThat(locations.cutStart(i)).isEqualTo(row.before());
      assertThat(locations.cutLength(i)).isEqualTo(row.cut());
    }
  }

  @Test
  void rowsOfSomeHundredBytesTakeAFewBytes() throws InvalidFileException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      rows.add(new Row(150 + i % 37, 2 + i % 3, i % 11, 1));
    }
    RowLocations.Builder builder = builder(rows, 0);
    assertThat(builder.build().length / (double) rows.size()).isLessThan(5);
  }

  @Provide
  Arbitrary<List<Row>> rows() {
    Arbitrary<Integer> lengths =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 9),
            Arbitraries.integers().between(0, 70_000),
            Arbitraries.integers().between(0, 500_000_000));
    Arbitrary<Integer> lineBreaks = Arbitraries.integers().between(0, 2);
    return Combinators.combine(lengths, lengths, lengths, lineBreaks)
        .as(Row::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(400);
  }

  @Provide
  Arbitrary<Long> starts() {
    return Arbitraries.longs().between(0, 1L << 45);
  }

  private static RowLocations build(List<Row> rows, long start) throws InvalidFileException {
    return new RowLocations(builder(rows, start).build());
  }

  private static RowLocations.Builder builder(List<Row> rows, long start)
      throws InvalidFileException {
    RowLocations.Builder builder = new RowLocations.Builder();
    long offset = start;
    for (Row row : rows) {
      long end = offset + row.before() + row.cut() + row.behind() + row.lineBreak();
      builder.add(offset, end, row.lineBreak(), row.before(), row.cut());
      offset = end;
    }
    return builder;
  }
}
