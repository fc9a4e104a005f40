package org.modyn.cli.rehearsal.data;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.modyn.common.config.pipeline.data.SampleSource;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.file.DurableFiles;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.parser.LabelTransformer;
import org.modyn.ml.training.ModelOutline;

/** A dataset of samples that are made up, the same ones at every call. */
public final class MadeUpDataset {
  private static final long SEED = 20_010_101;
  private static final int SELECTOR_BATCH_SIZE = 128;

  private final String name;
  private final SampleMaker maker;
  private final List<Long> labels;
  private final List<Long> times;

  private MadeUpDataset(String name, SampleMaker maker, List<Long> labels, List<Long> times) {
    this.name = requireNonNull(name, "name is null");
    this.maker = requireNonNull(maker, "maker is null");
    this.labels = List.copyOf(labels);
    this.times = List.copyOf(times);
  }

  /**
   * Plans a dataset.
   *
   * @param source what reads it
   * @param input the same, ready to work
   * @param labels the source's label transformer
   * @param outline of the model that is trained on it
   * @param times of the samples, one each, ascending; seconds since 1970
   * @param ownSamples a folder of files to use instead of bytes that are made up
   * @throws org.modyn.common.error.ModynException INVALID_ARGUMENT when samples or labels for the
   *     source's functions cannot be made up
   */
  public static MadeUpDataset plan(
      SampleSource source,
      InputPipeline input,
      LabelTransformer labels,
      ModelOutline outline,
      List<Long> times,
      Optional<Path> ownSamples) {
    return new MadeUpDataset(
        source.datasetId(),
        SampleMakers.create(
            new SampleMakers.Context(source, input.parser().tensors(), outline.limits()),
            ownSamples),
        StoredLabels.find(labels, source.labelTransformerFunction(), outline.outputs()),
        times);
  }

  /** The pipeline's name of the dataset. */
  public String name() {
    return name;
  }

  /** How many there are. */
  public int samples() {
    return times.size();
  }

  /**
   * Writes the files.
   *
   * @param folder is created
   * @return the definition of the dataset for storage
   * @throws org.modyn.common.error.ModynException INTERNAL when the folder cannot be written
   */
  public DatasetConfig write(Path folder) {
    DurableFiles.createDirectories(folder);
    try {
      maker.layout().write(folder, makeSamples());
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(folder, e);
    }
    return new DatasetConfig(
        name,
        "made up for a rehearsal",
        "0",
        folder.toString(),
        "LocalFilesystemWrapper",
        maker.layout().wrapperType(),
        maker.layout().wrapperConfig(),
        // Some times may be in the future.
        Optional.of(true),
        Optional.empty(),
        Optional.empty(),
        SELECTOR_BATCH_SIZE);
  }

  private List<Sample> makeSamples() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Sample> samples = new ArrayList<>();
    for (int index = 0; index < times.size(); index++) {
      long label = labels.get(index % labels.size());
      samples.add(new Sample(times.get(index), label, maker.make(random)));
    }
    return samples;
  }

  /** A line for people. */
  public String description() {
    return String.format(
        Locale.ROOT,
        "dataset %s: %,d samples (%s), labels %s, from %s to %s",
        name,
        times.size(),
        maker.description(),
        labels.stream().map(String::valueOf).collect(Collectors.joining(", ")),
        Instant.ofEpochSecond(times.getFirst()),
        Instant.ofEpochSecond(times.getLast()));
  }
}
