package org.modyn.cli.report;

import static org.modyn.cli.report.Format.day;
import static org.modyn.cli.report.Format.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.modyn.cli.report.log.EvaluationSeries;

/**
 * One metric of each model on each interval, as a table with shaded cells. When there are more
 * models or intervals than fit, a cell is the mean of several next to each other.
 */
final class HeatMap {
  private static final int MAXIMUM_ROWS = 60;
  private static final int MAXIMUM_COLUMNS = 40;

  /** The strongest shade at which the text remains readable in both color schemes. */
  private static final double DARKEST = 0.5;

  private final EvaluationSeries series;
  private final String metric;
  private final int[] models;
  private final int modelsInRow;
  private final int intervalsInColumn;

  private HeatMap(EvaluationSeries series, String metric) {
    this.series = series;
    this.metric = metric;
    this.models = series.models();
    this.modelsInRow = Math.ceilDiv(models.length, MAXIMUM_ROWS);
    this.intervalsInColumn = Math.ceilDiv(series.intervals(), MAXIMUM_COLUMNS);
  }

  /** HTML for one metric of a series with at least one interval. */
  static String render(EvaluationSeries series, String metric) {
    return new HeatMap(series, metric).table();
  }

  /** The cells of a row: empty where nothing is defined, with the reason where known. */
  private record Row(String heading, List<OptionalDouble> values, List<String> reasons) {}

  private String table() {
    List<Row> rows = new ArrayList<>();
    rows.add(
        composite(
            "currently active",
            IntStream.range(0, series.intervals())
                .mapToObj(series::activeModel)
                .toArray(OptionalInt[]::new)));
    rows.add(
        composite(
            "currently trained",
            IntStream.range(0, series.intervals())
                .mapToObj(series::trainedModel)
                .toArray(OptionalInt[]::new)));
    for (int first = 0; first < models.length; first += modelsInRow) {
      rows.add(
          modelRow(
              Arrays.copyOfRange(models, first, Math.min(models.length, first + modelsInRow))));
    }
    double[] values =
        rows.stream()
            .flatMap(row -> row.values().stream())
            .flatMapToDouble(OptionalDouble::stream)
            .sorted()
            .toArray();
    List<String> headings = new ArrayList<>(List.of("model"));
    for (int first = 0; first < series.intervals(); first += intervalsInColumn) {
      headings.add(day(series.start(first)));
    }
    HtmlTable table = new HtmlTable("heat", caption(), headings);
    for (Row row : rows) {
      table.beginRow(row.heading());
      for (int column = 0; column < row.values().size(); column++) {
        table.cell(
            metric(row.values().get(column)),
            attributes(row.values().get(column), row.reasons().get(column), values));
      }
      table.endRow();
    }
    return table.end();
  }

  private String caption() {
    StringBuilder caption = new StringBuilder(PipelineResult.label(metric));
    caption
        .append(" of each model on the interval from that day; the darker a cell, or the")
        .append(" brighter on a dark page, the higher the value.");
    if (modelsInRow > 1 || intervalsInColumn > 1) {
      caption.append(
          String.format(
              Locale.ROOT,
              " A cell is the mean of up to %d models and %d intervals.",
              modelsInRow,
              intervalsInColumn));
    }
    return caption.toString();
  }

  private static String attributes(OptionalDouble value, String reason, double[] sorted) {
    if (value.isEmpty()) {
      return reason.isEmpty() ? "" : " title=\"" + Html.escape(reason) + "\"";
    }
    double lowest = sorted[0];
    double range = sorted[sorted.length - 1] - lowest;
    double shade = range == 0 ? 0 : (value.getAsDouble() - lowest) / range * DARKEST;
    return String.format(Locale.ROOT, " style=\"--h:%.2f\"", shade);
  }

  private Row composite(String name, OptionalInt[] modelByInterval) {
    Row row = new Row(name, new ArrayList<>(), new ArrayList<>());
    for (int first = 0; first < series.intervals(); first += intervalsInColumn) {
      addCell(
          row,
          columns(first)
              .mapToObj(interval -> new Place(interval, modelByInterval[interval]))
              .toList());
    }
    return row;
  }

  private Row modelRow(int[] rowModels) {
    String heading =
        rowModels.length == 1
            ? Integer.toString(rowModels[0])
            : rowModels[0] + " to " + rowModels[rowModels.length - 1];
    Row row = new Row(heading, new ArrayList<>(), new ArrayList<>());
    for (int first = 0; first < series.intervals(); first += intervalsInColumn) {
      addCell(
          row,
          columns(first)
              .boxed()
              .flatMap(
                  interval ->
                      IntStream.of(rowModels)
                          .mapToObj(model -> new Place(interval, OptionalInt.of(model))))
              .toList());
    }
    return row;
  }

  private IntStream columns(int first) {
    return IntStream.range(first, Math.min(series.intervals(), first + intervalsInColumn));
  }

  private record Place(int interval, OptionalInt model) {}

  private void addCell(Row row, List<Place> places) {
    row.values()
        .add(
            places.stream()
                .flatMapToDouble(
                    place -> series.value(metric, place.interval(), place.model()).stream())
                .average());
    row.reasons()
        .add(
            places.stream()
                .flatMap(
                    place ->
                        series.undefinedReason(metric, place.interval(), place.model()).stream())
                .findFirst()
                .orElse(""));
  }
}
