package org.modyn.common.config.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.modyn.common.config.schema.MemberOf;
import org.modyn.common.config.schema.OptionFamily;
import org.modyn.common.config.schema.OptionFamilyProvider;

/** The families that modules on the class path make known. */
final class OptionFamilies {
  private static final Map<String, OptionFamily> FAMILIES = load();

  private OptionFamilies() {}

  private static Map<String, OptionFamily> load() {
    Map<String, OptionFamily> families = new HashMap<>();
    for (OptionFamilyProvider provider :
        ServiceLoader.load(
            OptionFamilyProvider.class, OptionFamilyProvider.class.getClassLoader())) {
      for (OptionFamily family : provider.families()) {
        if (families.put(family.family(), family) != null) {
          throw new IllegalStateException("two families are called " + family.family());
        }
      }
    }
    return Map.copyOf(families);
  }

  /** Empty when the module of the family is not on the class path. */
  static Optional<OptionFamily> find(MemberOf member) {
    return Optional.ofNullable(FAMILIES.get(member.value()));
  }
}
