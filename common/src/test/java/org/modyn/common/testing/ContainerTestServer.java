package org.modyn.common.testing;

import java.util.Optional;
import org.modyn.common.config.system.DatabaseConfig;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * PostgreSQL in a container; Testcontainers removes it when the JVM ends, however that ends. The
 * system property {@code modyn.test.database.image} names another image than PostgreSQL's.
 */
final class ContainerTestServer {
  private static final String IMAGE = "postgres";

  private ContainerTestServer() {}

  static DatabaseConfig start() {
    PostgreSQLContainer container =
        new PostgreSQLContainer(
            DockerImageName.parse(System.getProperty("modyn.test.database.image", IMAGE + ":18"))
                .asCompatibleSubstituteFor(IMAGE));
    container.start();
    return new DatabaseConfig(
        "postgresql",
        container.getUsername(),
        container.getPassword(),
        container.getDatabaseName(),
        container.getHost(),
        container.getFirstMappedPort(),
        Optional.empty());
  }
}
