package org.modyn.ml.sampling;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.common.trainingset.TrainingSetReader;
import org.modyn.common.trainingset.TrainingSetWriter;
import org.modyn.common.trainingset.WorkerShare;
import org.modyn.ml.loader.KeyShare;
import org.modyn.ml.loader.KeySource;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.weights.NamedTensor;

/**
 * Selected samples, each with a weight, in files of the format of the selector's training sets.
 * Takes the memory of a partition while the files are written, and none otherwise.
 */
final class LocalKeySource implements KeySource {
  private static final String KEYS = "keys";
  private static final String WEIGHTS = "weights";

  private final SelectionStore store;
  private final int size;
  private final int workers;

  private LocalKeySource(SelectionStore store, int size, int workers) {
    this.store = store;
    this.size = size;
    this.workers = workers;
  }

  /** Samples by their index, in training order. */
  interface Samples {
    long key(int index);

    float weight(int index);
  }

  /**
   * Writes samples, which replace those that the store has.
   *
   * @param size the number of samples
   * @param workers the number of workers that partitions are divided among
   * @throws ModynException see {@link org.modyn.common.file.DurableFiles#cannotWrite}
   */
  static LocalKeySource write(SelectionStore store, Samples samples, int size, int workers) {
    requireNonNull(samples, "samples is null");
    store.clear();
    store.create();
    LocalKeySource source = new LocalKeySource(store, size, workers);
    for (int partition = 0; partition < source.numberOfPartitions(); partition++) {
      int start = source.start(partition);
      int length = source.start(partition + 1) - start;
      long[] keys = new long[length];
      float[] weights = new float[length];
      for (int index = 0; index < length; index++) {
        keys[index] = samples.key(start + index);
        weights[index] = samples.weight(start + index);
      }
      TrainingSetWriter.write(
          store.file(partition), store.partition(partition), keys, weights, length);
    }
    return source;
  }

  /**
   * Writes the samples that another source has {@linkplain #save saved}.
   *
   * @throws ModynException DATA_LOSS when they were not saved by such a source
   */
  static LocalKeySource restore(SelectionStore store, List<NamedTensor> saved, int workers) {
    MemorySegment keys = bytes(saved, KEYS);
    MemorySegment weights = bytes(saved, WEIGHTS);
    long size = keys.byteSize() / Long.BYTES;
    if (weights.byteSize() != size * Float.BYTES) {
      throw ModynException.dataLoss("the checkpoint has not one weight for each selected sample");
    }
    Samples samples =
        new Samples() {
          @Override
          public long key(int index) {
            return keys.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, index);
          }

          @Override
          public float weight(int index) {
            return weights.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, index);
          }
        };
    return write(store, samples, (int) size, workers);
  }

  private static MemorySegment bytes(List<NamedTensor> saved, String name) {
    return saved.stream()
        .filter(tensor -> tensor.name().equals(name))
        .findAny()
        .orElseThrow(() -> ModynException.dataLoss("the checkpoint has no %s of samples", name))
        .bytes();
  }

  /** Returns copies of all keys and weights, in training order: 12 bytes per sample. */
  List<NamedTensor> save() {
    Arena arena = Arena.ofAuto();
    MemorySegment keys = arena.allocate((long) Long.BYTES * size, Long.BYTES);
    MemorySegment weights = arena.allocate((long) Float.BYTES * size, Long.BYTES);
    for (int partition = 0; partition < numberOfPartitions(); partition++) {
      int start = start(partition);
      int length = start(partition + 1) - start;
      long[] someKeys = new long[length];
      float[] someWeights = new float[length];
      read(partition, new WorkerShare(0, length), someKeys, someWeights);
      MemorySegment.copy(
          someKeys, 0, keys, ValueLayout.JAVA_LONG, (long) Long.BYTES * start, length);
      MemorySegment.copy(
          someWeights, 0, weights, ValueLayout.JAVA_FLOAT, (long) Float.BYTES * start, length);
    }
    List<Long> shape = List.of((long) size);
    return List.of(
        new NamedTensor(KEYS, TensorDataType.INT64, shape, keys),
        new NamedTensor(WEIGHTS, TensorDataType.FLOAT32, shape, weights));
  }

  @Override
  public int numberOfPartitions() {
    return Math.ceilDiv(size, store.maximumKeysInMemory());
  }

  private int start(int partition) {
    return (int) Math.min(size, (long) partition * store.maximumKeysInMemory());
  }

  @Override
  public boolean usesWeights() {
    return true;
  }

  @Override
  public KeyShare fetch(int worker, int partition) {
    WorkerShare share = WorkerShare.of(worker, workers, start(partition + 1) - start(partition));
    long[] keys = new long[share.size()];
    float[] weights = new float[share.size()];
    read(partition, share, keys, weights);
    return KeyShare.weighted(keys, weights);
  }

  private void read(int partition, WorkerShare share, long[] keys, float[] weights) {
    int samples = start(partition + 1) - start(partition);
    try (TrainingSetReader reader =
        TrainingSetReader.open(store.file(partition), store.partition(partition), samples, share)) {
      reader.read(share.size(), keys, weights);
    }
  }
}
