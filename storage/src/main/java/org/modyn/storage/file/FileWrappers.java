package org.modyn.storage.file;

import java.util.List;
import org.modyn.common.config.schema.OptionFamily;
import org.modyn.common.config.schema.OptionFamilyProvider;
import org.modyn.common.error.ModynException;
import org.modyn.common.option.Registry;

/** The file formats, by their names in dataset definitions. */
public final class FileWrappers implements OptionFamilyProvider {
  public static final Registry<FileWrapperOptions> REGISTRY =
      Registry.of(
          "file wrapper",
          FileWrapperOptions.class,
          List.of(BinaryFileWrapper.class, CsvOptions.class, SingleSampleFileWrapper.class));

  /**
   * @param type for example {@code BinaryFileWrapper}
   * @param config the options of the format, as YAML or JSON
   * @throws ModynException INVALID_ARGUMENT for an unknown type or wrong options
   */
  public static FileWrapper create(String type, String config) {
    return REGISTRY.read("file_wrapper_type", type, "file_wrapper_config", config).create();
  }

  @Override
  public List<OptionFamily> families() {
    return List.of(REGISTRY);
  }
}
