package org.modyn.modelstorage.strategy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;

/** Stores the full model, as the safetensors file that was received. Costs a rename. */
public final class FullModelStrategy implements ModelStorageStrategy {
  @Override
  public void store(Path arrived, Path kept) {
    SafetensorsFile.check(arrived);
    try {
      Files.move(arrived, kept, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(kept, e);
    }
  }

  @Override
  public InputStream open(Path kept) {
    try {
      return Files.newInputStream(kept);
    } catch (NoSuchFileException e) {
      throw new ModynException(
          ErrorCategory.DATA_LOSS, "%s: the file of a stored model is missing".formatted(kept), e);
    } catch (IOException e) {
      throw DurableFiles.cannotRead(kept, e);
    }
  }
}
