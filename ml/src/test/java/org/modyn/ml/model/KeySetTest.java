package org.modyn.ml.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class KeySetTest {
  @Property
  void holdsWhatASetDoes(@ForAll List<Long> added, @ForAll List<Long> asked) {
    KeySet keys = new KeySet();
    TreeSet<Long> expected = new TreeSet<>(added);
    added.forEach(keys::add);
    assertThat(keys.size()).isEqualTo(expected.size());
    assertThat(keys.sorted()).containsExactly(expected.toArray(Long[]::new));
    expected.forEach(key -> assertThat(keys.contains(key)).isTrue());
    asked.forEach(key -> assertThat(keys.contains(key)).isEqualTo(expected.contains(key)));
    keys.clear();
    assertThat(keys.size()).isZero();
    expected.forEach(key -> assertThat(keys.contains(key)).isFalse());
  }
}
