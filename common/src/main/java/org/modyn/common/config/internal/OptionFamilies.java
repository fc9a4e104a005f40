package org.modyn.common.config.internal;

import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.modyn.common.config.schema.MemberOf;
import org.modyn.common.config.schema.OptionFamily;
import org.modyn.common.config.schema.OptionFamilyProvider;

/** The families that are registered by modules on the class path. */
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
          throw new IllegalStateException("two families have the name " + family.family());
        }
      }
    }
    return Map.copyOf(families);
  }

  /**
   * Returns the allowed names of a text; empty when the text is not the name of a member, or not
   * all modules of its families are on the class path.
   */
  static List<String> names(AnnotatedElement named) {
    List<Optional<OptionFamily>> families =
        Arrays.stream(named.getAnnotationsByType(MemberOf.class))
            .map(OptionFamilies::find)
            .toList();
    return families.stream().allMatch(Optional::isPresent)
        ? families.stream().flatMap(family -> family.get().options().keySet().stream()).toList()
        : List.of();
  }

  /** Empty when the module of the family is not on the class path. */
  static Optional<OptionFamily> find(MemberOf member) {
    return Optional.ofNullable(FAMILIES.get(member.value()));
  }
}
