package org.modyn.cli.dataset;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.modyn.cli.dataset.DatasetFile.PreparationConfig;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** All preparations by name, and how one is run: once for each source. */
public final class DatasetPreparations {
  private final List<DatasetPreparation> preparations;

  public DatasetPreparations(List<DatasetPreparation> preparations) {
    this.preparations = List.copyOf(preparations);
  }

  /** Those that come with Modyn. */
  public static DatasetPreparations builtIn() {
    return new DatasetPreparations(List.of(new FlightsPreparation()));
  }

  /**
   * Makes the dataset's files unless they are there already.
   *
   * @param file as read from {@code location}
   * @param location the dataset file; its source is relative to it
   * @param stateDirectory the dataset's files are relative to it
   * @param messages told in a line what takes a moment
   * @throws ModynException INVALID_ARGUMENT when there is no such preparation or the dataset does
   *     not lie in a folder, NOT_FOUND when there is no such source, FAILED_PRECONDITION when the
   *     directory holds the files of another source
   */
  public PreparedDataset prepare(
      DatasetFile file, Path location, Path stateDirectory, Consumer<String> messages) {
    DatasetConfig dataset = file.dataset();
    if (dataset.folder().isEmpty()) {
      if (file.preparation().isPresent()) {
        throw ModynException.invalidArgument(
            "%s: preparation: files are prepared in folders of this machine only, but"
                + " dataset.base_path is %s",
            location, dataset.basePath());
      }
      return new PreparedDataset(dataset, OptionalLong.empty());
    }
    Path directory = stateDirectory.resolve(dataset.folder().get()).toAbsolutePath().normalize();
    DatasetConfig located = dataset.withBasePath(directory.toString());
    if (file.preparation().isEmpty()) {
      if (!Files.isDirectory(directory)) {
        throw ModynException.notFound(
            "%s: dataset.base_path: there is no directory %s", location, directory);
      }
      return new PreparedDataset(located, OptionalLong.empty());
    }
    PreparationConfig config = file.preparation().get();
    DatasetPreparation preparation = find(config.name(), location);
    Path source = location.toAbsolutePath().resolveSibling(config.source()).normalize();
    if (!Files.isRegularFile(source)) {
      throw ModynException.notFound(
          "%s: preparation.source: there is no file %s", location, source);
    }
    try {
      long samples = prepareOnce(preparation, dataset.name(), source, directory, messages);
      return new PreparedDataset(located, OptionalLong.of(samples));
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.UNAVAILABLE,
          "cannot prepare dataset '%s' in %s: %s".formatted(dataset.name(), directory, e),
          e);
    }
  }

  private DatasetPreparation find(String name, Path location) {
    requireNonNull(name, "name is null");
    return preparations.stream()
        .filter(preparation -> preparation.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                ModynException.invalidArgument(
                    "%s: preparation.name: there is no preparation '%s'; there is: %s",
                    location,
                    name,
                    String.join(
                        ", ", preparations.stream().map(DatasetPreparation::name).toList())));
  }

  private static long prepareOnce(
      DatasetPreparation preparation,
      String datasetName,
      Path source,
      Path directory,
      Consumer<String> messages)
      throws IOException {
    String checksum = checksum(source);
    Files.createDirectories(directory);
    Optional<PreparationRecord> earlier = PreparationRecord.read(directory);
    if (earlier.isPresent()) {
      PreparationRecord known = earlier.get();
      // Samples of the old source may be stored, and trained on, under their keys already.
      if (!known.sourceChecksum().equals(checksum)
          || !known.preparation().equals(preparation.name())) {
        throw ModynException.failedPrecondition(
            "%s holds dataset '%s' made from another source than %s is now; give another state"
                + " directory with --state-dir, or delete this one",
            directory, datasetName, source);
      }
      if (known.equals(
          PreparationRecord.of(directory, known.preparation(), checksum, known.samples()))) {
        return known.samples();
      }
    }
    messages.accept("preparing dataset '" + datasetName + "' from " + source.getFileName());
    long samples = preparation.prepare(source, directory);
    PreparationRecord.of(directory, preparation.name(), checksum, samples).write(directory);
    return samples;
  }

  private static String checksum(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream input = new DigestInputStream(Files.newInputStream(file), digest)) {
        input.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
