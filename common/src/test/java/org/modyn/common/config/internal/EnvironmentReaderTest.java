package org.modyn.common.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ModynException;

class EnvironmentReaderTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("HOST", "db.example.org", "PORT", "6001", "EMPTY", "", "TRICKY", "a$1\\${HOST}");

  private final Problems problems = new Problems("modyn.yaml");

  @Test
  void replacesVariablesInTexts() {
    assertThat(
            read(
                """
                host: ${HOST}
                port: ${PORT:-1}
                url: "jdbc:postgresql://${HOST}:${PORT}/x"
                list: ['${UNSET:-a b}', plain, 7]
                empty: ${EMPTY:-default}
                really_empty: x${EMPTY}
                default: x${UNSET:-}
                escaped: $${HOST}
                dollar: $5
                tricky: ${TRICKY}
                """))
        .isEqualTo(
            "{host=db.example.org, port=6001, url=jdbc:postgresql://db.example.org:6001/x,"
                + " list=[a b, plain, 7], empty=default, really_empty=x, default=x,"
                + " escaped=${HOST}, dollar=$5, tricky=a$1\\${HOST}}");
    problems.throwIfAny();
  }

  @Test
  void namesVariablesThatAreNotSet() {
    read("a:\n  - b: x ${UNSET}\nc: ${no name}\nd: ${HOST\n");

    assertThatThrownBy(problems::throwIfAny)
        .isInstanceOf(ModynException.class)
        .hasMessage(
            """
            modyn.yaml has 3 problems:
              modyn.yaml:2:8: a[0].b: the environment variable UNSET is not set; set it, or specify a default: ${UNSET:-default}
              modyn.yaml:3:4: c: "${no name}" is not an environment variable; allowed: ${NAME}, ${NAME:-default}, and $${ for the text ${
              modyn.yaml:4:4: d: "${HOST" is not an environment variable; allowed: ${NAME}, ${NAME:-default}, and $${ for the text ${\
            """);
  }

  private String read(String yaml) {
    ConfigNode node = YamlReader.read(yaml, problems);
    problems.throwIfAny();
    return new EnvironmentReader(ENVIRONMENT::get, problems)
        .replace(node, FieldPath.ROOT)
        .toPlain()
        .toString();
  }
}
