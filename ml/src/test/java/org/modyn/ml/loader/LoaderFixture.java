package org.modyn.ml.loader;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.sample.SampleClient;
import org.modyn.common.sample.SampleReadPolicy;
import org.modyn.ml.parser.LabelTransformers;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.testing.TestSelector;
import org.modyn.ml.testing.TestStorage;

/** A storage server, a selector, and connections to both. */
final class LoaderFixture implements AutoCloseable {
  private final GrpcServer storage;
  private final GrpcServer selector;
  private final GrpcClient storageClient;
  private final GrpcClient selectorClient;
  private ManagedChannel impatientChannel;

  /** Samples of eight bytes that are the key; the label is the key modulo 7. */
  private record LongSamples() implements TestStorage.Samples {
    @Override
    public byte[] bytes(long key) {
      return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(key).array();
    }

    @Override
    public long label(long key) {
      return LoaderFixture.label(key);
    }
  }

  static TestStorage storage(int numberOfKeys, int samplesPerMessage) {
    return new TestStorage(numberOfKeys, samplesPerMessage, new LongSamples());
  }

  static long label(long key) {
    return key % 7;
  }

  /** What was in a batch. */
  record Loaded(List<Long> keys, List<Long> values, List<Long> labels, List<Float> weights) {
    void assertConsistent(boolean weighted) {
      assertThat(values).isEqualTo(keys);
      assertThat(labels).isEqualTo(keys.stream().map(LoaderFixture::label).toList());
      assertThat(weights)
          .isEqualTo(weighted ? keys.stream().map(TestSelector::weight).toList() : List.of());
    }
  }

  private LoaderFixture(
      GrpcServer storage,
      GrpcServer selector,
      GrpcClient storageClient,
      GrpcClient selectorClient) {
    this.storage = storage;
    this.selector = selector;
    this.storageClient = storageClient;
    this.selectorClient = selectorClient;
  }

  static LoaderFixture start(TestStorage storageService, TestSelector selectorService) {
    ServiceAddress anyPort = new ServiceAddress("localhost", 0);
    GrpcServer storage =
        GrpcServer.start("storage", anyPort, List.of(storageService.bindService()));
    GrpcServer selector =
        GrpcServer.start("selector", anyPort, List.of(selectorService.bindService()));
    return new LoaderFixture(
        storage,
        selector,
        GrpcClient.connect("storage", storage.address()),
        GrpcClient.connect("selector", selector.address()));
  }

  Channel storageChannel() {
    return impatientChannel == null ? storageClient.channel() : impatientChannel;
  }

  /** Without the patience of a {@link GrpcClient}. */
  void replaceStorageByNothing() {
    storage.close();
    impatientChannel =
        ManagedChannelBuilder.forAddress("localhost", storage.address().port())
            .usePlaintext()
            .build();
  }

  BatchLoader loader(LoaderOptions options) {
    return loader(SelectorKeySource.open(selectorClient.channel(), 1, 2), options);
  }

  private BatchLoader loader(KeySource source, LoaderOptions options) {
    return loader(source, options, LoaderPosition.start(options.workers()));
  }

  private BatchLoader loader(KeySource source, LoaderOptions options, LoaderPosition start) {
    return loader(source, options, start, new SkippedSamples(SampleReadPolicy.STRICT));
  }

  /** What {@link #load} gives, without the samples that storage cannot send. */
  List<List<Loaded>> load(LoaderOptions options, SkippedSamples skipped) {
    KeySource source = SelectorKeySource.open(selectorClient.channel(), 1, 2);
    LoaderPosition start = LoaderPosition.start(options.workers());
    try (BatchLoader loader = loader(source, options, start, skipped)) {
      return load(loader, options);
    }
  }

  private BatchLoader loader(
      KeySource source, LoaderOptions options, LoaderPosition start, SkippedSamples skipped) {
    return BatchLoader.start(
        source,
        new SampleClient(storageChannel()),
        TestStorage.DATASET,
        new LongParser(),
        LabelTransformers.create(""),
        options,
        start,
        skipped);
  }

  /** The batches of an epoch of a source, without the samples that storage cannot send. */
  List<Loaded> load(KeySource source, LoaderOptions options, SkippedSamples skipped) {
    LoaderPosition start = LoaderPosition.start(options.workers());
    try (BatchLoader loader = loader(source, options, start, skipped)) {
      return load(loader, options).getFirst();
    }
  }

  /** What {@link #load} gives, but by a new loader after each {@code batches} batches. */
  List<List<Loaded>> loadWithRestarts(LoaderOptions options, int batches) {
    KeySource source = SelectorKeySource.open(selectorClient.channel(), 1, 2);
    List<List<Loaded>> epochs = new ArrayList<>();
    epochs.add(new ArrayList<>());
    LoaderPosition position = LoaderPosition.start(options.workers());
    while (epochs.size() <= options.epochs()) {
      try (BatchLoader loader = loader(source, options, position)) {
        for (int taken = 0; taken < batches && epochs.size() <= options.epochs(); ) {
          Batch batch = loader.next();
          if (batch == null) {
            epochs.add(new ArrayList<>());
          } else {
            try (Batch current = batch) {
              epochs.getLast().add(contents(current));
            }
            taken++;
          }
        }
        position = loader.position();
      }
    }
    return epochs.subList(0, options.epochs());
  }

  /** All batches of each epoch. */
  List<List<Loaded>> load(LoaderOptions options) {
    return load(SelectorKeySource.open(selectorClient.channel(), 1, 2), options);
  }

  List<List<Loaded>> load(KeySource source, LoaderOptions options) {
    try (BatchLoader loader = loader(source, options)) {
      return load(loader, options);
    }
  }

  private static List<List<Loaded>> load(BatchLoader loader, LoaderOptions options) {
    List<List<Loaded>> epochs = new ArrayList<>();
    for (int epoch = 0; epoch < options.epochs(); epoch++) {
      List<Loaded> batches = new ArrayList<>();
      for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
        try (Batch current = batch) {
          assertThat(current.epoch()).isEqualTo(epoch);
          batches.add(contents(current));
        }
      }
      epochs.add(batches);
    }
    assertThat(loader.next()).isNull();
    return epochs;
  }

  private static Loaded contents(Batch batch) {
    List<Long> keys = new ArrayList<>();
    List<Long> values = new ArrayList<>();
    List<Long> labels = new ArrayList<>();
    List<Float> weights = new ArrayList<>();
    TensorBatch tensors = batch.tensors();
    for (int row = 0; row < tensors.size(); row++) {
      keys.add(tensors.keys()[row]);
      values.add(tensors.tensor(0).getAtIndex(ValueLayout.JAVA_LONG, row));
      labels.add(tensors.label(row));
      if (tensors.isWeighted()) {
        weights.add(tensors.weights().getAtIndex(ValueLayout.JAVA_FLOAT, row));
      }
    }
    return new Loaded(keys, values, labels, weights);
  }

  /** In the order in which they came. */
  static List<Long> keys(List<Loaded> batches) {
    return batches.stream().flatMap(batch -> batch.keys().stream()).toList();
  }

  @Override
  public void close() {
    if (impatientChannel != null) {
      impatientChannel.shutdownNow();
    }
    storageClient.close();
    selectorClient.close();
    storage.close();
    selector.close();
  }
}
