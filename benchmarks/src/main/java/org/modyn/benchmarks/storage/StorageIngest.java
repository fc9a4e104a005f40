package org.modyn.benchmarks.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.modyn.benchmarks.framework.CriteoData;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.RecordFiles;
import org.modyn.benchmarks.framework.StorageUnderTest;
import org.modyn.common.error.ModynException;

/**
 * New files, from the registration of a dataset until all samples can be read, against reading the
 * labels of the same files in one process. Each time they become another dataset.
 */
final class StorageIngest {
  private static final String BINARY_UNIT = "samples/s";

  private final StorageUnderTest storage;
  private int datasets;

  StorageIngest(StorageUnderTest storage) {
    this.storage = storage;
  }

  Measurement binary(String name, Path folder, RecordFiles files, int repetitions) {
    return Measurement.of(
        name, BINARY_UNIT, repetitions, () -> takeBinary(folder, files), () -> readBinary(files));
  }

  /** As {@link #binary}, measured once: the server has the dataset once then. */
  Measurement binaryOnce(String name, Path folder, RecordFiles files) {
    double value = takeBinary(folder, files);
    double baseline = readBinary(files);
    return new Measurement(name, value, BINARY_UNIT, baseline, value / baseline);
  }

  private double takeBinary(Path folder, RecordFiles files) {
    return Measurement.perSecond(
        files.size(),
        () ->
            ingest(folder, CriteoData.FILE_WRAPPER, CriteoData.FILE_WRAPPER_CONFIG, files.size()));
  }

  private static double readBinary(RecordFiles files) {
    return Measurement.perSecond(files.size(), () -> readLabels(files));
  }

  Measurement singleSample(String name, Path folder, int files, int repetitions) {
    return Measurement.of(
        name,
        "files/s",
        repetitions,
        () ->
            Measurement.perSecond(
                files,
                () ->
                    ingest(
                        folder,
                        CriteoData.SINGLE_FILE_WRAPPER,
                        CriteoData.SINGLE_FILE_WRAPPER_CONFIG,
                        files)),
        () -> Measurement.perSecond(files, () -> readLabels(folder, files)));
  }

  /** Name of the dataset of a measurement, numbered from 0. */
  static String dataset(int count) {
    return "ingested-" + count;
  }

  private void ingest(Path folder, String fileWrapper, String fileWrapperConfig, long samples) {
    storage.ingest(dataset(datasets++), folder, fileWrapper, fileWrapperConfig, samples);
  }

  private static void readLabels(RecordFiles files) {
    long positive = files.sumOfLabels();
    if (positive < 0 || positive > files.size()) {
      throw ModynException.internal("%d of %d labels are 1", positive, files.size());
    }
  }

  private static void readLabels(Path folder, int expected) {
    try (Stream<Path> paths = Files.walk(folder)) {
      long positive =
          paths
              .filter(path -> path.toString().endsWith(".label"))
              .mapToLong(StorageIngest::readLabel)
              .sum();
      if (positive != expected / 2) {
        throw ModynException.internal("%d of %d labels are 1", positive, expected);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long readLabel(Path path) {
    try {
      return Long.parseLong(Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
