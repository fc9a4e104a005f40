package org.modyn.common.config.schema;

import java.util.SequencedMap;

/**
 * A set of implementations that a file can name, each with its own options; for example, the models
 * or the optimizers. {@link MemberOf} marks the fields that name a member; an {@link
 * OptionFamilyProvider} registers a family.
 */
public interface OptionFamily {
  /** The unique name of the family, for example {@code model}. */
  String family();

  /**
   * The record of each member's options, by the member's name in files. It has a {@link
   * Description} of the member, and its components describe the options.
   */
  SequencedMap<String, ? extends Class<?>> options();
}
