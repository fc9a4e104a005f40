package org.modyn.common.config.schema;

import java.util.List;

/**
 * Makes families known to the reader of files. A module lists its provider in {@code
 * META-INF/services/org.modyn.common.config.schema.OptionFamilyProvider}. Where that module is not
 * on the class path, the options of its families are read as they are, and not checked.
 */
public interface OptionFamilyProvider {
  List<OptionFamily> families();
}
