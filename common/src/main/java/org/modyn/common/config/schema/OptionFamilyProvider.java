package org.modyn.common.config.schema;

import java.util.List;

/**
 * Registers families for the reader of files. A module lists its provider in {@code
 * META-INF/services/org.modyn.common.config.schema.OptionFamilyProvider}. When the module is not on
 * the class path, the options of its families are not validated.
 */
public interface OptionFamilyProvider {
  List<OptionFamily> families();
}
