package org.modyn.benchmarks.models;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modyn.benchmarks.framework.Benchmark;
import org.modyn.benchmarks.framework.BenchmarkOption;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.Rows;
import org.modyn.benchmarks.training.RandomBatches;
import org.modyn.benchmarks.training.TrainedModel;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.ml.training.TrainingSession;
import org.modyn.modelstorage.format.Compression;
import org.modyn.modelstorage.format.Difference;
import org.modyn.modelstorage.format.Encoding;
import org.modyn.modelstorage.format.ModelFileReader;
import org.modyn.modelstorage.format.ModelFileWriter;
import org.modyn.modelstorage.format.SafetensorsStream;

/**
 * Measures the forms in which models are stored, on models that are trained on in small steps, as a
 * pipeline does: ResNet18, and DLRM of which each training changes a part of the tables.
 *
 * <p>The row {@code resnet18_sub_zstandard} is the size of the file that has the difference of a
 * model from the one before; its baseline is the size of the model. {@code ..._far} is the
 * difference from the first model of the chain. {@code ..._write} and {@code ..._read} are the
 * seconds of encoding and decoding; their baseline copies the file.
 */
public final class ModelsBenchmark implements Benchmark {
  private static final int THREADS = 1;
  private static final int CHAIN = 6;
  private static final double LEARNING_RATE = 0.001;
  private static final int BATCHES = 4;
  private static final int DLRM_ROWS = 20_000;

  /** A chain of models, each trained a little further. */
  private record Chain(
      String name, TrainedModel model, int batchSize, int classes, int largestId, int steps) {}

  @Override
  public String name() {
    return "models";
  }

  @Override
  public String description() {
    return "the sizes of stored models, in full and as differences, and the time of storing them";
  }

  @Override
  public Set<BenchmarkOption> options() {
    return Set.of(BenchmarkOption.ROWS);
  }

  @Override
  public List<Measurement> run(Path directory, BenchmarkOptions options) throws IOException {
    TensorEngine engine = TensorEngine.load(directory.resolve("natives"), THREADS);
    Rows rows = new Rows(options.rows());
    for (Chain chain : chains(options.quick())) {
      Path home = Files.createDirectories(directory.resolve(chain.name()));
      rows.addTogether(
          names(chain),
          () -> {
            List<Path> models = train(engine, chain, home);
            return measure(chain, models, home.resolve("encoded"), options.repetitions());
          });
    }
    return rows.measure();
  }

  private static List<Chain> chains(boolean quick) {
    if (quick) {
      return List.of(new Chain("dlrm", TrainedModel.dlrm(100), 16, 2, 100, 1));
    }
    return List.of(
        new Chain("resnet18", TrainedModel.resNet18(32), 32, 10, 1, 10),
        new Chain("dlrm", TrainedModel.dlrm(DLRM_ROWS), 2_048, 2, DLRM_ROWS, 5));
  }

  /** Trains a chain of models, and writes each of them. */
  private static List<Path> train(TensorEngine engine, Chain chain, Path directory) {
    List<TensorBatch> batches =
        RandomBatches.create(
            chain.model().input().tensors(),
            BATCHES,
            chain.batchSize(),
            chain.classes(),
            chain.largestId());
    List<Path> models = new ArrayList<>();
    try (TrainingSession training =
        TrainingSession.open(engine, Device.CPU, chain.model().setup(LEARNING_RATE))) {
      for (int number = 0; number < CHAIN; number++) {
        for (int step = 0; step < chain.steps(); step++) {
          training.step(batches.get((number * chain.steps() + step) % BATCHES));
        }
        Path model = directory.resolve(number + ".safetensors");
        training.writeModel(model, Map.of());
        models.add(model);
      }
    }
    return models;
  }

  /** A form of the last model of a chain. */
  private record Form(String name, Encoding encoding, int base) {}

