package org.modyn.storage.file;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.modyn.common.error.ModynException;

/** The kinds of files, by the name that a dataset's definition calls them. */
public final class FileWrappers {
  private static final Map<String, BiFunction<String, String, FileWrapper>> KINDS =
      Map.of(
          "BinaryFileWrapper", BinaryFileWrapper::parse,
          "CsvFileWrapper", CsvFileWrapper::parse,
          "SingleSampleFileWrapper", SingleSampleFileWrapper::parse);

  private FileWrappers() {}

  /**
   * @param type for example {@code BinaryFileWrapper}
   * @param config the kind's options, as YAML or JSON
   * @throws ModynException INVALID_ARGUMENT for an unknown type or wrong options
   */
  public static FileWrapper create(String type, String config) {
    BiFunction<String, String, FileWrapper> kind = KINDS.get(type);
    if (kind == null) {
      throw ModynException.invalidArgument(
          "file_wrapper_type is '%s', allowed: %s",
          type, String.join(", ", new TreeMap<>(KINDS).keySet()));
    }
    return kind.apply("file_wrapper_config", config);
  }
}
