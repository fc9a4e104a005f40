package org.modyn.benchmarks.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ModynException;

final class RowsTest {
  private final List<String> measured = new ArrayList<>();

  private Rows rows(String... selected) {
    Rows rows = new Rows(new RowSelection(List.of(selected)));
    rows.add("get_small", this::measure);
    rows.addTogether(
        List.of("ingest", "memory"), () -> List.of(measure("ingest"), measure("memory")));
    rows.add("get_large", this::measure);
    return rows;
  }

  private Measurement measure(String name) {
    measured.add(name);
    return Measurement.count(name, "rows", 1, 1);
  }

  @Test
  void everyRowIsMeasuredInOrder() throws Exception {
    assertThat(rows("*").measure())
        .extracting(Measurement::name)
        .containsExactly("get_small", "ingest", "memory", "get_large");
  }

  @Test
  void onlySelectedRowsAreMeasured() throws Exception {
    assertThat(rows("get_*").measure())
        .extracting(Measurement::name)
        .containsExactly("get_small", "get_large");
    assertThat(measured).containsExactly("get_small", "get_large");
  }

  @Test
  void rowsOfTheSameWorkAreReturnedSelectively() throws Exception {
    assertThat(rows("memory").measure()).extracting(Measurement::name).containsExactly("memory");
    assertThat(measured).containsExactly("ingest", "memory");
  }

  @Test
  void aNameIsNotAPattern() {
    assertThat(new RowSelection(List.of("get.small")).has("get_small")).isFalse();
    assertThat(new RowSelection(List.of("get")).has("get_small")).isFalse();
  }

  @Test
  void anUnknownNameIsAnErrorBeforeAnythingIsMeasured() {
    assertThatThrownBy(() -> rows("ingest", "put").measure())
        .isInstanceOf(ModynException.class)
        .hasMessage("there is no row 'put'; there are: get_small, ingest, memory, get_large");
    assertThat(measured).isEmpty();
  }
}
