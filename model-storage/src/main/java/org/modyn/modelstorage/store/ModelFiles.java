package org.modyn.modelstorage.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.OptionalInt;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.safetensors.MalformedSafetensorsException;
import org.modyn.modelstorage.format.Encoding;
import org.modyn.modelstorage.format.ModelFileWriter;
import org.modyn.modelstorage.format.ModelFileWriter.Base;
import org.modyn.modelstorage.format.SafetensorsStream;
import org.modyn.modelstorage.model.ModelFile;
import org.modyn.modelstorage.model.StoredModel;
import org.modyn.modelstorage.strategy.StoragePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the files of models, as the policy of their pipeline says. What it returns is synced, the
 * directory is not. When writing fails, it leaves nothing.
 */
final class ModelFiles {
  private static final Logger log = LoggerFactory.getLogger(ModelFiles.class);
  private static final int BUFFER_BYTES = 1 << 16;

  private final ModelDirectory directory;
  private final ModelContents contents;

  ModelFiles(ModelDirectory directory, ModelContents contents) {
    this.directory = requireNonNull(directory, "directory is null");
    this.contents = requireNonNull(contents, "contents is null");
  }

  /** The form of a file: the encoding, empty for a safetensors file, and the base, if any. */
  private record Form(Optional<Encoding> encoding, Optional<Base> base) {
    OptionalInt baseId() {
      return base.map(Base::modelId).stream().mapToInt(Integer::intValue).findFirst();
    }
  }

  /**
   * Writes the file of a model that has been received.
   *
   * @param base the model to express it by; empty to store it in full
   * @throws ModynException INVALID_ARGUMENT when it is not in the safetensors format
   */
  ModelFile store(
      IncomingModel incoming, int modelId, Optional<StoredModel> base, StoragePolicy policy) {
    try {
      return storeOnce(incoming, modelId, base, policy);
    } catch (ModynException e) {
      if (base.isEmpty() || e.category() != ErrorCategory.DATA_LOSS) {
        throw e;
      }
      log.error(
          "Model {} is stored in full, because another one is lost: {}", modelId, e.getMessage());
      return storeOnce(incoming, modelId, Optional.empty(), policy);
    }
  }

  private ModelFile storeOnce(
      IncomingModel incoming, int modelId, Optional<StoredModel> base, StoragePolicy policy) {
    Path target = directory.of(incoming.description().pipelineId());
    try (SafetensorsStream arrived = open(incoming)) {
      Form form = form(arrived, base, policy);
      Path path = target.resolve(ModelDirectory.firstName(modelId, form.encoding().isPresent()));
      if (form.encoding().isPresent()) {
        return write(arrived, form, path);
      }
      Files.move(incoming.path(), path, StandardCopyOption.ATOMIC_MOVE);
      sync(path);
      return new ModelFile(path.getFileName().toString(), incoming.size(), OptionalInt.empty());
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(target, e);
    }
  }

  private static void sync(Path path) {
    try {
      DurableFiles.syncFile(path);
    } catch (RuntimeException e) {
      DurableFiles.delete(path);
      throw e;
    }
  }

  private static SafetensorsStream open(IncomingModel incoming) throws IOException {
    try {
      return SafetensorsStream.open(Files.newInputStream(incoming.path()), incoming.size());
    } catch (MalformedSafetensorsException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          "the model is not in the safetensors format: " + e.getMessage(),
          e);
    }
  }

  /**
   * Writes another file of a stored model.
   *
   * @param base as in {@link #store}
   */
  ModelFile rewrite(StoredModel model, Optional<StoredModel> base, StoragePolicy policy) {
    Path target = directory.of(model.description().pipelineId());
    try (SafetensorsStream content = contents.openTensors(model.modelId())) {
      Form form = form(content, base, policy);
      return write(
          content,
          form,
          target.resolve(ModelDirectory.nextName(model, form.encoding().isPresent())));
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(target, e);
    }
  }

  /** A model can only be expressed by one with the same tensors. */
  private Form form(SafetensorsStream model, Optional<StoredModel> base, StoragePolicy policy)
      throws IOException {
    if (base.isPresent()) {
      int baseId = base.get().modelId();
      SafetensorsStream other = contents.openTensors(baseId);
      if (other.hasSameTensors(model)) {
        return new Form(
            policy.incremental().map(StoragePolicy.Incremental::encoding),
            Optional.of(new Base(baseId, other)));
      }
      other.close();
      log.info("The tensors differ from those of model {}: the model is stored in full", baseId);
    }
    return new Form(policy.full(), Optional.empty());
  }

  private static ModelFile write(SafetensorsStream model, Form form, Path path) {
    try {
      try (OutputStream file = open(path)) {
        if (form.encoding().isPresent()) {
          ModelFileWriter.write(model, form.base(), form.encoding().get(), file);
        } else {
          model.copyTo(file);
        }
      } finally {
        if (form.base().isPresent()) {
          form.base().get().content().close();
        }
      }
      DurableFiles.syncFile(path);
      return new ModelFile(path.getFileName().toString(), Files.size(path), form.baseId());
    } catch (IOException e) {
      DurableFiles.delete(path);
      throw DurableFiles.cannotWrite(path, e);
    } catch (RuntimeException e) {
      DurableFiles.delete(path);
      throw e;
    }
  }

  private static OutputStream open(Path path) throws IOException {
    return new BufferedOutputStream(
        Files.newOutputStream(path, CREATE, WRITE, TRUNCATE_EXISTING), BUFFER_BYTES);
  }
}