  private static List<Form> forms() {
    List<Form> forms = new ArrayList<>();
    for (Difference difference : Difference.values()) {
      for (Compression compression : Compression.values()) {
        if (compression != Compression.STORED) {
          forms.add(form(difference, false, false, compression, CHAIN - 2));
        }
      }
      if (difference != Difference.NONE) {
        forms.add(form(difference, true, false, Compression.ZSTANDARD, CHAIN - 2));
        forms.add(form(difference, true, true, Compression.ZSTANDARD, CHAIN - 2));
        forms.add(form(difference, false, false, Compression.ZSTANDARD, 0));
      }
    }
    return forms;
  }

  private static Form form(
      Difference difference, boolean split, boolean rle, Compression compression, int base) {
    String name =
        (difference == Difference.NONE ? "full" : difference.name().toLowerCase(Locale.ROOT))
            + (split ? "_split" : "")
            + (rle ? "_rle" : "")
            + "_"
            + compression.name().toLowerCase(Locale.ROOT)
            + (base == 0 ? "_far" : "");
    return new Form(name, new Encoding(difference, split, rle, compression), base);
  }

  private static List<String> names(Chain chain) {
    return forms().stream()
        .map(form -> chain.name() + "_" + form.name())
        .flatMap(name -> List.of(name, name + "_write", name + "_read").stream())
        .toList();
  }

  private static List<Measurement> measure(
      Chain chain, List<Path> models, Path encoded, int repetitions) throws IOException {
    Path model = models.getLast();
    List<Measurement> rows = new ArrayList<>();
    for (Form form : forms()) {
      String name = chain.name() + "_" + form.name();
      Path base = models.get(form.base());
      Measurement write =
          Measurement.of(
              name + "_write",
              "s",
              repetitions,
              () -> seconds(() -> write(model, base, form.encoding(), encoded)),
              () -> seconds(() -> copy(model)));
      long size = Files.size(model);
      double bytes = Files.size(encoded);
      rows.add(new Measurement(name, bytes, "bytes", size, bytes / size));
      rows.add(write);
      rows.add(
          Measurement.of(
              name + "_read",
              "s",
              repetitions,
              () -> seconds(() -> requireEqual(model, base, form.encoding(), encoded)),
              () -> seconds(() -> copy(model))));
    }
    return rows;
  }

  private interface Action {
    void run() throws IOException;
  }

  private static double seconds(Action action) {
    return Measurement.seconds(
        () -> {
          try {
            action.run();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void copy(Path model) throws IOException {
    try (InputStream content = Files.newInputStream(model);
        OutputStream target = new BufferedOutputStream(OutputStream.nullOutputStream())) {
      content.transferTo(target);
    }
  }

  private static SafetensorsStream open(Path model) throws IOException {
    return SafetensorsStream.open(
        new BufferedInputStream(Files.newInputStream(model)), Files.size(model));
  }

  private static Optional<ModelFileWriter.Base> base(Path base, Encoding encoding)
      throws IOException {
    return encoding.difference() == Difference.NONE
        ? Optional.empty()
        : Optional.of(new ModelFileWriter.Base(1, open(base)));
  }

  private static void write(Path model, Path base, Encoding encoding, Path target)
      throws IOException {
    try (SafetensorsStream content = open(model);
        OutputStream file = new BufferedOutputStream(Files.newOutputStream(target))) {
      ModelFileWriter.write(content, base(base, encoding), encoding, file);
    }
  }

  /** Reads an encoded model, and compares it with the one that it was made of. */
  private static void requireEqual(Path model, Path base, Encoding encoding, Path encoded)
      throws IOException {
    try (InputStream expected = new BufferedInputStream(Files.newInputStream(model));
        InputStream actual =
            ModelFileReader.open(
                new BufferedInputStream(Files.newInputStream(encoded)), base(base, encoding))) {
      byte[] block = actual.readNBytes(1 << 20);
      while (block.length > 0) {
        if (!Arrays.equals(block, expected.readNBytes(block.length))) {
          throw ModynException.internal("%s does not bring the model back", encoding);
        }
        block = actual.readNBytes(1 << 20);
      }
      if (expected.read() >= 0) {
        throw ModynException.internal("%s brings a part of the model back", encoding);
      }
    }
  }
}
