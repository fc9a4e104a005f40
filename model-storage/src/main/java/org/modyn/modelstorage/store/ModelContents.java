package org.modyn.modelstorage.store;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.safetensors.MalformedSafetensorsException;
import org.modyn.modelstorage.database.ModelRepository;
import org.modyn.modelstorage.format.MalformedModelFileException;
import org.modyn.modelstorage.format.ModelFileReader;
import org.modyn.modelstorage.format.ModelFileWriter.Base;
import org.modyn.modelstorage.format.SafetensorsStream;
import org.modyn.modelstorage.model.ModelFile;
import org.modyn.modelstorage.model.StoredModel;

/** Reads models from their files, and those that these are differences from. Thread safe. */
final class ModelContents {
  private final ModelDirectory directory;
  private final ModelRepository models;

  ModelContents(ModelDirectory directory, ModelRepository models) {
    this.directory = requireNonNull(directory, "directory is null");
    this.models = requireNonNull(models, "models is null");
  }

  /** A model, and the safetensors file that was received. */
  record Content(StoredModel model, InputStream stream) {
    Content {
      requireNonNull(model, "model is null");
      requireNonNull(stream, "stream is null");
    }
  }

  /**
   * Opens a model. The checksums of the model and of those that it is a difference from are
   * verified when the stream ends. The stream throws {@link ModynException} DATA_LOSS, naming the
   * damaged file and all models that need it.
   *
   * @throws ModynException NOT_FOUND when there is no such model; DATA_LOSS, as above, when a file
   *     is missing
   */
  Content open(int modelId) {
    List<StoredModel> chain = models.findWithBases(modelId);
    while (true) {
      if (chain.isEmpty()) {
        throw ModynException.notFound("model_id: there is no model %s", modelId);
      }
      try {
        return new Content(chain.getFirst(), open(chain));
      } catch (ModynException e) {
        // a deletion of another model may have replaced the files
        List<StoredModel> now = models.findWithBases(modelId);
        if (files(now).equals(files(chain))) {
          throw e;
        }
        chain = now;
      }
    }
  }

  private static List<ModelFile> files(List<StoredModel> chain) {
    return chain.stream().map(StoredModel::file).toList();
  }

  /** Opens a model as a base, or to write its file again. */
  SafetensorsStream openTensors(int modelId) {
    Content content = open(modelId);
    return tensors(content.model(), content.stream());
  }

  private SafetensorsStream tensors(StoredModel model, InputStream content) {
    try {
      return SafetensorsStream.open(content, model.size());
    } catch (IOException e) {
      throw damage(model).exception(e);
    }
  }

  /**
   * @param chain a model, the one that it is a difference from, and so on
   */
  private InputStream open(List<StoredModel> chain) {
    StoredModel model = chain.getFirst();
    Optional<Base> base = Optional.empty();
    if (model.file().baseId().isPresent()) {
      StoredModel other = chain.get(1);
      base =
          Optional.of(
              new Base(other.modelId(), tensors(other, open(chain.subList(1, chain.size())))));
    }
    return new VerifiedModelStream(openFile(model, base), model.checksum(), damage(model));
  }

  private InputStream openFile(StoredModel model, Optional<Base> base) {
    try {
      InputStream file = openFile(directory.file(model), base);
      if (ModelDirectory.isSafetensors(model)) {
        return file;
      }
      return ModelFileReader.open(new BufferedInputStream(file), base);
    } catch (IOException e) {
      throw damage(model).exception(e);
    }
  }

  private static InputStream openFile(Path path, Optional<Base> base) throws IOException {
    try {
      return Files.newInputStream(path);
    } catch (IOException e) {
      if (base.isPresent()) {
        base.get().content().close();
      }
      throw e;
    }
  }

  private ModelDamage damage(StoredModel model) {
    return new ModelDamage(directory.file(model), model.modelId(), models);
  }

  /** The errors of one file. */
  record ModelDamage(Path path, int modelId, ModelRepository models) {
    private static final int MOST_DEPENDENTS = 20;

    ModynException exception(IOException cause) {
      if (cause instanceof NoSuchFileException) {
        return exception("its file is missing", cause);
      }
      if (cause instanceof MalformedModelFileException
          || cause instanceof MalformedSafetensorsException) {
        return exception(cause.getMessage(), cause);
      }
      return DurableFiles.cannotRead(path, cause);
    }

    ModynException exception(String problem, Exception cause) {
      String message =
          "%s: model %s is damaged: %s%s".formatted(path, modelId, problem, dependents());
      return new ModynException(ErrorCategory.DATA_LOSS, message, cause);
    }

    private String dependents() {
      List<Integer> dependents = models.findDependents(modelId);
      if (dependents.isEmpty()) {
        return "";
      }
      List<String> ids = dependents.stream().limit(MOST_DEPENDENTS).map(String::valueOf).toList();
      return "; stored as differences from it, and lost with it: model%s %s%s"
          .formatted(
              dependents.size() == 1 ? "" : "s",
              String.join(", ", ids),
              dependents.size() > MOST_DEPENDENTS
                  ? " and %s more".formatted(dependents.size() - MOST_DEPENDENTS)
                  : "");
    }
  }
}
