package org.modyn.common.config.schema;

import java.util.SequencedMap;

/**
 * Implementations that a file can name, each with options of its own: the models, the optimizers.
 * {@link MemberOf} says where a file names one; {@link OptionFamilyProvider} makes a family known.
 */
public interface OptionFamily {
  /** What a member is, as {@code model}; no other family has this name. */
  String family();

  /**
   * The record of each member's options, by the member's name in files. It has a {@link
   * Description} of the member, and its components describe the options.
   */
  SequencedMap<String, ? extends Class<?>> options();
}
