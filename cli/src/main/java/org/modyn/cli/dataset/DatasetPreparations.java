package org.modyn.cli.dataset;

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
import java.util.stream.Stream;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** Runs each preparation once for its source and its options. */
public final class DatasetPreparations {
  private DatasetPreparations() {}

  /**
   * Prepares the dataset's files unless they exist already.
   *
   * @param file as {@linkplain DatasetFile#load loaded} from {@code location}
   * @param location the dataset file; its source is relative to it
   * @param stateDirectory the dataset's files are relative to it
   * @param messages receives one-line messages about steps that take time
   * @throws ModynException NOT_FOUND when there is neither a preparation nor the directory,
   *     FAILED_PRECONDITION when the directory has the files of another source or of other options
   */
  public static PreparedDataset prepare(
      DatasetFile file, Path location, Path stateDirectory, Consumer<String> messages) {
    DatasetConfig dataset = file.dataset();
    if (dataset.folder().isEmpty()) {
      return new PreparedDataset(dataset, OptionalLong.empty());
    }
    Path directory = stateDirectory.resolve(dataset.folder().get()).toAbsolutePath().normalize();
    DatasetConfig located = dataset.withBasePath(directory.toString());
    if (file.preparation().isEmpty()) {
      if (!Files.isDirectory(directory)) {
        throw ModynException.notFound(
            "%s: dataset.base_path: no such directory: %s", location, directory);
      }
      return new PreparedDataset(located, OptionalLong.empty());
    }
    DatasetPreparation preparation = file.preparation().get();
    try {
      long samples =
          prepareOnce(
              preparation, dataset.name(), preparation.sourceBeside(location), directory, messages);
      return new PreparedDataset(located, OptionalLong.of(samples));
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.UNAVAILABLE,
          "cannot prepare dataset '%s' in %s: %s".formatted(dataset.name(), directory, e),
          e);
    }
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
      // Samples of the former source may already have been stored and trained on.
      if (!known.sourceChecksum().equals(checksum)
          || !known.preparation().equals(preparation.description())) {
        throw ModynException.failedPrecondition(
            "%s contains dataset '%s', prepared with other options or from another source than the"
                + " current %s; choose another state directory with --state-dir, or delete this"
                + " one",
            directory, datasetName, source);
      }
      if (known.equals(
          PreparationRecord.of(directory, known.preparation(), checksum, known.samples()))) {
        return known.samples();
      }
    }
    messages.accept("preparing dataset '" + datasetName + "' from " + source.getFileName());
    long samples = preparation.prepare(source, directory);
    PreparationRecord.of(directory, preparation.description(), checksum, samples).write(directory);
    return samples;
  }

  /**
   * The checksum of a file's content, or of the contents of a directory's files in the order of
   * their names.
   */
  private static String checksum(Path source) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : filesOf(source)) {
        try (InputStream input = new DigestInputStream(Files.newInputStream(file), digest)) {
          input.transferTo(OutputStream.nullOutputStream());
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static List<Path> filesOf(Path source) throws IOException {
    if (!Files.isDirectory(source)) {
      return List.of(source);
    }
    try (Stream<Path> entries = Files.list(source)) {
      return entries.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
