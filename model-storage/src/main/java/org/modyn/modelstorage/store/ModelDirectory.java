package org.modyn.modelstorage.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.modyn.common.file.DurableFiles;
import org.modyn.modelstorage.model.StoredModel;
import org.modyn.modelstorage.model.StoredModels;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names of the files of models. {@code <pipeline>/<model>.safetensors} is a model as it was
 * received, {@code <pipeline>/<model>.model} one in the form of {@code
 * org.modyn.modelstorage.format}; when a file is replaced, the new one has another number: {@code
 * <model>.<number>.model}. {@code <pipeline>/<model>.samples} are its trained samples.
 */
final class ModelDirectory {
  private static final Logger log = LoggerFactory.getLogger(ModelDirectory.class);
  private static final String SAFETENSORS_SUFFIX = ".safetensors";
  private static final String ENCODED_SUFFIX = ".model";
  private static final String SAMPLES_SUFFIX = ".samples";
  private static final String INCOMING_SUFFIX = ".incoming";
  private static final Pattern PIPELINE = Pattern.compile("\\d{1,9}");
  private static final Pattern MODEL =
      Pattern.compile("(\\d{1,18})(\\.\\d+)?\\.(safetensors|model|samples)");

  private final Path root;

  /** Opens a directory, and creates it if it does not exist. */
  ModelDirectory(Path root) {
    this.root = requireNonNull(root, "root is null");
    DurableFiles.createDirectories(root);
  }

  /** Creates the directory of a pipeline, unless it exists. It is durable when this returns. */
  synchronized void create(int pipelineId) {
    Path directory = of(pipelineId);
    if (!Files.isDirectory(directory)) {
      DurableFiles.createDirectories(directory);
      DurableFiles.syncDirectory(root);
    }
  }

  /** Returns the directory of a pipeline. */
  Path of(int pipelineId) {
    return root.resolve(Integer.toString(pipelineId));
  }

  /** Returns the directory of the copies that {@link FetchedModels} writes. */
  Path fetched() {
    return root.resolve("fetched").toAbsolutePath();
  }

  /** Returns the absolute path of a model's file. */
  Path file(StoredModel model) {
    return of(model.description().pipelineId()).resolve(model.file().name()).toAbsolutePath();
  }

  /** Whether a model's file is the safetensors file that was received. */
  static boolean isSafetensors(StoredModel model) {
    return model.file().name().endsWith(SAFETENSORS_SUFFIX);
  }

  /** Returns the absolute path of a model's trained samples. */
  Path samples(StoredModel model) {
    return of(model.description().pipelineId())
        .resolve(model.modelId() + SAMPLES_SUFFIX)
        .toAbsolutePath();
  }

  /** Returns a path for a file that is being received. */
  Path incoming(int pipelineId) {
    return of(pipelineId).resolve(UUID.randomUUID() + INCOMING_SUFFIX);
  }

  /** Returns the name of the first file of a model. */
  static String firstName(int modelId, boolean encoded) {
    return modelId + suffix(encoded);
  }

  /** Returns the name of the file that replaces that of a model. */
  static String nextName(StoredModel model, boolean encoded) {
    String[] parts = model.file().name().split("\\.", -1);
    int number = parts.length == 2 ? 0 : Integer.parseInt(parts[1]);
    return model.modelId() + "." + (number + 1) + suffix(encoded);
  }

  private static String suffix(boolean encoded) {
    return encoded ? ENCODED_SUFFIX : SAFETENSORS_SUFFIX;
  }

  /**
   * Deletes the files that a crash left: those that were incomplete, and those of models that the
   * database does not have although it has given their ids. Other files are not touched: they
   * belong to another database, or to a newer state of this one. Nothing may be stored meanwhile.
   */
  void deleteLeftOvers(StoredModels stored) {
    Set<Path> known = new HashSet<>();
    for (StoredModel model : stored.models()) {
      known.add(requireFile(model, file(model)));
      if (model.trainedSamples().isPresent()) {
        known.add(requireFile(model, samples(model)));
      }
    }
    for (Path directory : DurableFiles.list(root)) {
      if (PIPELINE.matcher(directory.getFileName().toString()).matches()) {
        deleteLeftOvers(directory, known, stored);
      }
    }
  }

  private static Path requireFile(StoredModel model, Path path) {
    if (!Files.exists(path)) {
      log.error(
          "{}: this file of model {} is missing; restore it from a backup, or delete the model",
          path,
          model.modelId());
    }
    return path;
  }

  private static void deleteLeftOvers(Path directory, Set<Path> known, StoredModels stored) {
    boolean isRegistered =
        stored.pipelineIds().contains(Integer.parseInt(directory.getFileName().toString()));
    int unknown = 0;
    for (Path path : DurableFiles.list(directory)) {
      Matcher name = MODEL.matcher(path.getFileName().toString());
      if (path.toString().endsWith(INCOMING_SUFFIX)) {
        DurableFiles.delete(path);
      } else if (name.matches() && !known.contains(path.toAbsolutePath())) {
        if (isRegistered && Long.parseLong(name.group(1)) <= stored.lastId()) {
          log.info("Deleting {}, which a crash left: no model has it", path);
          DurableFiles.delete(path);
        } else {
          unknown++;
        }
      }
    }
    if (unknown > 0) {
      log.warn(
          "{}: {} files of models are not known to the database, which is another one than that of"
              + " this directory, or was restored; they are kept",
          directory,
          unknown);
    }
  }

  /** Whether a file has the name of a model that is to be stored. */
  boolean exists(int pipelineId, int modelId) {
    return Stream.of(SAFETENSORS_SUFFIX, ENCODED_SUFFIX, SAMPLES_SUFFIX)
        .anyMatch(suffix -> Files.exists(of(pipelineId).resolve(modelId + suffix)));
  }

  void deleteFiles(StoredModel model) {
    DurableFiles.delete(file(model));
    DurableFiles.delete(samples(model));
  }

  void delete(int pipelineId) {
    DurableFiles.deleteRecursively(of(pipelineId));
  }
}
