package org.modyn.storage;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleBiFunction;
import org.modyn.common.operations.Metrics;
import org.modyn.common.sample.SampleProducer;
import org.modyn.storage.catalog.DatasetCatalog;
import org.modyn.storage.database.IngestStatus;
import org.modyn.storage.database.IngestStatusRepository;
import org.modyn.storage.dataset.Dataset;

/** The meters of a storage server. */
final class StorageMetrics {
  private static final String SAMPLES_SENT = "modyn.storage.samples.sent";
  private static final String INGESTING = "modyn.storage.ingesting";

  private final Counter samplesSent;
  private final Map<DatasetGauge, MultiGauge> gauges = new EnumMap<>(DatasetGauge.class);

  /** The gauges with the label {@code dataset}. */
  private enum DatasetGauge {
    SAMPLES(
        "modyn.storage.dataset.samples",
        "Samples of the dataset",
        (dataset, status) -> dataset.index().numberOfSamples()),
    FILES(
        "modyn.storage.dataset.files",
        "Ingested files of the dataset",
        (dataset, status) -> dataset.index().numberOfFiles()),
    NEXT_KEY(
        "modyn.storage.dataset.next.key",
        "The ingest position: the key of the next sample",
        (dataset, status) -> dataset.index().nextKey()),
    REJECTED(
        "modyn.storage.dataset.rejected.files",
        "Files that cannot be ingested",
        (dataset, status) -> status.rejected().count()),
    WAITING(
        "modyn.storage.dataset.waiting.files",
        "Files that may still grow, or are from the future",
        (dataset, status) -> status.waiting().count()),
    OLDER(
        "modyn.storage.dataset.older.files",
        "Files that are left out because they are older than the newest ingested one",
        (dataset, status) -> status.olderFiles()),
    SCAN_FAILED(
        "modyn.storage.dataset.scan.failed",
        "1 if the last scan of the folder failed or this server refuses the dataset, else 0",
        (dataset, status) ->
            dataset.refusal().isPresent() || !status.scanError().isEmpty() ? 1 : 0),
    LAST_SCAN(
        "modyn.storage.dataset.last.scan.timestamp.seconds",
        "When the last scan of the folder completed, seconds since 1970; 0 before the first",
        (dataset, status) -> status.lastScanAt());

    private final String meter;
    private final String description;
    private final ToDoubleBiFunction<Dataset, IngestStatus> value;

    DatasetGauge(
        String meter, String description, ToDoubleBiFunction<Dataset, IngestStatus> value) {
      this.meter = meter;
      this.description = description;
      this.value = value;
    }

    private Row<Number> row(Dataset dataset, IngestStatus status) {
      return Row.of(Tags.of("dataset", dataset.name()), value.applyAsDouble(dataset, status));
    }
  }

  /**
   * Registers the meters. The state of the datasets is read from the index and the database before
   * each scrape.
   *
   * @param ingesting whether this server, of those that share the database, ingests files
   */
  StorageMetrics(
      Metrics metrics,
      DatasetCatalog catalog,
      IngestStatusRepository statuses,
      BooleanSupplier ingesting) {
    requireNonNull(catalog, "catalog is null");
    requireNonNull(statuses, "statuses is null");
    MeterRegistry registry = metrics.registry();
    samplesSent =
        Counter.builder(SAMPLES_SENT)
            .description("Samples sent to loaders, without those that were skipped")
            .register(registry);
    Gauge.builder(INGESTING, () -> ingesting.getAsBoolean() ? 1 : 0)
        .description("1 on the server that ingests new files, else 0")
        .register(registry);
    for (DatasetGauge gauge : DatasetGauge.values()) {
      gauges.put(
          gauge, MultiGauge.builder(gauge.meter).description(gauge.description).register(registry));
    }
    metrics.beforeScrape(() -> update(catalog, statuses));
  }

  private void update(DatasetCatalog catalog, IngestStatusRepository statuses) {
    Map<Long, IngestStatus> known = statuses.all();
    gauges.forEach(
        (gauge, meter) -> {
          List<Row<?>> rows = new ArrayList<>();
          for (Dataset dataset : catalog.all()) {
            rows.add(gauge.row(dataset, known.getOrDefault(dataset.id(), IngestStatus.NONE)));
          }
          meter.register(rows, true);
        });
  }

  /** Counts the samples of a response, once per message. */
  SampleProducer counted(SampleProducer samples) {
    return message -> {
      boolean more = samples.produce(message);
      samplesSent.increment(message.size());
      return more;
    };
  }
}
